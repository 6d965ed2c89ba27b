"""
The audit: recounts every shard from its stored events and tells what differs.

It counts with loops of its own, not with those of `cells` and `rows`, so that a mistake there shows
up here. Only the fold itself is shared: a document is compared to the fold of its own events.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from msgspec import Struct

from city.cases import Case, Rules
from city.cells import SEPARATOR
from city.clock import LocalDays, to_date
from city.store.keys import Keys, ShardKeys
from city.store.model import Control
from city.store.records import pack, unpack
from city.store.rows import decode_open
from city.store.writer import script
from city.timeline import refold

VOID_STATES = ("not_accepted", "cancelled")

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
    cells: dict[int, dict[str, int]]
    ids: dict[int, set[str]]


class Recount(Struct):
    """What the shard's documents, folded again, add up to."""

    cells: dict[int, Counter[str]] = {}
    ids: dict[int, set[str]] = {}
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
    names = [keys.meta, keys.cases, keys.open, keys.days]
    meta, records, rows, days, cells, ids = read(keys=names, args=[keys.root])
    numbers = [int(day) for day in days]
    return Shard(
        meta[1] is not None,
        _pairs(records),
        _pairs(rows),
        {
            day: {name: int(count) for name, count in _pairs(flat).items()}
            for day, flat in zip(numbers, cells, strict=True)
        },
        {
            day: {name.decode() for name in members}
            for day, members in zip(numbers, ids, strict=True)
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
    if case.received_at is None:
        return
    local = days.local(case.received_at)
    day = local.date().toordinal() - 719_163  # of 1970-01-01
    recount.ids.setdefault(day, set()).add(case_id)
    cells = recount.cells.setdefault(day, Counter())
    measures = _measures(case)
    for dimension, key in (
        ("", ""),
        ("s", case.street),
        ("m", case.community),
        ("d", case.department),
        ("k", case.class_),
        ("c", case.channel),
    ):
        for measure in measures:
            cells[_name(case.stream, dimension, key, measure)] += 1
    if case.state not in VOID_STATES:
        cells[_name(case.stream, "h", str(local.hour), "r")] += 1
        if case.state != "closed":
            recount.rows[case_id] = _expected_row(case)


def _measures(case: Case) -> list[str]:
    if case.state in VOID_STATES:
        return ["v"]
    if case.state != "closed":
        return ["o"]
    measures = ["c"]
    in_time = case.in_time
    if in_time is None and case.due_at is not None and case.stopped_at is not None:
        in_time = case.stopped_at <= case.due_at
    if in_time:
        measures.append("t")
    if case.stars == 5:
        measures.append("5")
    return measures


def _name(stream: str, dimension: str, key: str, measure: str) -> str:
    clean = [part.replace(SEPARATOR, " ") for part in (stream, key)]
    return f"{clean[0]}\x1f{dimension}\x1f{clean[1]}\x1f{measure}"


def _expected_row(case: Case) -> tuple[Any, ...]:
    return (
        *(case.id, case.stream, case.state, case.channel, case.class_, case.street),
        *(case.community, case.department, case.title, case.number),
        *(case.received_at, case.near_at, case.due_at, case.stopped_at),
        *(case.started_at is not None, case.lon, case.lat),
        bool(case.clock and case.due_at and case.clock.unit.startswith("work_")),
    )


def _compare_cells(number: int, shard: Shard, recount: Recount) -> Iterator[Difference]:
    for day in sorted(shard.cells.keys() | recount.cells.keys()):
        stored, counted = shard.cells.get(day, {}), recount.cells.get(day, Counter())
        for name in sorted(stored.keys() | counted.keys()):
            if stored.get(name, 0) != counted[name]:
                what = f"cell {to_date(day)} {name.replace(SEPARATOR, '/')}"
                yield Difference(number, what, str(stored.get(name, 0)), str(counted[name]))


def _compare_ids(number: int, shard: Shard, recount: Recount) -> Iterator[Difference]:
    for day in sorted(shard.ids.keys() | recount.ids.keys()):
        stored, counted = shard.ids.get(day, set()), recount.ids.get(day, set())
        if stored != counted:
            what = f"ids {to_date(day)}"
            yield Difference(
                number, what, f"also {sorted(stored - counted)}", f"also {sorted(counted - stored)}"
            )


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
