"""The product's calendars and clocks against the walker's, case by case."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import TypeAlias

from city.calendars import Calendars, Override, WorkCalendar
from city.case import Clock
from city.clock import LocalDays
from city.clocks import Allowance, Span, stop
from city.hours import EVERYONE, HoursSpec, read_rules, told
from city.sheets import Findings
from tests.oracle.walker import BeyondWindow, Verdict, Walker
from tests.oracle.worlds import Act, Life, World, make_life, make_world

Pair: TypeAlias = tuple[WorkCalendar, WorkCalendar]
"""Calendars of the department that has a case at first, and of the one it may pass to."""
LIVES_IN_A_WORLD = 50
SECOND = 1_000


@dataclass
class Outcome:
    """How many cases were compared, and what differed."""

    compared: int = 0
    with_acts: int = 0
    extended: int = 0
    handed: int = 0
    beyond: int = 0
    mismatches: list[str] = field(default_factory=list)


def compare(cases: int, seed: int) -> Outcome:
    """Return what comes of comparing so many cases; equal seeds make equal cases."""
    dice, outcome = Random(seed), Outcome()
    while outcome.compared < cases:
        world = make_world(dice)
        compare_world(world, calendar_of(world), dice, outcome, cases)
    return outcome


def compare_world(
    world: World, calendar: WorkCalendar, dice: Random, outcome: Outcome, cases: int
) -> None:
    """Add the cases of one world to an outcome, as long as it has fewer than `cases`."""
    walker = Walker(world)
    pair = calendar, calendars_of(world).calendar_of(world.other)
    lives = (make_life(dice, walker.first) for _ in range(LIVES_IN_A_WORLD))
    for life in lives:
        if outcome.compared >= cases:
            return
        try:
            faults = list(_faults(walker, pair, life, outcome))
        except BeyondWindow:
            outcome.beyond += 1
            continue
        outcome.compared += 1
        outcome.mismatches += [f"{fault}\n  {life}\n  {world}" for fault in faults]
    outcome.mismatches += _faults_by_day(walker, calendar, world)


def calendar_of(world: World) -> WorkCalendar:
    """Return the product's calendar of the department of a world."""
    return calendars_of(world).calendar_of(world.department)


def calendars_of(world: World) -> Calendars:
    """Return the product's calendars of a world, by way of its configuration."""
    found = Findings(Path("world"))
    specs = [
        HoursSpec(
            office_hours=told(season.spans).split(),
            first=season.first,
            last=season.last,
            departments=[season.department] if season.department else [],
            since=season.since,
        )
        for season in world.seasons
    ]
    rules = read_rules(found, "district.toml", specs, {"own"})
    assert found.problems == [], found.problems
    calendars = {
        department: WorkCalendar(
            LocalDays(world.zone),
            hours=world.usual,
            seasons=seasons,
            rule=world.rule,  # type: ignore[arg-type]
            overrides=overrides_of(world),
        )
        for department, seasons in rules.items()
    }
    return Calendars(calendars.pop(EVERYONE), calendars)


def overrides_of(world: World) -> dict[date, Override]:
    """Return the days that the district itself decides, as its calendar takes them."""
    return {day: Override(works) for day, works in world.overrides.items()}


def run_clock(pair: Pair, life: Life, acts: tuple[Act, ...]) -> tuple[Clock, Span]:
    """Return the product's clock after its acts, and how its time passes in the end."""
    span, other = (Span(calendar, 0.8) for calendar in pair)
    allowance = Allowance(life.limit * SECOND, "work_hour", "first")
    clock = span.start("disposal", life.start * SECOND, allowance)
    for act in acts:
        at, until = act.at * SECOND, act.until * SECOND
        if act.kind == "extend":
            clock = span.extend(clock, life.limit * SECOND)
        elif act.kind == "pause":
            clock = stop(clock, at)
            if act.handed:
                clock = span.hand_over(clock, act.handed * SECOND, other, "")
                span, other = other, span
            clock = span.run_on(clock, until)
        elif act.kind == "hand":
            clock = span.hand_over(clock, at, other, "")
            span, other = other, span
        else:
            clock = span.rest(clock, at, until)
            if act.kind == "wake":
                clock = span.wake(clock, (act.at + act.until) // 2 * SECOND)
    return clock, span


def _faults(walker: Walker, pair: Pair, life: Life, outcome: Outcome) -> Iterator[str]:
    """Yield what differs for one clock: bare time first, then the clock with its acts."""
    calendar, start, length = pair[0], life.start * SECOND, life.limit * SECOND
    plain = walker.after(life.start, life.limit) * SECOND
    verdict, done = walker.judge(life)
    between = walker.between(life.start, life.asked_at) * SECOND
    if (due := calendar.add(start, length)) != plain:
        yield f"add: {due} instead of {plain}"
    if (worked := calendar.between(start, life.asked_at * SECOND)) != between:
        yield f"between: {worked} instead of {between}"
    if calendar.between(life.asked_at * SECOND, start) != -between:
        yield "between is not the same backwards"
    clock, span = run_clock(pair, life, done)
    used = span.worked(clock, life.asked_at * SECOND)
    got = (clock.near_at, clock.due_at, used)
    if got != _in_ms(verdict):
        yield f"clock: {got} instead of {_in_ms(verdict)} after {done}"
    outcome.with_acts += bool(done)
    outcome.handed += any(act.kind == "hand" or act.handed for act in done)
    outcome.extended += any(act.kind == "extend" for act in done)


def _in_ms(verdict: Verdict) -> tuple[int, int, int]:
    return verdict.near * SECOND, verdict.due * SECOND, verdict.used * SECOND


def _faults_by_day(walker: Walker, calendar: WorkCalendar, world: World) -> list[str]:
    """Return the days whose working time differs."""
    counted = dict(zip(walker.days, walker.by_day, strict=True))
    worked = dict(calendar.worked_by_day(walker.first * SECOND, walker.end * SECOND - 1))
    days = counted.keys() | worked.keys()
    return [
        f"{day}: {worked.get(day)} ms instead of {counted.get(day)} s\n  {world}"
        for day in sorted(days)
        # the last millisecond is left out of the last day
        if abs(worked.get(day, -9) - counted.get(day, -9) * SECOND) > (day == walker.days[-1])
    ]
