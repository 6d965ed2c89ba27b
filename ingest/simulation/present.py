"""How the simulated city goes on: at each event a case comes in or one in hand moves a step."""

import heapq
from collections.abc import Iterable
from random import Random

from msgspec import Struct

from city.clock import MINUTE, SECOND, Instant
from city.district import District
from ingest.simulation import texts
from ingest.simulation.dirt import BROKEN
from ingest.simulation.messages import Desk, Message, Subject
from ingest.simulation.places import Places
from ingest.simulation.plan import Plan

ACTS_OF_A_LIFE = 8
URGENT_SHARE = 0.4
"""How often the case that is due first moves, rather than any."""
HOTLINE_SHARE = 0.28

CITY_NEXT = {
    "reported": "file",
    "pending_register": "file",
    "pending_dispatch": "dispatch",
    "pending_handle": "sign",
    "handling": "finish",
    "handle_finish": "check",
    "checking": "pass",
    "pending_close": "close",
}
HOTLINE_NEXT = {
    "accepted": "dispatch",
    "returned": "dispatch",
    "dispatched": "sign",
    "signed": "handle",
    "handling": "reply",
    "replied": "close",
    "closed": "visit",
    "visited": "rate",
}
AFTER_ACT = {
    "file": "pending_dispatch",
    "dispatch": "pending_handle",
    "sign": "handling",
    "finish": "handle_finish",
    "check": "checking",
    "pass": "pending_close",
    "handle": "handling",
    "reply": "replied",
    "visit": "visited",
}


class Standing(Struct):
    """A case in hand: what it is about, its state, when it last moved, when it is due."""

    subject: Subject
    state: str
    moved_at: Instant
    due_at: Instant


class Present:
    """
    The city from now on. It keeps about as many cases in hand as it was given, and prefers those
    due first, so that the wall looks alike after a day of it.
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
        """Go on from `standing`; `pace` is events a minute, `start` the present."""
        self._plan, self._district = plan, district
        self._random = Random(f"{seed}-{start}")
        self._desk = Desk(district, plan, Places(district, plan, Random(seed)))
        self._cases = {case.subject.number: case for case in standing}
        self._usual = max(40, len(self._cases))
        self._gap = MINUTE / pace
        self._next_at = start + self._wait()
        # case numbers of one run never meet those of the history or of another run
        self._series = f"{start // SECOND % 100_000:05d}"
        self._late: list[Message] = []

    def step(self, now: Instant) -> list[Message]:
        """Return the messages that are due by `now`, oldest first."""
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
        fullness = len(self._cases) / self._usual
        if not self._cases or self._random.random() * ACTS_OF_A_LIFE * fullness**4 < 1:
            return self._receive(at)
        return self._move(self._choose(), at)

    def _receive(self, at: Instant) -> Message:
        stream = "hotline" if self._random.random() < HOTLINE_SHARE else "city"
        subject = self._desk.subject(self._random, stream, at, series=self._series)
        state = "reported" if stream == "city" else "accepted"
        limits = self._district.limits
        deadline = limits.deadline(stream, subject.class_key, subject.condition, at)
        due_at = deadline.due_at if deadline else at + 7 * 24 * 60 * MINUTE
        self._cases[subject.number] = Standing(subject, state, at, due_at)
        act = "report" if stream == "city" else "accept"
        return self._desk.message(subject, act, at, random=self._random)

    def _choose(self) -> Standing:
        cases = list(self._cases.values())
        if self._random.random() < URGENT_SHARE:
            return min(self._random.sample(cases, min(len(cases), 40)), key=lambda c: c.due_at)
        return self._random.choice(cases)

    def _move(self, case: Standing, at: Instant) -> Message:
        subject, random = case.subject, self._random
        table = CITY_NEXT if subject.stream == "city" else HOTLINE_NEXT
        act = table.get(case.state, "close")
        if act == "finish" and random.random() < self._plan.share.returned / 2:
            act = "return"
        case.state, case.moved_at = _after(case, act), at
        if act == "rate" or (act == "close" and subject.stream == "city"):
            del self._cases[subject.number]
        return self._desk.message(subject, act, at, random=random, **self._facts(subject, act))

    def _facts(self, subject: Subject, act: str) -> dict[str, object]:
        unit = "department" if subject.stream == "city" else "unit"
        if act in ("dispatch", "sign", "handle"):
            return {unit: subject.department}
        if act in ("finish", "reply"):
            return {unit: subject.department, "opinion": self._random.choice(texts.RESULTS)}
        if act == "return":
            return {unit: subject.department, "opinion": self._random.choice(texts.REASONS)}
        if act == "rate":
            stars = self._random.choices((5, 4, 3, 2, 1), (90.9, 4, 2.5, 1, 1.6))[0]
            return {"stars": stars, "satisfied": stars >= 3}
        return {}

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


def _after(case: Standing, act: str) -> str:
    if act == "return":
        return "pending_dispatch" if case.subject.stream == "city" else "returned"
    if act == "close":
        return "closed"
    if case.subject.stream == "hotline" and act in ("dispatch", "sign"):
        return {"dispatch": "dispatched", "sign": "signed"}[act]
    return AFTER_ACT.get(act, case.state)
