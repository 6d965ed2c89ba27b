"""The roles of a worker on real servers: translator, projector, linker, auditor."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from city.clock import SECOND, Instant, system_now
from city.collector import spare_collector
from city.errors import BadRequest
from city.store.faults import REDIS_ERRORS
from city.store.model import Control, Pulse
from city.store.site import Site
from ingest.applier import Applier
from ingest.auditor import auditor_of
from ingest.bus.kafka import BUS_ERRORS, Consumer, Producer, Record
from ingest.bus.watch import Place
from ingest.fact_projector import FactProjector
from ingest.letters import TOPIC as LETTERS, DeadLetter
from ingest.linking import LinkingWorker
from ingest.projector import Projector
from ingest.topics import EVENTS, FACTS, feeds_of, make_topics, tables_of
from ingest.translator import AnyFeed, Translator
from ingest.worker import RECOVERABLE, Step, run

BATCH = 1_000
PROJECTED = 4_000
"""Most events of one poll: the more at once, the less each costs to fetch."""

POLL_MS = 100
FEW = 100
"""Events of a write below which the next one is not hurried: there is no backlog."""
PACE_SECONDS = 0.04
"""From one write of a few events to the next: each costs Redis, this worker and all who follow."""
LOOK_EVERY: Instant = SECOND
"""How often the worker looks after the model, commits, and says that it lives."""

AWAY: tuple[type[Exception], ...] = (*RECOVERABLE, *BUS_ERRORS, *REDIS_ERRORS)
"""What a server being away looks like to a worker; it waits and goes on."""


def run_worker(site: Site, role: str, stop: threading.Event) -> None:
    """Run one worker of a role until `stop` is set; raises `BadRequest` for an unknown role."""
    makers: dict[str, Callable[[Site], Step]] = {
        "translator": _translator,
        "projector": lambda of: ProjectingWorker(of, stop.wait),
        "linker": LinkingWorker,
        "auditor": lambda of: auditor_of(of, stop.wait),
    }
    if role not in makers:
        raise BadRequest("role", f"{role!r} is none of {', '.join(makers)}")
    make_topics(site)
    spare_collector()
    run(makers[role](site), stop, recoverable=AWAY)


class ProjectingWorker:
    """
    Polls `case-events` and `district-facts`, applies what it gets, and commits as a hint for lag
    tools.

    Where to read on is decided by the read model alone: a partition that is given to this worker is
    opened and sought before any of its records counts.
    """

    name = "projector"

    def __init__(self, site: Site, pause: Callable[[float], object]) -> None:
        settings = site.settings
        self._pause = pause
        self._letters = settings.topic(LETTERS)
        self._control: Control = site.control
        events, facts = settings.topic(EVENTS), settings.topic(FACTS)
        self._consumer = Consumer(
            site.kafka_servers, [events, facts], group=f"{settings.prefix}.projector"
        )
        self._producer = Producer(site.kafka_servers)
        shared: dict[str, Any] = {
            "schema": site.schema,
            "partitions": settings.partitions,
            "bury": self._bury,
        }
        self._appliers: dict[str, Applier] = {
            events: Projector(
                site.redis,
                settings.prefix,
                rules=site.district.limits,
                days=site.district.days,
                seek=partial(self._seek, events),
                **shared,
            ),
            facts: FactProjector(
                site.redis, settings.prefix, seek=partial(self._seek, facts), **shared
            ),
        }
        self._me = f"projector-{socket.gethostname()}-{os.getpid()}"
        self._looked_at: Instant = 0
        self._passed: dict[Place, int] = {}

    def step(self) -> int:
        """Apply one batch; returns how many events and facts were applied."""
        self._look()
        found = self._consumer.poll(POLL_MS, PROJECTED)
        began = time.monotonic()
        opened = self._follow_group()
        fresh = {place: records for place, records in found.items() if place not in opened}
        applied = 0
        for topic, applier in self._appliers.items():
            mine = {n: records for (t, n), records in fresh.items() if t == topic}
            if mine:  # written while the next records are fetched
                applied += applier.begin(mine)
            else:
                applier.settle()
        self._passed |= {place: records[-1].offset + 1 for place, records in fresh.items()}
        if 0 < applied < FEW:
            self._pause(max(0.0, began + PACE_SECONDS - time.monotonic()))
        return applied

    def reset(self) -> None:
        """Forget what is held and open everything again."""
        mine = self._consumer.assigned()
        for topic, applier in self._appliers.items():
            numbers = _numbers(topic, mine)
            applier.revoke(numbers)
            applier.follow_model()
            applier.assign(numbers)

    def close(self) -> None:
        """Leave the group and say goodbye."""
        self._consumer.close()
        self._producer.close()
        self._control.tell_pulse(self._me, None)

    def _follow_group(self) -> set[Place]:
        """Give up and take over partitions; returns those just opened, whose records are stale."""
        gone, given = self._consumer.rebalanced()
        for topic, applier in self._appliers.items():
            applier.revoke(_numbers(topic, gone))
            applier.assign(_numbers(topic, given))
        return set(given)

    def _look(self) -> None:
        now = system_now()
        if now - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = now
        for applier in self._appliers.values():
            applier.follow_model()
        mine = set(self._consumer.assigned())
        self._consumer.commit({p: at for p, at in self._passed.items() if p in mine})
        self._passed.clear()
        self._control.tell_pulse(self._me, Pulse(self.name, now, self._consumer.lag()))

    def _seek(self, topic: str, partition: int, offset: int) -> None:
        self._consumer.seek((topic, partition), offset)

    def _bury(self, letter: DeadLetter) -> None:
        self._producer.send(self._letters, letter.encoded(), key=letter.feed)
        self._producer.flush()


def _numbers(topic: str, places: Iterable[Place]) -> list[int]:
    return [number for each, number in places if each == topic]


class FeedSource:
    """The feeds' topics as the translator reads them."""

    def __init__(self, site: Site, topics: Sequence[str]) -> None:
        group = f"{site.settings.prefix}.translator"
        self._consumer = Consumer(site.kafka_servers, topics, group=group)
        self._next: dict[Place, int] = {}

    def poll(self) -> list[Record]:
        """Return the next messages, none after a short wait without any."""
        found = self._consumer.poll(POLL_MS, BATCH)
        gone, _ = self._consumer.rebalanced()
        for place in gone:
            self._next.pop(place, None)
        for place, records in found.items():
            self._next[place] = records[-1].offset + 1
        return [record for records in found.values() for record in records]

    def commit(self) -> None:
        """Remember that all messages given so far are dealt with."""
        mine = set(self._consumer.assigned())
        self._consumer.commit({place: at for place, at in self._next.items() if place in mine})
        self._next.clear()

    def rewind(self) -> None:
        """Turn back to what was committed."""
        self._next.clear()
        self._consumer.rewind()

    def close(self) -> None:
        """Leave the group."""
        self._consumer.close()


def _translator(site: Site) -> Step:
    feeds: list[AnyFeed] = [*feeds_of(site), *tables_of(site)]
    return Translator(
        feeds,
        FeedSource(site, [feed.topic for feed in feeds]),
        Producer(site.kafka_servers),
        events=site.settings.topic(EVENTS),
        facts=site.settings.topic(FACTS),
        letters=site.settings.topic(LETTERS),
        status=site.control,
    )
