"""Where the cases in progress stand: which step, which limit, so that the lights come out right."""

from collections.abc import Sequence
from random import Random

from msgspec import Struct

from city.clock import DAY, MINUTE, Instant
from city.sla import Limits
from ingest.simulation.plan import Standing

Candidate = tuple[str, str, float]
"""A class, one of its filing conditions, and the weight of the class."""
RECENT_DAYS = 14
LONG_OVERDUE: Instant = 3 * DAY
"""A centre that works has few cases that are overdue for longer."""


class Stand(Struct, frozen=True):
    """Where one case stands; the class is free where its clock does not run yet."""

    step: str
    class_key: str = ""
    condition: str = ""
    sent_at: Instant | None = None


def stands(
    times: Sequence[Instant],
    plan: Standing,
    limits: Limits,
    *,
    now: Instant,
    open_cases: int,
    candidates: Sequence[Candidate],
    random: Random,
) -> dict[int, Stand]:
    """
    Choose `open_cases` of the cases received at `times` (oldest first), and where each stands.

    The youngest wait in the first steps. Of the others as many are near due and overdue as the
    plan says, by the district's own limits; the rest are within them.
    """
    waiting = ["report"] * plan.report + ["file"] * plan.file + ["dispatch"] * plan.dispatch
    last = len(times) - 1
    found = {last - n: Stand(step) for n, step in enumerate(waiting)}
    # the rarest first, while there are most to choose from
    wanted = ["near"] * plan.near + ["overdue"] * plan.overdue
    within = open_cases - len(waiting) - len(wanted)
    wanted += ["within"] * within
    steps = ["handle"] * (len(wanted) - plan.check) + ["check"] * plan.check
    oldest = now - RECENT_DAYS * DAY
    free = [n for n in range(len(times)) if n not in found and times[n] >= oldest]
    random.shuffle(free)
    choose = _Chooser(limits, now, candidates, random)
    for light, step in zip(wanted, steps, strict=True):
        number, stand = choose.stand(free, times, light=light, step=step)
        found[number] = stand
    return found


class _Chooser:
    def __init__(
        self, limits: Limits, now: Instant, candidates: Sequence[Candidate], random: Random
    ) -> None:
        self._limits, self._now, self._random = limits, now, random
        self._candidates = candidates

    def stand(
        self, free: list[int], times: Sequence[Instant], *, light: str, step: str
    ) -> tuple[int, Stand]:
        """Take a free case out whose clock shows `light` now, with a class that makes it so."""
        for place, number in enumerate(free):
            at = times[number]
            sent = at + min(
                round(self._random.uniform(4, 30) * MINUTE), max(0, (self._now - at) // 3)
            )
            for class_key, condition, _ in self._mixed():
                if self._light(class_key, condition, sent) == light:
                    del free[place]
                    return number, Stand(step, class_key, condition, sent)
        number = free.pop()
        return number, Stand("handle", sent_at=times[number])

    def _mixed(self) -> list[Candidate]:
        """Return the candidates in a random order in which heavy classes tend to come first."""
        dice = self._random.random
        return sorted(self._candidates, key=lambda each: -(dice() ** (1 / each[2])))

    def _light(self, class_key: str, condition: str, sent: Instant) -> str:
        deadline = self._limits.deadline("city", class_key, condition, sent)
        if deadline is None:
            return "untimed"
        # a while ahead, so that the light is still the same when the wall is first looked at
        if self._now > deadline.due_at:
            long = self._now - deadline.due_at > LONG_OVERDUE
            return "long overdue" if long else "overdue"
        if self._now >= deadline.near_at:
            return "near" if self._now + 20 * MINUTE < deadline.due_at else "soon overdue"
        return "within" if self._now + 20 * MINUTE < deadline.near_at else "soon near"
