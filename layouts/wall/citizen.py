"""你提我办: settled level by level, what askers say, the grids' work, and the cameras' alarms."""

from dash import dcc, html
from dash.development.base_component import Component
from msgspec.structs import replace

from city.district import District
from city.figures import Ask, found
from city.metrics import Figures
from city.social import CITIZEN_LEVELS, CitizenSnapshot, LevelRow, Stars
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.account import account, account_words, is_waiting, scale_bar
from layouts.parts.behind import behind, figure_selection, of_figure, over, timeless
from layouts.parts.kept import kept
from layouts.parts.levels import level_columns
from layouts.parts.panel import panel
from layouts.parts.said import FIGURE_OF, said_rows, star_rows
from layouts.text import NONE, number, percent
from layouts.wall.frame import account_section, frame, frame_foot
from layouts.wall.grids import begun_panel, grid_panel, video_panel, work_panel
from layouts.wall.told import Told

VIEW, SCENE = "citizen", "citizen"
FIGURE_OF_SAID = {
    "closed": ("solved_rate_closed", "denominator"),
    **{name: (figure, "numerator") for name, figure in FIGURE_OF.items()},
}
"""What a count of the panel's note is called in the registry, and which part of it."""
SOLVED = Ask("solved_rate_closed", "citizen")
BEGUN = Ask("same_day_share", "citizen")
GRID_BEGUN = Ask("same_day_share", "grid")


def asks_of(district: District) -> tuple[Ask, ...]:
    """Return the figures of the registry that the scene shows of a district's streams."""
    return tuple(ask for ask in (SOLVED, BEGUN, GRID_BEGUN) if district.stream(ask.stream))


def citizen_scene(snapshot: CitizenSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the scene."""
    edition = Edition(district, lang)
    head, figures = snapshot.head, snapshot.account
    told = Told(edition, is_waiting(head, figures), figures.stream in head.silent_streams)
    settled, grid = timeless(figures), snapshot.grid
    if grid is not None:
        grid = replace(grid, account=timeless(grid.account))
    answers = [found(snapshot.measured, ask) for ask in (BEGUN, GRID_BEGUN)]
    begun = [answer and timeless(answer) for answer in answers]
    return frame(
        SCENE,
        head=head,
        edition=edition,
        account=_account(snapshot, told),
        panels=[
            kept(f"{VIEW}-levels", _levels, snapshot.levels, settled, told),
            kept(f"{VIEW}-work", work_panel, VIEW, grid, told),
            kept(f"{VIEW}-said", _said, snapshot.levels, settled, told),
            kept(f"{VIEW}-stars", _stars, snapshot.stars, settled, told),
            kept(f"{VIEW}-grid", grid_panel, VIEW, grid, told),
            kept(f"{VIEW}-begun", begun_panel, VIEW, begun, told),
            kept(
                f"{VIEW}-video",
                video_panel,
                VIEW,
                snapshot.alarms,
                snapshot.cameras,
                over(figures),
                replace(told, stale="video" in head.silent_streams),
            ),
        ],
        foot=frame_foot(
            VIEW, head, snapshot.movements, figures=figures, edition=edition, waiting=told.waiting
        ),
    )


def _account(snapshot: CitizenSnapshot, told: Told) -> Component:
    figures, edition = snapshot.account, told.edition
    words = account_words(VIEW, figures, snapshot.head, edition=edition, waiting=told.waiting)
    line = account(VIEW, figures, edition, waiting=told.waiting)
    parts = [line, _solved(snapshot, told), *words]
    return account_section(VIEW, parts, scale_bar(VIEW, figures, edition), stale=told.stale)


def _solved(snapshot: CitizenSnapshot, told: Told) -> Component:
    """Return 群众确认解决: the registry's figure, a link to its cases."""
    edition, answer = told.edition, found(snapshot.measured, SOLVED)
    href, share, count = edition.cases(behind(snapshot.account, status="closed")), "", NONE
    if answer is not None and not told.waiting:
        over, under = answer.total.numerator, answer.total.denominator or 0
        share = edition.say("social_of_closed", share=percent(over, under), closed=number(under))
        href, count = edition.cases(figure_selection(answer, "numerator")), number(over)
    label = html.Label([edition.say("social_solved"), html.Small(share)])
    link = dcc.Link([label, html.B(count)], href=href, className="term__link")
    return html.Div(link, id=f"{VIEW}-solved", className="term citizen__solved")


def _levels(levels: tuple[LevelRow, ...], figures: Figures, told: Told) -> Component:
    columns = level_columns(
        VIEW, CITIZEN_LEVELS, levels, figures, told.edition, waiting=told.waiting
    )
    return panel(
        f"{VIEW}-levels",
        told.edition.say("levels"),
        note=told.note("levels_note"),
        body=[html.Div(columns, className="levels")],
        stale=told.stale,
    )


def _said(levels: tuple[LevelRow, ...], figures: Figures, told: Told) -> Component:
    groups = [row.said for row in levels]
    facts = {
        name: told.fig(
            sum(getattr(said, name) for said in groups),
            of_figure(figures, *FIGURE_OF_SAID[name]),
        )
        for name in FIGURE_OF_SAID
    }
    rows = said_rows(VIEW, CITIZEN_LEVELS, levels, figures, told.edition)
    return panel(
        f"{VIEW}-said",
        told.edition.say("said"),
        note=told.woven("said_note", **facts),
        body=[html.Div(rows, className="saids")],
        stale=told.stale,
    )


def _stars(stars: Stars, figures: Figures, told: Told) -> Component:
    rated = told.fig(sum(stars.counts), of_figure(figures, "stars_any"))
    closed = told.fig(figures.total.closed, behind(figures, status="closed"))
    return panel(
        f"{VIEW}-stars",
        told.edition.say("social_stars"),
        note=told.woven("social_stars_note", rated=rated, closed=closed),
        body=[html.Div(star_rows(VIEW, stars, figures, told.edition), className="starrows")],
        stale=told.stale,
    )
