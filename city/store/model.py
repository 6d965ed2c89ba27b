"""What is kept beside the shards: which generation is shown, the product's clock, feeds, work."""

from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from city.clock import LIFE, Instant, ProductClock
from city.errors import ModelMismatch
from city.store.books import AuditReport
from city.store.keys import audit_key, clock_key, feeds_key, ingest_key, model_key, work_key

T = TypeVar("T")
_encode = msgspec.msgpack.Encoder().encode


class Model(Struct, frozen=True):
    """The read model as a whole: the generation that pages show, its shards and its schema."""

    generation: int
    partitions: int
    schema: str


class FeedReport(Struct, frozen=True):
    """
    What a translator knows of one feed.

    `heard_at` is the system's time of the last message, `event_at` the latest event time in it.
    """

    heard_at: Instant
    event_at: Instant | None
    messages: int
    refused: int


class Work(Struct, frozen=True):
    """A long task that pages tell of: how far it is (0 to 1), and when it last said so."""

    share: float
    told_at: Instant


class Pulse(Struct, frozen=True):
    """A worker's sign of life: its role, when it said so, and how many messages lie before it."""

    role: str
    told_at: Instant
    lag: int


class Control:
    """Reads and writes what belongs to no shard."""

    def __init__(self, redis: Any, prefix: str) -> None:
        self._redis, self._prefix = redis, prefix

    def model(self) -> Model | None:
        """Return the read model's record, None if there is none (yet, or after a flush)."""
        found: dict[bytes, bytes] = self._redis.hgetall(model_key(self._prefix))
        if not found:
            return None
        return Model(
            int(found[b"generation"]), int(found[b"partitions"]), found[b"schema"].decode()
        )

    def ensure_model(self, partitions: int, schema: str) -> Model:
        """
        Return the model to write to, making generation 1 if there is none.

        Raises:
            ModelMismatch: It was made with another count of partitions, or under another schema.
        """
        model = self.model()
        if model is None:
            self.show(Model(1, partitions, schema))
            return self.ensure_model(partitions, schema)
        if model.partitions != partitions:
            raise ModelMismatch(
                f"the read model {self._prefix!r} has {model.partitions} partitions but "
                f"CITY_PARTITIONS is {partitions}: set it back, or choose a new CITY_NAMESPACE"
            )
        if model.schema != schema:
            raise ModelMismatch(
                f"the read model {self._prefix!r} was made under other tables or another version "
                f"(schema {model.schema}, now {schema}): run `app.py rebuild`"
            )
        return model

    def show(self, model: Model) -> None:
        """Make pages and projectors turn to `model`."""
        fields = {
            "generation": model.generation,
            "partitions": model.partitions,
            "schema": model.schema,
        }
        self._redis.hset(model_key(self._prefix), mapping=fields)

    def clock(self) -> ProductClock:
        """Return the product's clock: that of life unless a replay set another."""
        packed = self._redis.get(clock_key(self._prefix))
        return msgspec.msgpack.decode(packed, type=ProductClock) if packed else LIFE

    def set_clock(self, clock: ProductClock) -> None:
        """Set the product's clock, as a replay does; `LIFE` gives it back to life."""
        if clock == LIFE:
            self._redis.delete(clock_key(self._prefix))
        else:
            self._redis.set(clock_key(self._prefix), _encode(clock))

    def feeds(self) -> dict[str, FeedReport]:
        """Return the last report of each feed."""
        return packed_hash(self._redis, feeds_key(self._prefix), FeedReport)

    def report_feed(self, feed: str, report: FeedReport) -> None:
        """Keep the report of a feed."""
        self._redis.hset(feeds_key(self._prefix), feed, _encode(report))

    def work(self) -> dict[str, Work]:
        """Return the long tasks under way, `rebuild` among them."""
        return packed_hash(self._redis, work_key(self._prefix), Work)

    def tell_work(self, task: str, work: Work | None) -> None:
        """Tell how far a long task is; None when it is done."""
        if work is None:
            self._redis.hdel(work_key(self._prefix), task)
        else:
            self._redis.hset(work_key(self._prefix), task, _encode(work))

    def audit(self) -> AuditReport | None:
        """Return the auditor's last report, None as long as there is none."""
        packed = self._redis.get(audit_key(self._prefix))
        return msgspec.msgpack.decode(packed, type=AuditReport) if packed else None

    def tell_audit(self, report: AuditReport) -> None:
        """Keep the auditor's report."""
        self._redis.set(audit_key(self._prefix), _encode(report))

    def confirm_audit(self) -> AuditReport | None:
        """Note that a person knows of the difference; returns the report it was told in."""
        report = self.audit()
        if report is not None and not report.agrees:
            self.tell_audit(msgspec.structs.replace(report, since=None, differences=()))
        return report

    def pulses(self) -> dict[str, Pulse]:
        """Return the last sign of life of each ingest worker."""
        return packed_hash(self._redis, ingest_key(self._prefix), Pulse)

    def tell_pulse(self, worker: str, pulse: Pulse | None) -> None:
        """Tell that a worker lives; None when it leaves."""
        if pulse is None:
            self._redis.hdel(ingest_key(self._prefix), worker)
        else:
            self._redis.hset(ingest_key(self._prefix), worker, _encode(pulse))


def packed_hash(redis: Any, key: str, kind: type[T]) -> dict[str, T]:
    """Return the fields of a hash whose values are packed records of a kind."""
    found: dict[bytes, bytes] = redis.hgetall(key)
    return {name.decode(): msgspec.msgpack.decode(raw, type=kind) for name, raw in found.items()}
