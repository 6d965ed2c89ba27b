"""The list of screens: which are watching, what each shows, and what it can be told."""

from dash import dcc, html
from dash.development.base_component import Component
from msgspec import Struct

from city.clock import Instant
from city.devices import ScreenRow, Sighting
from city.district import District
from city.wall import SCENES
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.countdown import age
from layouts.parts.marks import mark
from layouts.parts.slots import classes, hidden
from layouts.screens.shown import shown_words
from layouts.shell import brand, language_link, nav, page
from layouts.text import NONE

VIEW = "screens"
PLACES = 60
"""Screens that are listed; more than a hall has."""
ACTS = ("show", "hold", "release", "confirm", "revoke")


class ScreensSnapshot(Struct, frozen=True):
    """Every known screen, those that are watching first, as of a moment of the system's time."""

    rows: tuple[ScreenRow, ...]
    now: Instant
    build: str


def screens(snapshot: ScreensSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the page."""
    edition = Edition(district, lang)
    heads = ("screen", "screen_seen", "screen_view", "screen_build", "screen_size", "screen_told")
    table = html.Div(
        [
            html.Div([html.B(edition.say(head)) for head in heads], className="screens__head"),
            *_rows(snapshot, edition),
            html.P(
                edition.say("screens_none"),
                id="screens-none",
                className=classes("screens__none", hidden(snapshot.rows)),
            ),
        ],
        className="screens__table live",
    )
    header = html.Header(
        [brand(edition, edition.say("screens_title")), nav(VIEW, edition)]
        + [language_link(VIEW, edition, "/screens")],
        className="bar-top",
    )
    return page(
        VIEW,
        [header, html.Main([table, _form(snapshot, edition)], id="content", className="screens")],
        edition=edition,
        theme="day",
    )


def _rows(snapshot: ScreensSnapshot, edition: Edition) -> list[Component]:
    shown = [
        _row(f"screens-row-{n}", row, snapshot, edition) for n, row in enumerate(snapshot.rows)
    ]
    spare = [
        html.Div([], id=f"screens-row-{n}", className="screens__row is-empty")
        for n in range(len(shown), PLACES)
    ]
    return (shown + spare)[:PLACES]


def _row(row_id: str, row: ScreenRow, snapshot: ScreensSnapshot, edition: Edition) -> Component:
    sighting = row.sighting
    away = row.away(snapshot.now)
    seen = age(sighting.seen_at if sighting else None, edition, now=snapshot.now)
    old = sighting is not None and sighting.build != snapshot.build
    cells = [
        html.Span([mark("silent" if away else "ok"), f" {_name(row, edition)}"]),
        seen,
        _shown(sighting, edition),
        html.Span(_build(sighting.build, old=old) if sighting else NONE),
        html.Span(_size(row)),
        html.Span(_told(row, edition)),
    ]
    return html.Div(cells, id=row_id, className=classes("screens__row", "is-away" if away else ""))


def _shown(sighting: Sighting | None, edition: Edition) -> Component:
    told = shown_words(sighting.view, edition) if sighting else NONE
    return html.Span(told, title=told)


def _name(row: ScreenRow, edition: Edition) -> str:
    return row.device.name if row.device else edition.say("screen_unknown", code=row.code)


def _build(build: str, *, old: bool) -> str:
    return f"{build.partition('-')[2][:7]}{' ≠' if old else ''}"


def _size(row: ScreenRow) -> str:
    sighting = row.sighting
    if sighting is None or not sighting.width:
        return NONE
    return f"{sighting.width} × {sighting.height} @{sighting.density:g}"


def _told(row: ScreenRow, edition: Edition) -> str:
    order = row.order
    if order is None:
        return NONE
    street = edition.label("street", order.street) if order.street else ""
    held = edition.say("act_hold") if order.held else ""
    return " ".join(filter(None, (held, order.path, street, order.case)))


def _form(snapshot: ScreensSnapshot, edition: Edition) -> Component:
    """Return what is filled in to tell a screen something; only its choices are live."""
    options = [{"value": row.id, "label": _name(row, edition)} for row in snapshot.rows[:PLACES]]
    turns = edition.district.wall.scenes
    scenes = [
        {"value": SCENES[turn.key], "label": edition.say(f"scene_{turn.key}")} for turn in turns
    ]
    streets = [
        {"value": key, "label": edition.label("street", key)} for key in edition.district.streets
    ]
    return html.Section(
        [
            html.H2(edition.say("screens_tell")),
            _field("screen", dcc.Dropdown(id="screens-which", options=options), edition),
            _field("screen_scene", dcc.Dropdown(id="screens-scene", options=scenes), edition),
            _field("facet_street", dcc.Dropdown(id="screens-street", options=streets), edition),
            _field("screen_case", dcc.Input(id="screens-case", type="text"), edition),
            _field("screen_name", dcc.Input(id="screens-name", type="text"), edition),
            html.Div(
                [html.Button(edition.say(f"act_{act}"), id=f"screens-{act}") for act in ACTS],
                className="screens__acts",
            ),
            html.P("", className="screens__answer", role="status", id="screens-answer"),
        ],
        className="screens__form",
    )


def _field(word: str, control: Component, edition: Edition) -> Component:
    return html.Label([html.Span(edition.say(word)), control])
