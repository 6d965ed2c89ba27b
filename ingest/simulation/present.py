"""How the simulated city goes on: at each event a case comes in or one in hand moves a step."""

import heapq
from collections.abc import Iterable
from random import Random
from typing import Any

from city.clock import DAY, MINUTE, SECOND, Instant
from city.district import District
from city.lifecycle import life_cycle
from ingest.simulation.dirt import BROKEN
from ingest.simulation.messages import Deadline, Desk, Message
from ingest.simulation.moves import AFTER, Standing, facts_of, next_act
from ingest.simulation.places import Places
from ingest.simulation.plan import Plan
from ingest.simulation.shapes import SHAPES

SOON: Instant = 40 * MINUTE
"""Departments hurry with what is due within this time."""
HURRY = 0.9
GRANTED = 0.002
"""Share of events that grant a case near due more time."""
PRESSED = 0.01
"""Share of events that press a late case on instead of moving one."""
LOOKED_AT = 12
"""A department looks at so many of its cases and takes the one that is due first."""
PULL_AT_MOST = 4.0
CATCH_UP: Instant = MINUTE
"""After a longer sleep of the machine the city goes on from the present."""


class Present:
    """
    The city from now on.

    It keeps about as many cases in each state as the plan says, and about as many near due and
    overdue, so that the wall looks alike after a day of it, however fast it goes.
    """

    def __init__(
        self,
        plan: Plan,
        district: District,
        standing: Iterable[Standing],
        *,
        pace: float,
        seed: int,
        start: Instant,
    ) -> None:
        """Go on from `standing`; `pace` is events a minute, above 0, `start` the present."""
        self._plan = plan.in_month(district.days.local(start).month)
        self._district = district
        self._random = Random(f"{seed}-{start}")
        # numbers and ids of one run never meet those of the history or of another run
        self._series = f"{start // SECOND:x}"
        places = Places(district, plan, Random(seed))
        self._desk = Desk(district, self._plan, places, run=f"{self._series}-")
        self._in_state: dict[tuple[str, str], list[Standing]] = {}
        for case in standing:
            self._put(case)
        self._gap = MINUTE / pace
        self._next_at = start + self._wait()
        self._late: list[Message] = []

    def step(self, now: Instant) -> list[Message]:
        """Return the messages that are due by `now`, oldest first."""
        self._next_at = max(self._next_at, now - CATCH_UP)
        due = []
        while self._next_at <= now:
            due += self._soiled(self._happen(self._next_at))
            self._next_at += self._wait()
        while self._late and self._late[0].at <= now:
            due.append(heapq.heappop(self._late))
        return due

    def until_next(self, now: Instant) -> float:
        """Return the seconds until something is due, at most one."""
        return min(1.0, max(0.0, (self._next_at - now) / SECOND))

    def _wait(self) -> Instant:
        return max(1, round(self._random.expovariate(1 / self._gap)))

    def _happen(self, at: Instant) -> Message:
        late = [case for case in self._cases("city", "handling") if case.due_at < at]
        dice = self._random.random()
        if late and dice < PRESSED:
            return self._press(self._random.choice(late), at)
        if dice > 1 - GRANTED:
            near = [c for c in self._cases("city", "handling") if c.near_at <= at < c.due_at]
            waiting = [case for case in near if not case.extensions]
            if waiting:
                return self._extend(self._random.choice(waiting), at)
        stream, state = self._drawn()
        return self._move(stream, state, at) if state else self._receive(stream, at)

    def _press(self, case: Standing, at: Instant) -> Message:
        """An order gets its answer; who has none is urged, supervised or instructed."""
        if case.ordered:
            case.ordered = False
            return self._tell(case, "answer", at)
        act = self._random.choice(("urge", "supervise", "instruct"))
        if act == "urge":
            return self._tell(case, act, at)
        case.ordered = True
        level = "1" if act == "supervise" else "district"
        return self._tell(case, act, at, level=level, deadline=Deadline(at + 2 * DAY))

    def _extend(self, case: Standing, at: Instant) -> Message:
        """Grant a day more to a case that is near due."""
        case.extensions += 1
        case.near_at, case.due_at = case.due_at, case.due_at + DAY
        return self._tell(case, "extend", at, deadline=Deadline(case.due_at))

    def _drawn(self) -> tuple[str, str]:
        """
        Return where something happens; without a state, a new case comes in.

        Every case passes every state, so each is as likely, but fuller states push harder.
        """
        pulls: dict[tuple[str, str], float] = {}
        for stream, states in self._plan.keep.items():
            flow = self._plan.flow[stream]
            fullness = self._fullness(stream)
            pulls[stream, ""] = flow * min(fullness**-6, PULL_AT_MOST)
            for state, kept in states.items():
                full = len(self._cases(stream, state)) / kept
                pulls[stream, state] = flow * min(full**2, PULL_AT_MOST)
        return self._random.choices(list(pulls), list(pulls.values()))[0]

    def _fullness(self, stream: str) -> float:
        wanted = self._plan.keep[stream]
        return max(0.1, sum(len(self._cases(stream, key)) for key in wanted) / sum(wanted.values()))

    def _receive(self, stream: str, at: Instant) -> Message:
        subject = self._desk.subject(self._random, stream, at, series=self._series)
        case = Standing(subject, life_cycle(stream).first)
        self._put(case)
        return self._tell(case, SHAPES[stream].first, at)

    def _move(self, stream: str, state: str, at: Instant) -> Message:
        cases = self._cases(stream, state)
        finishing = (stream, state) == ("city", "handling")
        case = self._hurried(cases, at) if finishing else self._random.choice(cases[:LOOKED_AT])
        cases.remove(case)
        act = next_act(case, self._plan, self._random)
        if act == "dispatch":
            self._dispatch(case, at)
        after = AFTER[stream].get(act)
        if after is not None:
            case.state = after
            self._put(case)
        return self._tell(case, act, at)

    def _hurried(self, cases: list[Standing], at: Instant) -> Standing:
        """Return which case is finished: what is soon due first, and late ones if too many."""
        random, wanted = self._random, self._plan.standing
        late = [case for case in cases if case.due_at < at]
        near = [case for case in cases if case.near_at <= at <= case.due_at]
        soon = [case for case in near if case.due_at < at + SOON]
        if len(late) > wanted.overdue * random.uniform(0.9, 1.2):
            return random.choice(late)
        if soon and random.random() < HURRY:
            return min(soon, key=_due)
        if len(near) > wanted.near * random.uniform(0.9, 1.2):
            return random.choice(near)
        green = [case for case in cases if case.near_at > at] or cases
        looked_at = LOOKED_AT if len(near) >= wanted.near else LOOKED_AT // 4
        return min(random.sample(green, min(len(green), looked_at)), key=_due)

    def _dispatch(self, case: Standing, at: Instant) -> None:
        """Name a department if there is none yet, and start the clock of a city case."""
        subject = case.subject
        if not subject.department:
            handlers = self._district.handlers(subject.class_key, subject.street)
            subject.department = handlers[0] if handlers else next(iter(self._district.departments))
        if subject.stream != "city":
            return
        clock = self._district.limits.deadline("city", subject.class_key, subject.condition, at)
        if clock is not None:
            case.near_at, case.due_at = clock.near_at, clock.due_at

    def _tell(self, case: Standing, act: str, at: Instant, **beside: Any) -> Message:
        facts = facts_of(act, case.subject, self._plan, self._random) | beside
        return self._desk.message(case.subject, act, at, random=self._random, **facts)

    def _cases(self, stream: str, state: str) -> list[Standing]:
        return self._in_state.setdefault((stream, state), [])

    def _put(self, case: Standing) -> None:
        self._cases(case.subject.stream, case.state).append(case)

    def _soiled(self, message: Message) -> list[Message]:
        share, dice = self._plan.share, self._random.random()
        if dice < share.late_message:
            later = message.at + round(self._random.uniform(0.2, 4) * MINUTE)
            heapq.heappush(self._late, Message(later, message.feed, message.key, message.value))
            return []
        if dice < share.late_message + share.duplicate:
            return [message, message]
        if dice < share.late_message + share.duplicate + share.bad_message:
            nonsense = self._random.choice(BROKEN)
            return [message, Message(message.at, message.feed, "", nonsense)]
        return [message]


def _due(case: Standing) -> Instant:
    return case.due_at
