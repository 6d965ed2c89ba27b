"""Replayer: plays a recording into its feed's topic, with the product's clock at its time."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeAlias

import msgspec

from city.clock import Instant, ProductClock, system_now
from city.errors import BadRequest
from city.store.site import Site
from ingest.bus.kafka import Producer
from ingest.feeds import Feed
from ingest.progress import Progress
from ingest.recording import Line, Recording, recording_of
from ingest.topics import feeds_of, make_topics

Count: TypeAlias = Callable[[int, int], object]
"""Told how many messages are sent, and how many there are."""
Pause: TypeAlias = Callable[[float], object]

BATCH = 500
"""Messages between two looks at the clock when nothing holds the replay back."""
LONGEST_PAUSE_SECONDS = 0.25


class Sink(Protocol):
    """Where messages go."""

    def send(self, topic: str, value: bytes, *, key: str) -> None:
        """Hand over a message; it is safe once `flush` has returned."""

    def flush(self) -> None:
        """Wait until every message handed over is safe; raises if one is not."""


class ClockStore(Protocol):
    """Where the product's clock is kept."""

    def set_clock(self, clock: ProductClock) -> None:
        """Set the product's clock."""


class Played(msgspec.Struct, frozen=True):
    """What a replay did: rows read, messages sent of so many, and where the clock stands now."""

    rows: int
    sent: int
    messages: int
    clock_at: Instant | None


class Replayer:
    """Sends a recording in the order of its time; the clock stands still when it ends."""

    def __init__(
        self,
        recording: Recording,
        sink: Sink,
        clock: ClockStore,
        *,
        topic: str,
        now: Callable[[], Instant] = system_now,
    ) -> None:
        self._recording, self._sink, self._clock = recording, sink, clock
        self._topic, self._now = topic, now
        self._sent = 0
        self._at: Instant | None = None

    def play(
        self,
        speed: float | None,
        *,
        stop: threading.Event,
        progress: Count,
        pause: Pause | None = None,
    ) -> Played:
        """
        Play the whole recording, or until `stop` is set.

        Args:
            speed: How many times faster than life; None for as fast as it goes, with the clock at
                the latest time sent.
            stop: Ends the replay where it is.
            progress: Told now and then how many messages are sent.
            pause: Waits so many seconds, or until `stop` is set.
        """
        try:
            if speed is None:
                self._rush(stop, progress)
            else:
                self._pace(speed, stop, progress, pause or stop.wait)
        finally:
            self._sink.flush()
            self._stand(self._at)
        progress(self._sent, self._recording.messages)
        return Played(self._recording.rows, self._sent, self._recording.messages, self._at)

    def _rush(self, stop: threading.Event, progress: Count) -> None:
        self._stand(self._recording.first_at)
        for line in self._recording.lines():
            if stop.is_set():
                return
            self._send(line)
            if self._sent % BATCH == 0:
                self._stand(self._at)
                progress(self._sent, self._recording.messages)

    def _pace(self, speed: float, stop: threading.Event, progress: Count, pause: Pause) -> None:
        first = self._recording.first_at
        clock = ProductClock(first or 0, self._now(), speed)
        if first is not None:
            self._clock.set_clock(clock)
        for line in self._recording.lines():
            while not stop.is_set() and line.at is not None:
                ahead = (line.at - clock.now(self._now())) / speed / 1_000
                if ahead <= 0:
                    break
                self._sink.flush()
                progress(self._sent, self._recording.messages)
                pause(min(ahead, LONGEST_PAUSE_SECONDS))
            if stop.is_set():
                return
            self._send(line)

    def _send(self, line: Line) -> None:
        self._sent += 1
        # any key will do: the messages of a feed need no order among them
        self._sink.send(self._topic, line.value, key=str(self._sent))
        if line.at is not None:
            self._at = max(line.at, self._at or line.at)

    def _stand(self, at: Instant | None) -> None:
        if at is not None:
            self._clock.set_clock(ProductClock(at, self._now(), 0.0))


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
        if 0 < (factor := float(text)) < float("inf"):
            return factor
    raise BadRequest("speed", f"{text!r} is neither max nor a number above 0")
