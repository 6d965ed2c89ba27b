"""Kafka as the product uses it: a producer, a group consumer, a plain reader, topics and lags."""

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.consumer.subscription_state import ConsumerRebalanceListener
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import KafkaError, TopicAlreadyExistsError
from kafka.partitioner.default import murmur2
from kafka.structs import OffsetAndMetadata
from msgspec import Struct

from city.errors import ServerUnavailable

logger = logging.getLogger(__name__)

SETTING = "KAFKA_BOOTSTRAP_SERVERS"
FOREVER = -1

BUS_ERRORS: tuple[type[Exception], ...] = (KafkaError, ConnectionError, TimeoutError)
"""What Kafka being away looks like; a later try can work."""

Place: TypeAlias = tuple[str, int]
"""A topic and one of its partitions."""


class Record(Protocol):
    """A message as it lies in a topic; `timestamp` is when Kafka got it, ms UTC."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes


class TopicSpec(Struct, frozen=True):
    """How a topic is made: partitions, and how long it keeps messages (ms, -1 for ever)."""

    partitions: int
    retention_ms: int = FOREVER


def ensure_topics(servers: str, topics: Mapping[str, TopicSpec]) -> None:
    """Make the topics that do not exist yet; those that do are left as they are."""
    admin = _admin(servers)
    try:
        known = set(admin.list_topics())
        missing = {
            name: {
                "num_partitions": spec.partitions,
                "replication_factor": -1,
                "configs": {"retention.ms": str(spec.retention_ms)},
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
    """Return the offsets a group has committed, by topic and partition."""
    admin = _admin(servers)
    try:
        found = admin.list_group_offsets(group)[group]
        return {
            (place.topic, place.partition): meta.offset
            for place, meta in found.items()
            if meta.offset >= 0
        }
    finally:
        admin.close()


def partition_of(key: str, partitions: int) -> int:
    """Return the partition that Kafka's default partitioner gives a key."""
    hashed: int = murmur2(key.encode())
    return (hashed & 0x7FFFFFFF) % partitions


class Producer:
    """Sends messages, idempotent and acknowledged by all replicas, in order for each partition."""

    def __init__(self, servers: str, *, linger_ms: int = 5) -> None:
        self._failure: Exception | None = None
        self._producer = _connected(
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
        future = self._producer.send(
            topic,
            value=value,
            key=key.encode(),
            partition=partition,
            timestamp_ms=timestamp_ms,
        )
        future.add_errback(self._fail)

    def flush(self, timeout: float = 60.0) -> None:
        """Wait until every message handed over is safe; raises if one could not be sent."""
        self._producer.flush(timeout)
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
    `rebalanced` gives them to the worker's thread between two polls.
    """

    def __init__(
        self,
        servers: str,
        topics: Sequence[str],
        *,
        group: str,
        session_timeout_ms: int = 10_000,
        max_poll_interval_ms: int = 300_000,
    ) -> None:
        self._changes = _Rebalances()
        self._consumer = _connected(
            KafkaConsumer,
            servers,
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=session_timeout_ms,
            heartbeat_interval_ms=session_timeout_ms // 4,
            max_poll_interval_ms=max_poll_interval_ms,
            partition_assignment_strategy=[RangePartitionAssignor],
            **_FETCH,
        )
        self._consumer.subscribe(list(topics), listener=self._changes)

    def poll(self, timeout_ms: int, max_records: int) -> dict[Place, Sequence[Record]]:
        """Return the next records by topic and partition, none after a wait without any."""
        return _by_place(self._consumer.poll(timeout_ms=timeout_ms, max_records=max_records))

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


class LogReader:
    """Reads all partitions of a topic without a group, from wherever it is told."""

    def __init__(self, servers: str, topic: str) -> None:
        self._topic = topic
        self._consumer = _connected(
            KafkaConsumer, servers, enable_auto_commit=False, auto_offset_reset="earliest", **_FETCH
        )
        numbers = self._consumer.partitions_for_topic(topic) or set()
        self.partitions = sorted(numbers)
        self._consumer.assign([TopicPartition(topic, number) for number in self.partitions])
        if self.partitions:
            self._consumer.seek_to_beginning()

    def seek(self, partition: int, offset: int) -> None:
        """Read a partition on from an offset."""
        self._consumer.seek(TopicPartition(self._topic, partition), offset)

    def poll(self, timeout_ms: int, max_records: int) -> dict[int, Sequence[Record]]:
        """Return the next records by partition."""
        found = self._consumer.poll(timeout_ms=timeout_ms, max_records=max_records)
        return {place.partition: records for place, records in found.items()}

    def ends(self) -> dict[int, int]:
        """Return the offset after the last message of each partition, as of now."""
        places = [TopicPartition(self._topic, number) for number in self.partitions]
        return {place.partition: end for place, end in self._consumer.end_offsets(places).items()}

    def close(self) -> None:
        """Give back the connection."""
        self._consumer.close(autocommit=False, timeout_ms=3000)


class _Rebalances(ConsumerRebalanceListener):  # type: ignore[misc]
    """Collects rebalances on the client's thread for the worker's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._gone: list[Place] = []
        self._given: list[Place] = []

    def on_partitions_revoked(self, revoked: Iterable[Any]) -> None:
        self._take_away(revoked)

    def on_partitions_lost(self, lost: Iterable[Any]) -> None:
        self._take_away(lost)

    def on_partitions_assigned(self, assigned: Iterable[Any]) -> None:
        with self._lock:
            self._given += [(place.topic, place.partition) for place in assigned]

    def take(self) -> tuple[list[Place], list[Place]]:
        """Return and forget what was collected."""
        with self._lock:
            found = self._gone, self._given
            self._gone, self._given = [], []
            return found

    def _take_away(self, places: Iterable[Any]) -> None:
        gone = {(place.topic, place.partition) for place in places}
        with self._lock:
            self._gone += sorted(gone)
            self._given = [place for place in self._given if place not in gone]


_FETCH: dict[str, Any] = {"fetch_max_wait_ms": 50, "max_partition_fetch_bytes": 1 << 20}


def _by_place(found: Mapping[Any, Sequence[Record]]) -> dict[Place, Sequence[Record]]:
    return {(place.topic, place.partition): records for place, records in found.items()}


def _admin(servers: str) -> Any:
    return _connected(KafkaAdminClient, servers)


def _connected(client: Any, servers: str, **options: Any) -> Any:
    try:
        return client(bootstrap_servers=servers.split(","), **options)
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
