"""A case's events in words: what happened, to whom it went, and what was said."""

from dash import html
from dash.development.base_component import Component

from city.clock import to_instant
from city.events import (
    CaseChecked,
    CaseClosed,
    CaseDispatched,
    CaseEvent,
    CaseObserved,
    CaseRated,
    CaseReceived,
)
from city.snapshot import Head
from layouts.edition import Edition

SHOWN = 60
"""Events listed; a case with more says how many earlier ones there are."""


def story(events: tuple[CaseEvent, ...], edition: Edition, *, head: Head) -> list[Component]:
    """Return the events as list items, the latest first."""
    items = [_item(event, edition, head=head) for event in reversed(events[-SHOWN:])]
    left_out = len(events) - SHOWN
    if left_out > 0:
        items.append(html.Li(html.P(edition.say("more_events", count=left_out))))
    return items


def _item(event: CaseEvent, edition: Edition, *, head: Head) -> Component:
    name = edition.say(type(event).__name__)
    told = "　".join(part for part in (_detail(event, edition), note_of(event)) if part)
    return html.Li(
        [
            html.Time(edition.moment(to_instant(event.time), head.as_of)),
            html.P([html.B(name), html.Span(told), html.Em(_source(event, edition, head))]),
        ]
    )


def _source(event: CaseEvent, edition: Edition, head: Head) -> str:
    names = {lamp.feed: edition.feed(lamp) for lamp in head.feeds}
    source = names.get(event.source) or edition.known(f"source_{event.source}", event.source)
    return edition.say("source", feed=source) if source else ""


def note_of(event: CaseEvent) -> str:
    """Return the words that came with an event."""
    return str(getattr(event.data, "note", "") or getattr(event.data, "result", ""))


def _detail(event: CaseEvent, edition: Edition) -> str:
    """Return the one fact that says most about an event, `""` where its name says it all."""
    match event:
        case CaseReceived():
            return edition.label("channel", event.data.channel)
        case CaseObserved():
            return edition.known(f"observed_{event.data.state}", event.data.state)
        case CaseDispatched():
            return edition.say("to", department=edition.label("department", event.data.department))
        case CaseChecked():
            return edition.say("passed" if event.data.passed else "failed")
        case CaseClosed() if event.data.in_time is not None:
            return edition.say("closed_in_time" if event.data.in_time else "closed_late")
        case CaseRated():
            return _rating(event, edition)
    department = getattr(event.data, "department", "")
    return edition.label("department", department) if department else ""


def _rating(event: CaseRated, edition: Edition) -> str:
    words = []
    if event.data.stars is not None:
        words.append(edition.say("stars", count=event.data.stars))
    if event.data.satisfied is not None:
        words.append(edition.say("satisfied" if event.data.satisfied else "unsatisfied"))
    return " · ".join(words)
