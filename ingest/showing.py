"""Longer tasks that a person starts and watches: replay, history, and waiting for both."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from city.clock import SECOND, system_now
from city.errors import BadRequest, ModelMismatch
from city.store.faults import REDIS_ERRORS
from city.store.keys import Keys
from city.store.site import Site
from ingest.bus.kafka import LogReader, Producer, committed_offsets
from ingest.feeds import Feed
from ingest.rebuilder import Rebuilder
from ingest.recording import recording_of
from ingest.replayer import Played, Replayer
from ingest.running import EVENTS, feeds_of, make_topics

logger = logging.getLogger(__name__)

Progress: TypeAlias = Callable[[str, int, int], object]
"""Told what is under way, how much is done, and of how much."""

LOOK_SECONDS = 0.2
ALIVE_MS = 15 * SECOND


def replay_feed(
    site: Site, feed_name: str, file: Path, *, speed: str, progress: Progress, stop: threading.Event
) -> Played:
    """
    Play a recording into its feed's topic.

    Raises:
        BadRequest: No such feed, a speed that is neither `max` nor a positive number, or a file
            that cannot be played.
    """
    feed = _feed(site, feed_name)
    factor = _speed(speed)
    make_topics(site)
    producer = Producer(site.kafka_servers)
    try:
        with recording_of(feed.spec, file, zone=site.district.zone) as recording:
            replayer = Replayer(recording, producer, site.control, topic=feed.topic)
            return replayer.play(
                factor,
                stop=stop,
                progress=lambda done, total: progress("replay", done, total),
            )
    finally:
        producer.close()


def _feed(site: Site, name: str) -> Feed:
    feeds = {feed.name: feed for feed in feeds_of(site) if feed.spec.replay is not None}
    if name in feeds:
        return feeds[name]
    known = ", ".join(feeds) or "none"
    raise BadRequest(
        "feed",
        f"{name!r} cannot be replayed in the district {site.district.key!r} (those that can: "
        f"{known}); CITY_DISTRICT chooses the district",
    )


def _speed(text: str) -> float | None:
    if text == "max":
        return None
    with suppress(ValueError):
        if (factor := float(text)) > 0:
            return factor
    raise BadRequest("speed", f"{text!r} is neither max nor a number above 0")


def wait_applied(site: Site, *, progress: Progress, stop: threading.Event) -> bool:
    """Wait until all that lies in the feeds' topics is applied; False if `stop` was set first."""
    topics = [feed.topic for feed in feeds_of(site)]
    readers = [LogReader(site.kafka_servers, topic) for topic in topics]
    events = LogReader(site.kafka_servers, site.settings.topic(EVENTS))
    try:
        while not stop.is_set():
            done, total = _applied(site, readers, topics, events)
            progress("apply", done, total)
            if done >= total:
                return True
            stop.wait(LOOK_SECONDS)
        return False
    finally:
        for reader in (*readers, events):
            reader.close()


def _applied(
    site: Site, readers: list[LogReader], topics: list[str], events: LogReader
) -> tuple[int, int]:
    """Return how many messages of both hops are dealt with, and how many there are."""
    committed = committed_offsets(site.kafka_servers, f"{site.settings.prefix}.translator")
    done = total = 0
    for topic, reader in zip(topics, readers, strict=True):
        for partition, end in reader.ends().items():
            total += end
            done += min(end, committed.get((topic, partition), 0))
    ends = events.ends()
    shards = _next_offsets(site)
    total += sum(ends.values())
    done += sum(min(end, shards.get(partition, 0)) for partition, end in ends.items())
    return done, total


def _next_offsets(site: Site) -> dict[int, int]:
    model = site.control.model()
    if model is None:
        return {}
    keys = Keys(site.settings.prefix, model.generation, model.partitions)
    guards = [site.redis.hget(shard.meta, "guard") for shard in keys.shards]
    return {
        number: int(guard.decode().rsplit("|", 1)[1])
        for number, guard in enumerate(guards)
        if guard is not None
    }


def ingest_lives(site: Site) -> bool:
    """Return whether a projector of this namespace has been heard lately."""
    with suppress(*REDIS_ERRORS):
        now = system_now()
        return any(now - pulse.told_at < ALIVE_MS for pulse in site.control.pulses().values())
    return False


def rebuild_model(site: Site, *, progress: Progress, stop: threading.Event) -> bool:
    """
    Build the read model anew from `case-events` and turn everybody to it; False if stopped first.

    Raises:
        ModelMismatch: Another rebuild is running.
    """

    def tell(share: float) -> None:
        progress("rebuild", round(share * 100), 100)

    make_topics(site)
    settings, log = site.settings, LogReader(site.kafka_servers, site.settings.topic(EVENTS))
    try:
        rebuilder = Rebuilder(
            site.redis,
            settings.prefix,
            log=log,
            partitions=settings.partitions,
            schema=site.schema,
            rules=site.district.limits,
            days=site.district.days,
        )
        return rebuilder.run(stop, progress=tell)
    finally:
        log.close()


def bring_up_to_date(site: Site, *, stop: threading.Event) -> None:
    """Rebuild the read model first if it was made by other code, limits or calendars."""
    told = False
    while not stop.is_set():
        model = site.control.model()
        if model is None or model.schema == site.schema:
            return
        if not told:
            logger.info("the read model has another schema; it is built anew before going on")
            told = True
        try:
            rebuild_model(site, progress=lambda name, done, total: None, stop=stop)
        except ModelMismatch:  # another process is at it already
            stop.wait(1.0)
