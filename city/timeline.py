"""A case with all that happened to it: takes events in any order, any number of times."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import TypeAlias

from msgspec import Struct

from city.cases import Case, OrderKey, Rules, fold, order_key
from city.events import CaseEvent, decode_event

DIGEST_BYTES = 8

Arrival: TypeAlias = tuple[CaseEvent, bytes]
"""An event and its bytes as the log of record holds them."""


class Timeline(Struct, array_like=True, gc=False):
    """
    A case and its events, as JSON bytes in the order of `order_key`.

    `digests` holds one digest of each event's id, in no order, by which repeats are recognised.
    """

    case: Case
    digests: bytes = b""
    events: list[bytes] = []

    def decoded(self) -> list[CaseEvent]:
        """Return the events, oldest first."""
        return [decode_event(raw) for raw in self.events]


def absorb(timeline: Timeline, arrivals: list[Arrival], rules: Rules) -> Timeline:
    """
    Return the timeline with `arrivals` taken in; the very same object if they told nothing new.

    Events that follow the last one known are folded onto the case; anything else (a late event, a
    correction) sorts the whole timeline and folds it again from its beginning.
    """
    fresh = {_digest(event.id): (event, raw) for event, raw in arrivals}
    if len(fresh) < len(arrivals) or _holds_any(timeline.digests, fresh):
        return _merge(timeline, arrivals, rules)
    ordered = list(fresh.items())
    if len(ordered) > 1:
        ordered.sort(key=lambda item: order_key(item[1][0]))
    if timeline.events and order_key(ordered[0][1][0]) <= _tail(timeline):
        return _merge(timeline, arrivals, rules)
    return Timeline(
        fold(timeline.case, [event for _, (event, _) in ordered], rules),
        timeline.digests + b"".join(digest for digest, _ in ordered),
        [*timeline.events, *(raw for _, (_, raw) in ordered)],
    )


def refold(timeline: Timeline, rules: Rules) -> Timeline:
    """Return the timeline folded again from its events alone, as an audit or a new rule needs."""
    return _from_arrivals(timeline.case.id, _arrivals(timeline), rules)


def _arrivals(timeline: Timeline) -> list[Arrival]:
    return [(decode_event(raw), raw) for raw in timeline.events]


def _merge(timeline: Timeline, arrivals: list[Arrival], rules: Rules) -> Timeline:
    known = {arrival[0].id: arrival for arrival in _arrivals(timeline)}
    changed = False
    for arrival in arrivals:
        before = known.get(arrival[0].id)
        if before is None or _outranks(arrival, before):
            known[arrival[0].id] = arrival
            changed = True
    return _from_arrivals(timeline.case.id, list(known.values()), rules) if changed else timeline


def _outranks(new: Arrival, old: Arrival) -> bool:
    """Whether `new` replaces `old` of the same id; of equal revisions the greater bytes win."""
    return (new[0].revision, new[1]) > (old[0].revision, old[1])


def _from_arrivals(case_id: str, arrivals: list[Arrival], rules: Rules) -> Timeline:
    ordered = sorted(arrivals, key=_arrival_key)
    return Timeline(
        fold(Case(case_id), [event for event, _ in ordered], rules),
        b"".join(_digest(event.id) for event, _ in ordered),
        [raw for _, raw in ordered],
    )


def _arrival_key(arrival: Arrival) -> OrderKey:
    return order_key(arrival[0])


def _tail(timeline: Timeline) -> OrderKey:
    return order_key(decode_event(timeline.events[-1]))


def _digest(event_id: str) -> bytes:
    return blake2b(event_id.encode(), digest_size=DIGEST_BYTES).digest()


def _holds_any(digests: bytes, wanted: Iterable[bytes]) -> bool:
    return bool(digests) and any(_holds(digests, each) for each in wanted)


def _holds(digests: bytes, wanted: bytes) -> bool:
    at = digests.find(wanted)
    while at > 0 and at % DIGEST_BYTES:  # a match across two digests is none
        at = digests.find(wanted, at + 1)
    return at >= 0
