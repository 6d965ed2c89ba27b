"""Windows of local days: how they are named, and which earlier ones they are compared with."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Literal, TypeAlias

from msgspec import Struct

from city.clock import (
    FIRST_YEAR,
    HOUR,
    LAST_YEAR,
    Instant,
    LocalDays,
    to_date,
    to_day,
    to_instant,
)
from city.errors import BadRequest

WINDOWS = ("today", "month", "quarter", "year", "last-30-days", "last-90-days")
Comparison: TypeAlias = Literal["previous", "last-year"]
LONGEST_DAYS = 3660
LONGEST_HOURS = 7 * 24


class Window(Struct, frozen=True):
    """A range of local days, both included, and the rule that made it."""

    first: int
    last: int
    rule: str

    @property
    def days(self) -> range:
        """The local day numbers of the window."""
        return range(self.first, self.last + 1)

    @property
    def text(self) -> str:
        """How an address or a command names the window."""
        if self.rule != "days":
            return self.rule
        return f"{to_date(self.first).isoformat()}..{to_date(self.last).isoformat()}"

    def describe(self) -> dict[str, str]:
        """Return `from`, `to` (ISO dates, both included) and `rule`."""
        first, last = to_date(self.first).isoformat(), to_date(self.last).isoformat()
        return {"from": first, "to": last, "rule": self.rule}


def parse_window(text: str, today: int) -> Window:
    """
    Return the window that `text` names, seen from local day number `today`.

    Raises:
        BadRequest: `text` is none of `WINDOWS` nor `YYYY-MM-DD..YYYY-MM-DD` in order, is longer
            than ten years, or lies in years that nobody can mean.
    """
    named = _named_window(text, today)
    if named is not None:
        return Window(named, today, text)
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", text)
    try:
        dates = [date.fromisoformat(part) for part in found.groups()]  # type: ignore[union-attr]
    except (AttributeError, ValueError) as error:
        takes = ", ".join(WINDOWS)
        raise BadRequest("window", f"{text!r} is none of {takes} or FROM..TO (dates)") from error
    _check_years("window", text, dates)
    first, last = map(to_day, dates)
    if last < first:
        raise BadRequest("window", f"{text!r} ends before it begins")
    if last - first > LONGEST_DAYS:
        raise BadRequest("window", f"{text!r} is longer than ten years")
    return Window(first, last, "days")


def hours_of(text: str, days: LocalDays) -> tuple[Instant, Instant]:
    """
    Return the moments from which and up to which local hours last that `text` names.

    Raises:
        BadRequest: `text` is not `YYYY-MM-DDTHH..YYYY-MM-DDTHH` in order, is longer than a week,
            or lies in years that nobody can mean.
    """
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2}T\d{2})\.\.(\d{4}-\d{2}-\d{2}T\d{2})", text)
    try:
        hours = [datetime.fromisoformat(part) for part in found.groups()]  # type: ignore[union-attr]
    except (AttributeError, ValueError) as error:
        raise BadRequest("hours", f"{text!r} is not FROM..TO (local hours)") from error
    _check_years("hours", text, hours)
    first, last = (to_instant(hour.replace(tzinfo=days.zone)) for hour in hours)
    if last < first or last - first > LONGEST_HOURS * HOUR:
        raise BadRequest("hours", f"{text!r} is not in order, or longer than a week")
    return first, last + HOUR


def hours_text(first: Instant, last: Instant, days: LocalDays) -> str:
    """Return the local hours that two moments lie in as an address names them."""
    return "..".join(f"{days.local(moment):%Y-%m-%dT%H}" for moment in (first, last))


def _check_years(parameter: str, text: str, dates: Iterable[date]) -> None:
    """Refuse dates at the ends of the calendar: no day stands before or after them to count."""
    if not all(FIRST_YEAR <= each.year <= LAST_YEAR for each in dates):
        raise BadRequest(parameter, f"{text!r} is not within the years {FIRST_YEAR} to {LAST_YEAR}")


def _named_window(text: str, today: int) -> int | None:
    now = to_date(today)
    first_days = {
        "today": now,
        "month": _month_of(now),
        "quarter": _quarter_of(now),
        "year": _year_of(now),
        "last-30-days": to_date(today - 29),
        "last-90-days": to_date(today - 89),
    }
    first = first_days.get(text)
    return None if first is None else to_day(first)


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _quarter_of(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _year_of(day: date) -> date:
    return day.replace(month=1, day=1)


_PERIOD_OF: dict[str, Callable[[date], date]] = {
    "month": _month_of,
    "quarter": _quarter_of,
    "year": _year_of,
}


def previous(window: Window) -> Window:
    """
    Return the period before a window (环比), as long as the window is.

    A month, quarter or year that is not over is compared with as many days from the beginning of
    the one before, at most all of it; any other window with the days just before it.
    """
    begins = _PERIOD_OF.get(window.rule)
    if begins is None:
        length = window.last - window.first + 1
        return Window(window.first - length, window.first - 1, "days")
    first = to_day(begins(to_date(window.first - 1)))
    return Window(first, min(first + window.last - window.first, window.first - 1), "days")


def same_last_year(window: Window) -> Window:
    """Return the same dates one year earlier (同比); 29 February is compared with the 28th."""
    return Window(_year_before(window.first), _year_before(window.last), "days")


def _year_before(day: int) -> int:
    then = to_date(day)
    if (then.month, then.day) == (2, 29):
        then = then.replace(day=28)
    return to_day(then.replace(year=then.year - 1))


def compared(window: Window, comparison: Comparison) -> Window:
    """Return the window that another one is compared with."""
    return previous(window) if comparison == "previous" else same_last_year(window)
