"""Life cycles as data: states, the six steps of the screen, and what each event leads to."""

from city.events import (
    CaseCancelled,
    CaseClosed,
    CaseDispatched,
    CaseFiled,
    CaseHandled,
    CaseNotAccepted,
    CaseReceived,
    CaseReturned,
    CaseReworked,
    CaseSigned,
    CaseVerified,
    CheckStarted,
    Envelope,
    HandlingStarted,
)

CITY_AFTER: dict[type[Envelope], str] = {
    CaseReceived: "reported",
    CaseVerified: "pending_register",
    CaseFiled: "pending_dispatch",
    CaseNotAccepted: "not_accepted",
    CaseCancelled: "cancelled",
    CaseDispatched: "pending_handle",
    CaseSigned: "handling",
    CaseReturned: "pending_dispatch",
    HandlingStarted: "handling",
    CaseHandled: "handle_finish",
    CheckStarted: "checking",
    CaseReworked: "pending_handle",
    CaseClosed: "closed",
}
"""State after each event of a city-management case; events not listed leave the state alone."""

HOTLINE_AFTER: dict[type[Envelope], str] = {
    CaseReceived: "accepted",
    CaseNotAccepted: "not_accepted",
    CaseCancelled: "cancelled",
    CaseDispatched: "dispatched",
    CaseSigned: "signed",
    CaseReturned: "returned",
    HandlingStarted: "handling",
    CaseHandled: "replied",
    CaseReworked: "handling",
    CaseClosed: "closed",
}
"""State after each event of a hotline order."""

AFTER: dict[str, dict[type[Envelope], str]] = {"city": CITY_AFTER, "hotline": HOTLINE_AFTER}

STEP_OF: dict[str, str] = {
    "reported": "report",
    "accepted": "report",
    "pending_register": "file",
    "pending_dispatch": "dispatch",
    "returned": "dispatch",
    "dispatched": "handle",
    "signed": "handle",
    "pending_handle": "handle",
    "handling": "handle",
    "handle_finish": "check",
    "replied": "check",
    "checking": "check",
    "pending_close": "check",
    "closed": "close",
}
"""Which of the six steps a state is shown in; void states are in none."""

VOID = frozenset({"not_accepted", "cancelled"})
ENDED = VOID | {"closed"}

REOPENING: frozenset[type[Envelope]] = frozenset({CaseReworked})
"""Events that take a case out of an ended state; any other is recorded but changes no state."""

_SHOWN_AS = {"handling": "handling", "closed": "closed", "void": "cancelled"}
OBSERVED_STATE: dict[str, dict[str, str]] = {
    "city": {"open": "reported", **_SHOWN_AS},
    "hotline": {"open": "accepted", **_SHOWN_AS},
}
"""State of a case that a snapshot feed shows as open, handling, closed or void."""
