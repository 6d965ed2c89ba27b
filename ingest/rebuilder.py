"""
Rebuild: fills a new generation of the read model beside the old one, then turns everybody to it.

Pages and projectors go on with the old generation meanwhile. It reads `district-facts` and
`case-events` from their beginning, without a group, through the same projectors as always; only
their generation is another.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from city.cases import Rules
from city.clock import SECOND, Instant, LocalDays, system_now
from city.errors import ModelMismatch
from city.store.fact_writer import remove_facts
from city.store.keys import Keys, ShardKeys, rebuild_key
from city.store.model import Control, Model, Work
from city.store.site import Site
from ingest.bus.log import LogReader
from ingest.fact_projector import PARTITION, FactProjector
from ingest.letters import DeadLetter
from ingest.projector import Projector
from ingest.topics import EVENTS, FACTS, make_topics

logger = logging.getLogger(__name__)

TASK = "rebuild"
BATCH = 2_000
POLL_MS = 200
TELL_EVERY: Instant = SECOND
GRACE_SECONDS = 5.0
"""How long the old generation is kept after the turn; mirrors and projectors look every second."""

LOOK_SECONDS = 1.0
HELD_SECONDS = 60
"""How long a rebuild that has died keeps others from beginning."""

Share: TypeAlias = Callable[[float], object]
"""Told the share that is done, 0 to 1."""


class Log(Protocol):
    """The log of record, read from wherever one likes."""

    def poll(self, timeout_ms: int, max_records: int) -> Any:
        """Return the next records by partition."""

    def seek(self, partition: int, offset: int) -> None:
        """Read a partition on from an offset."""

    def ends(self) -> dict[int, int]:
        """Return the offset after the last record of each partition, as of now."""


class Rebuilder:
    """Builds the generation after the one that is shown; `schema` is that of the new one."""

    def __init__(
        self,
        redis: Any,
        prefix: str,
        *,
        log: Log,
        facts: Log,
        partitions: int,
        schema: str,
        rules: Rules,
        days: LocalDays,
    ) -> None:
        self._redis, self._prefix, self._log, self._facts = redis, prefix, log, facts
        self._control = Control(redis, prefix)
        shown = self._control.model()
        self.model = Model(shown.generation + 1 if shown else 1, partitions, schema)
        self._token = secrets.token_hex(8)
        self._told_at: Instant = 0
        self._projector = Projector(
            redis,
            prefix,
            partitions=partitions,
            schema=schema,
            rules=rules,
            days=days,
            seek=log.seek,
            bury=_pass_over,
            generation=self.model.generation,
        )
        self._ledger = FactProjector(
            redis,
            prefix,
            partitions=partitions,
            schema=schema,
            seek=facts.seek,
            bury=_pass_over,
            generation=self.model.generation,
        )

    def run(
        self,
        stop: threading.Event,
        *,
        progress: Share = lambda share: None,
        grace_seconds: float = GRACE_SECONDS,
    ) -> bool:
        """
        Build, turn, and remove what was there before; returns False if `stop` was set first.

        Args:
            stop: Set it to give up; what was built so far is removed.
            progress: Called with the share that is done, 0 to 1.
            grace_seconds: How long the old generation is kept after the turn.

        Raises:
            ModelMismatch: Another rebuild is running.
        """
        try:
            self._begin()
            done = self._catch_up(stop, progress) and self._enter_facts(stop)
            done = done and self._turn(stop, grace_seconds)
            if not done:
                self._remove(self.model)
            return done
        finally:
            self._let_go()

    def _begin(self) -> None:
        """Start from nothing: an earlier try may have left a part of this generation behind."""
        self._hold()
        self._remove(self.model)
        self._projector.assign(range(self.model.partitions))
        self._ledger.assign([PARTITION])

    def _enter_facts(self, stop: threading.Event) -> bool:
        """Apply the facts; what comes later is applied by those who follow the new generation."""
        end = self._facts.ends().get(PARTITION, 0)
        self._ledger.follow_model()  # the store may have been emptied since we began
        while self._ledger.next_offset(PARTITION) < end:
            if stop.is_set():
                return False
            self._ledger.follow_model()
            self._ledger.step(self._facts.poll(POLL_MS, BATCH))
            self._hold()
        return True

    def _catch_up(self, stop: threading.Event, progress: Share) -> bool:
        """Apply the log until everything is applied that lay in it when we came to its end."""
        ends = self._log.ends()
        while not stop.is_set():
            self._projector.follow_model()
            self._projector.step(self._log.poll(POLL_MS, BATCH))
            self._tell(ends, progress)
            if self._reached(ends):
                ends = self._log.ends()
                if self._reached(ends):
                    progress(1.0)
                    return True
        return False

    def _turn(self, stop: threading.Event, grace_seconds: float) -> bool:
        self._hold()
        before = self._control.model()
        self._control.show(self.model)
        logger.info("generation %s is shown now", self.model.generation)
        stop.wait(grace_seconds)
        if before is not None:
            self._remove(before)
        return True

    def _remove(self, model: Model) -> None:
        """Remove a generation, but never the one that is shown."""
        shown = self._control.model()
        if shown is not None and shown.generation == model.generation:
            return
        keys = Keys(self._prefix, model.generation, model.partitions)
        for shard in keys.shards:
            remove_shard(self._redis, shard)
        remove_facts(self._redis, keys.facts)

    def _reached(self, ends: dict[int, int]) -> bool:
        return all(self._projector.next_offset(number) >= end for number, end in ends.items())

    def _tell(self, ends: dict[int, int], progress: Share) -> None:
        now = system_now()
        if now - self._told_at < TELL_EVERY:
            return
        self._told_at = now
        self._hold()
        whole = sum(ends.values())
        done = sum(min(self._projector.next_offset(number), end) for number, end in ends.items())
        share = done / whole if whole else 1.0
        self._control.tell_work(TASK, Work(share, now))
        progress(share)

    def _hold(self) -> None:
        """Take or keep the right to rebuild; two at once would empty each other's generation."""
        key = rebuild_key(self._prefix)
        if self._redis.set(key, self._token, nx=True, ex=HELD_SECONDS):
            return
        if self._redis.get(key) != self._token.encode():
            raise ModelMismatch(f"another rebuild of {self._prefix!r} is running; wait for it")
        self._redis.expire(key, HELD_SECONDS)

    def _let_go(self) -> None:
        self._control.tell_work(TASK, None)
        if self._redis.get(rebuild_key(self._prefix)) == self._token.encode():
            self._redis.delete(rebuild_key(self._prefix))


def rebuild(
    site: Site,
    *,
    stop: threading.Event | None = None,
    progress: Share = lambda share: None,
) -> bool:
    """Build a site's read model anew from its `case-events`; see `Rebuilder.run`."""
    make_topics(site)
    settings = site.settings
    log, facts = (LogReader(site.kafka_servers, settings.topic(each)) for each in (EVENTS, FACTS))
    try:
        rebuilder = Rebuilder(
            site.redis,
            settings.prefix,
            log=log,
            facts=facts,
            partitions=settings.partitions,
            schema=site.schema,
            rules=site.district.limits,
            days=site.district.days,
        )
        return rebuilder.run(stop or threading.Event(), progress=progress)
    finally:
        log.close()
        facts.close()


def needs_rebuild(control: Control, schema: str) -> bool:
    """Return whether the read model was made under other tables or another version."""
    model = control.model()
    return model is not None and model.schema != schema


def bring_up_to_date(site: Site, *, stop: threading.Event) -> None:
    """Rebuild the read model first if it was made by other code, limits or calendars."""
    told = False
    while not stop.is_set() and needs_rebuild(site.control, site.schema):
        if not told:
            logger.info("the read model has another schema; it is built anew before going on")
            told = True
        try:
            rebuild(site, stop=stop)
        except ModelMismatch:  # another process is at it already
            stop.wait(LOOK_SECONDS)


def remove_shard(redis: Any, keys: ShardKeys) -> None:
    """Remove all keys of a shard; its set of pages names them, so nothing is searched for."""
    pages = [page.decode() for page in redis.smembers(keys.pages)]
    # meta first: from then on, whoever still writes here is fenced
    redis.unlink(keys.meta)
    redis.unlink(keys.cases, keys.open, keys.recent)
    for page in pages:
        redis.unlink(keys.cells(page), keys.ids(page))
    redis.unlink(keys.pages)


def _pass_over(letter: DeadLetter) -> None:
    """A poison was put into the dead letters when it first came; once is enough."""
    logger.debug("passing over %s/%s: %s", letter.partition, letter.offset, letter.reason)
