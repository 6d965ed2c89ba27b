"""The one reducer: a case is the fold of its events in the order of their time."""

from collections.abc import Callable, Iterable
from copy import copy
from typing import TypeAlias

from city import events as ev
from city.acts import refusal
from city.case import Case
from city.clock import Instant, to_instant
from city.clocks import Rules, stop
from city.clockwork import (
    adopt_clocks,
    asks_other_limit,
    assign,
    follow_state,
    give_due,
    report_due,
    restart,
    retime,
    stop_early,
)
from city.cycles import ENDED
from city.flags import UNASSESSED
from city.lifecycle import life_cycle, step_of, turn
from city.lifecycles import CITY, LEVEL_OF, LEVEL_STATES
from city.side_acts import SIDE_ACTS
from city.traces import add_anomaly, mark, note_stay, note_turn, unmark

__all__ = ["FOLD_VERSION", "Case", "OrderKey", "Rules", "fold", "order_key"]

FOLD_VERSION = 12
"""Raised whenever the fold gives another result for the same events; forces a rebuild."""

OrderKey: TypeAlias = tuple[Instant, int, str, int, str]


def order_key(event: ev.CaseEvent) -> OrderKey:
    """
    Return what events of a case are sorted by: time, then life cycle, source, revision, id.

    The revision stands late: it is that of one message, so a dispatch that was corrected is not
    later than the signature that followed it. It tells two looks of a snapshot feed apart.
    """
    rank = ev.LIFE_CYCLE_RANK[type(event)]
    return (to_instant(event.time), rank, event.source, event.revision, event.id)


def fold(case: Case, events: Iterable[ev.CaseEvent], rules: Rules) -> Case:
    """Return the case after `events`, which must come in the order of `order_key`."""
    draft = copy(case)
    for event in events:
        if event.source == ev.OWN_SOURCE and refusal(draft, event, rules):
            draft.refused = (*draft.refused, event.id)
            continue
        _APPLY.get(type(event), _move)(draft, event, to_instant(event.time), rules)
    return draft


def _move(draft: Case, event: ev.CaseEvent, at: Instant, rules: Rules) -> None:
    """Enter the state that the event leads to, unless the case has ended."""
    _enter(draft, event, at, rules)


def _enter(
    draft: Case, event: ev.CaseEvent, at: Instant, rules: Rules, *, target: str = ""
) -> bool:
    """
    Go where the life cycle leads, with all clocks; returns whether the event had its effect.

    `target` is the state where the event itself decides it.
    """
    kind, before = type(event), draft.state
    turned = turn(draft.stream, before, kind, target)
    note_turn(draft, kind, turned)
    draft.state = turned.after
    if draft.state != before:
        note_stay(draft, before, at)
    if draft.state != before or kind in life_cycle(draft.stream).stopping:
        follow_state(draft, before, at, rules, kind)
    return before not in ENDED or draft.state != before


def _received(draft: Case, event: ev.CaseReceived, at: Instant, rules: Rules) -> None:
    first, early, assumed = draft.received_at is None, bool(draft.state), draft.stream
    _describe(draft, event.data, at, rules)
    if first:
        draft.received_at = at
        draft.level = draft.level or event.data.level or life_cycle(draft.stream).first_level
    if not early:
        _enter(draft, event, at, rules)
    elif first or life_cycle(assumed) is not life_cycle(draft.stream):
        _adopt(draft, assumed, rules, type(event))
    else:
        retime(draft, rules)
    if early and first:
        add_anomaly(draft, "BeforeReceipt")
    if draft.early:
        stop_early(draft)
    if event.data.due is not None:
        report_due(draft, to_instant(event.data.due), rules)


def _adopt(draft: Case, assumed: str, rules: Rules, kind: type[ev.Envelope]) -> None:
    """
    Take a case that moved by the table of the stream `assumed` over into that of its own.

    It stands where that table has the same step; its clocks go by what is known now.
    """
    cycle = life_cycle(draft.stream)
    if life_cycle(assumed) is not cycle:
        draft.state = cycle.adopted(draft.state, step_of(draft.state))
        if not cycle.filed or cycle.rank(draft.state) < cycle.rank(cycle.filed):
            unmark(draft, "f")
    adopt_clocks(draft, life_cycle(assumed), rules, kind)


_DESCRIBED = (
    "channel",
    "class_",
    "condition",
    "title",
    "number",
    "campaign",
    "street",
    "community",
    "grid",
)


def _describe(draft: Case, data: ev.Received, at: Instant, rules: Rules) -> None:
    """Take what the source says of the case; what it leaves out stays as it was known."""
    draft.stream = data.stream
    assign(draft, data.department or draft.department, at, rules)
    for name in _DESCRIBED:
        value = getattr(data if name in _OWN_FIELDS else data.place, name)
        if value:
            setattr(draft, name, value)
    draft.urgent = draft.urgent or data.urgent
    draft.confidential = draft.confidential or data.confidential
    if data.place.position == "exact":
        draft.lon, draft.lat = data.place.lon, data.place.lat
    _note_kind(draft, rules)


def _note_kind(draft: Case, rules: Rules) -> None:
    """Mark a case whose kind is not assessed; that its kind was another one before is forgotten."""
    if rules.exempt(draft.stream, draft.class_, draft.condition):
        mark(draft, UNASSESSED)
    else:
        unmark(draft, UNASSESSED)


_OWN_FIELDS = frozenset(ev.Received.__struct_fields__)


def _observed(draft: Case, event: ev.CaseObserved, at: Instant, rules: Rules) -> None:
    """A snapshot replaces what earlier ones said, also where it now says nothing."""
    data = event.data
    for name in _DESCRIBED:
        setattr(draft, name, "")
    assign(draft, data.case.department, at, rules)
    draft.urgent = draft.confidential = False
    draft.lon = draft.lat = None
    _describe(draft, data.case, at, rules)
    cycle = life_cycle(draft.stream)
    draft.state, draft.entered_at = cycle.observed(data.state), at
    draft.received_at = received_at = to_instant(data.received_at)
    draft.level = draft.level or cycle.first_level
    draft.closed_at = to_instant(data.closed_at) if data.closed_at else None
    draft.in_time = data.in_time
    if data.case.due is not None:
        give_due(draft, received_at, to_instant(data.case.due), rules)
    else:  # a snapshot does not say when the case was dispatched
        restart(draft, received_at, rules)
    ended = draft.closed_at if draft.is_closed else None
    draft.disposed_at = (ended or received_at) if draft.is_closed else None
    draft.clock = stop(draft.clock, ended) if draft.clock and ended is not None else draft.clock


def _verified(draft: Case, event: ev.CaseEvent, at: Instant, rules: Rules) -> None:
    """What is verified before filing was told by the public; a collector saw it himself."""
    if _enter(draft, event, at, rules) and draft.stream == CITY.key:
        mark(draft, "y")


def _filed(draft: Case, event: ev.CaseFiled, at: Instant, rules: Rules) -> None:
    data = event.data
    if data.class_:
        draft.class_, draft.condition = data.class_, data.condition
    elif data.condition:
        draft.condition = data.condition
    _note_kind(draft, rules)
    _enter(draft, event, at, rules)
    retime(draft, rules)


def _dispatched(draft: Case, event: ev.CaseDispatched, at: Instant, rules: Rules) -> None:
    data, before = event.data, draft.state
    if before in ENDED:
        _enter(draft, event, at, rules)
        return
    another = bool(draft.department) and data.department not in ("", draft.department)
    assign(draft, data.department or draft.department, at, rules)
    draft.condition = data.condition or draft.condition
    _note_kind(draft, rules)
    _enter(draft, event, at, rules)
    if another and before == draft.state:
        mark(draft, "n")
    if before == "coordinating":
        draft.level = "district"
    if data.due is not None:
        give_due(draft, at, to_instant(data.due), rules)
    elif life_cycle(draft.stream).from_receipt:
        retime(draft, rules)
    elif (another and not (draft.clock and draft.clock.given)) or asks_other_limit(draft, rules):
        restart(draft, at, rules)  # what dispatch starts begins with this one


def _returned(draft: Case, event: ev.CaseReturned, at: Instant, rules: Rules) -> None:
    """
    Nobody holds it until it is sent again; a clock that dispatch started is void.

    Where matters pass from level to level, it is the matter of the level that it came back to.
    """
    before, cycle = draft.state, life_cycle(draft.stream)
    if not _enter(draft, event, at, rules):
        return
    mark(draft, "b")
    assign(draft, "", at, rules)
    if cycle.first_level and draft.state != before:
        draft.level = LEVEL_OF.get(draft.state, cycle.first_level)
    clock = draft.clock
    if draft.state not in cycle.main.states and clock is not None and not clock.given:
        draft.clock = None


def _began(draft: Case, event: ev.CaseEvent, at: Instant, rules: Rules) -> None:
    _enter(draft, event, at, rules)
    if draft.received_at is not None and "T" not in draft.marks and "M" not in draft.marks:
        same = rules.days.day_of(at) == rules.days.day_of(draft.received_at)
        mark(draft, "T" if same else "M")


def _self_handled(draft: Case, event: ev.CaseSelfHandled, at: Instant, rules: Rules) -> None:
    mark(draft, "h")
    _began(draft, event, at, rules)


def _checked(draft: Case, event: ev.CaseChecked, at: Instant, rules: Rules) -> None:
    target = "pending_close" if event.data.passed else "checking"
    _enter(draft, event, at, rules, target=target)


def _reworked(draft: Case, event: ev.CaseReworked, at: Instant, rules: Rules) -> None:
    """The same department again: its clock goes on against the same deadline."""
    if not _enter(draft, event, at, rules):
        return
    mark(draft, "r" if life_cycle(draft.stream).filed else "q")
    unmark(draft, "VSURNg")
    draft.closed_at = draft.in_time = draft.stars = None


def _closed(draft: Case, event: ev.CaseClosed, at: Instant, rules: Rules) -> None:
    if not _enter(draft, event, at, rules):
        return
    draft.closed_at = at
    draft.in_time = event.data.in_time
    if event.data.forced:
        mark(draft, "g")


def _cancelled(draft: Case, event: ev.CaseCancelled, at: Instant, rules: Rules) -> None:
    was_filed = "f" in draft.marks
    _enter(draft, event, at, rules)
    if was_filed and draft.is_void:
        mark(draft, "k")


def _escalated(draft: Case, event: ev.CaseEscalated, at: Instant, rules: Rules) -> None:
    data, target = event.data, LEVEL_STATES.get(event.data.level, "")
    if target not in life_cycle(draft.stream).states:
        add_anomaly(draft, "EscalatedNowhere")
        return
    if _enter(draft, event, at, rules, target=target):
        draft.level = data.level
        assign(draft, data.department or draft.department, at, rules)


_APPLY: dict[type[ev.Envelope], Callable[..., None]] = {
    **SIDE_ACTS,
    ev.CaseReceived: _received,
    ev.CaseObserved: _observed,
    ev.VerificationStarted: _verified,
    ev.CaseVerified: _verified,
    ev.CaseFiled: _filed,
    ev.CaseDispatched: _dispatched,
    ev.CaseEscalated: _escalated,
    ev.CaseReturned: _returned,
    ev.HandlingStarted: _began,
    ev.CaseSelfHandled: _self_handled,
    ev.CaseHandled: _began,
    ev.CaseChecked: _checked,
    ev.CaseReworked: _reworked,
    ev.CaseClosed: _closed,
    ev.CaseCancelled: _cancelled,
}
