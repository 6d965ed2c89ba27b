"""Events and cases for tests: valid by default; a test names only what it is about."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from city import events as ev
from city.cases import Case
from city.clock import HOUR, Instant, LocalDays, to_instant
from city.clocks import Allowance, Continuous, Terms
from city.timeline import Arrival, Timeline, absorb

SHANGHAI = LocalDays("Asia/Shanghai")
MONDAY = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)
"""09:00 on a Monday in Shanghai."""

EMPTY_DATA: dict[type[ev.Envelope], Any] = {
    ev.CaseReceived: ev.Received(stream="city"),
    ev.CaseObserved: ev.Observed(ev.Received(stream="city"), MONDAY, "open"),
    ev.CaseFiled: ev.Filed(),
    ev.CaseDispatched: ev.Sent(department="parks"),
    ev.CaseChecked: ev.Verdict(passed=True),
    ev.CaseClosed: ev.Closing(),
    ev.CaseRated: ev.Rating(stars=5),
    ev.CaseEscalated: ev.Escalation(level="street"),
    ev.CaseExtended: ev.Extension(),
    ev.CaseSuspended: ev.Suspension(note="winter"),
    ev.CaseSupervised: ev.Order(),
    ev.CaseInstructed: ev.Order(),
    ev.AppealDecided: ev.Verdict(passed=True),
    ev.CaseLinked: ev.Link("city:0"),
    ev.CaseUnlinked: ev.Link("city:0"),
    ev.ReportJoined: ev.Link("city:2"),
    ev.CaseTagged: ev.Tag("parking"),
}
"""What an event says when a test does not care; any other type carries an empty note."""


class SimpleRules:
    """Limits of ten hours round the clock, class `free` has none; an hour for each step."""

    days = SHANGHAI

    def allowance(
        self, stream: str, clock: str, *, class_: str, condition: str, start: Instant
    ) -> Allowance | None:
        if clock not in ("disposal", "answer"):
            return Allowance(HOUR, "urgent_hour", "first")
        if class_ == "free":
            return None
        return Allowance((2 if condition == "fast" else 10) * HOUR, "urgent_hour", "first")

    def exempt(self, stream: str, class_: str, condition: str) -> bool:
        return condition == "thanks"

    def timer(self, policy: str, unit: str, department: str) -> Continuous:
        return Continuous()

    def near_share(self, policy: str) -> float:
        return 0.8

    def terms(self, at: Instant) -> Terms:
        return Terms()


RULES = SimpleRules()


def at(minutes: float) -> datetime:
    """Return the time so many minutes after a Monday morning."""
    return MONDAY + timedelta(minutes=minutes)


def instant(minutes: float) -> Instant:
    """Return the instant so many minutes after a Monday morning."""
    return to_instant(at(minutes))


def make_event(kind: type[Any] = ev.CaseReceived, *, minute: float = 0, **changes: Any) -> Any:
    """Return an event of `kind`, so many minutes after a Monday morning."""
    case = changes.pop("case", "city:1")
    fields = {
        "id": f"{case}/{kind.__name__}/{minute:g}",
        "case": case,
        "time": at(minute),
        "source": "city-management",
        "data": EMPTY_DATA.get(kind, ev.Note()),
    }
    return kind(**{**fields, **changes})


def make_received(case: str = "city:1", *, minute: float = 0, **data: Any) -> ev.CaseReceived:
    """Return a receiving event whose description is `data`."""
    described = ev.Received(**{"stream": case.split(":")[0], **data})
    event: ev.CaseReceived = make_event(ev.CaseReceived, case=case, minute=minute, data=described)
    return event


def arrivals(events: Iterable[Any]) -> list[Arrival]:
    """Return events as they arrive from the log of record, each with its bytes."""
    return [(event, ev.encode_event(event)) for event in events]


def make_timeline(*events: Any) -> Timeline:
    """Return the timeline of one case that was told of `events`, in any order."""
    return absorb(Timeline(Case(events[0].case)), arrivals(events), RULES)


def make_case(*events: Any) -> Case:
    """Return the case that `events` make; one just received if there are none."""
    return make_timeline(*(events or (make_received(),))).case


def life(case: str = "city:1", *, minute: float = 0, until: int = 9, **data: Any) -> list[Any]:
    """Return the first `until` events of a plain life cycle, ten minutes apart, closed at last."""
    steps = (
        ev.CaseFiled,
        ev.CaseDispatched,
        ev.CaseSigned,
        ev.HandlingStarted,
        ev.CaseHandled,
        ev.CheckStarted,
        ev.CaseChecked,
        ev.CaseClosed,
    )
    received = make_received(case, minute=minute, **data)
    later = [
        make_event(kind, case=case, minute=minute + 10 * place)
        for place, kind in enumerate(steps, start=1)
    ]
    return [received, *later][:until]
