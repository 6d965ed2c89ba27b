"""The tables of the life cycles, one for each stream: states, steps, events, clocks."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from city import events as ev

Kinds = frozenset[type[ev.Envelope]]
Again = Literal["same", "remaining", "anew"]


class ClockRule(Struct, frozen=True):
    """
    One clock of a life cycle: it runs while the case is in one of `states`.

    `again` says what happens when the case comes back to them: the `same` deadline counts, the
    `remaining` time runs on, or the clock starts `anew`. An event of `stops` stops it before. One
    that has `only` says something if one of these stopped it; any other event takes it back.
    """

    key: str
    states: frozenset[str]
    again: Again = "same"
    stops: Kinds = frozenset()
    only: Kinds = frozenset()


class LifeCycle(Struct, frozen=True):
    """
    One stream's table.

    `states` gives each open or closed state its step, in the order of the way forward. `after` is
    the state that an event leads to, `turns` where it depends on the state it comes from.
    `allowed` are the events of each state that are in order. The first of `clocks` is the one of
    the light.
    """

    key: str
    steps: tuple[str, ...]
    states: Mapping[str, str]
    after: Mapping[type[ev.Envelope], str]
    turns: Mapping[tuple[str, type[ev.Envelope]], str]
    allowed: Mapping[str, Kinds]
    clocks: tuple[ClockRule, ...]
    first_level: str = ""
    filed: str = ""

    @property
    def main(self) -> ClockRule:
        """The clock of the light."""
        return self.clocks[0]

    @property
    def stopping(self) -> Kinds:
        """Events that stop a step's clock without moving the case."""
        return _stopping(self.key)

    @property
    def from_receipt(self) -> bool:
        """Whether the clock of the light starts when a case comes in."""
        return self.first in self.main.states

    def is_disposed(self, state: str) -> bool:
        """Return whether the work is done in a state: it lies beyond all that the clock counts."""
        return state in _disposed(self.key)

    @property
    def first(self) -> str:
        """The state of a case that has just come in."""
        return next(iter(self.states))

    def rank(self, state: str) -> int:
        """Return the place of a state on the way forward; -1 for void and unknown ones."""
        return _ranks(self.key).get(state, -1)

    def adopted(self, state: str, step: str) -> str:
        """Return where a case in another table's `state` stands here: ended, or by its step."""
        if state in self.states or state in VOID:
            return state
        return next((own for own, shown in self.states.items() if shown == step), self.first)

    def observed(self, shown: str) -> str:
        """Return the state of a case that a snapshot feed shows as open, handling, closed, void."""
        return {"open": self.first, "void": "cancelled"}.get(shown, shown)


@cache
def _stopping(key: str) -> Kinds:
    return frozenset().union(*(rule.stops for rule in LIFE_CYCLES[key].clocks))


@cache
def _disposed(key: str) -> frozenset[str]:
    cycle = LIFE_CYCLES[key]
    last = max(cycle.rank(state) for state in cycle.main.states)
    return frozenset(state for state in cycle.states if cycle.rank(state) > last)


@cache
def _ranks(key: str) -> dict[str, int]:
    return {state: rank for rank, state in enumerate(LIFE_CYCLES[key].states)}


def _kinds(*kinds: type[ev.Envelope]) -> Kinds:
    return frozenset(kinds)


VOID = frozenset({"not_accepted", "cancelled"})
ENDED = VOID | {"closed"}

REOPENING = _kinds(ev.CaseReworked)
"""Events that take a case out of an ended state; any other is recorded but changes no state."""

LEVEL_STATES = {"community": "community", "street": "street", "district": "coordinating"}
"""Where an escalation to a level leads."""

ANYWHERE = _kinds(
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

NOT_YET = _kinds(ev.CaseReceived)
"""Told again, it only describes the case anew."""

_PRESSING = _kinds(
    ev.DepartmentJoined,
    ev.ExtensionRequested,
    ev.CaseExtended,
    ev.CaseSuspended,
    ev.CaseResumed,
    ev.CaseContacted,
)
"""What may happen while a department works on a case."""

_WORK = _kinds(ev.CaseReturned, ev.CaseHandled, ev.CaseDispatched) | _PRESSING
_AFTERWARDS = _kinds(
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
_VOIDED = _kinds(ev.CaseArchived)
_ENDINGS: dict[str, Kinds] = {
    "closed": _AFTERWARDS,
    "not_accepted": _VOIDED,
    "cancelled": _VOIDED,
    "": _kinds(ev.CaseReceived, ev.CaseObserved),
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
    "pending_dispatch": _kinds(ev.CaseDispatched, ev.CaseReturned, ev.CaseSelfHandled),
    "pending_handle": _WORK | {ev.CaseSigned, ev.HandlingStarted},
    "handling": _WORK | {ev.CaseSigned, ev.HandlingStarted},
    "handle_finish": _kinds(ev.CheckStarted, ev.CaseChecked, ev.CaseReworked, ev.CaseReturned),
    "checking": _kinds(ev.CaseChecked, ev.CaseReworked),
    "pending_close": _kinds(ev.CaseClosed, ev.CaseReworked),
    **_ENDINGS,
}
_CITY_CLOCKS = (
    ClockRule("disposal", frozenset({"pending_handle", "handling"})),
    ClockRule("accept", frozenset({"reported", "pending_register"}), "remaining"),
    ClockRule("verify", frozenset({"verifying"}), "anew"),
    ClockRule("dispatch", frozenset({"pending_dispatch"}), "anew"),
    ClockRule("check", frozenset({"handle_finish", "checking"}), "anew"),
    ClockRule("send_check", frozenset({"handle_finish"}), "anew", only=_kinds(ev.CheckStarted)),
    ClockRule("send_verify", frozenset({"reported"}), only=_kinds(ev.VerificationStarted)),
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
    turns={("pending_dispatch", ev.CaseReturned): "pending_register"},
    allowed={
        "reported": _kinds(
            ev.VerificationStarted,
            ev.CaseVerified,
            ev.CaseFiled,
            ev.CaseNotAccepted,
            ev.CaseSelfHandled,
        ),
        "verifying": _kinds(ev.CaseVerified, ev.CaseNotAccepted),
        "pending_register": _kinds(ev.CaseFiled, ev.CaseNotAccepted, ev.VerificationStarted),
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
        "alarmed": _kinds(
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
    "accepted": _kinds(ev.CaseDispatched, ev.CaseNotAccepted, ev.CaseHandled, ev.CaseContacted),
    "returned": _kinds(ev.CaseDispatched, ev.CaseNotAccepted),
    "dispatched": _WORK | {ev.CaseSigned},
    "signed": _WORK | {ev.HandlingStarted},
    "handling": _WORK | {ev.HandlingStarted},
    "replied": _kinds(ev.CaseClosed, ev.CaseVisited, ev.CaseRated, ev.CaseReworked),
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
            stops=_kinds(ev.CaseContacted),
        ),
        ClockRule(
            "callback",
            frozenset({"replied", "closed"}),
            "anew",
            _kinds(ev.CaseVisited, ev.CaseRated),
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
_PASS_ON = _kinds(
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
    "community": _PASS_ON | {ev.CaseNotAccepted},
    "street": _PASS_ON | {ev.CaseReturned},
    "coordinating": _PASS_ON | {ev.CaseReturned},
    "pending_handle": _WORK | {ev.CaseSigned, ev.HandlingStarted},
    "handling": _WORK | {ev.HandlingStarted, ev.CaseEscalated},
    "fed_back": _kinds(ev.CaseClosed, ev.CaseRated, ev.CaseVisited, ev.CaseReworked),
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
