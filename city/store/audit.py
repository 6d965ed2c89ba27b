"""
The audit: recounts every shard from its stored events and tells what differs.

It counts with loops of its own, not with those of `cells` and `rows`, so that a mistake there shows
up here. Only the fold itself is shared: a document is compared to the fold of its own events.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from msgspec import Struct

from city.case import Case
from city.cases import Rules
from city.cells import SEPARATOR, Page
from city.clock import LocalDays, to_date
from city.recount import VOID_STATES, counted, expected_row
from city.store.guard import script
from city.store.keys import Keys, ShardKeys
from city.store.model import Control
from city.store.records import pack, unpack
from city.store.rows import decode_open
from city.timeline import refold

Flat: TypeAlias = list[bytes]
"""Field, value, field, value, as Redis's Lua gives a hash."""


class Difference(Struct, frozen=True):
    """One thing that is stored otherwise than a recount finds it."""

    shard: int
    what: str
    stored: str
    recounted: str

    def __str__(self) -> str:
        """Return one line for a person."""
        stored, recounted = (_short(text) for text in (self.stored, self.recounted))
        return f"shard {self.shard}: {self.what}: stored {stored}, recounted {recounted}"


class Shard(Struct, frozen=True):
    """All that Redis holds of one shard, read at one moment."""

    dirty: bool
    records: dict[str, bytes]
    rows: dict[str, bytes]
    cells: dict[Page, dict[str, int]]
    ids: dict[Page, set[str]]


class Recount(Struct):
    """What the shard's documents, folded again, add up to."""

    cells: dict[Page, Counter[str]] = {}
    ids: dict[Page, set[str]] = {}
    rows: dict[str, tuple[Any, ...]] = {}


def audit(redis: Any, prefix: str, *, rules: Rules, days: LocalDays) -> list[Difference]:
    """
    Recount every shard of the generation that is shown; an empty list means that all is right.

    Each shard is read in one Redis call, so it is whole even while it is being written; that call
    keeps Redis busy for some 3 us a case.
    """
    model = Control(redis, prefix).model()
    if model is None:
        return []
    keys = Keys(prefix, model.generation, model.partitions)
    return [
        difference
        for number, shard in enumerate(keys.shards)
        for difference in audit_shard(number, read_shard(redis, shard), rules=rules, days=days)
    ]


def read_shard(redis: Any, keys: ShardKeys) -> Shard:
    """Return all of a shard at one moment."""
    read = redis.register_script(script("audit"))
    names = [keys.meta, keys.cases, keys.open, keys.pages]
    meta, records, rows, found, cells, ids = read(keys=names, args=[keys.root])
    pages = [each.decode() for each in found]
    return Shard(
        meta[1] is not None,
        _pairs(records),
        _pairs(rows),
        {
            where: {name: int(count) for name, count in _pairs(flat).items()}
            for where, flat in zip(pages, cells, strict=True)
        },
        {
            where: {name.decode() for name in members}
            for where, members in zip(pages, ids, strict=True)
        },
    )


def audit_shard(
    number: int, shard: Shard, *, rules: Rules, days: LocalDays
) -> Iterator[Difference]:
    """Yield what differs in one shard."""
    if shard.dirty:
        yield Difference(number, "a write that was cut off", "dirty", "whole")
    recount = Recount(cells={}, ids={}, rows={})
    for case_id, record in shard.records.items():
        timeline = unpack(record)
        again = refold(timeline, rules)
        if pack(again) != record or again.case.id != case_id:
            yield Difference(number, f"record {case_id}", str(timeline.case), str(again.case))
        _count(case_id, again.case, days, recount)
    yield from _compare_cells(number, shard, recount)
    yield from _compare_ids(number, shard, recount)
    yield from _compare_rows(number, shard, recount)


def _count(case_id: str, case: Case, days: LocalDays, recount: Recount) -> None:
    for where, name in counted(case, days):
        recount.ids.setdefault(where, set()).add(case_id)
        recount.cells.setdefault(where, Counter())[name] += 1
    if case.received_at is not None and case.state not in (*VOID_STATES, "closed"):
        recount.rows[case_id] = expected_row(case)


def _compare_cells(number: int, shard: Shard, recount: Recount) -> Iterator[Difference]:
    for where in sorted(shard.cells.keys() | recount.cells.keys()):
        stored, again = shard.cells.get(where, {}), recount.cells.get(where, Counter())
        for name in sorted(stored.keys() | again.keys()):
            if stored.get(name, 0) != again[name]:
                what = f"cell {_told(where)} {name.replace(SEPARATOR, '/')}"
                yield Difference(number, what, str(stored.get(name, 0)), str(again[name]))


def _compare_ids(number: int, shard: Shard, recount: Recount) -> Iterator[Difference]:
    for where in sorted(shard.ids.keys() | recount.ids.keys()):
        stored, again = shard.ids.get(where, set()), recount.ids.get(where, set())
        if stored != again:
            what = f"ids {_told(where)}"
            yield Difference(
                number, what, f"also {sorted(stored - again)}", f"also {sorted(again - stored)}"
            )


def _told(where: Page) -> str:
    """Return a page for a person: its basis and its date."""
    basis = {"r": "received", "d": "due", "c": "closed"}[where[:1]]
    return f"{basis} {to_date(int(where[1:]))}"


def _compare_rows(number: int, shard: Shard, recount: Recount) -> Iterator[Difference]:
    for case_id in sorted(shard.rows.keys() | recount.rows.keys()):
        raw = shard.rows.get(case_id)
        row = decode_open(raw) if raw is not None else None
        stored = tuple(getattr(row, field) for field in row.__struct_fields__) if row else None
        counted = recount.rows.get(case_id)
        if stored != counted:
            yield Difference(number, f"open row {case_id}", str(stored), str(counted))


def _pairs(flat: Flat) -> dict[str, bytes]:
    return {name.decode(): value for name, value in zip(flat[::2], flat[1::2], strict=True)}


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}…"
