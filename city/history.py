"""What a case's page tells of its past: when it entered each step, and why it is due when it is."""

from collections.abc import Iterator

from city.clock import Instant, LocalDays, to_instant
from city.events import CaseEvent, CaseObserved, CaseReceived, Received
from city.lifecycle import AFTER, CITY_AFTER, STEP_OF
from city.sla import Limits
from city.snapshot import STEPS
from city.timeline import Timeline

Stage = tuple[str, Instant | None]
"""One of the six steps, and when the case first entered it (None: not, or not known)."""


def stages_of(timeline: Timeline) -> tuple[Stage, ...]:
    """Return the six steps of a case with the time it entered each."""
    entered: dict[str, Instant] = {}
    for step, at in _entries(timeline):
        entered.setdefault(step, at)
    return tuple((step, entered.get(step)) for step in STEPS)


def _entries(timeline: Timeline) -> Iterator[tuple[str, Instant]]:
    case = timeline.case
    if case.received_at is not None:
        yield "report", case.received_at
    after = AFTER.get(case.stream, CITY_AFTER)
    for event in timeline.decoded():
        state = after.get(type(event))
        if state in STEP_OF:
            yield STEP_OF[state], to_instant(event.time)
    if case.is_closed and case.closed_at is not None:
        yield "close", case.closed_at


def last_description(events: tuple[CaseEvent, ...]) -> Received | None:
    """Return what the source last said of the case itself, None if it never did."""
    for event in reversed(events):
        if isinstance(event, CaseReceived):
            return event.data
        if isinstance(event, CaseObserved):
            return event.data.case
    return None


class Explainer:
    """Says in words why a case's deadline is what it is."""

    def __init__(self, limits: Limits, days: LocalDays) -> None:
        self._limits, self._days = limits, days

    def explain_case(self, timeline: Timeline, lang: str) -> tuple[str, ...]:
        """Return the steps of the clock in order, one sentence each; never empty."""
        case = timeline.case
        words = _WORDS[lang]
        if case.started_at is None:
            return (words["waiting"],)
        if case.due_given and case.due_at is not None:
            return (words["given"].format(self._time(case.due_at)), *self._stopped(timeline, lang))
        deadline = self._limits.deadline(case.stream, case.class_, case.condition, case.started_at)
        if deadline is None:
            return (words["unlimited"],)
        return (*self._limits.explain(deadline, lang), *self._stopped(timeline, lang))

    def _stopped(self, timeline: Timeline, lang: str) -> tuple[str, ...]:
        case = timeline.case
        if case.stopped_at is None or case.due_at is None:
            return ()
        key = "in_time" if case.stopped_at <= case.due_at else "late"
        return (_WORDS[lang][key].format(self._time(case.stopped_at)),)

    def _time(self, instant: Instant) -> str:
        return self._days.local(instant).strftime("%Y-%m-%d %H:%M")


_WORDS = {
    "zh": {
        "waiting": "尚未派遣，处置时限未起算",
        "given": "时限由来源系统给定：{}",
        "unlimited": "该类别没有已知时限，不计时",
        "in_time": "{} 停止计时，未超时限",
        "late": "{} 停止计时，已超时限",
    },
    "en": {
        "waiting": "Not dispatched yet, so the disposal clock has not started",
        "given": "The source system set the deadline: {}",
        "unlimited": "This class has no known limit, so no clock runs",
        "in_time": "The clock stopped at {}, within the limit",
        "late": "The clock stopped at {}, past the limit",
    },
}
