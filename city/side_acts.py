"""Acts beside the way forward: more time, rest, pressure, links, appeals and ratings."""

from collections.abc import Callable

from city import events as ev
from city.case import Case, OpenOrder
from city.clock import DAY, Instant, to_instant
from city.clocks import Rules, given_later
from city.clockwork import follow_state, prolonged, span_of
from city.lifecycle import allowed_events
from city.lifecycles import AWAITED
from city.traces import add_anomaly, mark, unmark


def _noted(draft: Case, event: ev.CaseEvent) -> None:
    """
    Note the event as out of order if the table does not know it in this state.

    Before its report nobody knows which table a case goes by.
    """
    known = draft.state and draft.received_at is not None
    if known and type(event) not in allowed_events(draft.stream, draft.state):
        add_anomaly(draft, f"{type(event).__name__}@{draft.state}")


def _told(draft: Case, event: ev.CaseEvent, at: Instant, rules: Rules) -> None:
    """Take an act that changes nothing but what is known to have happened."""
    _noted(draft, event)


def _plain(draft: Case, event: ev.CaseEvent, at: Instant, rules: Rules) -> None:
    """Take an act that only leaves a mark, and perhaps stops a step's clock."""
    _noted(draft, event)
    flag = _MARK.get(type(event))
    if flag:
        mark(draft, flag)
    if draft.received_at is None and type(event) in AWAITED:
        draft.early = (*draft.early, (type(event).__name__, at))
    follow_state(draft, draft.state, at, rules, type(event))


_MARK: dict[type[ev.Envelope], str] = {
    ev.DepartmentJoined: "m",
    ev.CaseUrged: "u",
    ev.CaseAppealed: "j",
    ev.CaseExempted: "x",
}


def _extended(draft: Case, event: ev.CaseExtended, at: Instant, rules: Rules) -> None:
    """
    Move the deadline by one more original limit of its clock, or to where the source says.

    How often is counted for the case, whoever has it: a clock that starts anew leaves no more.
    """
    _noted(draft, event)
    if not event.data.granted:
        return
    fault = extension_fault(draft, at, rules)
    if fault:
        add_anomaly(draft, fault)
        return
    clock = draft.clock
    assert clock is not None  # noqa: S101 - the fault would have said so; narrows the type
    if event.data.due is not None:
        due = to_instant(event.data.due)
        draft.clock = given_later(clock, due, rules.near_share(clock.policy))
    else:
        draft.clock = prolonged(draft, clock, rules)
    draft.extensions += 1
    mark(draft, "e")


def extension_fault(draft: Case, at: Instant, rules: Rules) -> str:
    """Return why a case cannot be given more time at `at`; empty if it can."""
    clock = draft.clock
    if clock is None or clock.due_at is None or clock.stopped_at is not None:
        return "ExtendedWithoutClock"
    if draft.extensions >= rules.terms(at).extensions:
        return "ExtendedTooOften"
    return "ExtendedOverdue" if at > clock.due_at else ""


def _suspended(draft: Case, event: ev.CaseSuspended, at: Instant, rules: Rules) -> None:
    """Let the clock rest; how often is counted for the case, as more time is."""
    _noted(draft, event)
    fault = suspension_fault(draft, at, rules)
    if fault:
        add_anomaly(draft, fault)
        return
    clock, longest = draft.clock, at + rules.terms(at).suspension_days * DAY
    assert clock is not None  # noqa: S101 - the fault would have said so; narrows the type
    until = to_instant(event.data.until) if event.data.until is not None else longest
    if until > longest:
        add_anomaly(draft, "SuspendedTooLong")
    until = max(at, min(until, longest))
    draft.clock = span_of(draft, clock, rules).rest(clock, at, until)
    draft.suspensions += 1
    mark(draft, "p")


def suspension_fault(draft: Case, at: Instant, rules: Rules) -> str:
    """Return why the clock of a case cannot rest at `at`; empty if it can."""
    clock = draft.clock
    if clock is None or clock.stopped_at is not None:
        return "SuspendedWithoutClock"
    return "SuspendedAgain" if draft.suspensions >= rules.terms(at).suspensions else ""


def _resumed(draft: Case, event: ev.CaseResumed, at: Instant, rules: Rules) -> None:
    clock = draft.clock
    if clock is not None and clock.rests(at):
        draft.clock = span_of(draft, clock, rules).wake(clock, at)
    elif clock is None or clock.rest_from is None:  # at the end of its rest it wakes by itself
        add_anomaly(draft, "ResumedWithoutRest")


def _ordered(
    draft: Case, event: ev.CaseSupervised | ev.CaseInstructed, at: Instant, rules: Rules
) -> None:
    _noted(draft, event)
    kind = "s" if isinstance(event, ev.CaseSupervised) else "i"
    data = event.data
    due = to_instant(data.due) if data.due is not None else None
    order = OpenOrder(kind, at, due, data.department, data.level)
    draft.orders = (*draft.orders, order)
    mark(draft, kind)


def _answered(draft: Case, event: ev.SupervisionAnswered, at: Instant, rules: Rules) -> None:
    """A department answers what it was asked, and orders to no one; unnamed, it answers all."""
    by = event.data.department
    waiting = tuple(each for each in draft.orders if by and each.department not in ("", by))
    if waiting == draft.orders:
        add_anomaly(draft, "AnsweredWithoutOrder")
    draft.orders = waiting


def _decided(draft: Case, event: ev.AppealDecided, at: Instant, rules: Rules) -> None:
    _noted(draft, event)
    if event.data.passed:
        mark(draft, "x")


def _rated(draft: Case, event: ev.CaseRated, at: Instant, rules: Rules) -> None:
    _plain(draft, event, at, rules)
    data = event.data
    if data.stars is not None:
        draft.stars = data.stars
    for value, yes, no in ((data.satisfied, "S", "U"), (data.solved, "R", "N")):
        if value is not None:
            unmark(draft, yes + no)
            mark(draft, yes if value else no)
    if (data.stars, data.satisfied, data.solved) != (None, None, None):
        mark(draft, "V")


def _linked(draft: Case, event: ev.CaseLinked, at: Instant, rules: Rules) -> None:
    if event.data.case != draft.id:
        draft.master = event.data.case


def _joined(draft: Case, event: ev.ReportJoined, at: Instant, rules: Rules) -> None:
    if event.data.case not in (draft.id, *draft.reports):
        draft.reports = (*draft.reports, event.data.case)


def _unlinked(draft: Case, event: ev.CaseUnlinked, at: Instant, rules: Rules) -> None:
    other = event.data.case
    draft.master = "" if draft.master == other else draft.master
    draft.reports = tuple(each for each in draft.reports if each != other)


def _tagged(draft: Case, event: ev.CaseTagged, at: Instant, rules: Rules) -> None:
    draft.campaign = event.data.campaign


SIDE_ACTS: dict[type[ev.Envelope], Callable[..., None]] = {
    **dict.fromkeys((*_MARK, ev.CaseContacted, ev.CaseVisited), _plain),
    **dict.fromkeys((ev.ExtensionRequested, ev.CaseArchived), _told),
    ev.CaseExtended: _extended,
    ev.CaseSuspended: _suspended,
    ev.CaseResumed: _resumed,
    ev.CaseSupervised: _ordered,
    ev.CaseInstructed: _ordered,
    ev.SupervisionAnswered: _answered,
    ev.AppealDecided: _decided,
    ev.CaseRated: _rated,
    ev.CaseLinked: _linked,
    ev.CaseUnlinked: _unlinked,
    ev.ReportJoined: _joined,
    ev.CaseTagged: _tagged,
}
"""What each of these events does to a case; none of them moves it on."""
