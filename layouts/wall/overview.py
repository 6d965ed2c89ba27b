"""The wall's overview: one sum, and everything below adds up to it."""

from dash import html
from dash.development.base_component import Component

from city.atlas import MapSection
from city.district import District
from city.metrics import Figures
from city.snapshot import WallSnapshot
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.account import is_waiting
from layouts.parts.asked import asked, fig
from layouts.parts.behind import behind, of_figure, timeless
from layouts.parts.case_map import case_map
from layouts.parts.departments import department_head, department_rows
from layouts.parts.flow import flow
from layouts.parts.hotline import hotline_parts
from layouts.parts.hours_chart import hours_chart
from layouts.parts.kept import kept
from layouts.parts.kinds import kind_rows
from layouts.parts.loads import grid_loads, load_head, street_loads
from layouts.parts.panel import panel
from layouts.parts.supervision import supervision_panel
from layouts.parts.urgent import urgent_rows
from layouts.parts.weeks_chart import apart_from
from layouts.text import number
from layouts.wall.frame import account_panel, frame, frame_foot
from layouts.wall.hotline import topics_panel, weeks_panel
from layouts.wall.told import Told, hours_note

VIEW, SCENE = "wall", "overview"
DEPARTMENTS, URGENT, KINDS, TOPICS, ORDERS = 14, 12, 8, 8, 7
STREETS, GRIDS = 6, 12


def wall(snapshot: WallSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the wall's overview."""
    edition = Edition(district, lang)
    head, figures = snapshot.head, snapshot.departments
    waiting = is_waiting(head, figures)
    told = Told(edition, waiting, figures.stream in head.silent_streams)
    calls = Told(edition, waiting, "hotline" in head.silent_streams)
    no_calls = not edition.has_hotline()
    hotline = timeless(snapshot.hotline) if snapshot.hotline else None
    apart = apart_from(snapshot.weeks, hotline) if hotline else None
    return frame(
        SCENE,
        head=head,
        edition=edition,
        account=account_panel(VIEW, snapshot.departments, snapshot.head, told),
        panels=[
            _departments(snapshot, told),
            _map(snapshot, told),
            _loads(snapshot, told),
            kept("wall-hotline", _hotline, hotline, calls),
            _urgent(snapshot, told),
            _steps(snapshot, told),
            _hours(snapshot, told),
            _kinds(snapshot, told),
            kept("wall-weeks", weeks_panel, VIEW, snapshot.weeks, apart, calls, no_calls),
            topics_panel(VIEW, snapshot.topics, calls, places=TOPICS, gone=no_calls),
            supervision_panel(VIEW, snapshot.orders, edition, head=head, places=ORDERS),
        ],
        foot=frame_foot(
            VIEW, head, snapshot.movements, figures=figures, edition=edition, waiting=waiting
        ),
    )


def _departments(snapshot: WallSnapshot, told: Told) -> Component:
    edition = told.edition
    rows = department_rows("wall-department", snapshot.departments, edition, places=DEPARTMENTS)
    return panel(
        "wall-departments",
        [
            edition.say("departments"),
            html.Small(edition.say("only_worst"), className="only-upright"),
        ],
        note=asked(
            "wall-departments-asked",
            told.note("departments_note"),
            "in_time_rate_closed",
            snapshot.departments,
            edition,
        ),
        body=[html.Div([department_head(edition), *rows], className="ranks")],
        stale=told.stale,
    )


def _map(snapshot: WallSnapshot, told: Told) -> Component:
    edition = told.edition
    section: MapSection = snapshot.map
    figures = snapshot.departments
    open_cases = figures.total.in_progress
    total = None if told.waiting else open_cases
    placed, unplaced = number(open_cases - snapshot.unplaced), number(snapshot.unplaced)
    schematic = [edition.say("schematic")] if edition.district.map.schematic else []
    note = "　".join([told.note("map_sum", placed=placed, unplaced=unplaced), *schematic])
    return panel(
        "wall-cases",
        [edition.say("map"), " ", html.B(fig(number(total), behind(figures), edition))],
        note=note,
        body=[case_map(VIEW, section, edition)],
        stale=told.stale,
    )


def _loads(snapshot: WallSnapshot, told: Told) -> Component:
    """Return what stands beside the map where the picture is three screens wide."""
    edition, section = told.edition, snapshot.map
    streets = street_loads(
        "wall-load-street", section.streets, snapshot.departments, edition, places=STREETS
    )
    grids = grid_loads("wall-load-grid", section.grids, edition, places=GRIDS)
    return panel(
        "wall-loads",
        edition.say("loads"),
        note=told.note("loads_note"),
        body=[html.Div([load_head(edition), *streets, *grids], className="loads")],
        stale=told.stale,
    )


def _hotline(figures: Figures | None, told: Told) -> Component:
    edition = told.edition
    note = edition.say("no_hotline")
    if figures is not None:
        note = f"{edition.window(figures.window)}　{'–'.join(edition.span(figures.window))}"
    return panel(
        "wall-hotline",
        edition.say("hotline"),
        note=note,
        body=hotline_parts(VIEW, figures, edition),
        gone=not edition.has_hotline(),
        stale=told.stale,
    )


def _urgent(snapshot: WallSnapshot, told: Told) -> Component:
    edition = told.edition
    total = told.fig(
        snapshot.near_due + snapshot.overdue, of_figure(snapshot.departments, "pressing_now")
    )
    rows = urgent_rows("wall-urgent", snapshot.urgent, edition, head=snapshot.head, places=URGENT)
    return panel(
        "wall-urgents",
        edition.say("urgent"),
        note=told.woven("urgent_note", total=total),
        body=[html.Div(rows, className="urgents")],
        live=False,  # countdowns go on when the data is stale
    )


def _steps(snapshot: WallSnapshot, told: Told) -> Component:
    edition = told.edition
    columns = flow(
        "wall-step", snapshot.steps, snapshot.departments, edition=edition, waiting=told.waiting
    )
    return panel(
        "wall-steps",
        edition.say("steps"),
        note=edition.say("steps_note"),
        body=[columns],
        stale=told.stale,
    )


def _hours(snapshot: WallSnapshot, told: Told) -> Component:
    edition = told.edition
    return panel(
        "wall-hours",
        edition.say("hours"),
        note=hours_note(snapshot.hours, snapshot.departments.stream, told, bands=snapshot.bands),
        body=hours_chart(
            VIEW,
            snapshot.hours,
            edition,
            theme="night",
            waiting=told.waiting,
            bands=snapshot.bands,
        ),
        stale=told.stale,
    )


def _kinds(snapshot: WallSnapshot, told: Told) -> Component:
    edition = told.edition
    rows = kind_rows("wall-kind", snapshot.classes, edition, places=KINDS)
    return panel(
        "wall-kinds",
        edition.say("classes"),
        note=edition.window(snapshot.classes.window),
        body=[html.Div(rows, className="kinds")],
        stale=told.stale,
    )
