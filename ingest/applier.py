"""Applying a log to the read model: batches, fences, and events at fault, whatever the log."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

import msgspec

from city.errors import Fenced
from city.store.faults import REDIS_ERRORS
from city.store.keys import Keys
from city.store.model import Control, Model
from ingest.letters import DeadLetter, Lying, dead_letter

logger = logging.getLogger(__name__)

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

WRITTEN = 2_000
"""
Most records of one write. The more at once, the fewer times a case is counted anew; but a write is
stored while the next one is folded, so a poll of a backlog should make more than one.
"""


class Writer(Protocol):
    """The one writer of what is kept of a partition, under a guard."""

    @property
    def next_offset(self) -> int:
        """Which record is applied next."""

    def open(self) -> int:
        """Return the next offset to apply; raises `ModelMismatch`."""

    def moved(self) -> bool:
        """Return whether another writer was here, or the store was emptied."""

    def expect(self, keys: Iterable[str]) -> None:
        """Read ahead what batches to come are about, by the keys of their records."""

    def begin(self, arrivals: list[Any], next_offset: int) -> int:
        """Send a batch to be written once and return how much changes; raises `Fenced`."""

    def settle(self) -> None:
        """Wait for what is on its way; raises `Fenced`."""


class Applier(ABC):
    """
    Applies batches of a log's partitions to what is kept of each; that says where to go on.

    `seek(partition, offset)` moves the consumer; `bury(letter)` keeps an event that cannot be
    applied in the dead letters and returns once it is safe there.
    """

    feed = ""
    """What dead letters of the log name as their feed."""

    def __init__(
        self,
        redis: Any,
        prefix: str,
        *,
        partitions: int,
        schema: str,
        seek: Callable[[int, int], None],
        bury: Callable[[DeadLetter], None],
        generation: int | None = None,
    ) -> None:
        self._redis, self._prefix = redis, prefix
        self._partitions, self._schema = partitions, schema
        self._seek, self._bury = seek, bury
        self._control = Control(redis, prefix)
        self._fixed_generation = generation
        self._writers: dict[int, Writer] = {}
        self._turned: set[int] = set()
        self._model: Model | None = None

    @abstractmethod
    def writer_of(self, keys: Keys, partition: int) -> "Writer":
        """Return the writer of what is kept of a partition, not opened."""

    @abstractmethod
    def decode(self, raw: bytes) -> Any:
        """Return what a record says, as the writer takes it; raises one of `POISONOUS`."""

    def assign(self, partitions: Sequence[int]) -> None:
        """Take over partitions: turn to what each shard says it wants next."""
        self.revoke(partitions)
        for partition in partitions:
            self._writer(partition)

    def revoke(self, partitions: Sequence[int]) -> None:
        """Give partitions up, forgetting all that was held of them."""
        for writer in [self._writers.pop(each) for each in partitions if each in self._writers]:
            # whoever takes them over goes on from what was written
            with suppress(Fenced, *REDIS_ERRORS):
                writer.settle()

    def follow_model(self) -> None:
        """Turn to another generation, or to a shard that was moved on or emptied; call often."""
        self.settle()
        model = self._wanted_model()
        if model != self._model:
            self._model = model
            self.assign(list(self._writers))
        self.assign([number for number, writer in self._writers.items() if writer.moved()])

    def step(self, batches: Mapping[int, Sequence[Lying]]) -> int:
        """Apply records by partition; returns how many events were applied."""
        begun = self.begin(batches)
        self.settle()
        return begun

    def begin(self, batches: Mapping[int, Sequence[Lying]]) -> int:
        """Do as `step`, but leave each partition's last write on its way until `settle`."""
        for partition, records in batches.items():
            if partition in self._writers:
                self._writers[partition].expect(_keys_of(records))
        return sum(self._apply(partition, records) for partition, records in batches.items())

    def settle(self) -> None:
        """Wait for all writes that are on their way; a shard that was moved on is followed."""
        for partition, writer in list(self._writers.items()):
            try:
                writer.settle()
            except Fenced:
                self._follow(partition)

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
            for at in range(0, len(wanted), WRITTEN):
                self._apply_or_split(writer, partition, wanted[at : at + WRITTEN])
        except Fenced:
            self._follow(partition)
            return 0
        return len(wanted)

    def _follow(self, partition: int) -> None:
        logger.info("shard %s was moved on by another writer; following it", partition)
        self._writers.pop(partition)
        self.follow_model()
        self._writer(partition)

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

    def _apply_or_split(self, writer: Writer, partition: int, records: Sequence[Lying]) -> None:
        """Apply a batch; one that fails is halved until the event at fault is alone, and buried."""
        try:
            arrivals = [self.decode(record.value or b"") for record in records]
            writer.begin(arrivals, records[-1].offset + 1)
        except POISONOUS as error:
            if len(records) == 1:
                writer.settle()  # or it would be buried again with a batch that is fenced
                self._quarantine(partition, records[0], error)
                writer.begin([], records[0].offset + 1)
                return
            middle = len(records) // 2
            self._apply_or_split(writer, partition, records[:middle])
            self._apply_or_split(writer, partition, records[middle:])

    def _quarantine(self, partition: int, record: Lying, error: Exception) -> None:
        # an error may quote the event; the letter has it, the log must not
        kind = type(error).__name__
        logger.warning("event at %s/%s cannot be applied: %s", partition, record.offset, kind)
        reason = f"{type(error).__name__}: {error}"
        self._bury(dead_letter(self.feed, record, field="", reason=reason))

    def _writer(self, partition: int) -> Writer:
        writer = self._writers.get(partition)
        if writer is None:
            writer = self._opened(partition)
            self._writers[partition] = writer
            self._turned.add(partition)
            self._seek(partition, writer.next_offset)
        return writer

    def _opened(self, partition: int) -> Writer:
        if self._model is None:
            self._model = self._wanted_model()
        model = self._model
        writer = self.writer_of(Keys(self._prefix, model.generation, model.partitions), partition)
        writer.open()
        return writer

    def _wanted_model(self) -> Model:
        if self._fixed_generation is not None:
            return Model(self._fixed_generation, self._partitions, self._schema)
        return self._control.ensure_model(self._partitions, self._schema)


def _keys_of(records: Sequence[Lying]) -> set[str]:
    return {record.key.decode(errors="replace") for record in records if record.key is not None}
