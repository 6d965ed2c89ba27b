"""
Cells: what a case adds one to. A write adds what it counts in now, less what it counted in before.

A page holds the cells of one local day on one basis: the day a case was received, fell due, or was
closed. A cell counts the ended cases of one pattern of flags under one key of a dimension. Cases
in progress are in no such cell: what is true of them changes with the time, and every mirror holds
them.
"""

from functools import lru_cache
from math import exp, log
from typing import TypeAlias

from msgspec import Struct

from city.case import Case
from city.clock import MINUTE, LocalDays
from city.flags import pattern_of

SEPARATOR = "\x1f"
"""Stands between the parts of a cell's name; in a key that holds it, it reads as a space."""
WITHIN = "\x1e"
"""Stands between the two keys of a crossed dimension."""

RECEIVED, DUE, CLOSED_ON = "r", "d", "c"

ALL, HOUR = "", "h"
CODE_OF: dict[str, str] = {
    "street": "s",
    "community": "m",
    "department": "d",
    "class": "k",
    "channel": "c",
    "grid": "g",
    "level": "l",
    "campaign": "p",
}
"""Short code of each dimension that cells are kept for; a major class is a sum of classes."""
SPARSE = frozenset({"grid", "level", "campaign"})
"""Dimensions that only some cases have: those without a key are what is missing to the total."""
CROSSED: dict[str, tuple[str, str]] = {
    "dk": ("department", "class"),
    "sk": ("street", "class"),
}
"""Code of each pair of dimensions that is kept too, for shares adjusted for the mix of classes."""
TIMING = "t"
"""Dimension of handling times: the key is what took time, and the department where it is told."""

CLOSING = "closing"
"""From receipt to closing; the other things that take time are the clocks, by their keys."""
IN_STEP = "in:"
"""Stands before a step: the time that a case stood in it, all visits together."""
STEP = 1.15
"""How much longer each bucket of handling times is than the one before: an error below 8 %."""
_LOG_STEP = log(STEP)

Page: TypeAlias = str
"""A basis and a local day number: `r20400`."""
Contribution: TypeAlias = tuple[tuple[Page, tuple[str, ...]], ...]
"""The pages that a case is on, and the names of the cells there that it adds one to."""


class Footprint(Struct, frozen=True, gc=False):
    """All that decides which pattern cells a case is counted in; equal ones count alike."""

    stream: str
    pattern: str
    keys: tuple[str, ...]


ORPHANS: Page = "o0"
"""The page of cases that were never reported: no day and no stream of theirs is known."""
ORPHAN = SEPARATOR * 3


def page(basis: str, day: int) -> Page:
    """Return the page of a basis (`r`, `d`, `c`) and a local day."""
    return f"{basis}{day}"


def contributions(case: Case, days: LocalDays) -> Contribution:
    """Return the cells that a case adds one to; one that was never reported has its own."""
    if case.received_at is None:
        return ((ORPHANS, (ORPHAN,)),) if case != Case(case.id) else ()
    received = page(RECEIVED, days.day_of(case.received_at))
    hour = _hour_name(case.stream, days.hour_of(case.received_at))
    if case.is_open:
        return ((received, (hour,)),)
    names = _names(_footprint(case))
    if case.is_void:
        return ((received, names),)
    pages = [(received, (*names, hour))]
    if case.due_at is not None:
        pages.append((page(DUE, days.day_of(case.due_at)), names))
    if case.closed_at is not None:
        timings = tuple(_timings(case, case.closed_at))
        pages.append((page(CLOSED_ON, days.day_of(case.closed_at)), (*names, *timings)))
    return tuple(pages)


def _footprint(case: Case) -> Footprint:
    keys = (
        case.street,
        case.community,
        case.department,
        case.class_,
        case.channel,
        case.grid,
        case.level,
        case.campaign,
    )
    return Footprint(case.stream, pattern_of(case), keys)


@lru_cache(maxsize=1_024)
def _hour_name(stream: str, hour: int) -> str:
    return cell_name(stream, HOUR, str(hour), "r")


@lru_cache(maxsize=65_536)
def _names(mark: Footprint) -> tuple[str, ...]:
    keys = dict(zip(CODE_OF, mark.keys, strict=True))
    names = [cell_name(mark.stream, ALL, "", mark.pattern)]
    for dimension, code in CODE_OF.items():
        if keys[dimension] or dimension not in SPARSE:
            names.append(cell_name(mark.stream, code, keys[dimension], mark.pattern))
    for code, (first, second) in CROSSED.items():
        key = WITHIN.join(keys[each].replace(WITHIN, " ") for each in (first, second))
        names.append(cell_name(mark.stream, code, key, mark.pattern))
    return tuple(names)


def _timings(case: Case, closed_at: int) -> list[str]:
    """Return the cells of handling times: closing and the light's clock by department too."""
    stream, department, light = case.stream, case.department, case.clock
    took = closed_at - (case.received_at or closed_at)
    names = [*_timing(stream, CLOSING, bucket_of(took), department)]
    for clock in (light, *case.clocks) if light is not None else case.clocks:
        if clock.stopped_at is not None:
            bucket = bucket_of(clock.stopped_at - clock.started_at)
            names += _timing(stream, clock.key, bucket, department if clock is light else "")
    for step, stood in case.stays:
        names += _timing(stream, f"{IN_STEP}{step}", bucket_of(stood), "")
    return names


@lru_cache(maxsize=65_536)
def _timing(stream: str, what: str, bucket: int, department: str) -> tuple[str, ...]:
    name = cell_name(stream, TIMING, what, str(bucket))
    if not department:
        return (name,)
    return (name, cell_name(stream, TIMING, f"{what}{WITHIN}{department}", str(bucket)))


def bucket_of(took: int) -> int:
    """Return the bucket of a length of time (ms); what is below a minute is in bucket 0."""
    return int(log(took / MINUTE) / _LOG_STEP) + 1 if took >= MINUTE else 0


def bucket_start(bucket: int) -> float:
    """Return the shortest length (ms) in a bucket."""
    return 0.0 if bucket <= 0 else MINUTE * exp((bucket - 1) * _LOG_STEP)


def cell_name(stream: str, dimension: str, key: str, pattern: str) -> str:
    """Return the name of a cell, the field of its page's hash."""
    # a name that cannot be taken apart again would stop every mirror
    if SEPARATOR in key or SEPARATOR in stream:
        stream, key = stream.replace(SEPARATOR, " "), key.replace(SEPARATOR, " ")
    return f"{stream}{SEPARATOR}{dimension}{SEPARATOR}{key}{SEPARATOR}{pattern}"


def parse_cell(name: str) -> tuple[str, str, str, str]:
    """Return stream, dimension code, key and pattern of a cell's name."""
    stream, dimension, key, pattern = name.split(SEPARATOR)
    return stream, dimension, key, pattern


def delta(old: Contribution, new: Contribution, sums: dict[Page, dict[str, int]]) -> None:
    """Add `new - old` to `sums`, by page and cell name."""
    for sign, pages in ((-1, old), (1, new)):
        for where, names in pages:
            cells = sums.setdefault(where, {})
            for name in names:
                cells[name] = cells.get(name, 0) + sign
