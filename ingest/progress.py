"""How far ingest is: whether it lives, and how much of what was sent to it is applied."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

from city.clock import SECOND, Instant, system_now
from city.store.faults import REDIS_ERRORS
from city.store.keys import Keys
from city.store.site import Site
from ingest.bus.kafka import committed_offsets
from ingest.bus.log import LogReader
from ingest.topics import EVENTS, FACTS, feed_topics

Progress: TypeAlias = Callable[[str, int, int], object]
"""Told what is under way, how much is done, and of how much."""

LOOK_SECONDS = 0.2
ALIVE_MS: Instant = 15 * SECOND


def wait_applied(site: Site, *, progress: Progress, stop: threading.Event) -> bool:
    """Wait until all that lies in the feeds' topics is applied; False if `stop` was set first."""
    topics = list(feed_topics(site).values())
    readers = [LogReader(site.kafka_servers, topic) for topic in topics]
    events, facts = (
        LogReader(site.kafka_servers, site.settings.topic(topic)) for topic in (EVENTS, FACTS)
    )
    try:
        while not stop.is_set():
            done, total = _applied(site, readers, topics, (events, facts))
            progress("apply", done, total)
            if done >= total:
                return True
            stop.wait(LOOK_SECONDS)
        return False
    finally:
        for reader in (*readers, events, facts):
            reader.close()


def _applied(
    site: Site, readers: list[LogReader], topics: list[str], logs: tuple[LogReader, LogReader]
) -> tuple[int, int]:
    """Return how many messages of both hops are dealt with, and how many there are."""
    committed = committed_offsets(site.kafka_servers, f"{site.settings.prefix}.translator")
    done = total = 0
    for topic, reader in zip(topics, readers, strict=True):
        for partition, end in reader.ends().items():
            total += end
            done += min(end, committed.get((topic, partition), 0))
    for log, shards in zip(logs, _next_offsets(site), strict=True):
        ends = log.ends()
        total += sum(ends.values())
        done += sum(min(end, shards.get(partition, 0)) for partition, end in ends.items())
    return done, total


def _next_offsets(site: Site) -> tuple[dict[int, int], dict[int, int]]:
    """Return the next offset by partition of what is kept of cases, and of facts."""
    model = site.control.model()
    if model is None:
        return {}, {}
    keys = Keys(site.settings.prefix, model.generation, model.partitions)
    return (
        _offsets(site, [shard.meta for shard in keys.shards]),
        _offsets(site, [keys.facts.meta]),
    )


def _offsets(site: Site, metas: list[str]) -> dict[int, int]:
    guards = [site.redis.hget(meta, "guard") for meta in metas]
    return {
        number: int(guard.decode().rsplit("|", 1)[1])
        for number, guard in enumerate(guards)
        if guard is not None
    }


def ingest_lives(site: Site) -> bool:
    """Return whether a projector of this namespace has been heard lately."""
    with suppress(*REDIS_ERRORS):
        now = system_now()
        return any(
            pulse.role == "projector" and now - pulse.told_at < ALIVE_MS
            for pulse in site.control.pulses().values()
        )
    return False
