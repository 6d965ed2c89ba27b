"""A case's events in words: what happened, to whom it went, and what was said."""

from collections.abc import Callable

from dash import html
from dash.development.base_component import Component

from city.clock import Instant, to_instant
from city.events import (
    AppealDecided,
    CaseChecked,
    CaseClosed,
    CaseDispatched,
    CaseEscalated,
    CaseEvent,
    CaseExtended,
    CaseInstructed,
    CaseLinked,
    CaseObserved,
    CaseRated,
    CaseReceived,
    CaseSupervised,
    CaseSuspended,
    CaseTagged,
    CaseUnlinked,
    Envelope,
    Extension,
    ReportJoined,
)
from city.head import Head
from layouts.cases.beside import level_name
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
    told = "　".join(part for part in (_detail(event, edition, head.as_of), note_of(event)) if part)
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


def _detail(event: CaseEvent, edition: Edition, as_of: Instant) -> str:
    """Return the one fact that says most about an event, `""` where its name says it all."""
    tell = _DETAILS.get(type(event))
    told = tell(event, edition) if tell else ""
    if isinstance(event, CaseSuspended) and event.data.until is not None:
        told = edition.say("until_day", time=edition.moment(to_instant(event.data.until), as_of))
    department = "" if told else getattr(event.data, "department", "")
    return edition.label("department", department) if department else told


def _observed(event: CaseObserved, edition: Edition) -> str:
    return edition.known(f"observed_{event.data.state}", event.data.state)


def _sent(event: CaseDispatched, edition: Edition) -> str:
    return edition.say("to", department=edition.label("department", event.data.department))


def _closed(event: CaseClosed, edition: Edition) -> str:
    if event.data.in_time is None:
        return ""
    return edition.say("closed_in_time" if event.data.in_time else "closed_late")


def _granted(event: CaseExtended | AppealDecided, edition: Edition) -> str:
    data = event.data
    yes = data.granted if isinstance(data, Extension) else data.passed
    return edition.say("granted" if yes else "not_granted")


def _passed_up(event: CaseEscalated, edition: Edition) -> str:
    return edition.say("to_level", level=level_name(event.data.level, edition))


def _ordered(event: CaseSupervised | CaseInstructed, edition: Edition) -> str:
    return level_name(event.data.level, edition) if event.data.level else ""


def _rating(event: CaseRated, edition: Edition) -> str:
    words = []
    if event.data.stars is not None:
        words.append(edition.say("stars", count=event.data.stars))
    if event.data.satisfied is not None:
        words.append(edition.say("satisfied" if event.data.satisfied else "unsatisfied"))
    if event.data.solved is not None:
        words.append(edition.say("is_solved" if event.data.solved else "not_solved"))
    return " · ".join(words)


_DETAILS: dict[type[Envelope], Callable[..., str]] = {
    CaseReceived: lambda event, edition: edition.label("channel", event.data.channel),
    CaseObserved: _observed,
    CaseDispatched: _sent,
    CaseChecked: lambda event, edition: edition.say("passed" if event.data.passed else "failed"),
    CaseClosed: _closed,
    CaseRated: _rating,
    CaseExtended: _granted,
    AppealDecided: _granted,
    CaseEscalated: _passed_up,
    CaseSupervised: _ordered,
    CaseInstructed: _ordered,
    CaseTagged: lambda event, edition: edition.campaign(event.data.campaign),
    CaseLinked: lambda event, _edition: event.data.case,
    CaseUnlinked: lambda event, _edition: event.data.case,
    ReportJoined: lambda event, _edition: event.data.case,
}
