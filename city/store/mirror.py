"""A mirror of the read model in memory: open cases and cells, each shard exact at one offset."""

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from msgspec import MsgspecError, Struct

from city.cells import RECEIVED, Page, page
from city.clock import HOUR, LIFE, SECOND, Instant, LocalDays, ProductClock, steady_now, system_now
from city.store.books import AuditReport
from city.store.columns import OpenTable
from city.store.faults import REDIS_ERRORS
from city.store.holding import Holding
from city.store.keys import Keys
from city.store.model import Control, FeedReport, Model, Pulse, Work
from city.store.rows import FACTS, MovementRow, Notice, decode_notice
from city.store.sums import CellSums
from city.store.turns import Turns

logger = logging.getLogger(__name__)

HISTORY_DAYS = 100
"""How many local days of receipt are loaded at start; further pages when a window asks."""
NOTICES_AT_ONCE = 32
"""Most notices between two words to the listeners, so that a busy stream does not hold them off."""
RETRY_SECONDS = 0.5
STATUS_EVERY: Instant = SECOND
TIDIED_EVERY: Instant = 2 * HOUR
"""
Pages that nobody asked for since the last time are let go. Each day has new ones, and a year that
somebody once looked at would stay for as long as the process.
"""
LOST: tuple[type[Exception], ...] = (
    *REDIS_ERRORS,
    OSError,
    ValueError,
    MsgspecError,
    LookupError,
)
"""After these the model is read anew: Redis is away, or told us what we cannot understand."""


T = TypeVar("T")


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
        self._lock = Turns()
        self._moment: tuple[int, Instant] = (0, 0)
        self._listeners: list[Callable[[frozenset[str]], None]] = []
        self._stop = threading.Event()
        self._quiet: dict[int, str] = {}
        self._asked: set[Page] = set()
        self._tidied = steady_now()
        self._reading = False
        self.version = 0
        self._thread: threading.Thread | None = None
        self.status = Status()
        self._held = self._holding(None)

    def read(self, make: Callable[[], T]) -> T:
        """
        Return what `make` reads of `table`, `sums` and `now`: all of it tells of the same moment.

        Pages that it asks for may move a shard on that it has read from before; then it is called
        again, with those pages loaded, so it must do nothing but read. Readings may be nested.
        """
        with self._lock:
            if self._reading:
                return make()
            self._reading = True
            try:
                return self._made(make)
            finally:
                self._reading = False

    def _made(self, make: Callable[[], T]) -> T:
        while True:
            before = self._held.renewed
            try:
                made = make()
            except REDIS_ERRORS:
                raise
            except Exception:  # such as of a table that has grown while it was read
                if self._held.renewed == before:
                    raise
                continue
            if self._held.renewed == before:
                return made

    @property
    def table(self) -> OpenTable:
        """Every case in progress."""
        return self._held.table

    @property
    def sums(self) -> CellSums:
        """The cells of the pages that are loaded."""
        return self._held.sums

    @property
    def taken_back(self) -> int:
        """A count that changes whenever movements were taken back: what is kept of them is old."""
        return self._held.taken_back

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call `listener` with the ids of touched cases after each change, on a thread of ours."""
        self._listeners.append(listener)

    def load(self) -> None:
        """Read the whole model now; raises one of `LOST` if that cannot be."""
        with self._lock:
            if not self._refresh_status() and self._held.keys is not None:
                self._held.load()
                self._set_status(applied_at=system_now())

    def ensure_pages(self, pages: Iterable[Page]) -> None:
        """
        Load the cells of further pages, if any of them are not loaded yet.

        That may move shards on: what reads more than one thing does so in `read`.
        """
        with self._lock:
            wanted = set(pages)
            self._asked |= wanted
            missing = wanted - self.sums.loaded
            if missing and self._held.keys is not None:
                before = self._held.renewed
                self._held.add_pages(missing)
                if self._held.renewed != before:
                    self._set_status(applied_at=system_now())

    def forget_pages(self) -> None:
        """Let go of the cells of pages that nobody has asked for since this was done last."""
        with self._lock:
            idle, self._asked = self.sums.loaded - self._asked, set()
            self._held.forget(idle)

    def now(self) -> Instant:
        """Return the product's time; in a reading it stands still, as the data do."""
        if not self._lock.is_mine():
            return self.status.clock.now(system_now())
        if self._moment[0] != self._lock.turn:
            self._moment = self._lock.turn, self.status.clock.now(system_now())
        return self._moment[1]

    def movements(self, count: int) -> list[MovementRow]:
        """Return the latest movements, newest first; none of a confidential case."""
        with self._lock:
            rows = self._held.movements()
        return sorted(rows, key=lambda row: row.at, reverse=True)[:count]

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
        held, keys = self._held, self._held.keys
        if keys is None:
            self._notify(frozenset())
            self._stop.wait(STATUS_EVERY / 1_000)
            return
        with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            channel.subscribe(keys.changes)
            self.load()
            self._notify(frozenset())
            told = steady_now()
            while not self._stop.is_set() and self._held is held:
                self._drain(channel)
                if steady_now() - told >= STATUS_EVERY:
                    told = steady_now()
                    self._refresh_status()
                    self._check_guards()
                    self._tidy()

    def _tidy(self) -> None:
        if steady_now() - self._tidied >= TIDIED_EVERY:
            self._tidied = steady_now()
            self.forget_pages()

    def _drain(self, channel: Any) -> None:
        """Apply every notice that is waiting, then tell the listeners once."""
        touched: set[str] = set()
        heard, wait = False, STATUS_EVERY / 4_000
        for _ in range(NOTICES_AT_ONCE):
            message = channel.get_message(timeout=wait)
            if message is None:
                break
            notice = decode_notice(message["data"])
            self._apply(notice)
            touched.update(notice.touched)
            heard, wait = True, 0
        if heard:  # also of what a reader had read before its notice came
            self._notify(frozenset(touched))

    def _apply(self, notice: Notice) -> None:
        if notice.shard == FACTS:  # who shows them reads them
            return
        with self._lock:
            if self._held.apply(notice):
                self._set_status(applied_at=system_now())

    def _check_guards(self) -> None:
        """Read again each shard that moved on while no notice of it came for a whole period."""
        behind = self._held.behind()
        missed = [number for number, guard in behind.items() if self._quiet.get(number) == guard]
        self._quiet = behind  # a notice may be on its way; look again next time
        for number in missed:
            with self._lock:
                self._held.load_shard(number)
                self._set_status(applied_at=system_now())
            self._notify(frozenset())

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
        fresh = self._holding(model)
        fresh.load()
        with self._lock:
            self._held = fresh
            told = {"applied_at": system_now()} if model else {}
            self._set_status(model=model, ready=model is not None, **told)

    def _holding(self, model: Model | None) -> Holding:
        """Return a generation of which nothing is loaded yet."""
        count = model.partitions if model else 0
        keys = Keys(self._prefix, model.generation, count) if model else None
        today = self._days.day_of(self.now())
        pages = (page(RECEIVED, day) for day in range(today - HISTORY_DAYS, today + 2))
        return Holding(self._redis, self._days, keys, count, pages)

    def _set_status(self, **changes: Any) -> None:
        with self._lock:  # who reads pages tells of it too
            fields = {name: getattr(self.status, name) for name in Status.__struct_fields__}
            self.status = Status(**{**fields, **changes})

    def _notify(self, touched: frozenset[str]) -> None:
        self.version += 1
        for listener in self._listeners:
            listener(touched)
