"""
A second opinion on working time: every second of a world is looked at, open or closed.

Nothing of the product is imported here. Days off come from the raw lists of the calendar package;
an office opens when the clock on the wall first shows its opening time on a date, and closes when
that clock first shows the closing time or has jumped over it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from chinese_calendar.constants import holidays, workdays
from numpy.typing import NDArray

from tests.oracle.worlds import WINDOW_DAYS, Act, Life, Season, Span, World

QUARTER = 900
"""Zones change on whole quarters of an hour, and local days begin on one."""
LISTED = {year: sum(day.year == year for day in holidays) for year in range(2000, 2040)}
WHOLE_YEAR = 20
"""A notice lists more days off than this; the days around a New Year alone are fewer."""
Seconds: TypeAlias = NDArray[np.int64]
Stretches: TypeAlias = list[tuple[int, int, bool]]
"""From and to which second a clock runs, and whether by the hours of the other department."""


class BeyondWindow(Exception):
    """The answer lies after the last second that was looked at."""


@dataclass(frozen=True)
class Verdict:
    """What a clock comes to: its yellow and red moments and the time used, in seconds."""

    near: int
    due: int
    used: int


class Walker:
    """All working seconds of a world, in order."""

    def __init__(self, world: World) -> None:
        self._world = world
        zone = ZoneInfo(world.zone)
        midnight = datetime(world.first.year, world.first.month, world.first.day, tzinfo=zone)
        self.first = int(midnight.timestamp())
        quarters = np.arange(self.first, self.first + WINDOW_DAYS * 86_400, QUARTER)
        local = [datetime.fromtimestamp(int(quarter), zone) for quarter in quarters]
        shown = np.array([each.hour * 3600 + each.minute * 60 for each in local])
        numbers = np.array([(each.date() - world.first).days for each in local])
        # the last day may be cut off by the window: nothing is asked of it
        self.end = int(quarters[numbers == numbers[-1]][0])
        parts = [
            self._open_seconds(
                world.first + timedelta(int(number)),
                quarters[numbers == number],
                shown[numbers == number],
            )
            for number in range(numbers[-1])
        ]
        self.days = [world.first + timedelta(number) for number in range(len(parts))]
        self.by_day = [len(part) for part in parts]
        self.seconds: Seconds = np.concatenate(parts)
        self._others: Seconds | None = None

    @property
    def others(self) -> Seconds:
        """All working seconds of the other department, in order."""
        if self._others is None:
            self._others = Walker(replace(self._world, department=self._world.other)).seconds
        return self._others

    def after(self, start: int, length: int) -> int:
        """Return the end of the `length`-th working second from `start` on; `start` for none."""
        return self._end_of([(start, self.end, False)], length, start)

    def between(self, first: int, second: int) -> int:
        """Return how many working seconds begin from `first` on and before `second`."""
        if second > self.end:
            raise BeyondWindow
        return _count(self.seconds, first, second)

    def judge(self, life: Life) -> tuple[Verdict, tuple[Act, ...]]:
        """Return what a clock comes to, and which of its acts had a right to happen."""
        running: Stretches = [(life.start, self.end, False)]
        limit, done = life.limit, []
        for act in life.acts:
            if act.kind == "extend":
                if act.at > self._end_of(running, limit, life.start):
                    continue  # overdue: no more time is given
                limit += life.limit
            elif act.kind == "hand":
                first, _, other = running.pop()
                passes = max(first, act.at)
                running += [(first, passes, other), (passes, self.end, not other)]
            else:
                first, _, other = running.pop()
                after = other is not bool(act.handed)
                running += [(first, act.at, other), (_gap_end(act), self.end, after)]
            done.append(act)
        if life.asked_at > self.end:
            raise BeyondWindow
        used = sum(
            _count(self._hours_of(other), first, max(first, min(last, life.asked_at)))
            for first, last, other in running
        )
        near = self._end_of(running, limit * 4 // 5, life.start)
        return Verdict(near, self._end_of(running, limit, life.start), used), tuple(done)

    def _end_of(self, running: Stretches, count: int, start: int) -> int:
        """Return the end of the `count`-th working second within the stretches a clock runs."""
        if count == 0:
            return start
        for first, last, other in running:
            seconds = self._hours_of(other)
            places = np.searchsorted(seconds, [first, max(first, last)])
            if count <= places[1] - places[0]:
                return int(seconds[places[0] + count - 1]) + 1
            count -= int(places[1] - places[0])
        raise BeyondWindow

    def _hours_of(self, other: bool) -> Seconds:
        return self.others if other else self.seconds

    def _open_seconds(self, day: date, quarters: Seconds, shown: NDArray[Any]) -> Seconds:
        if not self._works(day):
            return np.empty(0, np.int64)
        instants = (quarters[:, None] + np.arange(QUARTER)).ravel()
        # a clock set back shows times again that it has shown already: they open nothing
        clock = np.maximum.accumulate((shown[:, None] + np.arange(QUARTER)).ravel())
        is_open = np.zeros(len(instants), np.bool_)
        for opens, closes in self._hours(day):
            is_open |= (clock >= opens * 60) & (clock < closes * 60)
        return instants[is_open]

    def _works(self, day: date) -> bool:
        world = self._world
        if day in world.overrides:
            return world.overrides[day]
        if world.rule == "every-day":
            return True
        if world.rule == "chinese" and LISTED[day.year] > WHOLE_YEAR:
            return day in workdays or (day not in holidays and day.isoweekday() <= 5)
        return day.isoweekday() <= 5

    def _hours(self, day: date) -> Iterable[Span]:
        world = self._world
        mine = [s for s in world.seasons if s.department == world.department and s.department]
        everyone = [season for season in world.seasons if not season.department]
        for group in (mine, everyone):
            for seasonal in (True, False):
                holding = [s for s in group if bool(s.first) is seasonal and _holds(s, day)]
                if holding:
                    return max(holding, key=lambda season: season.since or date.min).spans
        return world.usual


def _count(seconds: Seconds, first: int, second: int) -> int:
    ends = np.searchsorted(seconds, [first, second])
    return int(ends[1] - ends[0])


def _holds(season: Season, day: date) -> bool:
    if season.since is not None and day < season.since:
        return False
    if not season.first:
        return True
    shown = f"{day:%m-%d}"
    if season.first > season.last:
        return shown >= season.first or shown <= season.last
    return season.first <= shown <= season.last


def _gap_end(act: Act) -> int:
    """Return when the clock ran on: a rest that is broken off ends half way."""
    return (act.at + act.until) // 2 if act.kind == "wake" else act.until
