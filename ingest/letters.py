"""Dead letters: what could not be used, kept whole, with where it lay and why."""

import base64
from typing import Protocol

import msgspec

from city.clock import Instant, system_now

TOPIC = "dead-letters"


class Lying(Protocol):
    """A Kafka record, as far as a dead letter must know it."""

    @property
    def topic(self) -> str:
        """The topic it lies in."""

    @property
    def partition(self) -> int:
        """The partition it lies in."""

    @property
    def offset(self) -> int:
        """Its place in the partition."""

    @property
    def key(self) -> bytes | None:
        """What it is about."""

    @property
    def value(self) -> bytes | None:
        """What it says."""


class DeadLetter(msgspec.Struct, frozen=True):
    """
    A message that could not be used. `payload` is its bytes in base64, never as text.

    Raw bytes may hold personal data, so the topic is kept short and read by few.
    """

    feed: str
    topic: str
    partition: int
    offset: int
    payload: str
    field: str
    reason: str
    at: Instant

    def encoded(self) -> bytes:
        """Return the letter as the JSON that its topic holds."""
        return msgspec.json.encode(self)


def dead_letter(feed: str, record: Lying, *, field: str, reason: str) -> DeadLetter:
    """Return the letter for a record of a feed's topic."""
    payload = base64.b64encode(record.value or b"").decode()
    where = (record.topic, record.partition, record.offset)
    return DeadLetter(feed, *where, payload, field, reason, system_now())
