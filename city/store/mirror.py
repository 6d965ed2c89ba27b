"""A mirror of the read model in memory: open cases and cells, each shard exact at one offset."""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

from msgspec import MsgspecError, Struct

from city.cells import RECEIVED, Page, page
from city.clock import LIFE, Instant, LocalDays, ProductClock, system_now
from city.store.books import AuditReport
from city.store.columns import OpenTable
from city.store.faults import REDIS_ERRORS
from city.store.guard import script
from city.store.keys import Keys
from city.store.model import Control, FeedReport, Model, Pulse, Work
from city.store.rows import (
    FACTS,
    MovementRow,
    Notice,
    OpenRow,
    decode_movement,
    decode_notice,
    decode_open,
)
from city.store.sums import CellSums, bump
from city.store.turns import Turns

logger = logging.getLogger(__name__)

HISTORY_DAYS = 100
"""How many local days of receipt are loaded at start; further pages when a window asks."""
MOVEMENTS = 40
NOTICES_AT_ONCE = 32
"""Most notices between two words to the listeners, so that a busy stream does not hold them off."""
RETRY_SECONDS = 0.5
STATUS_SECONDS = 1.0
LOST: tuple[type[Exception], ...] = (
    *REDIS_ERRORS,
    OSError,
    ValueError,
    MsgspecError,
    LookupError,
)
"""After these the model is read anew: Redis is away, or told us what we cannot understand."""


class Shard(Struct):
    """What the mirror holds of one shard, so that it can be replaced as a whole."""

    guard: str = ""
    ids: set[str] = set()
    cells: dict[Page, dict[str, int]] = {}
    movements: list[MovementRow] = []


class Status(Struct, frozen=True):
    """What the mirror knows of the world around it; `read_at` is the system's time."""

    redis: bool = False
    ready: bool = False
    model: Model | None = None
    clock: ProductClock = LIFE
    feeds: dict[str, FeedReport] = {}
    work: dict[str, Work] = {}
    pulses: dict[str, Pulse] = {}
    audit: AuditReport | None = None
    applied_at: Instant | None = None
    read_at: Instant | None = None


class Mirror:
    """
    Follows the read model. Open cases and cells of a shard always belong to the same offset, so
    `received = closed + in_progress` holds in every reading.
    """

    def __init__(self, redis: Any, prefix: str, days: LocalDays) -> None:
        self._redis, self._prefix, self._days = redis, prefix, days
        self._control = Control(redis, prefix)
        self._read = redis.register_script(script("read"))
        self._read_pages = redis.register_script(script("pages"))
        self._lock = Turns()
        self._moment: tuple[int, Instant] = (0, 0)
        self._listeners: list[Callable[[frozenset[str]], None]] = []
        self._stop = threading.Event()
        self._quiet: dict[int, str] = {}
        self.version = 0
        self._thread: threading.Thread | None = None
        self.status = Status()
        self.table, self.sums = OpenTable(days), CellSums()
        self._keys: Keys | None = None
        self._shards: list[Shard] = []
        self._empty(None)

    @property
    def locked(self) -> AbstractContextManager[Any]:
        """Hold this while reading `table`, `sums` and `now`: all tell of the same moment."""
        return self._lock

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call `listener` with the ids of touched cases after each change, on a thread of ours."""
        self._listeners.append(listener)

    def load(self) -> None:
        """Read the whole model now; raises `RedisError` if Redis does not answer."""
        with self._lock:
            if not self._refresh_status():
                self._load_shards()

    def ensure_pages(self, pages: Iterable[Page]) -> None:
        """Load the cells of further pages, if any of them are not loaded yet."""
        with self._lock:
            missing = self.sums.missing(pages)
            if not missing or self._keys is None:
                return
            self.sums.loaded |= missing
            try:
                for number in range(len(self._shards)):
                    self._load_pages(number, missing)
            except REDIS_ERRORS:  # not all of them are loaded: ask again next time
                self.sums.loaded -= missing
                raise

    def now(self) -> Instant:
        """Return the product's time; to who holds `locked` it stands still, as the data do."""
        if not self._lock.is_mine():
            return self.status.clock.now(system_now())
        if self._moment[0] != self._lock.turn:
            self._moment = self._lock.turn, self.status.clock.now(system_now())
        return self._moment[1]

    def movements(self, count: int) -> list[MovementRow]:
        """Return the latest movements, newest first; none of an open case now confidential."""
        with self._lock:
            told = [row for shard in self._shards for row in shard.movements]
            rows = [row for row in told if not self._is_confidential(row.case)]
        return sorted(rows, key=lambda row: row.at, reverse=True)[:count]

    def _is_confidential(self, case_id: str) -> bool:
        row = self.table.get(case_id)
        return row is not None and row.confidential

    def start(self) -> None:
        """Follow the model in a thread of its own until `close`; heals by itself."""
        self._thread = threading.Thread(target=self._follow, name="mirror", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop following."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow_model()
            except LOST as error:
                if self.status.redis:
                    logger.warning("mirror lost the model: %s", error)
                self._set_status(redis=False)
                self._notify(frozenset())
                self._stop.wait(RETRY_SECONDS)

    def _follow_model(self) -> None:
        """Subscribe, load, and apply notices until the model changes or the mirror stops."""
        self._refresh_status()
        keys = self._keys
        if keys is None:
            self._notify(frozenset())
            self._stop.wait(STATUS_SECONDS)
            return
        with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            channel.subscribe(keys.changes)
            self.load()
            self._notify(frozenset())
            told = system_now()
            while not self._stop.is_set() and self._keys is keys:
                self._drain(channel)
                if system_now() - told >= STATUS_SECONDS * 1000:
                    told = system_now()
                    self._refresh_status()
                    self._check_guards()

    def _drain(self, channel: Any) -> None:
        """Apply every notice that is waiting, then tell the listeners once."""
        touched: set[str] = set()
        changed, wait = False, STATUS_SECONDS / 4
        for _ in range(NOTICES_AT_ONCE):
            message = channel.get_message(timeout=wait)
            if message is None:
                break
            notice = decode_notice(message["data"])
            changed = self._apply(notice) or changed
            touched.update(notice.touched)
            wait = 0
        if changed:
            self._notify(frozenset(touched))

    def _apply(self, notice: Notice) -> bool:
        if notice.shard == FACTS:  # who shows them reads them
            return True
        with self._lock:
            shard = self._shards[notice.shard]
            if shard.guard == notice.after:
                return False
            if shard.guard != notice.before or notice.whole:
                return self._catch_up(notice)
            self._apply_rows(shard, notice)
            for where, cells in notice.cells.items():
                known = shard.cells.setdefault(where, {}) if where in self.sums.loaded else {}
                for cell, difference in cells.items():
                    bump(known, cell, difference)
                    self.sums.add(where, cell, difference)
            shard.guard = notice.after
            self._set_status(applied_at=system_now())
            return True

    def _catch_up(self, notice: Notice) -> bool:
        """Read a shard again after a gap; a notice that is older than what was read is no gap."""
        shard = self._shards[notice.shard]
        if _epoch(shard.guard) == _epoch(notice.after) and _offset(shard.guard) >= _offset(
            notice.after
        ):
            return False
        self._load_shard(notice.shard)
        return True

    def _apply_rows(self, shard: Shard, notice: Notice) -> None:
        for row in notice.opened:
            self.table.put(row)
            shard.ids.add(row.id)
        for case_id in notice.ended:
            self.table.drop(case_id)
            shard.ids.discard(case_id)
        shard.movements = (shard.movements + notice.movements)[-MOVEMENTS:]

    def _check_guards(self) -> None:
        """Read again each shard that moved on while no notice of it came for a whole period."""
        if self._keys is None:
            return
        pipeline = self._redis.pipeline(transaction=False)
        for keys in self._keys.shards:
            pipeline.hget(keys.meta, "guard")
        for number, guard in enumerate(pipeline.execute()):
            known = self._shards[number].guard
            if not _behind(known, guard.decode() if guard else ""):
                self._quiet.pop(number, None)
            elif self._quiet.get(number) != known:
                self._quiet[number] = known  # a notice may be on its way; look again next time
            else:
                with self._lock:
                    self._load_shard(number)
                self._notify(frozenset())

    def _load_shards(self) -> None:
        for number in range(len(self._shards)):
            self._load_shard(number)

    def _load_pages(self, number: int, pages: set[Page]) -> None:
        """Add pages to what we hold of a shard; one that has moved on is read as a whole."""
        assert self._keys is not None  # noqa: S101 - callers have checked; narrows the type
        keys, shard = self._keys.shards[number], self._shards[number]
        wanted = sorted(pages)
        meta, cells = self._read_pages(keys=[keys.meta, *(keys.cells(where) for where in wanted)])
        if shard.guard != (meta[0].decode() if meta[0] else ""):
            self._load_shard(number)
            return
        fresh = _cells_of(wanted, cells)
        # what was read before a failure is there already, so it is replaced too
        self.sums.replace({where: shard.cells.pop(where, {}) for where in wanted}, fresh)
        shard.cells |= fresh

    def _load_shard(self, number: int) -> None:
        """Replace what we hold of a shard by what Redis holds, at one moment."""
        assert self._keys is not None  # noqa: S101 - callers have checked; narrows the type
        keys, shard = self._keys.shards[number], self._shards[number]
        pages = sorted(self.sums.loaded)
        names = [keys.meta, keys.open, keys.recent, *(keys.cells(where) for where in pages)]
        meta, rows, recent, cells = self._read(keys=names)
        fresh = _cells_of(pages, cells)
        self.sums.replace(shard.cells, fresh)
        shard.cells = fresh
        self._replace_rows(shard, [decode_open(raw) for raw in rows[1::2]])
        shard.movements = [decode_movement(raw) for raw in recent][::-1]
        shard.guard = meta[0].decode() if meta[0] else ""
        self._set_status(applied_at=system_now())

    def _replace_rows(self, shard: Shard, rows: list[OpenRow]) -> None:
        present = {row.id for row in rows}
        for case_id in shard.ids - present:
            self.table.drop(case_id)
        for row in rows:
            self.table.put(row)
        shard.ids = present

    def _refresh_status(self) -> bool:
        """Read what lies beside the shards; returns whether another generation was turned to."""
        model, clock = self._control.model(), self._control.clock()
        turned = model != self.status.model
        self._set_status(clock=clock)
        if turned:
            self._turn(model)
        self._set_status(
            redis=True,
            feeds=self._control.feeds(),
            work=self._control.work(),
            pulses=self._control.pulses(),
            audit=self._control.audit(),
            read_at=system_now(),
        )
        return turned

    def _turn(self, model: Model | None) -> None:
        """Hold another generation instead of this one; nobody sees one that is half loaded."""
        with self._lock:
            before = self.table, self.sums, self._keys, self._shards
            self._empty(model)
            try:
                self._load_shards()
            except REDIS_ERRORS:
                self.table, self.sums, self._keys, self._shards = before
                raise
            self._set_status(model=model, ready=model is not None)

    def _empty(self, model: Model | None) -> None:
        """Forget everything and turn to a model; its shards are loaded next."""
        self.table = OpenTable(self._days)
        self.sums = CellSums()
        count = model.partitions if model else 0
        self._keys = Keys(self._prefix, model.generation, count) if model else None
        self._shards = [Shard(ids=set(), cells={}, movements=[]) for _ in range(count)]
        today = self._days.day_of(self.now())
        days = range(today - HISTORY_DAYS, today + 2)
        self.sums.loaded = {page(RECEIVED, day) for day in days}

    def _set_status(self, **changes: Any) -> None:
        with self._lock:  # readers load days, and then they tell of it too
            fields = {name: getattr(self.status, name) for name in Status.__struct_fields__}
            self.status = Status(**{**fields, **changes})

    def _notify(self, touched: frozenset[str]) -> None:
        self.version += 1
        for listener in self._listeners:
            listener(touched)


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
