"""The algebra of one clock: started, stopped, gone on, rested and extended; all of it pure."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from city.case import Clock
from city.clock import NEVER, Instant, LocalDays

GIVEN = "given"
"""Unit of a clock whose deadline the source set: the time in between, day and night."""


class Timer(Protocol):
    """How time passes for a limit: day and night, or in office hours only."""

    def add(self, start: Instant, length: int) -> Instant:
        """Return the moment at which `length` ms of its time have passed since `start`."""

    def between(self, first: Instant, second: Instant) -> int:
        """Return the ms of its time from `first` to `second`."""


class Allowance(Struct, frozen=True):
    """How much time a clock has (ms of its unit's time), under which policy."""

    length: int
    unit: str
    policy: str


class Terms(Struct, frozen=True):
    """What a policy allows: how often more time, how often and how long a rest."""

    extensions: int = 2
    suspensions: int = 1
    suspension_days: int = 365


class Rules(Protocol):
    """What the fold must know of a district."""

    days: LocalDays

    def allowance(
        self, stream: str, clock: str, *, class_: str, condition: str, start: Instant
    ) -> Allowance | None:
        """Return the limit of a clock that starts at `start`, None if no limit is known."""

    def exempt(self, stream: str, class_: str, condition: str) -> bool:
        """Return whether cases of a filing condition are not assessed."""

    def timer(self, policy: str, unit: str, department: str) -> Timer:
        """Return how time passes for a unit in a department, under a policy."""

    def near_share(self, policy: str) -> float:
        """Return after which share of a limit the light turns yellow."""

    def terms(self, at: Instant) -> Terms:
        """Return what the policy of a moment allows."""


class Span(Struct, frozen=True):
    """How one clock's time passes, and after which share of its limit it turns yellow."""

    timer: Timer
    near_share: float

    def set(self, clock: Clock) -> Clock:
        """Return the clock with its moments as they follow from when it last began to run."""
        if clock.anchor_at is None or not clock.limit:
            return clock
        left = clock.limit - clock.used
        if left <= 0:
            return clock
        near_left = round(clock.limit * self.near_share) - clock.used
        near = self.timer.add(clock.anchor_at, near_left) if near_left > 0 else clock.near_at
        return replace(clock, near_at=near, due_at=self.timer.add(clock.anchor_at, left))

    def worked(self, clock: Clock, until: Instant) -> int:
        """Return the ms that a clock has used of its limit by `until`."""
        if clock.anchor_at is None or until <= clock.anchor_at:
            return clock.used
        return clock.used + self.timer.between(clock.anchor_at, until)

    def start(self, key: str, at: Instant, allowance: Allowance) -> Clock:
        """Return a clock that starts at `at`."""
        length = allowance.length
        near_at = due_at = None
        if length > 0:
            early = round(length * self.near_share)
            near_at = self.timer.add(at, early) if early > 0 else None
            due_at = self.timer.add(at, length)
        return Clock(
            key,
            at,
            near_at=near_at,
            due_at=due_at,
            anchor_at=at,
            limit=length,
            unit=allowance.unit,
            policy=allowance.policy,
            original=length,
        )

    def run_on(self, clock: Clock, at: Instant) -> Clock:
        """Return a stopped clock that runs on at `at` with the time that was left."""
        if clock.stopped_at is None:
            return clock
        used, gaps = self.worked(clock, clock.stopped_at), (*clock.gaps, (clock.stopped_at, at))
        held = _held_until(clock.held, at)
        fresh = replace(clock, stopped_at=None, anchor_at=at, used=used, gaps=gaps, held=held)
        return self.set(fresh)

    def go_on(self, clock: Clock) -> Clock:
        """
        Return a stopped clock that runs on against the same deadline.

        If the case passed to other hours meanwhile, these count since it was stopped.
        """
        if clock.stopped_at is None:
            return clock
        held = _held_until(clock.held, clock.stopped_at)
        fresh = replace(go_on(clock), held=held)
        return fresh if held == clock.held else self.set(fresh)

    def rest(self, clock: Clock, at: Instant, until: Instant) -> Clock:
        """
        Return a running clock that rests from `at` and runs on by itself at `until`.

        One that was overdue before stays so: its deadline does not move. One that rests already
        goes on with the same rest, until then.
        """
        awake = self.wake(clock, at)
        rested = replace(
            awake,
            used=self.worked(awake, at),
            anchor_at=until,
            rest_from=clock.rest_from if clock.rests(at) else at,
            rest_until=until,
            rested=clock.rested if clock.rests(at) else clock.rests_taken,
        )
        return self.set(rested)

    def wake(self, clock: Clock, at: Instant) -> Clock:
        """
        Return a resting clock that runs on already at `at`.

        A deadline that the source set during the rest stands: it did not come from the rest.
        """
        if not clock.rests(at):
            return clock
        if clock.anchor_at != clock.rest_until:
            return replace(clock, rest_until=at)
        return self.set(replace(clock, anchor_at=at, rest_until=at))

    def hand_over(self, clock: Clock, at: Instant, after: "Span", department: str) -> Clock:
        """
        Return a clock whose case passes at `at` from `department` to one with the hours of `after`.

        Each second is counted in the hours of whoever has the case in it: what was used until then
        is settled in the old ones, what is left runs in the new ones. A clock that rests or was
        stopped settles too, so that it can run on later.
        """
        if not clock.limit or clock.anchor_at is None or after.timer is self.timer:
            return clock
        if clock.stopped_at is not None:
            used, anchor = self.worked(clock, clock.stopped_at), clock.stopped_at
            again = any(until == NEVER for until, _ in clock.held)
            held = clock.held if again else (*clock.held, (NEVER, department))
            return replace(clock, used=used, anchor_at=max(clock.anchor_at, anchor), held=held)
        held = clock.held if at <= clock.started_at else (*clock.held, (at, department))
        used, anchor = self.worked(clock, at), max(clock.anchor_at, at)
        return after.set(replace(clock, used=used, anchor_at=anchor, held=held))

    def extend(self, clock: Clock, length: int) -> Clock:
        """Return a clock with `length` ms more of its time."""
        return self.set(replace(clock, limit=clock.limit + length))


def untimed(key: str, at: Instant) -> Clock:
    """Return a clock that started without any limit."""
    return Clock(key, at, anchor_at=at)


def unlimited(clock: Clock) -> Clock:
    """Return a clock whose limit is gone; that it rested or was stopped stays."""
    bare = untimed(clock.key, clock.started_at)
    return rested_as(replace(bare, stopped_at=clock.stopped_at, held=clock.held), clock)


def rested_as(clock: Clock, before: Clock) -> Clock:
    """Return a clock that rests when `before` does; its own deadline stays."""
    return replace(
        clock, rest_from=before.rest_from, rest_until=before.rest_until, rested=before.rested
    )


def limited(clock: Clock, allowance: Allowance, spans: Sequence[Span]) -> Clock:
    """
    Return a clock from its start on under another limit, with all that has happened to it since.

    `spans` are those of everyone in `held`, and of who has the case now. More time that it was
    given is as many of the new limit.
    """
    times = clock.limit // clock.original if clock.original else 1
    longer = replace(allowance, length=allowance.length * times)
    span, *others = spans
    again = span.start(clock.key, clock.started_at, longer)
    rests = [(slept, woke, "") for slept, woke in clock.rests_taken]
    passed = [(at, None, department) for at, department in clock.held]
    for at, woke, department in sorted([*rests, *passed], key=itemgetter(0)):
        if at == NEVER:  # the case passed on when the clock was stopped
            again = replace(again, stopped_at=clock.stopped_at)
        if woke is not None:
            again = span.rest(again, at, woke)
        else:
            again = span.hand_over(again, at, others[0], department)
            span, *others = others
    return replace(again, stopped_at=clock.stopped_at, held=clock.held, original=allowance.length)


def given(key: str, start: Instant, due: Instant, near_share: float) -> Clock:
    """Return a clock with the source's own deadline; yellow is a share of the time in between."""
    length = max(due - start, 0)
    near = start + round(length * near_share) if length else due
    return Clock(
        key,
        start,
        near_at=near,
        due_at=due,
        anchor_at=start,
        limit=length,
        unit=GIVEN,
        given=True,
        original=length,
    )


def given_later(clock: Clock, due: Instant, near_share: float) -> Clock:
    """Return a clock with the source's own deadline instead; its original limit stays known."""
    later = given(clock.key, clock.started_at, due, near_share)
    return replace(
        rested_as(later, clock),
        policy=clock.policy,
        original=clock.original,
        original_unit=clock.original_unit or clock.unit,
    )


def stop(clock: Clock, at: Instant) -> Clock:
    """Return a clock stopped at `at`; one that was stopped before stays as it was."""
    return clock if clock.stopped_at is not None else replace(clock, stopped_at=at)


def go_on(clock: Clock) -> Clock:
    """Return a stopped clock that runs on against the same deadline."""
    return replace(clock, stopped_at=None)


def _held_until(
    held: tuple[tuple[Instant, str], ...], at: Instant
) -> tuple[tuple[Instant, str], ...]:
    """Return who had a clock before, the one that had it when it was stopped until `at`."""
    return tuple((min(until, at), department) for until, department in held)


class Continuous:
    """Time that passes day and night."""

    def add(self, start: Instant, length: int) -> Instant:
        """Return the moment `length` ms after `start`."""
        return start + length

    def between(self, first: Instant, second: Instant) -> int:
        """Return the ms from `first` to `second`."""
        return second - first
