"""Cells: what a case adds one to. A write adds `contributions(new) - contributions(old)`."""

from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from city.cases import Case
from city.clock import LocalDays

SEPARATOR = "\x1f"
"""Stands between the parts of a cell's name; in a key that holds it, it reads as a space."""

STREET, COMMUNITY, DEPARTMENT, CLASS, CHANNEL, HOUR, ALL = "s", "m", "d", "k", "c", "h", ""
CODE_OF: dict[str, str] = {
    "street": STREET,
    "community": COMMUNITY,
    "department": DEPARTMENT,
    "class": CLASS,
    "channel": CHANNEL,
}
"""Short code of each dimension that cells are kept for; a major class is a sum of classes."""

VOID, CLOSED, IN_TIME, FIVE_STAR, OPEN = "v", "c", "t", "5", "o"
MEASURES = (VOID, CLOSED, IN_TIME, FIVE_STAR, OPEN)

Contribution: TypeAlias = tuple[int, tuple[str, ...]]
"""The local day of receipt, and the names of that day's cells that a case adds one to."""

NOTHING: Contribution = (0, ())


class Footprint(Struct, frozen=True, gc=False):
    """All that decides which cells a case is counted in; equal footprints count alike."""

    day: int
    hour: int
    stream: str
    street: str
    community: str
    department: str
    class_: str
    channel: str
    measures: str


def footprint(case: Case, days: LocalDays) -> Footprint | None:
    """Return what decides the case's cells, None for an orphan, which is in no cell."""
    if case.received_at is None:
        return None
    return Footprint(
        days.day_of(case.received_at),
        days.hour_of(case.received_at),
        case.stream,
        case.street,
        case.community,
        case.department,
        case.class_,
        case.channel,
        _measures(case),
    )


def _measures(case: Case) -> str:
    if case.is_void:
        return VOID
    if not case.is_closed:
        return OPEN
    in_time = IN_TIME if case.closed_in_time else ""
    return CLOSED + in_time + (FIVE_STAR if case.stars == 5 else "")


@lru_cache(maxsize=65_536)
def contributions(mark: Footprint | None) -> Contribution:
    """Return the cells that a case with this footprint adds one to."""
    if mark is None:
        return NOTHING
    keys = (
        (ALL, ""),
        (STREET, mark.street),
        (COMMUNITY, mark.community),
        (DEPARTMENT, mark.department),
        (CLASS, mark.class_),
        (CHANNEL, mark.channel),
    )
    names = [cell_name(mark.stream, *key, measure) for key in keys for measure in mark.measures]
    if mark.measures != VOID:
        names.append(cell_name(mark.stream, HOUR, str(mark.hour), "r"))
    return mark.day, tuple(names)


def cell_name(stream: str, dimension: str, key: str, measure: str) -> str:
    """Return the name of a cell, the field of its day's hash."""
    # a name that cannot be taken apart again would stop every mirror
    if SEPARATOR in key or SEPARATOR in stream:
        stream, key = stream.replace(SEPARATOR, " "), key.replace(SEPARATOR, " ")
    return f"{stream}{SEPARATOR}{dimension}{SEPARATOR}{key}{SEPARATOR}{measure}"


def parse_cell(name: str) -> tuple[str, str, str, str]:
    """Return stream, dimension code, key and measure of a cell's name."""
    stream, dimension, key, measure = name.split(SEPARATOR)
    return stream, dimension, key, measure


def delta(old: Contribution, new: Contribution, sums: dict[int, dict[str, int]]) -> None:
    """Add `new - old` to `sums`, by day and cell name."""
    if old == new:
        return
    for sign, (day, names) in ((-1, old), (1, new)):
        cells = sums.setdefault(day, {}) if names else {}
        for name in names:
            cells[name] = cells.get(name, 0) + sign
