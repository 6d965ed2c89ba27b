"""Translator: messages of the feeds' topics become events and facts in the logs of record."""

import logging
from collections import deque
from collections.abc import Sequence
from typing import Protocol, TypeAlias

from city.clock import NEVER, SECOND, Instant, system_now, to_instant
from city.errors import FeedRejected
from city.events import CaseEvent, encode_event
from city.facts import Fact, FactEvent
from city.store.model import FeedReport
from ingest.adapter import Origin, Refusal
from ingest.feeds import Feed
from ingest.letters import Lying, dead_letter
from ingest.table_feeds import TableFeed

logger = logging.getLogger(__name__)

Told: TypeAlias = CaseEvent | FactEvent
Outcome: TypeAlias = tuple[bytes, Told | Refusal]
"""An event or a fact with its bytes, or a refusal without any."""
AnyFeed: TypeAlias = Feed | TableFeed
REPORT_EVERY: Instant = SECOND
SETTLE_EVERY: Instant = SECOND // 4
"""While messages keep coming, Kafka is waited for no oftener than this; a crash repeats less."""


class Message(Lying, Protocol):
    """A message of a feed's topic."""

    @property
    def timestamp(self) -> Instant:
        """When Kafka got it; below 0 if it was not told."""


class Source(Protocol):
    """The feeds' topics, read as a member of the translators' group."""

    def poll(self) -> Sequence[Message]:
        """Return the next messages, none after a short wait without any."""

    def commit(self) -> None:
        """Remember that all messages given so far are dealt with."""

    def rewind(self) -> None:
        """Turn back to what was committed."""

    def close(self) -> None:
        """Leave the group."""


class Sink(Protocol):
    """Where events and letters go; the key chooses the partition."""

    def send(self, topic: str, value: bytes, *, key: str) -> None:
        """Hand over a message; it is safe once `flush` has returned."""

    def flush(self) -> None:
        """Wait until every message handed over is safe; raises if one is not."""

    def close(self) -> None:
        """Give back the connection."""


class FeedStatus(Protocol):
    """Where what is known of the feeds is kept for pages to show."""

    def feeds(self) -> dict[str, FeedReport]:
        """Return the last report of each feed."""

    def report_feed(self, feed: str, report: FeedReport) -> None:
        """Keep the report of a feed."""


class Translator:
    """
    Moves messages of all feeds of a district to `case-events` or, of table feeds, to
    `district-facts`, at least once.

    Events carry ids that derive from their message, so a repeat changes nothing further on. What
    cannot be mapped goes to the dead letters and the rest goes on; if nearly all of a feed is
    refused, the mapping is wrong, and the translator stops before it buries any more.
    """

    name = "translator"

    def __init__(
        self,
        feeds: Sequence[AnyFeed],
        source: Source,
        sink: Sink,
        *,
        events: str,
        facts: str,
        letters: str,
        status: FeedStatus,
    ) -> None:
        self._feeds = {feed.topic: feed for feed in feeds}
        self._source, self._sink = source, sink
        self._events, self._facts, self._letters = events, facts, letters
        self._tallies = {feed.name: Tally(feed.name, status) for feed in feeds}
        self._guards = {feed.name: Guard(feed) for feed in feeds}
        self._unsettled = False
        self._settled_at: Instant = 0

    def step(self) -> int:
        """Translate one batch; returns how many messages it held."""
        messages = self._source.poll()
        outcomes = [self._translate(message) for message in messages]
        self._watch(messages, outcomes)
        for message, (raw, outcome) in zip(messages, outcomes, strict=True):
            self._forward(message, raw, outcome)
        self._unsettled = self._unsettled or bool(messages)
        now = system_now()
        if self._unsettled and (not messages or now - self._settled_at >= SETTLE_EVERY):
            self._settle(now)
        for tally in self._tallies.values():
            tally.report(system_now())
        return len(messages)

    def _watch(self, messages: Sequence[Message], outcomes: Sequence[Outcome]) -> None:
        """Raise if nearly all of a feed is refused; then what was polled is not committed."""
        try:
            for message, (_, outcome) in zip(messages, outcomes, strict=True):
                self._guards[self._feeds[message.topic].name].watch(outcome)
        except FeedRejected:
            self._unsettled = False
            raise

    def _settle(self, now: Instant) -> None:
        """Make what was sent safe, and only then commit."""
        self._sink.flush()
        self._source.commit()
        self._unsettled, self._settled_at = False, now

    def reset(self) -> None:
        """Turn back to what was committed; its events will be sent again, which is harmless."""
        self._unsettled = False
        self._source.rewind()

    def close(self) -> None:
        """Settle, leave the group, give back the connections, and tell what was counted last."""
        try:
            if self._unsettled:
                self._settle(system_now())
        finally:
            self._source.close()
            self._sink.close()
        for tally in self._tallies.values():
            tally.report(NEVER)

    def _translate(self, message: Message) -> Outcome:
        feed = self._feeds[message.topic]
        at = message.timestamp if message.timestamp >= 0 else system_now()
        origin = Origin(message.topic, message.partition, message.offset, at)
        outcome = feed.adapter.adapt(message.value, origin)
        if isinstance(outcome, Refusal):
            return b"", outcome
        try:
            return encode_event(outcome), outcome
        except UnicodeEncodeError as error:
            return b"", Refusal("message", f"holds text that is no Unicode: {error.reason}")

    def _forward(self, message: Message, raw: bytes, outcome: Told | Refusal) -> None:
        feed = self._feeds[message.topic].name
        if isinstance(outcome, Refusal):
            self._tallies[feed].refused(system_now())
            letter = dead_letter(feed, message, field=outcome.field, reason=outcome.reason)
            self._sink.send(self._letters, letter.encoded(), key=feed)
            return
        self._tallies[feed].translated(system_now(), to_instant(outcome.time))
        if isinstance(outcome, Fact):
            self._sink.send(self._facts, raw, key=outcome.about)
        else:
            self._sink.send(self._events, raw, key=outcome.case)


class Guard:
    """Stops a feed of which nearly all of the last messages were refused."""

    def __init__(self, feed: AnyFeed) -> None:
        self._name, self._limit = feed.name, feed.spec.refusal
        self._last: deque[bool] = deque(maxlen=self._limit.messages)
        self._refused = 0

    def watch(self, outcome: Told | Refusal) -> None:
        """Note an outcome; raises `FeedRejected` when too many of the last ones were refusals."""
        if not self._limit.messages:
            return
        if len(self._last) == self._limit.messages:
            self._refused -= self._last[0]
        refused = isinstance(outcome, Refusal)
        self._last.append(refused)
        self._refused += refused
        if refused and self._too_many():
            self._reject(outcome)

    def _too_many(self) -> bool:
        full = len(self._last) == self._limit.messages
        return full and self._refused > self._limit.share * len(self._last)

    def _reject(self, last: Told | Refusal) -> None:
        why = f"{last.field} {last.reason}" if isinstance(last, Refusal) else ""
        raise FeedRejected(
            f"feed {self._name}: {self._refused} of the last {len(self._last)} messages cannot be "
            f"mapped (the last one: {why}), so the mapping is at fault; it stopped where it is. "
            f"Correct feeds/{self._name}.toml and start again; if the messages are at fault, "
            "[refusal] messages = 0 there lets all of them pass to the dead letters"
        )


class Tally:
    """Counts a feed's messages, and adds them to its report once a second."""

    def __init__(self, feed: str, status: FeedStatus) -> None:
        self._feed, self._status = feed, status
        self._messages = self._refused = 0
        self._heard_at: Instant = 0
        self._event_at: Instant | None = None
        self._told_at: Instant = 0

    def translated(self, now: Instant, event_at: Instant) -> None:
        """Count a message that became an event."""
        self._heard_at = now
        self._messages += 1
        self._event_at = max(event_at, self._event_at or 0)

    def refused(self, now: Instant) -> None:
        """Count a message that was refused."""
        self._heard_at = now
        self._messages += 1
        self._refused += 1

    def report(self, now: Instant) -> None:
        """Add what was counted to the feed's report; several translators may feed one report."""
        if not self._messages or now - self._told_at < REPORT_EVERY:
            return
        before = self._status.feeds().get(self._feed) or FeedReport(0, None, 0, 0)
        event_times = [at for at in (before.event_at, self._event_at) if at is not None]
        report = FeedReport(
            self._heard_at,
            max(event_times, default=None),
            before.messages + self._messages,
            before.refused + self._refused,
        )
        self._status.report_feed(self._feed, report)
        self._messages = self._refused = 0
        self._told_at = now
