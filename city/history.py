"""What a case's page tells of its past: when it entered each step, and why it is due when it is."""

from collections.abc import Iterator

from city.case import Case, Clock
from city.cases import fold
from city.clock import Instant, to_instant
from city.clocks import Rules
from city.events import CaseEvent, CaseObserved, CaseReceived, Received
from city.explaining import explain_clock
from city.lifecycle import STEP_OF, steps_of
from city.sla import Limits
from city.timeline import Timeline

Stage = tuple[str, Instant | None]
"""One of the steps, and when the case first entered it (None: not, or it was never told)."""


def stages_of(timeline: Timeline, rules: Rules) -> tuple[Stage, ...]:
    """Return the steps of a case with the time it entered each, as its events tell it."""
    entered: dict[str, Instant] = {}
    for state, at in states_of(timeline, rules):
        if state in STEP_OF:
            entered.setdefault(STEP_OF[state], at)
    case = timeline.case
    if case.received_at is not None:
        entered["report"] = case.received_at
    if case.is_closed and case.closed_at is not None:
        entered["close"] = case.closed_at
    return tuple((step, entered.get(step)) for step in steps_of(case.stream))


def states_of(timeline: Timeline, rules: Rules) -> Iterator[tuple[str, Instant]]:
    """Yield each state that the case went through, and when it entered it."""
    case = Case(timeline.case.id)
    for event in timeline.decoded():
        after = fold(case, [event], rules)
        if after.state != case.state:
            yield after.state, to_instant(event.time)
        case = after


def last_description(events: tuple[CaseEvent, ...]) -> Received | None:
    """Return what the source last said of the case itself, None if it never did."""
    for event in reversed(events):
        if isinstance(event, CaseReceived):
            return event.data
        if isinstance(event, CaseObserved):
            return event.data.case
    return None


class Explainer:
    """Says in words why a case's deadlines are what they are."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def stages(self, timeline: Timeline) -> tuple[Stage, ...]:
        """Return the steps of a case with the time it entered each."""
        return stages_of(timeline, self._limits)

    def explain_case(self, timeline: Timeline, lang: str) -> tuple[str, ...]:
        """Return the steps of the light's clock in order, one sentence each; never empty."""
        case = timeline.case
        if case.master:
            return (_WORDS[lang]["master"].format(case.master),)
        if case.clock is None:
            return (_WORDS[lang]["waiting"],)
        told = [*self.explain_clock(case, case.clock, lang)]
        if case.extensions:
            told.insert(1, _WORDS[lang]["extended"].format(case.extensions))
        return tuple(told)

    def explain_steps(self, case: Case, lang: str) -> dict[str, tuple[str, ...]]:
        """Return the same for each step's clock with a limit, by the clock's key."""
        return {clock.key: self.explain_clock(case, clock, lang) for clock in case.clocks}

    def explain_clock(self, case: Case, clock: Clock, lang: str) -> tuple[str, ...]:
        """Return the way of one clock of a case."""
        return tuple(explain_clock(self._limits, clock, department=case.department, lang=lang))


_WORDS = {
    "zh": {
        "waiting": "尚未派遣，处置时限未起算",
        "master": "已并入 {}，以主案件时限为准，本案不另计时",
        "extended": "已批准延期 {} 次，每次增加一个原时限",
    },
    "en": {
        "waiting": "Not dispatched yet, so the disposal clock has not started",
        "master": "Linked to {}: the master case's deadline counts, no clock of its own",
        "extended": "Extended {} time(s), each by one more original limit",
    },
}
