"""What the linker knows of a case: learnt from its events in any order, any number of times."""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from city import events as ev
from city.clock import Instant, to_instant
from city.lifecycle import REOPENING
from city.linking import Report

Order: TypeAlias = tuple[Instant, int, str]
"""When something was said, with which revision, by the event of which id."""
NEVER: Order = (-(1 << 62), 0, "")


class Told(Struct):
    """What was last said of one thing, in the order of the events' time."""

    order: Order = NEVER
    value: Any = None

    def hear(self, event: ev.CaseEvent, value: Any) -> None:
        """Believe an event unless a later one was heard before."""
        order = (to_instant(event.time), event.revision, event.id)
        if order >= self.order:
            self.order, self.value = order, value


def _untold() -> Any:
    return msgspec.field(default_factory=Told)


class Known(Struct):
    """A case as far as links need it; `settled` by a person, it is left alone."""

    id: str
    heard_at: Instant
    receipts: dict[str, tuple[int, Instant]] = {}
    observed_at: Told = _untold()
    stream: Told = _untold()
    class_: Told = _untold()
    point: Told = _untold()
    confidential: Told = _untold()
    void: Told = _untold()
    closed_at: Told = _untold()
    settled: bool = False

    @property
    def received_at(self) -> Instant | None:
        """When it was received; None as long as nobody said so."""
        if self.observed_at.value is not None:
            observed: Instant = self.observed_at.value
            return observed
        return min((at for _, at in self.receipts.values()), default=None)

    def learn(self, event: ev.CaseEvent) -> None:
        """Take in an event of this case; what says nothing of links changes nothing."""
        kind = type(event)
        hear = _HEAR.get(kind)
        if hear is not None:
            hear(self, event)
        elif kind in REOPENING:
            self.closed_at.hear(event, None)

    def report(self) -> Report | None:
        """Return the case as it is compared, None if it takes no part in links."""
        received_at, point = self.received_at, self.point.value
        hidden = self.void.value or self.settled or self.confidential.value
        if received_at is None or point is None or not self.class_.value or hidden:
            return None
        return Report(
            self.id,
            self.stream.value,
            self.class_.value,
            lon=point[0],
            lat=point[1],
            received_at=received_at,
            ended_at=self.closed_at.value,
        )


def _received(known: Known, event: ev.CaseReceived) -> None:
    revision, _ = known.receipts.get(event.id, (-1, 0))
    if event.revision >= revision:
        known.receipts[event.id] = (event.revision, to_instant(event.time))
    data = event.data
    known.stream.hear(event, data.stream)
    if data.class_:
        known.class_.hear(event, data.class_)
    if data.place.position == "exact":
        known.point.hear(event, _point_of(data.place))
    if data.confidential:
        known.confidential.hear(event, True)


def _observed(known: Known, event: ev.CaseObserved) -> None:
    """A snapshot replaces what was said before, also where it says nothing."""
    data = event.data
    known.observed_at.hear(event, to_instant(data.received_at))
    known.stream.hear(event, data.case.stream)
    known.class_.hear(event, data.case.class_)
    known.point.hear(event, _point_of(data.case.place))
    known.confidential.hear(event, data.case.confidential)
    known.void.hear(event, data.state == "void")
    ended = to_instant(data.closed_at or event.time) if data.state == "closed" else None
    known.closed_at.hear(event, ended)


def _point_of(place: ev.Place) -> tuple[float, float] | None:
    """Return a point that can be believed: one of the centre's own roof is no place."""
    if place.position != "exact" or place.lon is None or place.lat is None:
        return None
    return place.lon, place.lat


def _filed(known: Known, event: ev.CaseFiled) -> None:
    if event.data.class_:
        known.class_.hear(event, event.data.class_)


def _voided(known: Known, event: ev.CaseEvent) -> None:
    known.void.hear(event, True)


def _closed(known: Known, event: ev.CaseClosed) -> None:
    known.closed_at.hear(event, to_instant(event.time))


_HEAR: dict[type[ev.Envelope], Callable[..., None]] = {
    ev.CaseReceived: _received,
    ev.CaseObserved: _observed,
    ev.CaseFiled: _filed,
    ev.CaseNotAccepted: _voided,
    ev.CaseCancelled: _voided,
    ev.CaseClosed: _closed,
}
