"""The wall's overview: one sum, and everything below adds up to it."""

from dash import html
from dash.development.base_component import Component

from city.district import District
from city.snapshot import MapSection, WallSnapshot
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.account import account, books, definitions, is_waiting, scale_bar
from layouts.parts.case_map import case_map
from layouts.parts.departments import department_head, department_rows
from layouts.parts.flow import flow
from layouts.parts.health import health_strip, mode_badge
from layouts.parts.hotline import hotline_parts
from layouts.parts.hours_chart import hours_chart
from layouts.parts.kinds import kind_rows
from layouts.parts.lamps import data_age, lamps
from layouts.parts.movements import movement_slots
from layouts.parts.panel import panel
from layouts.parts.playback import playback_bar, playback_button
from layouts.parts.slots import classes, hidden
from layouts.parts.urgent import urgent_rows
from layouts.shell import brand, clock, language_link, nav, page
from layouts.text import date_text, number

VIEW = "wall"
DEPARTMENTS, URGENT, MOVEMENTS, KINDS = 14, 12, 8, 8


def wall(snapshot: WallSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the wall."""
    edition = Edition(district, lang)
    waiting = is_waiting(snapshot.head, snapshot.departments)
    return page(
        VIEW,
        [
            _header(snapshot, edition),
            _account(snapshot, edition, waiting=waiting),
            html.Main(
                [
                    _departments(snapshot, edition, waiting=waiting),
                    _map(snapshot, edition, waiting=waiting),
                    html.Div(
                        [_hotline(snapshot, edition), _urgent(snapshot, edition, waiting=waiting)],
                        className="wall__side",
                    ),
                    _steps(snapshot, edition, waiting=waiting),
                    _hours(snapshot, edition, waiting=waiting),
                    _kinds(snapshot, edition),
                ],
                id="content",
                className="wall__grid",
            ),
            _foot(snapshot, edition, waiting=waiting),
            playback_bar(edition),
        ],
        edition=edition,
        theme="night",
    )


def _header(snapshot: WallSnapshot, edition: Edition) -> Component:
    head = snapshot.head
    date = date_text(edition.lang, edition.local(head.as_of))
    return html.Header(
        [
            brand(edition, edition.title()),
            health_strip(VIEW, head, edition),
            nav(VIEW, edition),
            language_link(VIEW, edition, "/"),
            playback_button(edition),
            html.Div(
                [
                    mode_badge(VIEW, head, edition),
                    html.Span(date, id="wall-date", className="wall__date"),
                    clock(VIEW, head, edition),
                ],
                className="wall__now",
            ),
        ],
        className="wall__top",
    )


def _account(snapshot: WallSnapshot, edition: Edition, *, waiting: bool) -> Component:
    figures = snapshot.departments
    words = html.P(
        edition.say("waiting"), id="wall-waiting", className=classes("waiting", hidden(not waiting))
    )
    line = html.Div(
        [
            account(VIEW, figures, edition, waiting=waiting),
            words,
            definitions(VIEW, figures, snapshot.head, edition),
        ],
        className="wall__line",
    )
    return html.Section([line, scale_bar(VIEW, figures, edition)], className="wall__account live")


def _departments(snapshot: WallSnapshot, edition: Edition, *, waiting: bool) -> Component:
    rows = department_rows("wall-department", snapshot.departments, edition, places=DEPARTMENTS)
    return panel(
        "wall-departments",
        edition.say("departments"),
        note=edition.say("waiting" if waiting else "departments_note"),
        body=[html.Div([department_head(edition), *rows], className="ranks")],
    )


def _map(snapshot: WallSnapshot, edition: Edition, *, waiting: bool) -> Component:
    section: MapSection = snapshot.map
    total = None if waiting else len(section.points) + section.unplaced
    placed, unplaced = number(len(section.points)), number(section.unplaced)
    schematic = [edition.say("schematic")] if edition.district.map.schematic else []
    told = edition.say("waiting" if waiting else "map_sum", placed=placed, unplaced=unplaced)
    note = "　".join([told, *schematic])
    return panel(
        "wall-cases",
        [edition.say("map"), " ", html.B(number(total))],
        note=note,
        body=[
            case_map(VIEW, section, edition),
            html.P(edition.say("cluster_note"), className="map-caption"),
        ],
    )


def _hotline(snapshot: WallSnapshot, edition: Edition) -> Component:
    figures = snapshot.hotline
    note = edition.say("no_hotline")
    if figures is not None:
        note = f"{edition.window(figures.window)}　{'–'.join(edition.span(figures.window))}"
    return panel(
        "wall-hotline",
        edition.say("hotline"),
        note=note,
        body=hotline_parts(VIEW, figures, edition),
        gone=not edition.has_hotline(),
    )


def _urgent(snapshot: WallSnapshot, edition: Edition, *, waiting: bool) -> Component:
    total = snapshot.near_due + snapshot.overdue
    shown = min(len(snapshot.urgent), URGENT)
    rows = urgent_rows("wall-urgent", snapshot.urgent, edition, head=snapshot.head, places=URGENT)
    return panel(
        "wall-urgents",
        edition.say("urgent"),
        note=edition.say("waiting" if waiting else "urgent_note", shown=shown, total=number(total)),
        body=[html.Div(rows, className="urgents")],
        live=False,  # countdowns go on when the data is stale
    )


def _steps(snapshot: WallSnapshot, edition: Edition, *, waiting: bool) -> Component:
    columns = flow(
        "wall-step", snapshot.steps, snapshot.departments, edition=edition, waiting=waiting
    )
    return panel("wall-steps", edition.say("steps"), note=edition.say("steps_note"), body=[columns])


def _hours(snapshot: WallSnapshot, edition: Edition, *, waiting: bool) -> Component:
    counts = [count for _, count in snapshot.hours]
    last = counts[-1] if counts else 0
    note = edition.say("hours_note", total=number(sum(counts)), last=number(last))
    return panel(
        "wall-hours",
        edition.say("hours"),
        note=edition.say("waiting") if waiting else note,
        body=hours_chart(VIEW, snapshot.hours, edition, theme="night", waiting=waiting),
    )


def _kinds(snapshot: WallSnapshot, edition: Edition) -> Component:
    rows = kind_rows("wall-kind", snapshot.classes, edition, places=KINDS)
    return panel(
        "wall-kinds",
        edition.say("classes"),
        note=edition.window(snapshot.classes.window),
        body=[html.Div(rows, className="kinds")],
    )


def _foot(snapshot: WallSnapshot, edition: Edition, *, waiting: bool) -> Component:
    moves = movement_slots("wall-movement", snapshot.movements, edition, places=MOVEMENTS)
    return html.Footer(
        [
            html.Div(
                [html.H2(edition.say("movements")), html.Div(moves, className="movements")],
                className="wall__ticker",
            ),
            html.Div(
                [
                    lamps(VIEW, snapshot.head, edition),
                    data_age(VIEW, snapshot.head, edition),
                    books(VIEW, snapshot.departments, edition, waiting=waiting),
                ],
                className="wall__feeds",
            ),
        ],
        className="wall__foot",
    )
