"""Facets: what a list can be narrowed to, and what it is narrowed to now; all of it links."""

from collections.abc import Sequence

import msgspec
from dash import dcc, html
from dash.development.base_component import Component

from city.lists import Facet, QueueSnapshot, Selection
from city.metrics import WINDOWS
from city.registry.book import figure_of
from layouts.edition import Edition
from layouts.links import PARAMETERS
from layouts.parts.marks import mark
from layouts.parts.slots import Filled, classes, hidden, slots
from layouts.text import number

PLACES = {"light": 4, "step": 6, "channel": 12, "street": 10, "department": 16}
"""Dimension -> places of its facets, in the order of the page."""
STATUSES = ("open", "carried", "closed", "received", "void")
NAMED = (
    "stream",
    "street",
    "community",
    "grid",
    "department",
    "class",
    "major",
    "channel",
    "level",
)


def change(selection: Selection, **fields: str) -> Selection:
    """Return a selection changed, at its first page."""
    return msgspec.structs.replace(selection, page=0, **fields)


def value_name(field: str, value: str, edition: Edition) -> str:
    """Return how a value of a selection's field is called."""
    dimension = field.rstrip("_")
    if dimension in NAMED:
        return edition.label(dimension, value)
    if field == "figure":
        return figure_of(value, edition.district.figures).label(edition.lang)
    if field == "campaign":
        return edition.campaign(value)
    if field == "light":
        return edition.say(value) if value in ("within", "near", "overdue", "untimed") else value
    if field == "reached":
        return edition.known(f"step_{value}", edition.label("level", value))
    if field == "hours":
        return "–".join(f"{hour[11:13]}:00" for hour in value.split(".."))
    if field == "window" and value not in WINDOWS:
        return "–".join(dict.fromkeys(value.split("..")))
    return edition.known(f"{field}_{value}", value)


def narrowed(selection: Selection, edition: Edition) -> list[str]:
    """Return what a selection is narrowed to, each part by its name."""
    plain = Selection()
    return [
        value_name(field, value, edition)
        for field in PARAMETERS
        if (value := getattr(selection, field)) != getattr(plain, field) and value
    ]


def facets(snapshot: QueueSnapshot, edition: Edition) -> Component:
    """Return every group of facets."""
    groups = [_statuses(snapshot.selection, edition)]
    groups += [_group(name, snapshot, edition) for name in PLACES]
    close = html.A("×", href="#content", className="facets__close")
    return html.Aside([close, *groups], id="queue-facets", className="facets")


def _statuses(selection: Selection, edition: Edition) -> Component:
    """Return the ways to each status; the cases of a figure are of none, so they lead away."""

    def fill(status: str) -> Filled:
        narrower = change(selection, status=status, light="", measure="", figure="", part="")
        tone = "is-on" if status == selection.status and not selection.figure else ""
        return edition.cases(narrower), tone, [html.Span(edition.say(f"status_{status}"))]

    links = slots("queue-status", len(STATUSES), entries=STATUSES, fill=fill, name="facet")
    return html.Div([html.H3(edition.say("facet_status")), *links], className="facets__group")


def _group(name: str, snapshot: QueueSnapshot, edition: Edition) -> Component:
    found: Sequence[Facet] = [each for each in snapshot.facets.get(name, ()) if each.count]
    chosen = getattr(snapshot.selection, name)

    def fill(facet: Facet) -> Filled:
        on = facet.key == chosen
        href = edition.cases(change(snapshot.selection, **{name: "" if on else facet.key}))
        words: list[Component] = [mark(facet.key)] if name == "light" else []
        words += [
            html.Span(value_name(name, facet.key, edition)),
            html.Em(number(facet.count)),
        ]
        return href, "is-on" if on else "", words

    places = PLACES[name]
    rest = len(found) - places
    more = html.Span(
        edition.say("facet_rest", count=rest),
        id=f"queue-facet-{name}-rest",
        className=classes("facet facet--rest", hidden(rest <= 0)),
    )
    title = html.H3(
        edition.say(f"facet_{name}"), id=f"queue-facet-{name}", className=hidden(not found)
    )
    links = slots(f"queue-facet-{name}", places, entries=found[:places], fill=fill, name="facet")
    return html.Div([title, *links, more], className="facets__group")


def chips(selection: Selection, edition: Edition) -> Component:
    """Return what the list is narrowed to, each part a link that takes it away."""
    plain = Selection()
    parts = []
    for field in PARAMETERS:
        value, default = getattr(selection, field), getattr(plain, field)
        name = value_name(field, value, edition) if value else ""
        without = change(selection, **{field: default})
        parts.append(
            dcc.Link(
                [html.Small(edition.say(f"facet_{field}")), f" {name} ×"],
                id=f"queue-chip-{field.rstrip('_')}",
                href=edition.cases(without),
                title=edition.say("remove", what=name),
                className=classes("chip", hidden(value == default)),
            )
        )
    return html.Div(parts, className="chips")
