"""Acts of our own users: checked strictly against the life cycle and the rules."""

from city import events as ev
from city.case import Case
from city.clock import to_instant
from city.clocks import Rules
from city.lifecycle import allowed_events
from city.side_acts import extension_fault, suspension_fault

NEEDS_NOTE: frozenset[type[ev.Envelope]] = frozenset(
    {
        ev.CaseReturned,
        ev.CaseNotAccepted,
        ev.CaseCancelled,
        ev.CaseSuspended,
        ev.ExtensionRequested,
        ev.CaseReworked,
        ev.CaseAppealed,
        ev.CaseExempted,
        ev.CaseSupervised,
        ev.CaseInstructed,
    }
)
"""Acts whose reason is compulsory."""


def refusal(case: Case, event: ev.CaseEvent, rules: Rules) -> str:
    """
    Return why an act of our own cannot be done to a case as it is; empty if it can.

    The answer is a key: `unknown_case`, `moved_on` (another act was there first), `not_allowed`,
    `no_reason`, `no_department`, or the fault of an extension or a suspension.
    """
    if not case.exists:
        return "unknown_case"
    if event.expects and event.expects != case.state:
        return "moved_on"
    forced = isinstance(event, ev.CaseClosed) and event.data.forced and case.is_open
    if type(event) not in allowed_events(case.stream, case.state) and not forced:
        return "not_allowed"
    if type(event) in NEEDS_NOTE and not event.data.note.strip():  # type: ignore[union-attr]
        return "no_reason"
    return _fault(case, event, rules)


def _fault(case: Case, event: ev.CaseEvent, rules: Rules) -> str:
    if isinstance(event, ev.CaseDispatched) and not event.data.department:
        return "no_department"
    at = to_instant(event.time)
    if isinstance(event, ev.CaseExtended) and event.data.granted:
        return extension_fault(case, at, rules)
    if isinstance(event, ev.CaseSuspended):
        return suspension_fault(case, at, rules)
    return ""
