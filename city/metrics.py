"""Figures: what is counted, in rows that always add up, for a window of local days."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from city.flags import EXEMPT, IN_TIME, LATE, VOID
from city.windows import WINDOWS, Window, parse_window

__all__ = [
    "COUNTS",
    "DIMENSIONS",
    "WINDOWS",
    "Figures",
    "Row",
    "Tally",
    "Window",
    "parse_window",
    "share",
    "tally_of",
    "total_of",
]

DIMENSIONS = ("street", "community", "department", "class", "major", "channel")
"""What figures can be broken down by; every case falls in one row, `""` being unassigned."""


class Tally(Struct):
    """
    Counts of cases that add up: `reported = received + void`, `received = closed + in_progress`,
    `in_progress = within_limit + near_due + overdue + not_timed`.

    The sums are derived, never stored, so no reading can break them. Of the closed ones,
    `timed_closed` had a limit and are not exempt; `closed_in_time` kept it.
    """

    void: int = 0
    closed: int = 0
    within_limit: int = 0
    near_due: int = 0
    overdue: int = 0
    not_timed: int = 0
    closed_in_time: int = 0
    five_star: int = 0
    timed_closed: int = 0

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
        # told one by one: some seven hundred are added for one picture of the wall
        self.void += other.void
        self.closed += other.closed
        self.within_limit += other.within_limit
        self.near_due += other.near_due
        self.overdue += other.overdue
        self.not_timed += other.not_timed
        self.closed_in_time += other.closed_in_time
        self.five_star += other.five_star
        self.timed_closed += other.timed_closed

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
        if EXEMPT not in pattern:
            tally.closed_in_time += count if IN_TIME in pattern else 0
            tally.timed_closed += count if IN_TIME in pattern or LATE in pattern else 0
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
    "timed_closed",
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
