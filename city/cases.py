"""A case, and the one reducer: a case is the fold of its events in the order of their time."""

from collections.abc import Callable, Iterable
from copy import copy
from typing import Protocol, TypeAlias

from msgspec import Struct

from city import events as ev
from city.clock import Instant, to_instant
from city.lifecycle import AFTER, CITY_AFTER, ENDED, OBSERVED_STATE, REOPENING, VOID

FOLD_VERSION = 1
"""Raised whenever the fold gives another result for the same events; forces a rebuild."""


class Case(Struct, array_like=True, gc=False):
    """
    The current state of one case. Empty keys are unassigned; times are UTC instants.

    The clock of the light runs from `started_at` to `stopped_at`; `near_at` and `due_at` are its
    yellow and red moments, None without a limit. `in_time` is the source's own verdict.
    """

    id: str
    stream: str = ""
    state: str = ""
    channel: str = ""
    class_: str = ""
    condition: str = ""
    street: str = ""
    community: str = ""
    department: str = ""
    title: str = ""
    number: str = ""
    urgent: bool = False
    received_at: Instant | None = None
    closed_at: Instant | None = None
    started_at: Instant | None = None
    stopped_at: Instant | None = None
    near_at: Instant | None = None
    due_at: Instant | None = None
    due_given: bool = False
    in_time: bool | None = None
    stars: int | None = None
    lon: float | None = None
    lat: float | None = None

    @property
    def exists(self) -> bool:
        """Whether the receiving event is known; until then the case is an orphan."""
        return self.received_at is not None

    @property
    def is_void(self) -> bool:
        """Whether it was not accepted or cancelled."""
        return self.state in VOID

    @property
    def is_closed(self) -> bool:
        """Whether it is closed."""
        return self.state == "closed"

    @property
    def is_open(self) -> bool:
        """Whether it counts as in progress."""
        return self.exists and self.state not in ENDED

    @property
    def closed_in_time(self) -> bool:
        """Whether it is closed and met its limit: the source's verdict, else the clock's."""
        if not self.is_closed:
            return False
        if self.in_time is not None:
            return self.in_time
        return None not in (self.due_at, self.stopped_at) and self.stopped_at <= self.due_at  # type: ignore[operator]


class Moments(Protocol):
    """The moments of a clock: yellow and red."""

    @property
    def near_at(self) -> Instant:
        """When the light turns yellow."""

    @property
    def due_at(self) -> Instant:
        """When the limit is reached."""


class Rules(Protocol):
    """What the fold must know of a district: its limits, and when a stream's clock starts."""

    near_share: float

    def deadline(
        self, stream: str, class_key: str, condition: str, start: Instant
    ) -> Moments | None:
        """Return the moments of a clock that starts at `start`, None if no limit is known."""

    def starts_at_receipt(self, stream: str) -> bool:
        """Whether the stream's clock starts when the case is received, not when dispatched."""


OrderKey: TypeAlias = tuple[Instant, int, str, int, str]


def order_key(event: ev.CaseEvent) -> OrderKey:
    """Return what events of a case are sorted by: time, then life cycle, source, revision, id."""
    rank = ev.LIFE_CYCLE_RANK[type(event)]
    return (to_instant(event.time), rank, event.source, event.revision, event.id)


def fold(case: Case, events: Iterable[ev.CaseEvent], rules: Rules) -> Case:
    """Return the case after `events`, which must come in the order of `order_key`."""
    draft = copy(case)
    for event in events:
        _APPLY.get(type(event), _move)(draft, event, rules)
    return draft


def _move(draft: Case, event: ev.CaseEvent, rules: Rules) -> None:
    """Enter the state that the event leads to, unless the case has ended."""
    kind = type(event)
    after = AFTER.get(draft.stream, CITY_AFTER).get(kind)
    if after is None:
        return
    if draft.state in ENDED and kind not in REOPENING and after not in VOID:
        return
    draft.state = after


def _received(draft: Case, event: ev.CaseReceived, rules: Rules) -> None:
    _describe(draft, event.data)
    if draft.received_at is not None:
        return
    draft.received_at = to_instant(event.time)
    if not draft.state:
        _move(draft, event, rules)
    if event.data.due is not None:
        _give_due(draft, draft.received_at, to_instant(event.data.due), rules)
    elif rules.starts_at_receipt(draft.stream):
        _start_clock(draft, draft.received_at, rules)


def _describe(draft: Case, data: ev.Received) -> None:
    """Take what the source says of the case; what it leaves out stays as it was known."""
    draft.stream = data.stream
    place = data.place
    for name, value in (
        ("channel", data.channel),
        ("class_", data.class_),
        ("condition", data.condition),
        ("department", data.department),
        ("title", data.title),
        ("number", data.number),
        ("street", place.street),
        ("community", place.community),
    ):
        if value:
            setattr(draft, name, value)
    draft.urgent = draft.urgent or data.urgent
    if place.position == "exact":
        draft.lon, draft.lat = place.lon, place.lat


_DESCRIBED = (
    "channel",
    "class_",
    "condition",
    "department",
    "title",
    "number",
    "street",
    "community",
)


def _observed(draft: Case, event: ev.CaseObserved, rules: Rules) -> None:
    """A snapshot replaces what earlier ones said, also where it now says nothing."""
    data = event.data
    for name in _DESCRIBED:
        setattr(draft, name, "")
    draft.urgent = draft.due_given = False
    draft.lon = draft.lat = None
    _describe(draft, data.case)
    draft.received_at = to_instant(data.received_at)
    draft.state = OBSERVED_STATE.get(draft.stream, OBSERVED_STATE["city"])[data.state]
    draft.closed_at = draft.stopped_at = to_instant(data.closed_at) if data.closed_at else None
    draft.in_time = data.in_time
    draft.started_at = draft.near_at = draft.due_at = None
    if data.case.due is not None:
        _give_due(draft, draft.received_at, to_instant(data.case.due), rules)
    else:  # a snapshot does not say when the case was dispatched
        _start_clock(draft, draft.received_at, rules)


def _filed(draft: Case, event: ev.CaseFiled, rules: Rules) -> None:
    if event.data.class_:
        draft.class_, draft.condition = event.data.class_, event.data.condition
    elif event.data.condition:
        draft.condition = event.data.condition
    _move(draft, event, rules)
    if draft.started_at is not None and not draft.due_given:
        _start_clock(draft, draft.started_at, rules)


def _dispatched(draft: Case, event: ev.CaseDispatched, rules: Rules) -> None:
    data = event.data
    again = draft.started_at is not None and data.department in ("", draft.department)
    draft.department = data.department or draft.department
    draft.condition = data.condition or draft.condition
    _move(draft, event, rules)
    at = to_instant(event.time)
    if data.due is not None:
        _give_due(draft, at, to_instant(data.due), rules)
    elif not again and not draft.due_given and not rules.starts_at_receipt(draft.stream):
        _start_clock(draft, at, rules)


def _start_clock(draft: Case, at: Instant, rules: Rules) -> None:
    """Start the clock; near and due are None where the class has no limit."""
    moments = rules.deadline(draft.stream, draft.class_, draft.condition, at)
    draft.started_at = at
    draft.near_at = moments.near_at if moments else None
    draft.due_at = moments.due_at if moments else None


def _give_due(draft: Case, start: Instant, due: Instant, rules: Rules) -> None:
    """Take the source's own deadline; yellow is the same share of the time in between."""
    draft.started_at, draft.due_at, draft.due_given = start, due, True
    draft.near_at = start + round((due - start) * rules.near_share) if due > start else due


def _returned(draft: Case, event: ev.CaseReturned, rules: Rules) -> None:
    """Nobody holds it until it is sent again; a clock that dispatch started is void."""
    _move(draft, event, rules)
    if draft.state in ENDED:
        return
    draft.department, draft.stopped_at = "", None
    if not rules.starts_at_receipt(draft.stream) and not draft.due_given:
        draft.started_at = draft.near_at = draft.due_at = None


def _handled(draft: Case, event: ev.CaseHandled, rules: Rules) -> None:
    _move(draft, event, rules)
    if draft.stopped_at is None and draft.state not in ENDED:
        draft.stopped_at = to_instant(event.time)


def _checked(draft: Case, event: ev.CaseChecked, rules: Rules) -> None:
    if draft.state not in ENDED:
        draft.state = "pending_close" if event.data.passed else "checking"


def _reworked(draft: Case, event: ev.CaseReworked, rules: Rules) -> None:
    """The same department again: its clock goes on against the same deadline."""
    _move(draft, event, rules)
    draft.stopped_at = draft.closed_at = draft.in_time = draft.stars = None


def _closed(draft: Case, event: ev.CaseClosed, rules: Rules) -> None:
    if draft.state in ENDED:
        return
    _move(draft, event, rules)
    draft.state = "closed"
    draft.closed_at = to_instant(event.time)
    draft.in_time = event.data.in_time
    if draft.stopped_at is None:
        draft.stopped_at = draft.closed_at


def _rated(draft: Case, event: ev.CaseRated, rules: Rules) -> None:
    draft.stars = event.data.stars if event.data.stars is not None else draft.stars


_APPLY: dict[type[ev.Envelope], Callable[..., None]] = {
    ev.CaseReceived: _received,
    ev.CaseObserved: _observed,
    ev.CaseFiled: _filed,
    ev.CaseDispatched: _dispatched,
    ev.CaseReturned: _returned,
    ev.CaseHandled: _handled,
    ev.CaseChecked: _checked,
    ev.CaseReworked: _reworked,
    ev.CaseClosed: _closed,
    ev.CaseRated: _rated,
}
