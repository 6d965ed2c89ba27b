"""A namespace on real servers, workers to kill and freeze, and the account at the end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from city.events import encode_event
from city.settings import ROOT, Settings
from city.store.audit import audit
from city.store.keys import Keys
from city.store.mirror import Mirror
from city.store.reader import Reader
from city.store.site import Site
from ingest.bus.kafka import Producer, partition_of
from ingest.bus.log import LogReader
from ingest.letters import DeadLetter
from ingest.topics import make_topics
from tests.journeys.lives import WINDOW, Town, expected
from tests.waiting import eventually

SCRIPT = Path(__file__).with_name("worker.py")


class World:
    """One namespace: what was sent to it, who works on it, and what it counts."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings, self._folder = settings, folder
        self.site = Site(
            settings, redis_url=settings.redis_url, kafka_servers=settings.kafka_servers
        )
        self.redis: Any = self.site.redis
        self.topic = settings.topic("case-events")
        self.sent = [0] * settings.partitions
        self._workers: list[subprocess.Popen[bytes]] = []
        make_topics(self.site)

    @cached_property
    def _producer(self) -> Producer:
        return Producer(self.settings.kafka_servers)

    # the log

    def send(self, events: Iterable[Any]) -> None:
        """Send events, and wait until Kafka has them."""
        for event in events:
            self.send_raw(encode_event(event), key=event.case)
        self._producer.flush()

    def send_raw(self, value: bytes, *, key: str) -> tuple[int, int]:
        """Send bytes; returns the partition and offset where they come to lie."""
        partition = partition_of(key, self.settings.partitions)
        self._producer.send(self.topic, value, key=key, partition=partition)
        self.sent[partition] += 1
        return partition, self.sent[partition] - 1

    def letters(self) -> set[tuple[int, int]]:
        """Return partition and offset of every event in the dead letters."""
        log = LogReader(self.settings.kafka_servers, self.settings.topic("dead-letters"))
        found: set[tuple[int, int]] = set()
        seen, ends = 0, sum(log.ends().values())
        try:
            while seen < ends:
                for records in log.poll(200, 100).values():
                    seen += len(records)
                    told = [
                        msgspec.json.decode(record.value, type=DeadLetter) for record in records
                    ]
                    found |= {(letter.partition, letter.offset) for letter in told}
        finally:
            log.close()
        return found

    # workers

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a projector in a process of its own."""
        settings = self.settings
        env = {
            "CITY_NAMESPACE": settings.namespace,
            "CITY_PARTITIONS": str(settings.partitions),
            "REDIS_URL": settings.redis_url,
            "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_servers,
            "PYTHONPATH": str(ROOT),
        }
        with (self._folder / f"worker-{len(self._workers)}.log").open("wb") as log:
            worker = subprocess.Popen(
                [sys.executable, str(SCRIPT)], env={**os.environ, **env}, stderr=log, cwd=ROOT
            )
        self._workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """End a worker as a power cut does."""
        worker.kill()
        worker.wait(10)

    def freeze(self, worker: subprocess.Popen[bytes]) -> None:
        """Stop a worker where it is, without its knowing."""
        worker.send_signal(signal.SIGSTOP)

    def wake(self, worker: subprocess.Popen[bytes]) -> None:
        """Let a frozen worker go on, as if nothing had been."""
        worker.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End every worker that is left, and give back connections."""
        for worker in self._workers:
            if worker.poll() is None:
                worker.kill()
                worker.wait(10)
        if "_producer" in self.__dict__:
            self._producer.close()
        self.redis.close()

    # what came of it

    def applied(self) -> int:
        """Return how many records all shards together have dealt with."""
        model = self.site.control.model()
        if model is None:
            return 0
        keys = Keys(self.settings.prefix, model.generation, model.partitions)
        guards = [self.redis.hget(shard.meta, "guard") for shard in keys.shards]
        return sum(int(guard.rsplit(b"|", 1)[1]) for guard in guards if guard)

    def wait_for(self, count: int) -> None:
        """Wait until so many records are dealt with."""
        eventually(lambda: self.applied() >= count, within=60, every=0.03)

    def wait_for_all(self) -> None:
        """Wait until everything that was sent is dealt with."""
        self.wait_for(sum(self.sent))

    def assert_true_to(self, town: Town) -> None:
        """Assert that the account is the one that was made up, and that a recount agrees."""
        district = self.site.district
        mirror = Mirror(self.redis, self.settings.prefix, district.days)
        mirror.load()
        reader = Reader(
            self.redis,
            self.settings.prefix,
            mirror=mirror,
            district=district,
            partition_of=partition_of,
        )
        for by in ("street", "department"):
            rows = {
                row.key: {
                    name: row.tally.counts()[name] for name in ("closed", "void", "in_progress")
                }
                for row in reader.figures("city", WINDOW, by).rows
                if row.tally.reported
            }
            assert rows == expected(town, by)
        assert (
            audit(self.redis, self.settings.prefix, rules=district.limits, days=district.days) == []
        )
