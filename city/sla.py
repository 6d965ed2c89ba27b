"""Time limits: when a case turns yellow and red, and why, in words."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby

from msgspec import Struct

from city.calendars import WorkCalendar
from city.catalogue import CaseClass, Condition
from city.clock import DAY, HOUR, Instant, to_date
from city.sla_words import Words

CONTINUOUS: dict[str, int] = {"urgent_hour": HOUR, "natural_day": DAY}
"""Units whose clock runs day and night, in ms."""


class Deadline(Struct, frozen=True):
    """
    The moments of one clock: when it starts, turns yellow (`near_at`) and red (`due_at`).

    `provisional`: it crosses a year whose days off are not published yet, so it may move.
    """

    start_at: Instant
    near_at: Instant
    due_at: Instant
    value: float
    unit: str
    provisional: bool = False


class StreamClock(Struct, frozen=True):
    """How a stream counts: from receipt or from dispatch, and the limits of unknown classes."""

    from_receipt: bool
    conditions: tuple[Condition, ...] = ()


class Limits:
    """The limits of a district, per filing condition, on its calendar."""

    def __init__(
        self,
        calendar: WorkCalendar,
        *,
        classes: Mapping[str, CaseClass],
        streams: Mapping[str, StreamClock],
        near_share: float,
        work_day_hours: float,
    ) -> None:
        self.calendar = calendar
        self.near_share = near_share
        self._classes = classes
        self._streams = streams
        self._working = {"work_hour": HOUR, "work_day": round(work_day_hours * HOUR)}

    def starts_at_receipt(self, stream: str) -> bool:
        """Return whether the clock of a stream starts when a case is received."""
        clock = self._streams.get(stream)
        return clock is not None and clock.from_receipt

    def condition(self, stream: str, class_key: str, condition: str) -> Condition | None:
        """
        Return a filing condition by key; `""` is the first one of the class.

        A class that is unknown or has no conditions takes those of its stream. An unknown key
        gives None: no limit is better than an invented one.
        """
        known = self._classes.get(class_key)
        clock = self._streams.get(stream)
        listed = (known.conditions if known else ()) or (clock.conditions if clock else ())
        if not condition:
            return listed[0] if listed else None
        return next((each for each in listed if each.key == condition), None)

    def deadline(
        self, stream: str, class_key: str, condition: str, start: Instant
    ) -> Deadline | None:
        """Return the moments of a clock that starts at `start`, None if no limit is known."""
        limit = self.condition(stream, class_key, condition)
        if limit is None or limit.value is None:
            return None
        return self.moments(start, limit.value, limit.unit)

    def moments(self, start: Instant, value: float, unit: str) -> Deadline:
        """Return the moments of a limit of `value` units that starts at `start`."""
        continuous = CONTINUOUS.get(unit)
        if continuous is not None:
            length = round(value * continuous)
            near = start + round(length * self.near_share)
            return Deadline(start, near, start + length, value, unit)
        length = round(value * self._working[unit])
        near = self.calendar.add(start, round(length * self.near_share))
        due = self.calendar.add(start, length)
        return Deadline(start, near, due, value, unit, self._provisional_year(start, due) != 0)

    def explain(self, deadline: Deadline, lang: str) -> list[str]:
        """Return, step by step and in local time, how the deadline comes about."""
        words = Words(lang, self.calendar.days)
        steps = [words.begins(deadline.start_at, deadline.value, deadline.unit)]
        if deadline.unit in CONTINUOUS:
            steps.append(words.continuous())
        else:
            steps += self._worked_steps(deadline, words)
        share = round(self.near_share * 100)
        steps.append(words.ends(deadline.near_at, deadline.due_at, share))
        if deadline.provisional:
            year = self._provisional_year(deadline.start_at, deadline.due_at)
            steps.append(words.provisional(year))
        return steps

    def _worked_steps(self, deadline: Deadline, words: Words) -> list[str]:
        """Tell runs of days alike in one step: days off for one reason, full days, part days."""
        worked = self.calendar.worked_by_day(deadline.start_at, deadline.due_at)
        told = [(day, used, self._kind_of(day, used, words)) for day, used in worked]
        steps = []
        for (kind, reason), run in groupby(told, key=lambda entry: entry[2]):
            days = list(run)
            span = (days[0][0], days[-1][0])
            if kind == "closed":
                steps.append(words.closed(span[0]))
            elif kind == "off":
                steps.append(words.skipped(*span, reason=reason))
            else:
                steps.append(words.used(*span, used=sum(ms for _, ms, _ in days), reason=reason))
        return steps

    def _kind_of(self, day: date, used: int, words: Words) -> tuple[str, str]:
        """Return how a day is told, and the reason; neighbours with equal answers are one step."""
        calendar = self.calendar
        occasion = calendar.occasion(day, words.lang)
        if not calendar.is_workday(day):
            return "off", occasion or words.weekend
        if not used:
            return "closed", day.isoformat()
        reason = words.make_up if occasion and day.weekday() >= 5 else ""
        return ("full", reason) if used == calendar.day_ms else (day.isoformat(), reason)

    def _provisional_year(self, start: Instant, due: Instant) -> int:
        days = self.calendar.days
        first, last = (to_date(days.day_of(moment)).year for moment in (start, due))
        years = range(first, last + 1)
        return next((year for year in years if self.calendar.provisional(year)), 0)
