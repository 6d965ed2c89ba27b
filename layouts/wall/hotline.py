"""12345 热线: the hotline's account, what people call about, by week and hour, and who answers."""

from dash import dcc, html
from dash.development.base_component import Component

from city.district import District
from city.lists import Selection
from city.metrics import Figures
from city.snapshot import HotlineSnapshot
from city.windows import Window
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.account import is_waiting
from layouts.parts.behind import behind, of_figure, window_text
from layouts.parts.hours_chart import hours_chart
from layouts.parts.kept import kept
from layouts.parts.offices import office_head, office_rows
from layouts.parts.panel import panel
from layouts.parts.topics import topic_rows
from layouts.parts.urgent import urgent_rows
from layouts.parts.weeks_chart import apart_from, weeks_chart
from layouts.text import NONE, number, percent
from layouts.wall.frame import account_panel, frame, frame_foot
from layouts.wall.told import Told, hours_note

VIEW, SCENE = "hotline", "hotline"
TOPICS, OFFICES, URGENT = 16, 12, 6


def hotline_scene(snapshot: HotlineSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the scene."""
    edition = Edition(district, lang)
    head, figures = snapshot.head, snapshot.departments
    waiting = is_waiting(head, figures)
    apart = apart_from(snapshot.weeks, figures)
    told = Told(edition, waiting, figures.stream in head.silent_streams)
    return frame(
        SCENE,
        head=head,
        edition=edition,
        account=account_panel(VIEW, snapshot.departments, snapshot.head, told),
        panels=[
            topics_panel(VIEW, snapshot.classes, told, places=TOPICS),
            kept("hotline-weeks", weeks_panel, VIEW, snapshot.weeks, apart, told),
            _stars(figures, told),
            _hours(snapshot, told),
            _offices(figures, told),
            _urgent(snapshot, told),
        ],
        foot=frame_foot(
            VIEW, head, snapshot.movements, figures=figures, edition=edition, waiting=waiting
        ),
    )


def topics_panel(
    view: str, figures: Figures | None, told: Told, *, places: int, gone: bool = False
) -> Component:
    """Return 诉求事项: the topics with most orders, the rest summed."""
    window = told.edition.window(figures.window) if figures else ""
    rows = topic_rows(f"{view}-topic", figures, told.edition, places=places)
    return panel(
        f"{view}-topics",
        told.edition.say("topics"),
        note=told.note("topics_note", window=window),
        body=[html.Div(rows, className="topics")],
        gone=gone,
        stale=told.stale,
    )


def weeks_panel(
    view: str,
    weeks: tuple[tuple[int, int], ...],
    apart: tuple[Window, int] | None,
    told: Told,
    gone: bool = False,
) -> Component:
    """Return 每周接件; `apart` is what `apart_from` says, so that bars and account add up."""
    return panel(
        f"{view}-weeks",
        told.edition.say("weeks"),
        note=_weeks_note(apart, told),
        body=[weeks_chart(view, () if told.waiting else weeks, told.edition)],
        gone=gone,
        stale=told.stale,
    )


def _weeks_note(apart: tuple[Window, int] | None, told: Told) -> list[Component | str]:
    if apart is None:
        return [told.note("weeks_note")]
    window, more = apart
    days = "–".join(dict.fromkeys(told.edition.span(window)))
    received = Selection(stream="hotline", window=window_text(window), status="received")
    key = "weeks_note_more" if more > 0 else "weeks_note_less"
    return told.woven(key, days=days, count=told.fig(abs(more), received))


def _stars(figures: Figures, told: Told) -> Component:
    """Return 满意度: the share of five stars as a bar to scale, and what else was closed."""
    tally, edition = figures.total, told.edition
    other = tally.closed - tally.five_star
    late = tally.timed_closed - tally.closed_in_time
    five = behind(figures, status="closed", measure="five_star")
    share = f"{percent(tally.five_star, tally.closed)} %"
    bar = html.Div(
        [
            html.I(className="stars__five", style={"flexGrow": tally.five_star}),
            html.I(className="stars__other", style={"flexGrow": other}),
        ],
        id=f"{VIEW}-stars-bar",
        className="stars__bar",
    )
    terms = [
        dcc.Link(
            _term("five_star", share, tally.five_star, told),
            id=f"{VIEW}-five",
            href=edition.cases(five),
            className="stars__term",
        ),
        _closed("other", other, of_figure(figures, "five_star_not"), told),
        _closed("late", late, of_figure(figures, "closed_late"), told),
    ]
    return panel(
        f"{VIEW}-stars",
        edition.say("stars_title"),
        note=told.note("stars_note"),
        body=[
            html.Div(
                [bar, html.Div(terms, className="stars__terms")],
                id=f"{VIEW}-stars-sum",
                className="stars__sum",
            )
        ],
        stale=told.stale,
    )


def _closed(name: str, count: int, selection: Selection, told: Told) -> Component:
    words = _term(f"{name}_closed", "", count, told)
    href = told.edition.cases(selection)
    return dcc.Link(words, id=f"{VIEW}-closed-{name}", href=href, className="stars__term")


def _term(key: str, share: str, count: int, told: Told) -> list[Component]:
    words: list[Component | str] = [
        told.edition.say(key),
        html.Small(share if not told.waiting else ""),
    ]
    return [html.Label(words), html.B(NONE if told.waiting else number(count))]


def _hours(snapshot: HotlineSnapshot, told: Told) -> Component:
    return panel(
        f"{VIEW}-hours",
        told.edition.say("hotline_hours"),
        note=hours_note(snapshot.hours, "hotline", told),
        body=hours_chart(VIEW, snapshot.hours, told.edition, theme="night", waiting=told.waiting),
        stale=told.stale,
    )


def _offices(figures: Figures, told: Told) -> Component:
    rows = office_rows(f"{VIEW}-office", figures, told.edition, places=OFFICES)
    return panel(
        f"{VIEW}-offices",
        told.edition.say("offices"),
        note=told.note("offices_note"),
        body=[html.Div([office_head(told.edition), *rows], className="offices")],
        stale=told.stale,
    )


def _urgent(snapshot: HotlineSnapshot, told: Told) -> Component:
    total = told.fig(
        snapshot.near_due + snapshot.overdue, of_figure(snapshot.departments, "pressing_now")
    )
    rows = urgent_rows(
        f"{VIEW}-urgent", snapshot.urgent, told.edition, head=snapshot.head, places=URGENT
    )
    return panel(
        f"{VIEW}-urgents",
        told.edition.say("urgent"),
        note=told.woven("urgent_note", total=total),
        body=[html.Div(rows, className="urgents")],
        live=False,  # countdowns go on when the data is stale
    )
