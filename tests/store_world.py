"""A read model for tests: writers of a few shards, and everything Redis holds of them."""

from collections.abc import Iterable
from copy import copy
from typing import Any
from zlib import crc32

from city.clocks import Rules
from city.store.keys import Keys
from city.store.model import Control
from city.store.writer import ShardWriter
from tests.factories import RULES, SHANGHAI, arrivals

PREFIX = "test"
SCHEMA = "s1"
PARTITIONS = 3


class ReadModel:
    """Shards written as the projector would; `redis` is a real one, empty at first."""

    def __init__(self, redis: Any, *, partitions: int = PARTITIONS, rules: Rules = RULES) -> None:
        self.redis, self.rules = redis, rules
        self.partitions = partitions
        Control(redis, PREFIX).ensure_model(partitions, SCHEMA)
        self.keys = Keys(PREFIX, 1, partitions)
        self.writers = [self.writer(shard) for shard in range(partitions)]
        for writer in self.writers:
            writer.open()

    def over(self, redis: Any) -> "ReadModel":
        """Return the same shards as they are seen over another connection."""
        other = copy(self)
        other.redis = redis
        return other

    def writer(self, shard: int = 0, *, schema: str = SCHEMA) -> ShardWriter:
        """Return a further writer of a shard, not opened."""
        keys = self.keys.shards[shard]
        return ShardWriter(
            self.redis, keys, shard=shard, schema=schema, rules=self.rules, days=SHANGHAI
        )

    def tell(self, events: Iterable[Any]) -> None:
        """Write events, each in its shard, one batch for each shard."""
        by_shard: dict[int, list[Any]] = {}
        for event in events:
            by_shard.setdefault(partition_of(event.case, self.partitions), []).append(event)
        for shard, told in by_shard.items():
            writer = self.writers[shard]
            writer.apply(arrivals(told), writer.next_offset + len(told))


def partition_of(case: str, partitions: int) -> int:
    """Return the shard of a case."""
    return crc32(case.encode()) % partitions


def contents(redis: Any, root: str) -> dict[str, Any]:
    """Return all that Redis holds of one shard but its guard and its movements."""
    found = {}
    for key in sorted(redis.keys(f"{root}:*")):
        name = key.decode().removeprefix(root)
        if name not in (":meta", ":recent"):
            found[name] = redis.hgetall(key) if redis.type(key) == b"hash" else redis.smembers(key)
    return found
