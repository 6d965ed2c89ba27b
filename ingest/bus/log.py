"""A topic read from wherever one is told, by no group."""

from collections.abc import Mapping, Sequence

from kafka import KafkaConsumer, TopicPartition
from kafka.structs import OffsetAndMetadata

from city.clock import Instant
from ingest.bus.kafka import FETCH, Record, connected


class LogReader:
    """
    Reads all partitions of a topic, from wherever it is told.

    It is no member of a group; under the name of `group` it commits how far it is, for lag tools.
    """

    def __init__(self, servers: str, topic: str, *, group: str = "") -> None:
        self._topic = topic
        self._consumer = connected(
            KafkaConsumer,
            servers,
            group_id=group or None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            **FETCH,
        )
        numbers = self._consumer.partitions_for_topic(topic) or set()
        self.partitions = sorted(numbers)
        self._consumer.assign([TopicPartition(topic, number) for number in self.partitions])
        if self.partitions:
            self._consumer.seek_to_beginning()

    def seek(self, partition: int, offset: int) -> None:
        """Read a partition on from an offset."""
        self._consumer.seek(TopicPartition(self._topic, partition), offset)

    def seek_to_time(self, at: Instant) -> None:
        """Read every partition on from the first message that Kafka got at `at` or later."""
        places = [TopicPartition(self._topic, number) for number in self.partitions]
        found = self._consumer.offsets_for_times(dict.fromkeys(places, max(0, at)))
        ends = self._consumer.end_offsets(places)
        for place in places:
            first = found.get(place)
            self._consumer.seek(place, ends[place] if first is None else first.offset)

    def commit(self) -> None:
        """Commit, for the group, how far every partition was read."""
        places = [TopicPartition(self._topic, number) for number in self.partitions]
        self._consumer.commit(
            {place: OffsetAndMetadata(self._consumer.position(place), "", -1) for place in places}
        )

    def behind(self, ends: Mapping[int, int]) -> int:
        """Return how many messages before `ends` (offsets by partition) are not read yet."""
        return sum(
            max(0, end - self._consumer.position(TopicPartition(self._topic, number)))
            for number, end in ends.items()
        )

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
