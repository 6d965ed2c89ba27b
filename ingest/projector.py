"""Projector: folds `case-events` into the read model, one shard for each partition assigned."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from city.cases import Rules
from city.clock import LocalDays
from city.errors import Fenced
from city.events import decode_event
from city.store.keys import Keys
from city.store.model import Control, Model
from city.store.writer import ShardWriter
from city.timeline import Arrival
from ingest.letters import DeadLetter, Lying, dead_letter

logger = logging.getLogger(__name__)

FEED = "case-events"
"""What dead letters of ours name as their feed."""

POISONOUS: tuple[type[Exception], ...] = (
    msgspec.MsgspecError,
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,  # JSON nested deeper than the decoder goes
)
"""What an event at fault raises; anything else is a server's fault or ours, and ends the round."""


class Projector:
    """
    Applies batches of the partitions it holds; the shard's own offset says where to go on.

    `seek(partition, offset)` moves the consumer; `bury(letter)` keeps an event that cannot be
    applied in the dead letters and returns once it is safe there.
    """

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
        self._redis, self._prefix = redis, prefix
        self._partitions, self._schema, self._rules, self._days = partitions, schema, rules, days
        self._seek, self._bury = seek, bury
        self._control = Control(redis, prefix)
        self._fixed_generation = generation
        self._writers: dict[int, ShardWriter] = {}
        self._turned: set[int] = set()
        self._model: Model | None = None

    def assign(self, partitions: Sequence[int]) -> None:
        """Take over partitions: turn to what each shard says it wants next."""
        for partition in partitions:
            self._writers.pop(partition, None)
            self._writer(partition)

    def revoke(self, partitions: Sequence[int]) -> None:
        """Give partitions up, forgetting all that was held of them."""
        for partition in partitions:
            self._writers.pop(partition, None)

    def follow_model(self) -> None:
        """Turn to another generation, or to a shard that was moved on or emptied; call often."""
        model = self._wanted_model()
        if model != self._model:
            self._model = model
            self.assign(list(self._writers))
        self.assign([number for number, writer in self._writers.items() if writer.moved()])

    def step(self, batches: Mapping[int, Sequence[Lying]]) -> int:
        """Apply records by partition; returns how many events were applied."""
        return sum(self._apply(partition, records) for partition, records in batches.items())

    def next_offset(self, partition: int) -> int:
        """Return the next offset that the shard of a partition held here wants."""
        return self._writer(partition).next_offset

    def _apply(self, partition: int, records: Sequence[Lying]) -> int:
        writer = self._writers.get(partition)
        if writer is None:  # not taken over yet: these records may lie beyond what the shard wants
            self._writer(partition)
            return 0
        if self._is_stale(partition, records[0].offset):
            self._seek(partition, writer.next_offset)
            return 0
        wanted = [record for record in records if record.offset >= writer.next_offset]
        if not wanted:
            return 0
        try:
            self._apply_or_split(writer, partition, wanted)
        except Fenced:
            logger.info("shard %s was moved on by another writer; following it", partition)
            self._writers.pop(partition)
            self.follow_model()
            self._writer(partition)
            return 0
        return len(wanted)

    def _is_stale(self, partition: int, first: int) -> bool:
        """
        Return whether records were read before their partition was turned elsewhere.

        Applied, all that lies between would be lost. Offsets may skip, so records that begin
        beyond the place sought are believed when they come a second time.
        """
        if partition not in self._turned:
            return False
        self._turned.discard(partition)
        return first != self._writers[partition].next_offset

    def _apply_or_split(
        self, writer: ShardWriter, partition: int, records: Sequence[Lying]
    ) -> None:
        """Apply a batch; one that fails is halved until the event at fault is alone, and buried."""
        try:
            arrivals = [self._decode(record) for record in records]
            writer.apply(arrivals, records[-1].offset + 1)
        except POISONOUS as error:
            if len(records) == 1:
                self._quarantine(partition, records[0], error)
                writer.apply([], records[0].offset + 1)
                return
            middle = len(records) // 2
            self._apply_or_split(writer, partition, records[:middle])
            self._apply_or_split(writer, partition, records[middle:])

    def _decode(self, record: Lying) -> Arrival:
        raw = record.value or b""
        return decode_event(raw), raw

    def _quarantine(self, partition: int, record: Lying, error: Exception) -> None:
        # an error may quote the event; the letter has it, the log must not
        kind = type(error).__name__
        logger.warning("event at %s/%s cannot be applied: %s", partition, record.offset, kind)
        reason = f"{type(error).__name__}: {error}"
        self._bury(dead_letter(FEED, record, field="", reason=reason))

    def _writer(self, partition: int) -> ShardWriter:
        writer = self._writers.get(partition)
        if writer is None:
            writer = self._open(partition)
            self._writers[partition] = writer
            self._turned.add(partition)
            self._seek(partition, writer.next_offset)
        return writer

    def _open(self, partition: int) -> ShardWriter:
        if self._model is None:
            self._model = self._wanted_model()
        model = self._model
        keys = Keys(self._prefix, model.generation, model.partitions)
        writer = ShardWriter(
            self._redis,
            keys.shards[partition],
            shard=partition,
            schema=self._schema,
            rules=self._rules,
            days=self._days,
        )
        writer.open()
        return writer

    def _wanted_model(self) -> Model:
        if self._fixed_generation is not None:
            return Model(self._fixed_generation, self._partitions, self._schema)
        return self._control.ensure_model(self._partitions, self._schema)
