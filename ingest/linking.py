"""The linker on real servers: reads the last days of `case-events`, and says what follows."""

import logging
import os
import socket

from msgspec import MsgspecError

from city.clock import SECOND, Instant, system_now
from city.events import decode_event, encode_event
from city.store.model import Pulse
from city.store.site import Site
from ingest.bus.kafka import Producer, Record
from ingest.bus.log import LogReader
from ingest.linker import Linker
from ingest.topics import EVENTS

logger = logging.getLogger(__name__)

BATCH = 1_000
POLL_MS = 100
LOOK_EVERY: Instant = SECOND
"""How often the worker commits how far it is, forgets, and says that it lives."""
SETTLE_WITHIN: Instant = 5 * SECOND
"""While the log runs faster than it is read, links are said no oftener than this."""


class LinkingWorker:
    """
    Reads every partition, since cases of one place lie in any of them.

    One is enough. A second one says the same, which changes nothing. What is known is in memory
    alone: at start, and after a round that failed, the last days are read again, and nothing is
    said before all of them are known.
    """

    name = "linker"

    def __init__(self, site: Site) -> None:
        settings, self._district = site.settings, site.district
        self._topic = settings.topic(EVENTS)
        self._log = LogReader(site.kafka_servers, self._topic, group=f"{settings.prefix}.linker")
        self._producer = Producer(site.kafka_servers)
        self._control = site.control
        self._me = f"linker-{socket.gethostname()}-{os.getpid()}"
        self._looked_at: Instant = 0
        self._settled_at: Instant = 0
        self.reset()

    def step(self) -> int:
        """Learn one batch, and say what follows from it; returns how many events were learnt."""
        found = self._log.poll(POLL_MS, BATCH)
        records = [record for batch in found.values() for record in batch]
        for record in records:
            self._learn(record)
        now = system_now()
        if self._is_due(len(records), now):
            self._say(now)
        self._look(now)
        return len(records)

    def reset(self) -> None:
        """Forget everything and read the last days again."""
        _, south, _, north = self._district.box
        self._linker = Linker(self._district.linking, latitude=max(south, north, key=abs))
        self._caught_up = False
        self._goal = self._log.ends()
        self._log.seek_to_time(system_now() - self._linker.kept)

    def close(self) -> None:
        """Give back the connections and say goodbye."""
        self._log.close()
        self._producer.close()
        self._control.tell_pulse(self._me, None)

    def _learn(self, record: Record) -> None:
        try:
            event = decode_event(record.value or b"")
        except MsgspecError:
            return  # the projector buries it, with the reason
        self._linker.learn(event, record.timestamp)

    def _is_due(self, learnt: int, now: Instant) -> bool:
        if not self._caught_up:
            self._caught_up = self._log.behind(self._goal) == 0
            return self._caught_up
        return learnt < BATCH or now - self._settled_at >= SETTLE_WITHIN

    def _say(self, now: Instant) -> None:
        self._settled_at = now
        told = self._linker.settle(now)
        for event in told:
            self._producer.send(self._topic, encode_event(event), key=event.case)
        if told:
            self._producer.flush()

    def _look(self, now: Instant) -> None:
        if now - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = now
        if self._caught_up:
            self._linker.forget(now)
        self._log.commit()
        self._control.tell_pulse(
            self._me, Pulse(self.name, now, self._log.behind(self._log.ends()))
        )
