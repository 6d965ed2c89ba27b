"""A steady load for benchmarks: so many cases in hand, so many events a second that touch them."""

from collections import deque
from collections.abc import Iterator
from random import Random

from city.clock import MINUTE, SECOND, Instant
from city.district import District
from ingest.simulation.messages import Desk, Message
from ingest.simulation.moves import AFTER, NEXT, Standing, facts_of
from ingest.simulation.places import Places
from ingest.simulation.plan import Plan

OPENING = ("report", "file", "dispatch", "sign")
EVERY: Instant = MINUTE


class Load:
    """City cases without dirt or detours: every event moves a case, and their number stays."""

    def __init__(
        self, plan: Plan, district: District, *, open_cases: int, seed: int, start: Instant
    ) -> None:
        """Prepare `open_cases`, 1 or more, received before `start`; ids are those of the seed."""
        self._plan, self._random = plan, Random(seed)
        self._start, self._open_cases = start, open_cases
        places = Places(district, plan, Random(seed))
        self._desk = Desk(district, plan, places, run=f"{start // SECOND:x}-")
        self._series = f"L{seed}-{start // SECOND:x}-"
        self._cases: deque[Standing] = deque()

    def opening(self) -> Iterator[Message]:
        """Yield what lays the cases down: each is reported, filed, sent and signed for."""
        for _ in range(self._open_cases):
            at = self._start - self._random.randrange(5, 60) * EVERY
            case = self._new(at)
            yield self._tell(case, OPENING[0], at)
            for number, act in enumerate(OPENING[1:], start=1):
                yield self._tell(case, act, at + number * MINUTE)
            self._cases.append(case)

    def messages(self, rate_per_second: float) -> Iterator[Message]:
        """Yield events without end, the first at `start`; the case that waited longest moves."""
        number = 0
        while True:
            at = self._start + round(number * SECOND / rate_per_second)
            yield self._next(at)
            number += 1

    def _next(self, at: Instant) -> Message:
        if len(self._cases) < self._open_cases:
            case = self._new(at)
            self._cases.append(case)
            return self._tell(case, OPENING[0], at)
        case = self._cases.popleft()
        act = NEXT["city"][case.state]
        if act in AFTER["city"]:
            self._cases.append(case)
        return self._tell(case, act, at)

    def _new(self, at: Instant) -> Standing:
        subject = self._desk.subject(self._random, "city", at, series=self._series)
        return Standing(subject, "reported")

    def _tell(self, case: Standing, act: str, at: Instant) -> Message:
        case.state = AFTER["city"].get(act, case.state)
        facts = facts_of(act, case.subject, self._plan, self._random)
        return self._desk.message(case.subject, act, at, random=self._random, **facts)
