"""
Auditor: keeps books of its own from `case-events`, and compares them with the read model's.

Every minute it reads some pages of each shard together with the offset at which they are exact,
follows the log up to that very offset, and compares. Pages that changed lately come first; the
others take turns, so that all of them are looked at in the course of time.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from city.cells import SEPARATOR, Page
from city.clock import MINUTE, Instant, system_now
from city.events import decode_event
from city.store.books import AuditReport, ShardBooks, pages_of, read_books
from city.store.keys import Keys, ShardKeys
from city.store.model import Control
from city.store.site import Site
from city.timeline import Arrival
from ingest.applier import POISONOUS
from ingest.bus.log import LogReader
from ingest.letters import Lying
from ingest.own_books import OwnBooks
from ingest.topics import EVENTS

logger = logging.getLogger(__name__)

EVERY: Instant = MINUTE
IN_TURN = 64
"""Pages of a shard that are compared in a round though nothing changed on them."""
SHOWN = 5
"""Differences that a report holds: the first ones are enough to begin with."""
BATCH = 1_000
POLL_MS = 200
SILENT_POLLS = 50
"""After so many polls without a record the log does not have what the shard says: next time."""


class Log(Protocol):
    """The log of record, read from wherever one likes."""

    def poll(self, timeout_ms: int, max_records: int) -> Any:
        """Return the next records by partition."""

    def seek(self, partition: int, offset: int) -> None:
        """Read a partition on from an offset."""


class Turn(Struct):
    """Where an auditor is with one shard: pages that changed, and where the others' turn is."""

    changed: set[Page] = set()
    at: int = 0

    def pages(self, all_pages: Sequence[Page]) -> list[Page]:
        """Return the pages to compare now, and move the turn of the others on."""
        others = [page for page in all_pages if page not in self.changed]
        if self.at >= len(others):
            self.at = 0
        chosen = others[self.at : self.at + IN_TURN]
        self.at += IN_TURN
        found = [*sorted(self.changed), *chosen]
        self.changed = set()
        return found


def auditor_of(site: Site, wait: Callable[[float], object]) -> "Auditor":
    """Return the auditor of a site; its books lie in the state folder."""
    settings = site.settings
    books = OwnBooks(
        settings.state / "books" / f"{settings.prefix}.sqlite",
        schema=site.schema,
        rules=site.district.limits,
        days=site.district.days,
    )
    log = LogReader(site.kafka_servers, settings.topic(EVENTS))
    return Auditor(site.redis, settings.prefix, books=books, log=log, wait=wait)


class Auditor:
    """One member of its own, without a group: it reads all partitions, from where its books end."""

    name = "auditor"

    def __init__(
        self,
        redis: Any,
        prefix: str,
        *,
        books: OwnBooks,
        log: Log,
        wait: Callable[[float], object],
        every: Instant = EVERY,
    ) -> None:
        self._redis, self._prefix, self._every = redis, prefix, every
        self._control = Control(redis, prefix)
        self._own, self._log, self._wait = books, log, wait
        self._turns: dict[int, Turn] = {}
        self._next_at: Instant = 0

    def step(self) -> int:
        """Compare all shards if it is time; returns how many cells were compared."""
        now = system_now()
        if now < self._next_at:
            self._wait(min(1.0, (self._next_at - now) / 1000))
            return 0
        self._next_at = now + self._every
        return self.compare()

    def compare(self) -> int:
        """Follow the log to where the shards are, compare, report; returns the cells compared."""
        model = self._control.model()
        if model is None:
            return 0
        keys = Keys(self._prefix, model.generation, model.partitions)
        books = {shard: self._read(shard, names) for shard, names in enumerate(keys.shards)}
        whole = {shard: each for shard, each in books.items() if each is not None}
        self._follow({shard: each.next for shard, each in whole.items()})
        found: list[str] = []
        cells = 0
        for shard, each in whole.items():
            if self._own.next_offset(shard) != each.next:
                self._turn(shard).changed.update(each.cells)  # not comparable now: next time
                continue
            cells += sum(len(of_page) for of_page in each.cells.values())
            found += self._differences(shard, each)
        self._report(found, cells)
        return cells

    def _turn(self, shard: int) -> Turn:
        return self._turns.setdefault(shard, Turn(set()))

    def _read(self, shard: int, names: ShardKeys) -> ShardBooks | None:
        turn = self._turn(shard)
        pages = turn.pages(pages_of(self._redis, names))
        books = read_books(self._redis, names, pages)
        if books is None:
            turn.changed.update(pages)
        return books

    def reset(self) -> None:
        """Nothing is held that a failed round could have left half done."""

    def close(self) -> None:
        """Give back the books."""
        self._own.close()

    def _follow(self, targets: Mapping[int, int]) -> None:
        """
        Take in the log up to an offset of each shard.

        A shard that was emptied is behind our books, and comes up to them again by itself.
        """
        missing = {n: end for n, end in targets.items() if self._own.next_offset(n) < end}
        for shard in missing:
            self._log.seek(shard, self._own.next_offset(shard))
        silent = 0
        while missing and silent < SILENT_POLLS:
            found = self._log.poll(POLL_MS, BATCH)
            silent = 0 if found else silent + 1
            for shard, records in found.items():
                if shard in missing and self._take_in(shard, records, missing[shard]):
                    del missing[shard]

    def _take_in(self, shard: int, records: Sequence[Lying], target: int) -> bool:
        """Take in what lies before an offset; returns whether it is reached."""
        due = [record for record in records if record.offset < target]
        reached = len(due) < len(records) or due[-1].offset + 1 >= target
        at = target if reached else due[-1].offset + 1
        self._turn(shard).changed |= self._own.take_in(shard, _arrivals(due), at)
        return reached

    def _differences(self, shard: int, books: ShardBooks) -> Iterator[str]:
        for page, stored in books.cells.items():
            ours = self._own.cells(shard, page)
            for name in sorted(stored.keys() | ours.keys()):
                if stored.get(name, 0) != ours.get(name, 0):
                    told = name.replace(SEPARATOR, "/")
                    yield f"{page} {told}: {stored.get(name, 0)} ≠ {ours.get(name, 0)}"
        held = self._own.open_cases(shard)
        if held != books.open:
            yield f"shard {shard} open: {books.open} ≠ {held}"

    def _report(self, found: list[str], cells: int) -> None:
        now, before = system_now(), self._control.audit()
        since = before.since if before else None
        told = before.differences if before and since is not None else ()
        if found:
            for difference in found[:SHOWN]:
                logger.error("books differ: %s", difference)
            since, told = since or now, told or tuple(found[:SHOWN])
        report = AuditReport(now, cells, self._own.cases(), since, told)
        self._control.tell_audit(report)


def _arrivals(records: Sequence[Lying]) -> list[Arrival]:
    """Return the events of records, but for those that the projector buries too."""
    arrivals = []
    for record in records:
        raw = record.value or b""
        try:
            arrivals.append((decode_event(raw), raw))
        except POISONOUS as error:
            logger.debug("passing over %s/%s: %s", record.partition, record.offset, error)
    return arrivals
