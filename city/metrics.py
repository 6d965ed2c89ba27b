"""Figures: what is counted, in rows that always add up, for a window of local days."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from city.clock import to_date, to_day
from city.errors import BadRequest
from city.flags import IN_TIME, VOID

DIMENSIONS = ("street", "community", "department", "class", "major", "channel")
"""What figures can be broken down by; every case falls in one row, `""` being unassigned."""

WINDOWS = ("today", "month", "quarter", "year", "last-30-days", "last-90-days")


class Window(Struct, frozen=True):
    """A range of local days, both included, and the rule that made it."""

    first: int
    last: int
    rule: str

    @property
    def days(self) -> range:
        """The local day numbers of the window."""
        return range(self.first, self.last + 1)

    def describe(self) -> dict[str, str]:
        """Return `from`, `to` (ISO dates, both included) and `rule`."""
        first, last = to_date(self.first).isoformat(), to_date(self.last).isoformat()
        return {"from": first, "to": last, "rule": self.rule}


def parse_window(text: str, today: int) -> Window:
    """
    Return the window that `text` names, seen from local day number `today`.

    Raises:
        BadRequest: `text` is none of `WINDOWS` nor `YYYY-MM-DD..YYYY-MM-DD` in order.
    """
    named = _named_window(text, today)
    if named is not None:
        return Window(named, today, text)
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", text)
    try:
        first, last = (to_day(date.fromisoformat(part)) for part in found.groups())  # type: ignore[union-attr]
    except (AttributeError, ValueError) as error:
        takes = ", ".join(WINDOWS)
        raise BadRequest("window", f"{text!r} is none of {takes} or FROM..TO (dates)") from error
    if last < first:
        raise BadRequest("window", f"{text!r} ends before it begins")
    if last - first > 3660:
        raise BadRequest("window", f"{text!r} is longer than ten years")
    return Window(first, last, "days")


def _named_window(text: str, today: int) -> int | None:
    now = to_date(today)
    quarter_month = (now.month - 1) // 3 * 3 + 1
    first_days = {
        "today": now,
        "month": now.replace(day=1),
        "quarter": now.replace(month=quarter_month, day=1),
        "year": now.replace(month=1, day=1),
        "last-30-days": to_date(today - 29),
        "last-90-days": to_date(today - 89),
    }
    first = first_days.get(text)
    return None if first is None else to_day(first)


class Tally(Struct):
    """
    Counts of cases that add up: `reported = received + void`, `received = closed + in_progress`,
    `in_progress = within_limit + near_due + overdue + not_timed`.

    The sums are derived, never stored, so no reading can break them.
    """

    void: int = 0
    closed: int = 0
    within_limit: int = 0
    near_due: int = 0
    overdue: int = 0
    not_timed: int = 0
    closed_in_time: int = 0
    five_star: int = 0

    @property
    def in_progress(self) -> int:
        """Cases received and neither closed nor void."""
        return self.within_limit + self.near_due + self.overdue + self.not_timed

    @property
    def received(self) -> int:
        """Cases that count: closed ones and those in progress."""
        return self.closed + self.in_progress

    @property
    def reported(self) -> int:
        """Cases that came in at all, void ones included."""
        return self.received + self.void

    def add(self, other: "Tally") -> None:
        """Add another tally to this one, count by count."""
        for field in self.__struct_fields__:
            setattr(self, field, getattr(self, field) + getattr(other, field))

    def counts(self) -> dict[str, int]:
        """Return every count by name, in the order in which they are told."""
        return {name: getattr(self, name) for name in COUNTS}


def tally_of(patterns: Mapping[str, int]) -> Tally:
    """Return the tally of ended cases, told by their patterns of flags."""
    tally = Tally()
    for pattern, count in patterns.items():
        if VOID in pattern:
            tally.void += count
            continue
        tally.closed += count
        tally.closed_in_time += count if IN_TIME in pattern else 0
        tally.five_star += count if "5" in pattern else 0
    return tally


COUNTS = (
    "reported",
    "void",
    "received",
    "closed",
    "in_progress",
    "within_limit",
    "near_due",
    "overdue",
    "not_timed",
    "closed_in_time",
    "five_star",
)


class Row(Struct, frozen=True):
    """The tally of one key of a dimension; the key `""` is the visible group of the unassigned."""

    key: str
    name: str
    tally: Tally

    def describe(self) -> dict[str, object]:
        """Return key, name and every count, as the API and the command line print them."""
        return {"key": self.key, "name": self.name, **self.tally.counts()}


class Figures(Struct, frozen=True):
    """
    The account of one stream over one window, broken down by one dimension.

    `carried_over` counts the cases received before the window that are still in progress. Cohort
    by receipt: a case belongs to the local day on which it was received.
    """

    district: str
    stream: str
    by: str
    window: Window
    as_of: str
    rows: tuple[Row, ...]
    total: Tally
    carried_over: int

    def describe(self) -> dict[str, object]:
        """Return the answer of `app.py figures --json` and `GET /api/v1/figures`."""
        return {
            "district": self.district,
            "stream": self.stream,
            "by": self.by,
            "window": self.window.describe(),
            "as_of": self.as_of,
            "rows": [row.describe() for row in self.rows],
            "total": self.total.counts(),
            "carried_over": self.carried_over,
        }


def total_of(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies."""
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def share(part: int, whole: int) -> float | None:
    """Return `part / whole`, or None where nothing is divided by: shown as a dash, never 0 %."""
    return part / whole if whole else None
