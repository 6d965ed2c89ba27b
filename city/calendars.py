"""Working calendars: which days are worked, and how working time passes on them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

import chinese_calendar
from msgspec import Struct

from city.clock import DAY, Instant, LocalDays, to_date, to_day, to_instant
from city.hours import HoursRule, Minutes, Span, rules_on

DayRule = Literal["chinese", "weekdays", "every-day"]
MEAN_YEAR = round(365.2425 * DAY)
HORIZON_YEARS = 60
"""How far an allowance may reach: a calendar that never works must not be searched for ever."""


class Override(Struct, frozen=True):
    """What the district's own file says of one date: worked or not, and why."""

    works: bool
    name: str = ""
    name_en: str = ""


class OfficeYear(Struct, frozen=True):
    """
    The stretches of working time of one local year, in order.

    The year is the time from `begins` to `over`. `starts` and `ends` are instants; `after[i]` is
    the working time (ms) done when stretch `i` ends, counted from the beginning of the year.
    """

    year: int
    begins: Instant
    over: Instant
    starts: tuple[Instant, ...]
    ends: tuple[Instant, ...]
    after: tuple[int, ...]
    total: int

    def worked_until(self, moment: Instant) -> int:
        """Return the working time (ms) of this year that lies before `moment`."""
        index = bisect_right(self.starts, moment) - 1
        if index < 0:
            return 0
        return self.after[index] - max(self.ends[index] - moment, 0)

    def moment_of(self, worked: int) -> Instant:
        """Return the first instant by which `worked` ms, above 0, of this year have passed."""
        index = bisect_left(self.after, worked)
        return self.ends[index] - (self.after[index] - worked)


class WorkCalendar:
    """
    Working days by rule and override file, and office hours on each of them.

    `hours` are the usual ones of a day; the last of `seasons` that holds on a date outranks them.

    `rule`: `chinese` follows the State Council's days with make-up workdays, `weekdays` is Monday
    to Friday, `every-day` knows no days off. Overrides outrank each of them. A Chinese year that
    is not published yet counts Monday to Friday and is `provisional`, unless the district says
    with `confirmed_years` that its override file holds that year completely.
    """

    def __init__(
        self,
        days: LocalDays,
        *,
        hours: Sequence[Span],
        seasons: Sequence[HoursRule] = (),
        rule: DayRule = "chinese",
        overrides: Mapping[date, Override] | None = None,
        confirmed_years: Sequence[int] = (),
    ) -> None:
        self.days = days
        self.hours = tuple(hours)
        self.seasons = tuple(seasons)
        self.rule = rule
        self._overrides = dict(overrides or {})
        self._known_years = published_years() | set(confirmed_years)
        # each call of the library validates anew and costs microseconds; a year is asked once
        self._year = lru_cache(maxsize=HORIZON_YEARS * 2)(self._build_year)

    @property
    def day_ms(self) -> int:
        """Working time (ms) of one full working day of the usual hours."""
        return sum(closes - opens for opens, closes in self.hours) * 60_000

    def hours_on(self, day: date) -> tuple[Span, ...]:
        """Return the office hours that hold on a date if it is a working day."""
        return rules_on(self.hours, self.seasons, day)

    def is_full(self, day: date, worked: int) -> bool:
        """Return whether `worked` ms are the whole working time of a date."""
        number = to_day(day)
        return worked == self.between(self.days.start_of(number), self.days.start_of(number + 1))

    def is_workday(self, day: date) -> bool:
        """Return whether the office is open on a date."""
        override = self._overrides.get(day)
        if override is not None:
            return override.works
        if self.rule == "every-day":
            return True
        if self.rule == "chinese" and day.year in published_years():
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5

    def provisional(self, year: int) -> bool:
        """Return whether the days off of a year are not published, so that results may move."""
        return self.rule == "chinese" and year not in self._known_years

    def add(self, start: Instant, working_ms: int) -> Instant:
        """
        Return the first instant at which `working_ms` of working time have passed since `start`.

        It is `start` itself if `working_ms` is zero, and the closing time, not the next opening,
        if the time is used up exactly when the office closes.

        Raises:
            ValueError: `working_ms` is negative, or is not used up within sixty years.
        """
        if working_ms <= 0:
            if working_ms < 0:
                raise ValueError(f"negative working time: {working_ms} ms")
            return start
        year = self._year_at(start)
        wanted = year.worked_until(start) + working_ms
        for _ in range(HORIZON_YEARS):
            if wanted <= year.total:
                return year.moment_of(wanted)
            wanted -= year.total
            year = self._year(year.year + 1)
        raise ValueError("no working time within sixty years: the calendar has no working days")

    def between(self, first: Instant, second: Instant) -> int:
        """Return the working time (ms) from `first` to `second`; negative if they are reversed."""
        if second < first:
            return -self.between(second, first)
        opening, closing = self._year_at(first), self._year_at(second)
        whole = sum(self._year(year).total for year in range(opening.year, closing.year))
        return whole + closing.worked_until(second) - opening.worked_until(first)

    def worked_by_day(self, first: Instant, second: Instant) -> list[tuple[date, int]]:
        """Return each local date from `first` to `second` with its working time (ms) between."""
        numbers = range(self.days.day_of(first), self.days.day_of(second) + 1)
        return [
            (
                to_date(number),
                self.between(
                    max(first, self.days.start_of(number)),
                    min(second, self.days.start_of(number + 1)),
                ),
            )
            for number in numbers
        ]

    def occasion(self, day: date, lang: str) -> str:
        """Return why a date is off though a weekday, or worked though not; empty if neither."""
        override = self._overrides.get(day)
        if override is not None:
            return override.name_en or override.name if lang == "en" else override.name
        if self.rule != "chinese" or day.year not in published_years():
            return ""
        _, english = chinese_calendar.get_holiday_detail(day)
        if english is None:
            return ""
        if lang == "en":
            return str(english)
        return str(chinese_calendar.Holiday(english).chinese)

    def _year_at(self, moment: Instant) -> OfficeYear:
        """Return the local year of a moment: a guess that is wrong by one year at most."""
        year = self._year(1970 + moment // MEAN_YEAR)
        if moment < year.begins:
            return self._year(year.year - 1)
        return year if moment < year.over else self._year(year.year + 1)

    def _build_year(self, year: int) -> OfficeYear:
        stretches: list[tuple[Instant, Instant]] = []
        new_years = [to_day(date(each, 1, 1)) for each in (year, year + 1)]
        for number in range(*new_years):
            day = to_date(number)
            if self.is_workday(day):
                stretches += (self._stretch(day, *hours) for hours in self.hours_on(day))
        after, total = [], 0
        for start, end in stretches:
            total += end - start
            after.append(total)
        starts, ends = (tuple(stretch[edge] for stretch in stretches) for edge in (0, 1))
        begins, over = map(self.days.start_of, new_years)
        return OfficeYear(year, begins, over, starts, ends, tuple(after), total)

    def _stretch(self, day: date, opens: Minutes, closes: Minutes) -> tuple[Instant, Instant]:
        return self._local(day, opens), self._local(day, closes)

    def _local(self, day: date, minute: Minutes) -> Instant:
        """Return when the clock on the wall first shows a time, or has jumped over it."""
        shown = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
        moment = shown.replace(tzinfo=self.days.zone)
        # the readings differ only where clocks change; a time that comes back as another is skipped
        while moment.utcoffset() != moment.replace(fold=1).utcoffset():
            if self.days.local(to_instant(moment)).replace(tzinfo=None) == shown:
                break
            shown += timedelta(minutes=1)
            moment = shown.replace(tzinfo=self.days.zone)
        return to_instant(moment)


class Calendars:
    """The calendar of each department: that of its own hours, or the district's."""

    def __init__(self, usual: WorkCalendar, own: Mapping[str, WorkCalendar] | None = None) -> None:
        self.usual = usual
        self._own = dict(own or {})

    def calendar_of(self, department: str) -> WorkCalendar:
        """Return the calendar of a department, the district's for one without hours of its own."""
        return self._own.get(department, self.usual)

    def all(self) -> tuple[WorkCalendar, ...]:
        """Return every calendar, the district's first; all have the same working days."""
        return (self.usual, *self._own.values())

    def rules(self) -> tuple[HoursRule, ...]:
        """Return every rule of every season and department, once each."""
        return tuple(dict.fromkeys(rule for each in self.all() for rule in each.seasons))


def full_years(listed: Iterable[date]) -> frozenset[int]:
    """
    Return the years whose holidays are all among `listed`.

    A notice may list the last days of the year before it: only a full year has its National Day.
    """
    return frozenset(day.year for day in listed if day.month == 10)


@lru_cache(maxsize=1)
def published_years() -> frozenset[int]:
    """Return the years whose days off the calendar package knows."""
    return full_years(chinese_calendar.holidays)
