"""Where the cases in progress stand: which step, which limit, so that the lights come out right."""

from collections.abc import Callable, Sequence
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from city.clock import DAY, HOUR, MINUTE, Instant, LocalDays
from city.sla import Deadline, Limits
from ingest.simulation.messages import draw
from ingest.simulation.plan import Plan

FRESH: Instant = 10 * MINUTE
"""A case younger than this has had no time for a whole life, so it waits in the first steps."""
MARGIN: Instant = 20 * MINUTE
"""How long a light stays as it is, so that it is still right when the wall is first looked at."""
LATE_AT_MOST: Instant = 3 * DAY
"""A centre that works has few cases that are overdue for longer."""
SEARCHED: Instant = 60 * DAY
OPEN_AT_MOST = 0.8
"""Of the cases of any day: some are closed at once even in the last days."""
DRAWS = 8

Span = tuple[Instant, Instant]
"""The first moment of dispatch and the first one after the last, for a light to show now."""


class Stand(Struct, frozen=True):
    """
    Where one case stands; the class is free where its clock does not run yet.

    `due_at` is the platform's own deadline, as campaigns against old troubles have one.
    """

    step: str
    class_key: str = ""
    condition: str = ""
    sent_at: Instant | None = None
    due_at: Instant | None = None
    rests: bool = False


def stands(
    times: Sequence[Instant],
    plan: Plan,
    limits: Limits,
    *,
    now: Instant,
    open_cases: int,
    random: Random,
) -> dict[int, Stand]:
    """
    Choose `open_cases` of the cases received at `times` (oldest first), and where each stands.

    The youngest wait in the first steps. Of the others as many are near due and overdue as the
    plan says, by the district's own limits; the rest are within them.
    """
    return _Chooser(times, plan, limits, now, random).choose(open_cases)


def campaign_due(days: LocalDays, moment: Instant) -> Instant:
    """Return the end of office on the day after `moment`: platforms set round deadlines."""
    return days.start_of(days.day_of(moment) + 1) + 18 * HOUR


class _Chooser:
    def __init__(
        self,
        times: Sequence[Instant],
        plan: Plan,
        limits: Limits,
        now: Instant,
        random: Random,
    ) -> None:
        self._times, self._plan, self._limits = times, plan, limits
        self._now, self._random = now, random
        self._found: dict[int, Stand] = {}
        self._sent = [at + min(self._delay(), (now - at) // 3) for at in times]
        self._free = {n for n in range(len(times)) if random.random() < OPEN_AT_MOST}
        self._spans: dict[tuple[str, str], Span] = {}

    def choose(self, open_cases: int) -> dict[int, Stand]:
        """Return where the chosen cases stand."""
        standing = self._plan.standing
        self._wait(["report"] * standing.report + ["file"] * standing.file)
        self._wait(["dispatch"] * standing.dispatch)
        self._check(standing.check)
        # the rarest first, while there are most to choose from
        for light, count in (("near", standing.near), ("overdue", standing.overdue)):
            for _ in range(count):
                self._handle(light)
        for _ in range(standing.campaign):
            self._campaign("within")
        while len(self._found) < open_cases:
            self._handle("within")
        self._rest(standing.suspended)
        return self._found

    def _rest(self, count: int) -> None:
        """Let the clocks of some rest that have been handled for a while and are not due soon."""
        far = self._now + 2 * DAY
        old = [
            number
            for number, stand in self._found.items()
            if stand.step == "handle"
            and (stand.due_at or 0) > far
            and stand.sent_at is not None
            and stand.sent_at < self._now - DAY
        ]
        for number in self._random.sample(old, min(count, len(old))):
            self._found[number] = replace(self._found[number], rests=True)

    def _delay(self) -> Instant:
        return round(self._random.uniform(4, 30) * MINUTE)

    def _wait(self, steps: list[str]) -> None:
        """Let the youngest wait: whoever is fresh, and some of twice as many after them."""
        rest = [n for n in reversed(range(len(self._times))) if n not in self._found]
        fresh = [n for n in rest if self._now - self._times[n] < FRESH][: len(steps)]
        more = [n for n in rest[: 2 * len(steps)] if n not in fresh]
        chosen = fresh + self._random.sample(more, len(steps) - len(fresh))
        for number, step in zip(sorted(chosen, reverse=True), steps, strict=True):
            self._take(number, Stand(step))

    def _check(self, count: int) -> None:
        young = sorted(self._free)[-4 * count :]
        for number in self._random.sample(young, count):
            self._take(number, Stand("check", sent_at=self._sent[number]))

    def _take(self, number: int, stand: Stand) -> None:
        self._free.discard(number)
        self._found[number] = stand

    def _handle(self, light: str) -> None:
        """Take a case whose clock shows `light` now, with a class that makes it so."""
        for _ in range(DRAWS):
            entry = draw(self._random, self._plan.lasting)
            first, last = self._span(entry, light)
            fitting = [n for n in sorted(self._free) if first <= self._sent[n] < last]
            if fitting:
                number = self._random.choice(fitting)
                class_key, _, condition = entry.partition("/")
                self._take(number, Stand("handle", class_key, condition, self._sent[number]))
                return
        self._campaign(light)  # a run of days off can leave no other

    def _campaign(self, light: str) -> None:
        """Take any case of the first weeks, with a deadline of the platform's that fits."""
        old = [n for n in sorted(self._free) if self._now - self._sent[n] > DAY]
        number = self._random.choice(old or sorted(self._free))
        sent = self._sent[number]
        age = self._now - sent
        share = {"within": 0.6, "near": 0.9, "overdue": 1.1}[light]
        due_at = sent + round(age / share)
        if light == "within":
            due_at = max(due_at, sent + round(self._random.uniform(15, 45) * DAY))
            due_at = campaign_due(self._limits.days, due_at)
        class_key, _, condition = draw(self._random, self._plan.campaign).partition("/")
        self._take(number, Stand("handle", class_key, condition, sent, due_at))

    def _span(self, entry: str, light: str) -> Span:
        """Return when a case of this class must have been sent for its clock to show `light`."""
        key = (entry, light)
        if key not in self._spans:
            self._spans[key] = self._search(entry, light)
        return self._spans[key]

    def _search(self, entry: str, light: str) -> Span:
        def first(of: Callable[[Deadline], Instant], moment: Instant) -> Instant:
            return self._first_sent(entry, of, moment)

        now = self._now
        if light == "overdue":
            return first(_due, now - LATE_AT_MOST), first(_due, now - MINUTE)
        if light == "near":
            return first(_due, now + MARGIN), first(_near, now)
        return first(_near, now + MARGIN), now + 1

    def _first_sent(
        self, entry: str, of: Callable[[Deadline], Instant], moment: Instant
    ) -> Instant:
        """Return the first moment of dispatch for which `of` the clock lies after `moment`."""
        class_key, _, condition = entry.partition("/")
        low, high = self._now - SEARCHED, self._now + 1
        while high - low > 1_000:
            middle = (low + high) // 2
            clock = self._limits.deadline("city", class_key, condition, middle)
            if clock is not None and of(clock) <= moment:
                low = middle
            else:
                high = middle
        return high


def _due(clock: Deadline) -> Instant:
    return clock.due_at


def _near(clock: Deadline) -> Instant:
    return clock.near_at
