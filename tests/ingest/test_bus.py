"""The bus on a real Kafka: round trips, keys, groups that change, lags, and stuck partitions."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from kafka import TopicPartition

from city.clock import SECOND
from city.errors import ServerUnavailable
from city.settings import Settings
from ingest.bus.kafka import (
    BUS_ERRORS,
    UNSAFE_BYTES,
    Consumer,
    Producer,
    Record,
    TopicSpec,
    committed_offsets,
    ensure_topics,
    partition_of,
)
from ingest.bus.log import LogReader
from ingest.bus.watch import ProgressWatch
from ingest.servers import given_kafka
from tests.waiting import eventually

PARTITIONS = 4
Changes = list[tuple[list[int], list[int]]]
"""Partitions taken away and given, one pair for each time that a member asked."""
KEYS = ("A", "BT-20260928-0001", "坪山-17", "x" * 37, "")


@pytest.fixture
def topic(kafka_server: str, namespace: str) -> str:
    name = f"{namespace}.messages"
    ensure_topics(kafka_server, {name: TopicSpec(PARTITIONS)})
    return name


@pytest.fixture
def producer(kafka_server: str) -> Iterator[Producer]:
    made = Producer(kafka_server)
    yield made
    made.close()


@pytest.fixture
def join(kafka_server: str, topic: str, namespace: str) -> Iterator[Callable[[], Consumer]]:
    """Return a function that makes a further member of one group."""
    with ExitStack() as members:

        def make() -> Consumer:
            member = Consumer(kafka_server, [topic], group=namespace, session_timeout_ms=6_000)
            members.callback(member.close)
            return member

        yield make


@pytest.fixture
def reader(kafka_server: str, topic: str) -> Iterator[LogReader]:
    made = LogReader(kafka_server, topic)
    yield made
    made.close()


def fill(producer: Producer, topic: str, count: int) -> None:
    for number in range(count):
        producer.send(topic, str(number).encode(), key=str(number))
    producer.flush()


def read_all(reader: LogReader) -> list[tuple[int, bytes | None, bytes]]:
    """Return partition, key and value of all messages."""
    found: list[tuple[int, bytes | None, bytes]] = []
    wanted = sum(reader.ends().values())

    def enough() -> bool:
        for number, records in reader.poll(100, 1_000).items():
            found.extend((number, record.key, record.value) for record in records)
        return len(found) >= wanted

    eventually(enough)
    return found


def test_what_is_sent_comes_back_as_it_was(
    producer: Producer, topic: str, reader: LogReader
) -> None:
    """Keys, bytes and the given time of a message pass through Kafka unchanged."""
    value = bytes(range(256)) * 10
    producer.send(topic, value, key="坪山", partition=3, timestamp_ms=1_540_080_000_000)
    producer.flush()

    [record] = eventually_first(reader)

    assert (record.partition, record.offset) == (3, 0)
    assert (record.key, record.value) == ("坪山".encode(), value)
    assert record.timestamp == 1_540_080_000_000


def test_partition_of_says_where_a_key_goes(
    producer: Producer, topic: str, reader: LogReader
) -> None:
    """Pages look a case up in the shard that its key gives; the producer must agree."""
    for key in KEYS:
        producer.send(topic, key.encode(), key=key)
    producer.flush()

    for partition, _, value in read_all(reader):
        assert partition == partition_of(value.decode(), PARTITIONS)


@pytest.mark.parametrize(
    ("key", "hashed"),
    [("21", -973932308), ("foobar", -790332482), ("a-little-bit-long-string", -985981536)],
)
def test_partition_of_hashes_as_other_clients_do(key: str, hashed: int) -> None:
    """The values are those of Kafka's own test of its hash; any client's keys land alike."""
    assert partition_of(key, 1 << 31) == hashed & 0x7FFFFFFF


def test_flush_tells_of_a_message_that_could_not_be_sent(producer: Producer, topic: str) -> None:
    """A message that Kafka refuses must not count as safe."""
    producer.send(topic, b"fine", key="a")
    producer.send(topic, b"from the future", key="b", timestamp_ms=9_000_000_000_000)

    with pytest.raises(BUS_ERRORS, match=r"(?i)timestamp"):
        producer.flush()
    producer.flush()


def test_a_producer_holds_a_bounded_number_of_bytes(
    producer: Producer, topic: str, reader: LogReader
) -> None:
    """More than fits in memory can be handed over; what is too much is made safe meanwhile."""
    value = b"x" * 900_000
    count = UNSAFE_BYTES // len(value) + 2
    for _ in range(count):
        producer.send(topic, value, key="a")

    assert sum(reader.ends().values()) >= count - 2
    producer.flush()
    assert sum(reader.ends().values()) == count


def test_partitions_are_taken_away_before_others_are_given(
    topic: str, join: Callable[[], Consumer]
) -> None:
    """When a second member comes, the first gives up what it then no longer gets."""
    first = join()
    changes = given_all(first)
    second = join()
    others: Changes = []

    def shared() -> bool:
        mine, theirs = followed(first, changes), followed(second, others)
        return len(mine) == len(theirs) == 2 and not mine & theirs

    eventually(shared, within=20)
    assert {number for gone, _ in changes for number in gone} >= followed(second, others)


def test_a_member_that_joins_anew_gets_its_partitions_back(
    topic: str, join: Callable[[], Consumer]
) -> None:
    """The cure for a stuck partition: given up, joined, given again, and told so."""
    member = join()
    given_all(member)

    member.join_anew()

    assert sorted(given_all(member)[0][0]) == list(range(PARTITIONS))


def test_a_rebalance_that_has_begun_is_joined_to_its_end(
    topic: str, join: Callable[[], Consumer]
) -> None:
    """The client forgets one that it began itself if a poll ends meanwhile, and reads no more."""
    member = join()
    given_all(member)

    member._changes.on_partitions_revoked([TopicPartition(topic, n) for n in range(PARTITIONS)])

    assert sorted(given_all(member)[-1][1]) == list(range(PARTITIONS))


def test_a_join_that_ends_between_two_polls_is_taken_and_not_begun_anew(
    topic: str, join: Callable[[], Consumer]
) -> None:
    """The client begins another one, and all members join again and again while they are busy."""
    member = join()
    given_all(member)
    coordinator = member._consumer._coordinator

    def begun() -> bool:
        member.poll(0, 10)
        return coordinator._join_task is not None

    coordinator.request_rejoin()
    eventually(begun)
    eventually(lambda: coordinator._join_task.is_done)
    joined = coordinator._generation.generation_id

    assert sorted(given_all(member)[-1][1]) == list(range(PARTITIONS))
    assert coordinator._generation.generation_id == joined


def test_what_is_committed_is_read_as_it_was_committed(
    kafka_server: str,
    topic: str,
    namespace: str,
    producer: Producer,
    join: Callable[[], Consumer],
) -> None:
    """Lag tools look at what is committed, not at what was read."""
    fill(producer, topic, 40)
    member = join()
    seen: dict[tuple[str, int], int] = {}

    def all_read() -> bool:
        for place, records in member.poll(100, 1_000).items():
            seen[place] = records[-1].offset + 1
        return sum(seen.values()) == 40

    eventually(all_read, within=20)
    passed = {place: at - 1 for place, at in seen.items()}
    member.commit(passed)

    assert committed_offsets(kafka_server, namespace) == passed


def test_topics_that_exist_are_left_as_they_are(kafka_server: str, topic: str) -> None:
    """Every start makes sure of the topics; that must not touch those that hold messages."""
    ensure_topics(kafka_server, {topic: TopicSpec(PARTITIONS + 1, 1_000)})

    reader = LogReader(kafka_server, topic)
    reader.close()

    assert reader.partitions == list(range(PARTITIONS))


def test_a_kafka_that_is_away_is_named(unused_port: int) -> None:
    """The message names the setting that says where Kafka should be."""
    address = f"127.0.0.1:{unused_port}"

    with pytest.raises(ServerUnavailable, match="KAFKA_BOOTSTRAP_SERVERS"):
        given_kafka(Settings(kafka_servers=address))


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000 * SECOND

    def __call__(self) -> int:
        return self.now


@pytest.mark.parametrize(
    ("positions", "ends", "stuck"),
    [
        ([5, 5, 5, 5], [9, 9, 9, 9], True),  # stands still before waiting messages
        ([5, 5, 6, 6], [9, 9, 9, 9], False),  # moved on half-way
        ([9, 9, 9, 9], [9, 9, 9, 9], False),  # nothing to read
        ([9, 9, 9, 9], [9, 9, 9, 10], False),  # the first message in a long time
    ],
)
def test_a_partition_is_stuck_that_stands_still_before_messages(
    positions: list[int], ends: list[int], stuck: bool
) -> None:
    """Only a partition that could move and does not for 30 seconds is worth a new consumer."""
    clock = Hands()
    watch = ProgressWatch(patience=30 * SECOND, now=clock)
    place = ("t", 0)

    for position, end in zip(positions, ends, strict=True):
        found = watch.stuck({place: position}, {place: end})
        clock.now += 10 * SECOND

    assert found == ([place] if stuck else [])


def test_a_worker_that_stood_still_itself_blames_no_partition() -> None:
    """After a frozen worker wakes, its partitions have had no chance to move yet."""
    clock = Hands()
    watch = ProgressWatch(patience=30 * SECOND, now=clock)
    watch.stuck({("t", 0): 5}, {("t", 0): 9})
    clock.now += 300 * SECOND

    assert watch.stuck({("t", 0): 5}, {("t", 0): 9}) == []


def given_all(member: Consumer) -> Changes:
    """Wait until a member has every partition; returns what was taken and given meanwhile."""
    changes: Changes = []
    eventually(lambda: followed(member, changes) == set(range(PARTITIONS)), within=20)
    return changes


def followed(member: Consumer, changes: Changes) -> set[int]:
    """Poll once, note what changed, and return the partitions that follow from all changes."""
    member.poll(50, 10)
    gone, given = member.rebalanced()
    if gone or given:
        changes.append(([place[1] for place in gone], [place[1] for place in given]))
    held: set[int] = set()
    for gone_then, given_then in changes:
        held = held - set(gone_then) | set(given_then)
    return held


def eventually_first(reader: LogReader) -> list[Record]:
    found: list[Record] = []

    def some() -> bool:
        for records in reader.poll(100, 10).values():
            found.extend(records)
        return bool(found)

    eventually(some)
    return found
