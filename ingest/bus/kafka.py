"""Kafka as the product uses it: a producer, a group consumer, topics and lags."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    KafkaError,
    NotCoordinatorError,
    TopicAlreadyExistsError,
)
from kafka.partitioner.default import murmur2
from kafka.structs import OffsetAndMetadata
from msgspec import Struct

from city.clock import SECOND, Instant, system_now
from city.errors import ServerUnavailable
from ingest.bus.joins import Joins
from ingest.bus.rebalances import Rebalances
from ingest.bus.watch import Place, ProgressWatch

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 60.0
SETTING = "KAFKA_BOOTSTRAP_SERVERS"
FOREVER = -1
RECONNECT_MS = 1_000
"""
The longest pause between two tries for a broker that is away. By themselves Kafka's clients double
it up to half a minute, which is longer than the wall may take to be right again once it is back.
"""

BUS_ERRORS: tuple[type[Exception], ...] = (KafkaError, ConnectionError, TimeoutError)
"""What Kafka being away looks like; a later try can work."""

UNCOORDINATED: tuple[type[Exception], ...] = (
    CoordinatorNotAvailableError,
    CoordinatorLoadInProgressError,
    NotCoordinatorError,
)
"""Nobody keeps a group's offsets yet: a broker makes the place for them when it is first asked."""

UNSAFE_BYTES = 32 * 1024 * 1024
OVERHEAD_BYTES = 200
"""Roughly what a message costs in memory beside its key and value."""
LOOK_EVERY: Instant = 5 * SECOND
"""How often a consumer looks whether each of its partitions moves on."""
LOOK_MS = 2_000


FETCH: dict[str, Any] = {"fetch_max_wait_ms": 50, "max_partition_fetch_bytes": 1 << 20}
"""How every consumer asks for messages."""


class Record(Protocol):
    """A message as it lies in a topic; `timestamp` is when Kafka got it, ms UTC."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes


class TopicSpec(Struct, frozen=True):
    """
    How a topic is made: partitions, and how long it keeps messages (ms, -1 for ever).

    A compact topic keeps the last message of each key.
    """

    partitions: int
    retention_ms: int = FOREVER
    compact: bool = False

    def configs(self) -> dict[str, str]:
        """Return Kafka's settings for it."""
        policy = {"cleanup.policy": "compact"} if self.compact else {}
        return {"retention.ms": str(self.retention_ms), **policy}


def ensure_topics(servers: str, topics: Mapping[str, TopicSpec]) -> None:
    """Make the topics that do not exist yet; those that do are left as they are."""
    admin = _admin(servers)
    try:
        known = set(admin.list_topics())
        missing = {
            name: {
                "num_partitions": spec.partitions,
                "replication_factor": -1,
                "configs": spec.configs(),
            }
            for name, spec in topics.items()
            if name not in known
        }
        if missing:
            admin.create_topics(missing, wait_for_metadata=True, timeout_ms=30_000)
    except TopicAlreadyExistsError:
        logger.debug("another process made the topics meanwhile")
    except KafkaError as error:
        raise ServerUnavailable("Kafka", servers, SETTING) from error
    finally:
        admin.close()


def committed_offsets(servers: str, group: str) -> dict[Place, int]:
    """Return the offsets a group has committed, by topic and partition; none before any can be."""
    admin = _admin(servers)
    try:
        found = admin.list_group_offsets(group)[group]
        return {
            (place.topic, place.partition): meta.offset
            for place, meta in found.items()
            if meta.offset >= 0
        }
    except UNCOORDINATED:
        return {}
    finally:
        admin.close()


def partition_of(key: str, partitions: int) -> int:
    """Return the partition that Kafka's default partitioner gives a key."""
    hashed: int = murmur2(key.encode())
    return (hashed & 0x7FFFFFFF) % partitions


class Producer:
    """
    Sends messages, idempotent and acknowledged by all replicas, in order for each partition.

    What is handed over and not yet safe is held in memory, at most `UNSAFE_BYTES`: kafka-python 3
    no longer bounds it.
    """

    def __init__(self, servers: str, *, linger_ms: int = 5) -> None:
        self._failure: Exception | None = None
        self._unsafe_bytes = 0
        self._producer = connected(
            KafkaProducer,
            servers,
            acks="all",
            enable_idempotence=True,
            compression_type="lz4",
            linger_ms=linger_ms,
            batch_size=64 * 1024,
            max_block_ms=60_000,
        )

    def send(
        self,
        topic: str,
        value: bytes,
        *,
        key: str,
        partition: int | None = None,
        timestamp_ms: int | None = None,
    ) -> None:
        """Hand over a message; it is safe once `flush` has returned."""
        self._unsafe_bytes += len(value) + len(key) + OVERHEAD_BYTES
        if self._unsafe_bytes > UNSAFE_BYTES:
            self.flush()
        future = self._producer.send(
            topic,
            value=value,
            key=key.encode(),
            partition=partition,
            timestamp_ms=timestamp_ms,
        )
        future.add_errback(self._fail)

    def flush(self) -> None:
        """Wait until every message handed over is safe; raises if one could not be sent."""
        self._producer.flush(FLUSH_SECONDS)
        self._unsafe_bytes = 0
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def close(self) -> None:
        """Give back the connection; what is not flushed may be lost."""
        self._producer.close(timeout=5)

    def _fail(self, error: Exception) -> None:
        self._failure = error


class Consumer:
    """
    A member of a consumer group. Never commits by itself.

    Rebalances are told by the client's own thread, which must not wait; so they are collected, and
    `rebalanced` gives them to the worker's thread between two polls. If a partition stands still
    although messages wait in it, the member joins anew; that too looks like a rebalance.
    """

    def __init__(
        self,
        servers: str,
        topics: Sequence[str],
        *,
        group: str,
        session_timeout_ms: int = 10_000,
        max_poll_interval_ms: int = 300_000,
        watch: ProgressWatch | None = None,
    ) -> None:
        self._servers, self._topics = servers, list(topics)
        self._options: dict[str, Any] = {
            "group_id": group,
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "session_timeout_ms": session_timeout_ms,
            "heartbeat_interval_ms": session_timeout_ms // 4,
            "max_poll_interval_ms": max_poll_interval_ms,
            "partition_assignment_strategy": [RangePartitionAssignor],
            **FETCH,
        }
        self._watch = watch or ProgressWatch()
        self._looked_at: Instant = system_now()
        self._changes = Rebalances(lambda: self._joins.insist())
        self._consumer = self._connect()
        self._join()

    def poll(self, timeout_ms: int, max_records: int) -> dict[Place, Sequence[Record]]:
        """Return the next records by topic and partition, none after a wait without any."""
        now = system_now()
        if now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            self._look()
        return _by_place(self._consumer.poll(timeout_ms=timeout_ms, max_records=max_records))

    def join_anew(self) -> None:
        """Leave the group and join it with a new connection."""
        fresh = self._connect()
        self._changes.on_partitions_lost(self._consumer.assignment())
        self._consumer.close(autocommit=False, timeout_ms=3000)
        self._consumer = fresh
        self._join()

    def _look(self) -> None:
        """Join anew if a partition stands still."""
        places = list(self._consumer.assignment())
        try:
            ends = self._consumer.end_offsets(places, timeout_ms=LOOK_MS)
            positions = {each: self._consumer.position(each, timeout_ms=LOOK_MS) for each in places}
        except BUS_ERRORS:
            return  # a broker that is away explains it
        stuck = self._watch.stuck(
            {
                (place.topic, place.partition): at
                for place, at in positions.items()
                if at is not None
            },
            {(place.topic, place.partition): end for place, end in ends.items()},
        )
        if stuck:
            logger.warning("no progress in %s; joining the group anew", stuck)
            self.join_anew()

    def _join(self) -> None:
        self._joins = Joins(self._consumer._coordinator)
        # who joins before it knows a topic's partitions gets none, and kafka-python 3.0.12 does
        # not ask again
        for topic in self._topics:
            self._consumer.partitions_for_topic(topic)
        self._consumer.subscribe(self._topics, listener=self._changes)

    def _connect(self) -> Any:
        return connected(KafkaConsumer, self._servers, **self._options)

    def rebalanced(self) -> tuple[list[Place], list[Place]]:
        """Return the partitions taken away and given since the last call, in that order."""
        return self._changes.take()

    def assigned(self) -> list[Place]:
        """Return the partitions that are this member's now."""
        return sorted((place.topic, place.partition) for place in self._consumer.assignment())

    def seek(self, place: Place, offset: int) -> None:
        """Read on from an offset; a partition that is no longer ours is left alone."""
        target = TopicPartition(*place)
        if target in self._consumer.assignment():
            self._consumer.seek(target, offset)

    def rewind(self) -> None:
        """Turn every partition back to what the group has committed."""
        for place in self._consumer.assignment():
            committed = self._consumer.committed(place)
            if committed is None:
                self._consumer.seek_to_beginning(place)
            else:
                self._consumer.seek(place, committed)

    def commit(self, offsets: Mapping[Place, int]) -> None:
        """Commit the next offsets to read."""
        self._consumer.commit(
            {
                TopicPartition(*place): OffsetAndMetadata(offset, "", -1)
                for place, offset in offsets.items()
            }
        )

    def lag(self) -> int:
        """Return how many messages of the assigned partitions are not read yet, as far as known."""
        total = 0
        for place in self._consumer.assignment():
            end = self._consumer.highwater(place)
            if end is not None:
                total += max(0, end - (self._consumer.position(place, timeout_ms=1000) or 0))
        return total

    def close(self) -> None:
        """Leave the group."""
        self._consumer.close(autocommit=False, timeout_ms=3000)


def _by_place(found: Mapping[Any, Sequence[Record]]) -> dict[Place, Sequence[Record]]:
    return {(place.topic, place.partition): records for place, records in found.items()}


def _admin(servers: str) -> Any:
    return connected(KafkaAdminClient, servers)


def connected(client: Any, servers: str, **options: Any) -> Any:
    """Return a client of kafka-python; raises `ServerUnavailable` if no broker answers."""
    try:
        return client(
            bootstrap_servers=servers.split(","), reconnect_backoff_max_ms=RECONNECT_MS, **options
        )
    except BUS_ERRORS as error:
        raise ServerUnavailable("Kafka", servers, SETTING) from error


def answers(servers: str) -> bool:
    """Return whether a broker answers there and knows its topics."""
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=servers.split(","), bootstrap_timeout_ms=2000, request_timeout_ms=3000
        )
    except BUS_ERRORS:
        return False
    try:
        admin.list_topics()
    except BUS_ERRORS:
        return False
    finally:
        admin.close()
    return True
