"""
The ledger: which facts stand, whatever the order in which they came and how often.

A fact becomes entries of books. Of two entries of the same line the one of the higher rank stands,
so that repeats and disorder end in the same ledger.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from city.clock import to_day, to_instant
from city.facts import (
    Camera,
    CameraListed,
    CamerasListed,
    CampaignReported,
    DayTotals,
    Fact,
    IndicatorReported,
    PlatformTotalsReported,
    decode_fact,
    encode_fact,
)

INDICATORS, CAMPAIGNS, CAMERAS, LISTS, DAYS = "indicators", "campaigns", "cameras", "lists", "days"
BOOKS = (INDICATORS, CAMPAIGNS, CAMERAS, LISTS)
"""The books that are read whole; those of `DAYS` are one for each local day."""

Rank: TypeAlias = tuple[int, int, str]
"""Of two entries of one line, the higher one stands."""


class Entry(Struct, frozen=True):
    """What stands in one line of a book; `raw` is JSON."""

    rank: Rank
    raw: bytes


class Line(Struct, frozen=True):
    """Where an entry belongs: its book, the local day number of a book of days, and the line."""

    book: str
    name: str
    day: int = 0


class Shown(Struct, frozen=True, omit_defaults=True):
    """A camera in the book, with the list that it is of."""

    list: str
    camera: Camera


def entries_of(fact: Fact) -> Iterator[tuple[Line, Entry]]:
    """Yield the entries that a fact makes; raises `TypeError` for one that makes none."""
    if isinstance(fact, CameraListed):
        yield _camera(fact, fact.data.name, fact.data.camera)
    elif isinstance(fact, CamerasListed):
        for camera in fact.data.cameras:
            yield _camera(fact, fact.data.name, camera)
        yield Line(LISTS, fact.data.name), Entry(_latest(fact), b"{}")
    else:
        yield _line_of(fact), Entry(_corrected(fact), encode_fact(fact))


def stands(before: Entry | None, after: Entry) -> bool:
    """Return whether an entry takes the place of the one before it."""
    return before is None or after.rank > before.rank


def facts_in(book: Mapping[str, Entry]) -> list[Any]:
    """Return the facts of a book of facts, in no order."""
    return [decode_fact(entry.raw) for entry in book.values()]


def cameras_in(cameras: Mapping[str, Entry], lists: Mapping[str, Entry]) -> list[Camera]:
    """Return the cameras that are still on their lists, by key."""
    found = []
    for entry in cameras.values():
        shown = _decode_shown(entry.raw)
        whole = lists.get(shown.list)
        if whole is None or entry.rank >= whole.rank:
            found.append(shown.camera)
    return sorted(found, key=lambda camera: camera.key)


def totals_in(day: Mapping[str, Entry], stream: str) -> "PlatformDay | None":
    """
    Return what the platform said of a day in one stream, None if it said nothing.

    A day that is sent again whole with a higher revision replaces all parts of the earlier one.
    """
    facts = [fact for fact in facts_in(day) if fact.data.stream == stream]
    if not facts:
        return None
    newest = max(fact.revision for fact in facts)
    facts = [fact for fact in facts if fact.revision == newest]
    parts: dict[int, DayTotals] = {}
    for fact in sorted(facts, key=_corrected):
        parts[fact.data.part] = fact.data
    return _whole(stream, parts)


class PlatformDay(Struct, frozen=True):
    """
    A day as the platform counted it; `missing_parts` are still to come.

    `opened` and `ended` are None where it gave totals only.
    """

    day: int
    stream: str
    received: int | None
    closed: int | None
    opened: frozenset[str] | None
    ended: frozenset[str] | None
    missing_parts: int = 0


def _whole(stream: str, parts: Mapping[int, DayTotals]) -> PlatformDay:
    last = parts[max(parts)]
    opened = frozenset(case for part in parts.values() for case in part.opened)
    ended = frozenset(case for part in parts.values() for case in part.ended)
    return PlatformDay(
        to_day(last.day),
        stream,
        last.received,
        last.closed,
        opened if opened or last.received == 0 else None,
        ended if ended or last.closed == 0 else None,
        max(0, max(part.parts for part in parts.values()) - len(parts)),
    )


def _line_of(fact: Fact) -> Line:
    if isinstance(fact, IndicatorReported):
        return Line(INDICATORS, fact.id)
    if isinstance(fact, CampaignReported):
        return Line(CAMPAIGNS, fact.id)
    if isinstance(fact, PlatformTotalsReported):
        return Line(DAYS, fact.id, to_day(fact.data.day))
    raise TypeError(f"{type(fact).__name__} has no place in the ledger")


def _camera(fact: Fact, name: str, camera: Camera) -> tuple[Line, Entry]:
    return Line(CAMERAS, camera.key), Entry(_latest(fact), encode_fact(Shown(name, camera)))


def _latest(fact: Fact) -> Rank:
    return to_instant(fact.time), fact.revision, fact.id


def _corrected(fact: Fact) -> Rank:
    """Rank a fact among those of its own id: a correction stands whenever it was told."""
    return fact.revision, to_instant(fact.time), fact.id


_decode_shown = msgspec.json.Decoder(Shown).decode
