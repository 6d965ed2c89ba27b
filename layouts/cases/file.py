"""The file of one case: what it is, where it stands, why it is due then, and all that happened."""

from typing import Any

import dash_leaflet as dl
from dash import dcc, html
from dash.development.base_component import Component
from msgspec.structs import replace

from city.atlas import MapPoint
from city.district import District
from city.events import CaseObserved, CaseReceived
from city.lifecycle import STEP_OF
from city.lists import CaseSnapshot, ListedCase, Selection
from layouts.cases.beside import beside, doubt, step_clocks
from layouts.cases.frame import top
from layouts.cases.story import story
from layouts.edition import Edition
from layouts.links import Lang, case_href
from layouts.parts.base_map import base_layers, bounds_of, case_feature, collection, script
from layouts.parts.countdown import countdown, due_words
from layouts.parts.marks import mark
from layouts.parts.panel import panel
from layouts.parts.slots import classes, hidden
from layouts.shell import page
from layouts.text import NONE, number

VIEW = "case"


def case_file(snapshot: CaseSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the page of one case."""
    edition = Edition(district, lang)
    return page(
        VIEW,
        [
            top(VIEW, snapshot.head, edition, here=case_href(snapshot.case.id, "zh")),
            html.Main(
                [
                    _title(snapshot, edition),
                    _facts(snapshot, edition),
                    beside(snapshot, edition),
                    _stages(snapshot, edition),
                    html.Div(
                        [
                            html.Div(
                                [_deadline(snapshot, edition), _timeline(snapshot, edition)],
                                className="case__told",
                            ),
                            html.Div(
                                [_place(snapshot, edition), _related(snapshot.case, edition)],
                                className="case__beside",
                            ),
                        ],
                        className="case__columns",
                    ),
                ],
                id="content",
                className="case__main",
            ),
        ],
        edition=edition,
        theme="day",
    )


def _title(snapshot: CaseSnapshot, edition: Edition) -> Component:
    case = snapshot.case
    words = [
        html.H2(edition.label("class", case.class_)),
        html.Span(case.number or case.id, className="case__number"),
        html.Span(edition.label("street", case.street)),
    ]
    return html.Header(
        [
            dcc.Link(f"← {edition.say('back')}", href=edition.page("/cases"), className="back"),
            html.Div(words, id="case-title", className="case__title"),
            html.Div(_standing(snapshot, edition), id="case-standing", className="case__standing"),
        ],
        className="case__head",
    )


def _standing(snapshot: CaseSnapshot, edition: Edition) -> list[Component]:
    """Return the light and the time left, or how the case ended."""
    case = snapshot.case
    if case.open is not None:
        left = countdown(case.open, edition, as_of=snapshot.head.as_of, precise=True)
        return [mark(case.open.light), left]
    state = edition.known(f"state_{case.state}", case.state)
    if case.in_time is None:
        return [html.Span(state)]
    verdict = edition.say("closed_in_time" if case.in_time else "closed_late")
    return [mark("within" if case.in_time else "overdue"), html.Span(f"{state} · {verdict}")]


def _facts(snapshot: CaseSnapshot, edition: Edition) -> Component:
    case, as_of = snapshot.case, snapshot.head.as_of
    stars = edition.say("stars", count=case.stars) if case.stars else NONE
    facts = [
        ("facet_stream", edition.label("stream", case.stream)),
        ("facet_channel", edition.label("channel", case.channel)),
        ("department", edition.label("department", case.department)),
        ("state", edition.known(f"state_{case.state}", case.state)),
        ("received_at", edition.moment(case.received_at or None, as_of)),
        ("due_at", due_words(case.open, edition, as_of=as_of)),
        ("closed_at", edition.moment(case.closed_at, as_of)),
        ("rating", stars),
    ]
    pairs = [html.Div([html.Dt(edition.say(key)), html.Dd(told)]) for key, told in facts]
    return html.Dl(pairs, id="case-facts", className="case__facts")


def _stages(snapshot: CaseSnapshot, edition: Edition) -> Component:
    here = STEP_OF.get(snapshot.case.state, "")
    steps = [step for step, _ in snapshot.stages]
    at = steps.index(here) if here in steps else -1
    parts = []
    for n, (step, entered) in enumerate(snapshot.stages):
        tone = "is-here" if n == at else "is-done" if n < at else "is-ahead"
        parts.append(
            html.Li(
                [
                    html.B(edition.say(f"step_{step}")),
                    html.Time(edition.moment(entered, snapshot.head.as_of)),
                ],
                className=tone,
            )
        )
    return html.Ol(parts, id="case-stages", className="stages")


def _deadline(snapshot: CaseSnapshot, edition: Edition) -> Component:
    told = snapshot.explanation.get(edition.lang, ())
    doubts = [html.Li(doubt(each, edition)) for each in snapshot.anomalies]
    return panel(
        "case-deadline",
        edition.say("deadline"),
        body=[
            html.Ol([html.Li(step) for step in told], id="case-explanation", className="why"),
            step_clocks(snapshot, edition),
            html.Div(
                [html.H3(edition.say("anomalies")), html.Ul(doubts)],
                id="case-anomalies",
                className=classes("anomalies", hidden(not doubts)),
            ),
        ],
        live=False,
    )


def _timeline(snapshot: CaseSnapshot, edition: Edition) -> Component:
    items = story(snapshot.events, edition, head=snapshot.head)
    return panel(
        "case-story",
        edition.say("timeline"),
        note=edition.say("timeline_note", count=number(len(snapshot.events))),
        body=[html.Ol(items, id="case-timeline", className="timeline")],
    )


def position(snapshot: CaseSnapshot) -> tuple[float, float] | None:
    """Return longitude and latitude: of the case in progress, else as last told by its source."""
    case = snapshot.case.open
    if case is not None and case.lon is not None and case.lat is not None:
        return case.lon, case.lat
    for event in reversed(snapshot.events):
        place = None
        if isinstance(event, CaseReceived):
            place = event.data.place
        elif isinstance(event, CaseObserved):
            place = event.data.case.place
        if place is not None and place.lon is not None and place.lat is not None:
            return place.lon, place.lat
    return None


def _place(snapshot: CaseSnapshot, edition: Edition) -> Component:
    at = position(snapshot)
    light = snapshot.case.open.light if snapshot.case.open else "untimed"
    points = [case_feature(MapPoint(snapshot.case.id, *at, light), edition.district)] if at else []
    return panel(
        "case-place",
        edition.say("place"),
        note=edition.say("schematic") if edition.district.map.schematic else "",
        body=[
            html.P(
                _words(snapshot, edition),
                id="case-description",
                className="case__description",
            ),
            html.P(
                edition.say("no_place"),
                id="case-no-place",
                className=classes("nothing", hidden(at or snapshot.case.confidential)),
            ),
            html.Div(_map(points, edition), className="map-frame"),
        ],
        live=False,
    )


def _words(snapshot: CaseSnapshot, edition: Edition) -> list[Component]:
    """Return address and description, or why they are kept back."""
    kept_back = edition.say("confidential") if snapshot.case.confidential else ""
    return [html.B(snapshot.address or kept_back), html.Span(snapshot.description)]


def _map(points: list[dict[str, Any]], edition: Edition) -> Component:
    drawn: Component = dl.Map(
        [
            *base_layers(VIEW, edition),
            dl.GeoJSON(id="case-map-point", data=collection(points), pointToLayer=script("here")),
        ],
        id="case-map",
        bounds=bounds_of(edition.district),
        zoomSnap=0,
        zoomControl=False,
        attributionControl=False,
        trackViewport=False,
        className="map",
    )
    return drawn


def _incident(case: ListedCase, edition: Edition) -> list[Component]:
    """Return how many told of the same thing, and the way to the master of a linked case."""
    callers = case.open.callers if case.open else 1
    master = case.open.master if case.open else ""
    return [
        html.P(
            edition.say("callers", count=number(callers)),
            id="case-callers",
            className=classes("nothing", hidden(callers == 1)),
        ),
        dcc.Link(
            edition.say("related_master"),
            id="case-related-master",
            href=edition.case(master or case.id),
            className=classes("related__link", hidden(not master)),
        ),
    ]


def _related(case: ListedCase, edition: Edition) -> Component:
    here = Selection(stream=case.stream, street=case.street or "-")
    lists = {
        "related_class": replace(here, class_=case.class_ or "-"),
        "related_department": replace(here, street="", department=case.department or "-"),
        "related_street": here,
    }
    links = [
        dcc.Link(
            edition.say(key),
            id=f"case-{key.replace('_', '-')}",
            href=edition.cases(selection),
            className="related__link",
        )
        for key, selection in lists.items()
    ]
    return panel(
        "case-related",
        edition.say("related"),
        body=[*_incident(case, edition), html.Div(links, className="related")],
        live=False,
    )
