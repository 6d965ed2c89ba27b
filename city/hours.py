"""Office hours: the stretches of a day that are worked, by season and by department."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import TypeAlias

import msgspec
from msgspec import Struct

from city.sheets import Findings

Minutes: TypeAlias = int
"""Minutes since local midnight; 1440 is the end of the day."""
Span: TypeAlias = tuple[Minutes, Minutes]
MonthDay: TypeAlias = tuple[int, int]

TABLE = "calendar.hours"
NEW_YEAR, YEARS_END = (1, 1), (12, 31)
LEAP_YEAR = 2024
"""A year that has every date, 29 February included."""
EVERYONE = ""
"""Stands for the departments that have no hours of their own."""


class HoursSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """A table `[[calendar.hours]]` as it stands in the file."""

    office_hours: list[str]
    first: str = msgspec.field(name="from", default="")
    last: str = msgspec.field(name="to", default="")
    departments: list[str] = []
    since: date | None = None


class HoursRule(Struct, frozen=True):
    """
    Hours that outrank the usual ones: from `since` on, each year from `first` to `last`.

    `last` before `first` wraps the end of the year, as a winter does. `department` is empty for
    the hours of everyone.
    """

    hours: tuple[Span, ...]
    first: MonthDay = NEW_YEAR
    last: MonthDay = YEARS_END
    since: date = date.min
    department: str = EVERYONE

    @property
    def seasonal(self) -> bool:
        """Whether it holds for a part of the year only."""
        return (self.first, self.last) != (NEW_YEAR, YEARS_END)

    @property
    def rank(self) -> tuple[bool, bool, date]:
        """How special it is: a department's own, then a season's, then the later one wins."""
        return bool(self.department), self.seasonal, self.since

    def holds_on(self, day: date) -> bool:
        """Return whether it holds on a date."""
        return day >= self.since and self._in_season((day.month, day.day))

    def common_day(self, other: "HoursRule") -> MonthDay | None:
        """Return the first day of the year on which both seasons hold, None if they never do."""
        days = (date(LEAP_YEAR, 1, 1) + timedelta(days=number) for number in range(366))
        both = ((day.month, day.day) for day in days)
        return next((day for day in both if self._in_season(day) and other._in_season(day)), None)

    def _in_season(self, day: MonthDay) -> bool:
        if self.first <= self.last:
            return self.first <= day <= self.last
        return day >= self.first or day <= self.last

    def __str__(self) -> str:
        """Return what it holds for: `DEPARTMENT MM-DD..MM-DD SINCE`, `*` for everyone."""
        edges = (f"{month:02}-{day:02}" for month, day in (self.first, self.last))
        since = "" if self.since == date.min else f" {self.since}"
        return f"{self.department or '*'} {'..'.join(edges)}{since}"


def told(hours: Iterable[Span]) -> str:
    """Return office hours as `district.toml` writes them: `08:00-12:00 14:00-18:00`."""
    return " ".join("-".join(f"{edge // 60:02}:{edge % 60:02}" for edge in span) for span in hours)


def read_hours(found: Findings, file: str, row: str, texts: Sequence[str]) -> tuple[Span, ...]:
    """Return office hours such as `08:00-12:00` in order; notes what is not, or overlaps."""
    hours: list[Span] = []
    for text in texts:
        span = _span(text)
        if span is None:
            found.note(file, row, f"{text!r} is not HH:MM-HH:MM in order")
        elif hours and span[0] < hours[-1][1]:
            found.note(file, row, f"{text!r} begins before the one above ends")
        else:
            hours.append(span)
    if not texts:
        found.note(file, row, "is empty: limits in working time never end")
    return tuple(hours)


def read_rules(
    found: Findings, file: str, specs: Sequence[HoursSpec], departments: Collection[str]
) -> dict[str, tuple[HoursRule, ...]]:
    """
    Return the rules of `EVERYONE`, and of each department that has its own, by rising rank.

    A department's own rules follow those of everyone. Notes dates that do not exist, unknown
    departments, and rules of equal rank that overlap.
    """
    numbered = [
        (number, rule)
        for number, spec in enumerate(specs, start=1)
        for rule in _rules_of(found, file, number, spec, departments)
    ]
    _check_overlaps(found, file, numbered)
    rules = sorted((rule for _, rule in numbered), key=lambda rule: rule.rank)
    return {key: _rules_for(rules, key) for key in {EVERYONE, *(r.department for r in rules)}}


def _rules_for(rules: Iterable[HoursRule], department: str) -> tuple[HoursRule, ...]:
    return tuple(rule for rule in rules if rule.department in (EVERYONE, department))


def _rules_of(
    found: Findings, file: str, number: int, spec: HoursSpec, departments: Collection[str]
) -> list[HoursRule]:
    row = f"{TABLE} {number}"
    hours = read_hours(found, file, row, spec.office_hours)
    for key in spec.departments:
        if key not in departments:
            found.note_unknown(file, row, f"department {key!r}", "departments.csv")
    season = _season(found, file, row, spec)
    if season is None:
        return []
    since = spec.since or date.min
    return [HoursRule(hours, *season, since, key) for key in spec.departments or [EVERYONE]]


def _season(
    found: Findings, file: str, row: str, spec: HoursSpec
) -> tuple[MonthDay, MonthDay] | None:
    if not spec.first and not spec.last:
        if not spec.departments and spec.since is None:
            found.note(file, row, "has neither a season, departments nor `since`: it says nothing")
        return NEW_YEAR, YEARS_END
    edges = [_month_day(text) for text in (spec.first, spec.last)]
    for name, text, edge in zip(("from", "to"), (spec.first, spec.last), edges, strict=True):
        if edge is None:
            found.note(file, row, f"{name} {text!r} is not a date MM-DD")
    first, last = edges
    return None if first is None or last is None else (first, last)


def _month_day(text: str) -> MonthDay | None:
    try:
        day = date.fromisoformat(f"{LEAP_YEAR}-{text}")
    except ValueError:
        return None
    # other forms of ISO, such as week dates, are no months and days
    return (day.month, day.day) if text == f"{day:%m-%d}" else None


def _check_overlaps(found: Findings, file: str, numbered: Iterable[tuple[int, HoursRule]]) -> None:
    for (before, one), (number, other) in combinations(numbered, 2):
        if (one.department, one.rank) != (other.department, other.rank):
            continue
        common = one.common_day(other)
        if common is not None:
            whose = f" for {one.department}" if one.department else ""
            cause = f"overlaps {TABLE} {before}{whose} on {common[0]:02}-{common[1]:02}"
            found.note(file, f"{TABLE} {number}", cause)


def rules_on(usual: tuple[Span, ...], rules: Sequence[HoursRule], day: date) -> tuple[Span, ...]:
    """Return the office hours of a working date: of the last rule that holds, else the usual."""
    return next((rule.hours for rule in reversed(rules) if rule.holds_on(day)), usual)


def _span(text: str) -> Span | None:
    try:
        opens, closes = (_minutes(part) for part in text.split("-"))
    except ValueError:
        return None
    return (opens, closes) if 0 <= opens < closes <= 24 * 60 else None


def _minutes(text: str) -> Minutes:
    hour, minute = text.strip().split(":")
    if not 0 <= int(minute) < 60:
        raise ValueError(text)
    return int(hour) * 60 + int(minute)
