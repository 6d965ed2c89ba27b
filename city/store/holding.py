"""What a mirror holds of one generation of the read model: each shard, exact at one offset."""

from collections.abc import Iterable, Set
from typing import Any

from msgspec import Struct

from city.cells import Page
from city.clock import LocalDays
from city.store.columns import OpenTable
from city.store.guard import script
from city.store.keys import Keys
from city.store.rows import MovementRow, Notice, OpenRow, decode_movement, decode_open
from city.store.sums import CellSums, bump

MOVEMENTS = 40


class Shard(Struct):
    """What is held of one shard, so that it can be replaced as a whole."""

    guard: str = ""
    ids: set[str] = set()
    cells: dict[Page, dict[str, int]] = {}
    movements: list[MovementRow] = []


class Holding:
    """
    Open cases and cells of all shards, read from Redis and kept up by notices.

    Not thread-safe: its owner locks, but for `behind`, which only waits for Redis.
    """

    def __init__(
        self, redis: Any, days: LocalDays, keys: Keys | None, partitions: int, pages: Iterable[Page]
    ) -> None:
        """
        Hold nothing until `load`, and then the cells of `pages`.

        Without `keys` there is no model, and nothing is ever held.
        """
        self._redis = redis
        self._read = redis.register_script(script("read"))
        self._read_pages = redis.register_script(script("pages"))
        self.keys = keys
        self.table, self.sums = OpenTable(days), CellSums()
        self.sums.loaded = set(pages)
        self.shards = [Shard(ids=set(), cells={}, movements=[]) for _ in range(partitions)]
        self.renewed = 0
        """How many times a shard was read anew: what was read of it before is of another moment."""
        self.taken_back = 0  # how often movements may have been; who keeps some looks again

    def load(self) -> None:
        """Read everything anew."""
        for number in range(len(self.shards)):
            self.load_shard(number)

    def load_shard(self, number: int) -> None:
        """Replace what is held of a shard by what Redis holds, at one moment."""
        assert self.keys is not None  # noqa: S101 - there are shards; narrows the type
        keys, shard = self.keys.shards[number], self.shards[number]
        pages = sorted(self.sums.loaded)
        names = [keys.meta, keys.open, keys.recent, *(keys.cells(where) for where in pages)]
        meta, rows, recent, cells = self._read(keys=names)
        # all is understood before anything is replaced, or the shard would be of two moments
        fresh, opened = _cells_of(pages, cells), [decode_open(raw) for raw in rows[1::2]]
        movements = [decode_movement(raw) for raw in recent][::-1]
        guard = meta[0].decode() if meta[0] else ""
        self.sums.replace(shard.cells, fresh)
        self._replace_rows(shard, opened)
        shard.cells, shard.movements, shard.guard = fresh, movements, guard
        self.renewed += 1
        self.taken_back += 1

    def add_pages(self, pages: set[Page]) -> None:
        """Read the cells of further pages: of all of them, or of none if that fails."""
        self.sums.loaded |= pages
        try:
            for number in range(len(self.shards)):
                self._load_pages(number, sorted(pages))
        except BaseException:
            self.forget(pages)
            raise

    def forget(self, pages: Set[Page]) -> None:
        """Let go of the cells of pages."""
        self.sums.forget(pages)
        for shard in self.shards:
            for where in pages & shard.cells.keys():
                del shard.cells[where]

    def apply(self, notice: Notice) -> bool:
        """Apply what a notice tells; returns whether that was anything new."""
        shard = self.shards[notice.shard]
        if shard.guard == notice.after:
            return False
        if shard.guard != notice.before or notice.whole:
            return self._catch_up(shard, notice)
        self._apply_rows(shard, notice)
        for where, cells in notice.cells.items():
            known = shard.cells.setdefault(where, {}) if where in self.sums.loaded else {}
            for cell, difference in cells.items():
                bump(known, cell, difference)
                self.sums.add(where, cell, difference)
        shard.guard = notice.after
        return True

    def behind(self) -> dict[int, str]:
        """Return the guards of the shards that have moved on in Redis, as they are held here."""
        if self.keys is None:
            return {}
        pipeline = self._redis.pipeline(transaction=False)
        for keys in self.keys.shards:
            pipeline.hget(keys.meta, "guard")
        actual = [guard.decode() if guard else "" for guard in pipeline.execute()]
        return {
            number: shard.guard
            for number, (shard, guard) in enumerate(zip(self.shards, actual, strict=True))
            if _behind(shard.guard, guard)
        }

    def movements(self) -> list[MovementRow]:
        """Return the latest movements of each shard, in no order."""
        return [row for shard in self.shards for row in shard.movements]

    def _load_pages(self, number: int, pages: list[Page]) -> None:
        """Add pages to what is held of a shard; one that has moved on is read as a whole."""
        assert self.keys is not None  # noqa: S101 - there are shards; narrows the type
        keys, shard = self.keys.shards[number], self.shards[number]
        meta, cells = self._read_pages(keys=[keys.meta, *(keys.cells(where) for where in pages)])
        if shard.guard != (meta[0].decode() if meta[0] else ""):
            self.load_shard(number)
            return
        fresh = _cells_of(pages, cells)
        self.sums.replace({}, fresh)
        shard.cells |= fresh

    def _catch_up(self, shard: Shard, notice: Notice) -> bool:
        """Read a shard again after a gap; a notice that is older than what was read is no gap."""
        same = _epoch(shard.guard) == _epoch(notice.after)
        if same and _offset(shard.guard) >= _offset(notice.after):
            return False
        self.load_shard(notice.shard)
        return True

    def _apply_rows(self, shard: Shard, notice: Notice) -> None:
        for row in notice.opened:
            self.table.put(row)
            shard.ids.add(row.id)
        for case_id in notice.ended:
            self.table.drop(case_id)
            shard.ids.discard(case_id)
        kept = [row for row in shard.movements if row.case not in notice.hushed]
        self.taken_back += bool(notice.hushed)
        shard.movements = (kept + notice.movements)[-MOVEMENTS:]

    def _replace_rows(self, shard: Shard, rows: list[OpenRow]) -> None:
        present = {row.id for row in rows}
        for case_id in shard.ids - present:
            self.table.drop(case_id)
        for row in rows:
            self.table.put(row)
        shard.ids = present


def _cells_of(pages: list[Page], cells: list[list[bytes]]) -> dict[Page, dict[str, int]]:
    """Return the cells of pages as Redis tells them; pages without any are left out."""
    return {
        where: {
            name.decode(): int(count) for name, count in zip(flat[::2], flat[1::2], strict=True)
        }
        for where, flat in zip(pages, cells, strict=True)
        if flat
    }


def _epoch(guard: str) -> str:
    return guard.split("|", 1)[0]


def _offset(guard: str) -> int:
    return int(guard.rsplit("|", 1)[1]) if guard else -1


def _behind(known: str, actual: str) -> bool:
    return _epoch(known) != _epoch(actual) or _offset(known) < _offset(actual)
