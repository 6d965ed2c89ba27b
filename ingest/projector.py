"""Projector: folds `case-events` into the read model, one shard for each partition assigned."""

from collections.abc import Callable
from typing import Any

from city.cases import Rules
from city.clock import LocalDays
from city.events import decode_event
from city.store.keys import Keys
from city.store.writer import ShardWriter
from city.timeline import Arrival
from ingest.applier import Applier
from ingest.letters import DeadLetter


class Projector(Applier):
    """Applies `case-events`: a shard for each partition. See `Applier` for the rest."""

    feed = "case-events"

    def __init__(
        self,
        redis: Any,
        prefix: str,
        *,
        partitions: int,
        schema: str,
        rules: Rules,
        days: LocalDays,
        seek: Callable[[int, int], None],
        bury: Callable[[DeadLetter], None],
        generation: int | None = None,
    ) -> None:
        super().__init__(
            redis,
            prefix,
            partitions=partitions,
            schema=schema,
            seek=seek,
            bury=bury,
            generation=generation,
        )
        self._rules, self._days = rules, days

    def writer_of(self, keys: Keys, partition: int) -> ShardWriter:
        """Return the writer of a shard."""
        return ShardWriter(
            self._redis,
            keys.shards[partition],
            shard=partition,
            schema=self._schema,
            rules=self._rules,
            days=self._days,
        )

    def decode(self, raw: bytes) -> Arrival:
        """Return an event with its bytes."""
        return decode_event(raw), raw
