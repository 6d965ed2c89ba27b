"""A log in memory, and a projector and rebuilders that follow it into a real Redis."""

from typing import Any

import msgspec
from msgspec import Struct

from city import events as ev
from city.clocks import Rules
from city.store.keys import Keys
from ingest.projector import Projector
from ingest.rebuilder import Rebuilder
from tests.factories import RULES, SHANGHAI
from tests.store_world import PARTITIONS, PREFIX, SCHEMA, contents, partition_of


class Lying(Struct, frozen=True):
    """A record of the log in memory."""

    topic: str
    partition: int
    offset: int
    value: bytes | None
    key: bytes | None = None


def record_at(partition: int, offset: int, value: bytes | None) -> Lying:
    """Return a record of `case-events`, keyed by its case as far as it can be told."""
    try:
        key = ev.decode_event(value or b"").case.encode()
    except (msgspec.MsgspecError, RecursionError):
        key = None
    return Lying("case-events", partition, offset, value, key)


class Log:
    """`case-events` in memory, with one reader's places in it."""

    def __init__(self, kept: dict[int, list[bytes]]) -> None:
        self.kept = kept
        self._at = dict.fromkeys(kept, 0)
        self.polls = 0

    def seek(self, partition: int, offset: int) -> None:
        self._at[partition] = offset

    def ends(self) -> dict[int, int]:
        return {partition: len(values) for partition, values in self.kept.items()}

    def poll(self, timeout_ms: int, max_records: int) -> dict[int, list[Lying]]:
        self.polls += 1
        found = {}
        for partition, values in self.kept.items():
            first = self._at[partition]
            last = self._at[partition] = min(first + 7, len(values))
            if last > first:
                found[partition] = [
                    record_at(partition, offset, values[offset]) for offset in range(first, last)
                ]
        return found


class World:
    """A log, and the running projector that follows it."""

    def __init__(self, redis: Any, *, rules: Rules = RULES, schema: str = SCHEMA) -> None:
        self.redis, self._rules = redis, rules
        self.kept: dict[int, list[bytes]] = {shard: [] for shard in range(PARTITIONS)}
        self.log = Log(self.kept)
        self.projector = Projector(
            redis,
            PREFIX,
            partitions=PARTITIONS,
            schema=schema,
            rules=rules,
            days=SHANGHAI,
            seek=self.log.seek,
            bury=lambda letter: None,
        )
        self.projector.assign(range(PARTITIONS))

    def tell(self, events: list[Any]) -> None:
        for event in events:
            raw = ev.encode_event(event)
            self.kept[partition_of(event.case, PARTITIONS)].append(raw)

    def follow(self) -> None:
        """Let the projector look at the model and apply all there is."""
        self.projector.follow_model()
        while batches := self.log.poll(0, 100):
            self.projector.step(batches)

    def rebuilder(
        self, log: Log | None = None, *, schema: str = SCHEMA, rules: Rules | None = None
    ) -> Rebuilder:
        return Rebuilder(
            self.redis,
            PREFIX,
            log=log or Log(self.kept),
            facts=Log({0: []}),
            partitions=PARTITIONS,
            schema=schema,
            rules=rules or self._rules,
            days=SHANGHAI,
        )

    def contents(self, generation: int) -> list[dict[str, Any]]:
        shards = Keys(PREFIX, generation, PARTITIONS).shards
        return [contents(self.redis, shard.root) for shard in shards]

    def keys_of(self, generation: int) -> list[bytes]:
        found: list[bytes] = self.redis.keys(f"{PREFIX}:*:g{generation}:*")
        return found
