"""Why a deadline is what it is: the way of one clock, step by step, in words and local times."""

from datetime import date
from itertools import groupby

from city.calendars import WorkCalendar
from city.case import Clock
from city.clock import Instant
from city.policies import CONTINUOUS
from city.sla import Limits
from city.sla_words import Words


def explain_clock(limits: Limits, clock: Clock, *, department: str, lang: str) -> list[str]:
    """
    Return the steps of a clock with a limit, one sentence each: from where, what was used on which
    days, what was skipped, rests, and when it is due.
    """
    words = Words(lang, limits.days)
    if clock.due_at is None or clock.near_at is None:
        return [words.unlimited(clock.started_at)]
    steps = [_beginning(limits, clock, words)]
    steps += _way(limits, clock, words, department)
    share = round(limits.near_share(clock.policy) * 100)
    steps.append(words.ends(clock.near_at, clock.due_at, share))
    year = limits.provisional_year(clock)
    if year:
        steps.append(words.provisional(year))
    late = (rest for rest in clock.rests_taken if rest[0] >= clock.due_at)
    steps += [words.rested(slept, woke, late=True) for slept, woke in late]
    if clock.stopped_at is not None:
        steps.append(words.stopped(clock.stopped_at, in_time=clock.stopped_at <= clock.due_at))
    return steps


def _beginning(limits: Limits, clock: Clock, words: Words) -> str:
    if clock.given:
        return words.given(clock.started_at)
    policy = limits.policies.named(clock.policy)
    return words.begins(
        clock.key, clock.started_at, policy.units_of(clock.limit, clock.unit), clock.unit
    )


def _way(limits: Limits, clock: Clock, words: Words, department: str) -> list[str]:
    """Tell how time passed until the deadline: while it ran, and what lay in between."""
    due = clock.due_at
    assert due is not None  # noqa: S101 - the caller looked; narrows the type
    breaks = [each for each in _breaks(clock, words) if each[0] < due]
    if clock.unit in CONTINUOUS and not clock.given and not breaks:
        return [words.continuous()]
    steps, first = [], clock.started_at
    for start, end, told in breaks:
        steps += _passed(limits, clock, (first, start), words, department)
        steps.append(told)
        first = max(first, end)
    return [*steps, *_passed(limits, clock, (first, due), words, department)]


def _breaks(clock: Clock, words: Words) -> list[tuple[Instant, Instant, str]]:
    """Return where the way of a clock is broken, in order: pauses, rests, another department."""
    found = [(start, end, words.paused(start, end)) for start, end in clock.gaps if start < end]
    found += [(slept, woke, words.rested(slept, woke)) for slept, woke in clock.rests_taken]
    found += [(until, until, words.handed(until)) for until, _ in clock.held]
    return sorted(found)


def _passed(
    limits: Limits,
    clock: Clock,
    span: tuple[Instant, Instant],
    words: Words,
    department: str,
) -> list[str]:
    """Tell a time in which a clock ran without a break."""
    first, last = span
    if clock.given or first >= last:
        return []
    if clock.unit in CONTINUOUS:
        return [words.ran(first, last, clock.unit)]
    holder = next((each for until, each in clock.held if until > first), department)
    return _worked_steps(limits.calendar_of(clock.policy, holder), span, words)


def _worked_steps(calendar: WorkCalendar, span: tuple[Instant, Instant], words: Words) -> list[str]:
    """Tell runs of days alike in one step: days off for one reason, full days, part days."""
    worked = calendar.worked_by_day(*span)
    if not worked[-1][1] and calendar.is_workday(worked[-1][0]):
        worked.pop()  # the time is over before the office opens, or in a break of its hours
    told = [(day, used, _kind_of(calendar, day, used, words)) for day, used in worked]
    steps = []
    for (kind, reason), run in groupby(told, key=lambda entry: entry[2]):
        days = list(run)
        ends = (days[0][0], days[-1][0])
        if kind == "closed":
            steps.append(words.closed(ends[0]))
        elif kind == "off":
            steps.append(words.skipped(*ends, reason=reason))
        else:
            steps.append(words.used(*ends, used=sum(ms for _, ms, _ in days), reason=reason))
    return steps


def _kind_of(calendar: WorkCalendar, day: date, used: int, words: Words) -> tuple[str, str]:
    """Return how a day is told, and the reason; neighbours with equal answers are one step."""
    occasion = calendar.occasion(day, words.lang)
    if not calendar.is_workday(day):
        return "off", occasion or words.weekend
    if not used:
        return "closed", day.isoformat()
    reason = words.make_up if occasion and day.weekday() >= 5 else ""
    return ("full", reason) if calendar.is_full(day, used) else (day.isoformat(), reason)
