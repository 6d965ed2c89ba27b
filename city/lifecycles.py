"""The tables of the life cycles, one for each stream: states, steps, events, clocks."""

from msgspec.structs import replace

from city import events as ev
from city.cycles import ClockRule, Kinds, LifeCycle, kinds_of

REOPENING = kinds_of(ev.CaseReworked)
"""Events that take a closed case out of its end; any other is recorded but changes no state."""

BACKWARD = kinds_of(ev.CaseReturned, ev.CaseReworked)
"""What only ever leads back: told too early, it moves no case on and files none."""

ONWARD = kinds_of(ev.VerificationStarted, ev.CaseVerified, ev.CaseFiled, ev.CaseSigned)
"""What only ever leads on: told after a later step, where no table knows it, it undoes none."""

LEVEL_STATES = {"community": "community", "street": "street", "district": "coordinating"}
"""Where an escalation to a level leads."""

LEVEL_OF = {state: level for level, state in LEVEL_STATES.items()}
"""Which level has a matter in a state; in the first one it is the stream's first level."""

ANYWHERE = kinds_of(
    ev.CaseUrged,
    ev.CaseSupervised,
    ev.CaseInstructed,
    ev.SupervisionAnswered,
    ev.CaseLinked,
    ev.CaseUnlinked,
    ev.ReportJoined,
    ev.CaseTagged,
    ev.CaseCancelled,
    ev.CaseObserved,
    ev.CaseExempted,
)
"""What may happen to a case in any open state without moving it, and being cancelled."""

NOT_YET = kinds_of(ev.CaseReceived)
"""Told again, it only describes the case anew."""

_PRESSING = kinds_of(
    ev.DepartmentJoined,
    ev.ExtensionRequested,
    ev.CaseExtended,
    ev.CaseSuspended,
    ev.CaseResumed,
    ev.CaseContacted,
)
"""What may happen while a department works on a case."""

_WORK = kinds_of(ev.CaseReturned, ev.CaseHandled, ev.CaseDispatched) | _PRESSING
_AFTERWARDS = kinds_of(
    ev.CaseVisited,
    ev.CaseRated,
    ev.CaseReworked,
    ev.CaseAppealed,
    ev.AppealDecided,
    ev.CaseExempted,
    ev.CaseArchived,
    ev.CaseLinked,
    ev.CaseUnlinked,
    ev.ReportJoined,
    ev.CaseTagged,
    ev.SupervisionAnswered,
)
_VOIDED = kinds_of(ev.CaseArchived)
_ENDINGS: dict[str, Kinds] = {
    "closed": _AFTERWARDS,
    "not_accepted": _VOIDED,
    "cancelled": _VOIDED,
    "": kinds_of(ev.CaseReceived, ev.CaseObserved),
}

_CITY_AFTER: dict[type[ev.Envelope], str] = {
    ev.CaseReceived: "reported",
    ev.VerificationStarted: "verifying",
    ev.CaseVerified: "pending_register",
    ev.CaseFiled: "pending_dispatch",
    ev.CaseNotAccepted: "not_accepted",
    ev.CaseCancelled: "cancelled",
    ev.CaseDispatched: "pending_handle",
    ev.CaseSigned: "handling",
    ev.CaseReturned: "pending_dispatch",
    ev.HandlingStarted: "handling",
    ev.CaseSelfHandled: "handle_finish",
    ev.CaseHandled: "handle_finish",
    ev.CheckStarted: "checking",
    ev.CaseReworked: "pending_handle",
    ev.CaseClosed: "closed",
}
_CITY_FROM_DISPATCH: dict[str, Kinds] = {
    "pending_dispatch": kinds_of(ev.CaseDispatched, ev.CaseReturned, ev.CaseSelfHandled),
    "pending_handle": _WORK | {ev.CaseSigned, ev.HandlingStarted},
    "handling": _WORK | {ev.CaseSigned, ev.HandlingStarted},
    "handle_finish": kinds_of(ev.CheckStarted, ev.CaseChecked, ev.CaseReworked, ev.CaseReturned),
    "checking": kinds_of(ev.CaseChecked, ev.CaseReworked),
    "pending_close": kinds_of(ev.CaseClosed, ev.CaseReworked),
    **_ENDINGS,
}
_CITY_CLOCKS = (
    ClockRule("disposal", frozenset({"pending_handle", "handling"})),
    ClockRule("accept", frozenset({"reported", "pending_register"}), "remaining"),
    ClockRule("verify", frozenset({"verifying"}), "anew"),
    ClockRule("dispatch", frozenset({"pending_dispatch"}), "anew"),
    ClockRule("check", frozenset({"handle_finish", "checking"}), "anew"),
    ClockRule("send_check", frozenset({"handle_finish"}), "anew", only=kinds_of(ev.CheckStarted)),
    ClockRule(
        "send_verify", frozenset({"reported"}), "anew", only=kinds_of(ev.VerificationStarted)
    ),
)

CITY = LifeCycle(
    key="city",
    steps=("report", "file", "dispatch", "handle", "check", "close"),
    states={
        "reported": "report",
        "verifying": "report",
        "pending_register": "file",
        "pending_dispatch": "dispatch",
        "pending_handle": "handle",
        "handling": "handle",
        "handle_finish": "check",
        "checking": "check",
        "pending_close": "check",
        "closed": "close",
    },
    after=_CITY_AFTER,
    turns={
        ("pending_dispatch", ev.CaseReturned): "pending_register",
        ("pending_register", ev.CaseReturned): "reported",
    },
    allowed={
        "reported": kinds_of(
            ev.VerificationStarted,
            ev.CaseVerified,
            ev.CaseFiled,
            ev.CaseNotAccepted,
            ev.CaseSelfHandled,
        ),
        "verifying": kinds_of(ev.CaseVerified, ev.CaseNotAccepted),
        "pending_register": kinds_of(
            ev.CaseFiled, ev.CaseNotAccepted, ev.VerificationStarted, ev.CaseReturned
        ),
        **_CITY_FROM_DISPATCH,
    },
    clocks=_CITY_CLOCKS,
    filed="pending_dispatch",
)
"""城市管理案件: from a report to its closing."""

VIDEO = LifeCycle(
    key="video",
    steps=("report", "dispatch", "handle", "check", "close"),
    states={
        "alarmed": "report",
        "pending_dispatch": "dispatch",
        "pending_handle": "handle",
        "handling": "handle",
        "handle_finish": "check",
        "checking": "check",
        "pending_close": "check",
        "closed": "close",
    },
    after={
        **_CITY_AFTER,
        ev.CaseReceived: "alarmed",
        ev.CaseVerified: "pending_dispatch",
        ev.VerificationStarted: "alarmed",
    },
    turns={("pending_dispatch", ev.CaseReturned): "alarmed"},
    allowed={
        "alarmed": kinds_of(
            ev.VerificationStarted, ev.CaseVerified, ev.CaseFiled, ev.CaseNotAccepted
        ),
        **_CITY_FROM_DISPATCH,
    },
    clocks=(_CITY_CLOCKS[0], ClockRule("confirm", frozenset({"alarmed"})), *_CITY_CLOCKS[3:6]),
    filed="pending_dispatch",
)
"""视频告警: a machine saw something; a person confirms it before it is filed."""

_ORDER_AFTER: dict[type[ev.Envelope], str] = {
    ev.CaseReceived: "accepted",
    ev.CaseNotAccepted: "not_accepted",
    ev.CaseCancelled: "cancelled",
    ev.CaseDispatched: "dispatched",
    ev.CaseSigned: "signed",
    ev.CaseReturned: "returned",
    ev.HandlingStarted: "handling",
    ev.CaseHandled: "replied",
    ev.CaseReworked: "handling",
    ev.CaseClosed: "closed",
}
_ORDER_ALLOWED: dict[str, Kinds] = {
    "accepted": kinds_of(ev.CaseDispatched, ev.CaseNotAccepted, ev.CaseHandled, ev.CaseContacted),
    "returned": kinds_of(ev.CaseDispatched, ev.CaseNotAccepted),
    "dispatched": _WORK | {ev.CaseSigned},
    "signed": _WORK | {ev.HandlingStarted},
    "handling": _WORK | {ev.HandlingStarted},
    "replied": kinds_of(ev.CaseClosed, ev.CaseVisited, ev.CaseRated, ev.CaseReworked),
    **_ENDINGS,
}
_UNANSWERED = frozenset({"accepted", "returned", "dispatched", "signed", "handling"})
_ORDER_STATES = {
    "accepted": "report",
    "returned": "dispatch",
    "dispatched": "handle",
    "signed": "handle",
    "handling": "handle",
    "replied": "check",
    "closed": "close",
}

HOTLINE = LifeCycle(
    key="hotline",
    steps=("report", "dispatch", "handle", "check", "close"),
    states=_ORDER_STATES,
    after=_ORDER_AFTER,
    turns={},
    allowed=_ORDER_ALLOWED,
    clocks=(
        ClockRule("answer", _UNANSWERED),
        ClockRule("sign", frozenset({"dispatched"}), "anew"),
        ClockRule(
            "contact",
            frozenset({"accepted", "dispatched", "signed", "returned"}),
            stops=kinds_of(ev.CaseContacted),
        ),
        ClockRule(
            "callback",
            frozenset({"replied", "closed"}),
            "anew",
            kinds_of(ev.CaseVisited, ev.CaseRated),
        ),
    ),
)
"""12345 工单: from the call to the call-back."""

ENTERPRISE = replace(HOTLINE, key="enterprise", clocks=HOTLINE.clocks[:2])
"""企业诉求: a problem that a firm told a visitor of."""

_SOCIAL_AFTER: dict[type[ev.Envelope], str] = {
    ev.CaseReceived: "reported",
    ev.CaseNotAccepted: "not_accepted",
    ev.CaseCancelled: "cancelled",
    ev.CaseDispatched: "pending_handle",
    ev.CaseReturned: "coordinating",
    ev.CaseSigned: "handling",
    ev.HandlingStarted: "handling",
    ev.CaseSelfHandled: "fed_back",
    ev.CaseHandled: "fed_back",
    ev.CaseReworked: "handling",
    ev.CaseClosed: "closed",
}
_PASS_ON = kinds_of(
    ev.CaseEscalated, ev.HandlingStarted, ev.CaseDispatched, ev.CaseHandled, ev.CaseSelfHandled
)
_SOCIAL_STATES = {
    "reported": "report",
    "community": "community",
    "street": "street",
    "coordinating": "coordinate",
    "pending_handle": "handle",
    "handling": "handle",
    "fed_back": "feedback",
    "closed": "close",
}
_SOCIAL_ALLOWED: dict[str, Kinds] = {
    "reported": _PASS_ON | {ev.CaseSigned, ev.CaseNotAccepted},
    "community": _PASS_ON | {ev.CaseNotAccepted, ev.CaseReturned},
    "street": _PASS_ON | {ev.CaseReturned},
    "coordinating": _PASS_ON | {ev.CaseReturned},
    "pending_handle": _WORK | {ev.CaseSigned, ev.HandlingStarted},
    "handling": _WORK | {ev.HandlingStarted, ev.CaseEscalated},
    "fed_back": kinds_of(ev.CaseClosed, ev.CaseRated, ev.CaseVisited, ev.CaseReworked),
    **_ENDINGS,
}
_SOCIAL_CLOCKS = (
    ClockRule("disposal", frozenset(list(_SOCIAL_STATES)[:-2])),
    ClockRule("community", frozenset({"reported", "community"})),
    ClockRule("street", frozenset({"street"}), "anew"),
    ClockRule("coordinate", frozenset({"coordinating"}), "anew"),
)

CITIZEN = LifeCycle(
    key="citizen",
    steps=("report", "community", "street", "coordinate", "handle", "feedback", "close"),
    states=_SOCIAL_STATES,
    after=_SOCIAL_AFTER,
    turns={
        ("reported", ev.CaseSigned): "community",
        ("community", ev.CaseReturned): "reported",
        ("street", ev.CaseReturned): "community",
        ("coordinating", ev.CaseReturned): "street",
    },
    allowed=_SOCIAL_ALLOWED,
    clocks=_SOCIAL_CLOCKS,
    first_level="community",
)
"""你提我办 随手传: community, street, district departments, then back to whoever told it."""

GRID = replace(CITIZEN, key="grid", first_level="grid")
"""网格事件: settled in the grid, or passed up level by level."""

LIFE_CYCLES: dict[str, LifeCycle] = {
    cycle.key: cycle for cycle in (CITY, HOTLINE, CITIZEN, GRID, VIDEO, ENTERPRISE)
}
"""Every life cycle, by the key of the stream that it belongs to."""

AWAITED: Kinds = frozenset().union(*(cycle.stopping for cycle in LIFE_CYCLES.values()))
"""What a step's clock waits for in some stream."""
