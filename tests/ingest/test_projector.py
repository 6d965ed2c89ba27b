"""The projector on a real Redis, fed by a log in memory: it must follow what each shard says."""

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace
from redis.exceptions import ConnectionError

from city import events as ev
from city.cases import Rules
from city.cells import SEPARATOR
from city.errors import ModelMismatch
from city.store.audit import audit
from city.store.guard import script
from city.store.keys import Keys
from city.store.model import Control, Model
from ingest import applier
from ingest.letters import DeadLetter
from ingest.projector import Projector
from tests.factories import RULES, SHANGHAI, SimpleRules, life, make_event, make_received
from tests.ingest.log_world import Lying, record_at
from tests.store_world import PREFIX, SCHEMA

pytestmark = pytest.mark.redis

PARTITION = 0


class Log:
    """One partition of `case-events`; a projector reads it from where it seeks to."""

    def __init__(self, events: Sequence[Any] = ()) -> None:
        self.values: list[bytes | None] = [ev.encode_event(event) for event in events]
        self.letters: list[DeadLetter] = []

    def reader(self, redis: Any, **changes: Any) -> "Worker":
        """Return a projector that reads this log, and its place in it."""
        return Worker(self, redis, **changes)


class Worker:
    """A projector and its consumer."""

    def __init__(self, log: Log, redis: Any, *, rules: Rules = RULES, **changes: Any) -> None:
        self._log = log
        self.position = 0
        options = {"schema": SCHEMA, "partitions": 1, "bury": log.letters.append, **changes}
        self.projector = Projector(
            redis,
            PREFIX,
            rules=rules,
            days=SHANGHAI,
            seek=self._seek,
            **options,
        )
        self.projector.assign([PARTITION])

    def _seek(self, partition: int, offset: int) -> None:
        self.position = offset

    def poll(self, count: int = 3) -> dict[int, list[Lying]]:
        """Return the next records and move on, as a consumer does."""
        first, self.position = self.position, min(self.position + count, len(self._log.values))
        found = [
            record_at(PARTITION, offset, self._log.values[offset])
            for offset in range(first, self.position)
        ]
        return {PARTITION: found} if found else {}

    def run(self, count: int = 3) -> None:
        """Go on until everything is applied."""
        while batches := self.poll(count):
            self.projector.step(batches)


def open_cases(redis: Any, generation: int = 1) -> set[str]:
    keys = Keys(PREFIX, generation, 1).shards[0]
    return {case.decode() for case in redis.hkeys(keys.open)}


def next_offset(redis: Any, generation: int = 1) -> int:
    guard = redis.hget(Keys(PREFIX, generation, 1).shards[0].meta, "guard")
    return int(guard.decode().rsplit("|", 1)[1])


@pytest.fixture
def log() -> Log:
    return Log([make_received(f"city:{n}") for n in range(10)])


def assert_true_to(log: Log, redis: Any) -> None:
    """Assert that ten cases are open, that all is applied, and that a recount agrees."""
    assert open_cases(redis) == {f"city:{n}" for n in range(10)}
    assert next_offset(redis) == len(log.values)
    assert audit(redis, PREFIX, rules=RULES, days=SHANGHAI) == []


def test_everything_is_applied_and_the_offset_kept(log: Log, redis_client: Any) -> None:
    log.reader(redis_client).run()

    assert_true_to(log, redis_client)


def test_a_restart_goes_on_where_the_shard_says(log: Log, redis_client: Any) -> None:
    first = log.reader(redis_client)
    first.projector.step(first.poll(4))

    assert log.reader(redis_client).position == 4


def test_redelivered_records_are_left_out(log: Log, redis_client: Any) -> None:
    worker = log.reader(redis_client)
    worker.run()
    worker.position = 2

    assert worker.projector.step(worker.poll(5)) == 0
    assert_true_to(log, redis_client)


def test_two_workers_that_both_believe_in_a_partition_lose_nothing(
    log: Log, redis_client: Any
) -> None:
    """The one that was overtaken follows; both may go on for ever without harm."""
    one, two = log.reader(redis_client), log.reader(redis_client)
    for worker in (one, two, one, two, two, one, two, one):
        worker.projector.step(worker.poll(2))
    one.run()

    assert_true_to(log, redis_client)


@pytest.mark.parametrize("flushed_after", range(1, 4))
def test_a_flush_in_mid_stream_begins_anew(log: Log, redis_client: Any, flushed_after: int) -> None:
    worker = log.reader(redis_client)
    for _ in range(flushed_after):
        worker.projector.step(worker.poll())
    redis_client.flushdb()

    worker.run()

    assert_true_to(log, redis_client)


@pytest.mark.parametrize("flushed_after", [1, 2, 3])
def test_a_flush_under_writes_on_their_way_loses_nothing(
    log: Log, redis_client: Any, flushed_after: int
) -> None:
    worker, rounds = log.reader(redis_client), 0
    while batches := worker.poll():
        worker.projector.begin(batches)
        rounds += 1
        if rounds == flushed_after:
            redis_client.flushdb()
    worker.projector.settle()
    worker.run()

    assert_true_to(log, redis_client)


@pytest.mark.parametrize("most", [1, 3, 10])
def test_a_backlog_is_written_in_pieces(
    log: Log, redis_client: Any, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Each piece is folded while the one before is written; what they need was read ahead."""
    monkeypatch.setattr(applier, "WRITTEN", most)
    closings = [make_event(ev.CaseClosed, case=f"city:{n}", minute=5) for n in range(5)]
    log.values += [ev.encode_event(event) for event in closings]
    worker = log.reader(redis_client)

    worker.projector.begin(worker.poll(15))
    worker.projector.settle()

    assert next_offset(redis_client) == 15
    assert open_cases(redis_client) == {f"city:{n}" for n in range(5, 10)}
    assert audit(redis_client, PREFIX, rules=RULES, days=SHANGHAI) == []


def test_a_key_that_names_another_case_misleads_nobody(log: Log, redis_client: Any) -> None:
    """Keys say what to read ahead; what an event is about, it says itself."""
    worker = log.reader(redis_client)
    found = worker.poll(10)[PARTITION]
    keys = [None, b"\xff", b"", *(f"city:{9 - n}".encode() for n in range(3, 10))]

    worker.projector.step(
        {PARTITION: [replace(each, key=key) for each, key in zip(found, keys, strict=True)]}
    )

    assert_true_to(log, redis_client)


class Dying:
    """A connection that is lost with the first batch that is written, and all that come after."""

    def __init__(self, redis: Any) -> None:
        self._redis, self._dead = redis, False

    def register_script(self, text: str) -> Any:
        return self._die if text == script("apply") else self._redis.register_script(text)

    def hmget(self, *about: Any) -> Any:
        return self._die() if self._dead else self._redis.hmget(*about)

    def _die(self, **_: Any) -> None:
        self._dead = True
        raise ConnectionError("Redis went away")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._redis, name)


def test_partitions_are_given_up_whatever_became_of_their_last_write(
    log: Log, redis_client: Any
) -> None:
    worker = log.reader(Dying(redis_client))
    worker.projector.begin(worker.poll(5))
    with pytest.raises(ConnectionError):
        worker.projector.begin(worker.poll(5))

    worker.projector.revoke([PARTITION])
    log.reader(redis_client).run()

    assert_true_to(log, redis_client)


def test_a_flush_with_no_event_after_it_is_noticed_too(log: Log, redis_client: Any) -> None:
    worker = log.reader(redis_client)
    worker.run()
    redis_client.flushdb()

    worker.projector.follow_model()
    worker.run()

    assert_true_to(log, redis_client)


def test_a_dirty_shard_is_made_anew(log: Log, redis_client: Any) -> None:
    worker = log.reader(redis_client)
    worker.run()
    redis_client.hset(Keys(PREFIX, 1, 1).shards[0].meta, "dirty", 1)

    worker.projector.follow_model()
    worker.run()

    assert_true_to(log, redis_client)


def test_records_of_a_partition_not_taken_over_are_not_applied(log: Log, redis_client: Any) -> None:
    """They may lie beyond what the shard wants; applied, all before them would be lost."""
    worker = log.reader(redis_client)
    worker.projector.revoke([PARTITION])
    worker.position = 5

    assert worker.projector.step(worker.poll()) == 0
    assert worker.position == 0
    worker.run()
    assert_true_to(log, redis_client)


def test_records_read_before_the_store_was_emptied_are_not_applied(
    log: Log, redis_client: Any
) -> None:
    """They lie beyond the beginning that the shard now wants; what lies before would be lost."""
    worker = log.reader(redis_client)
    worker.projector.step(worker.poll())
    stale = worker.poll()
    redis_client.flushdb()
    worker.projector.follow_model()

    assert worker.projector.step(stale) == 0
    worker.run()

    assert_true_to(log, redis_client)


def test_a_gap_in_the_log_is_no_reason_to_wait_for_ever(log: Log, redis_client: Any) -> None:
    """Offsets may skip: what begins beyond the place sought is believed the second time."""
    worker = log.reader(redis_client)
    beyond = [record_at(PARTITION, 7, log.values[7])]

    assert worker.projector.step({PARTITION: beyond}) == 0
    assert worker.projector.step({PARTITION: beyond}) == 1
    assert next_offset(redis_client) == 8


def test_another_generation_is_followed(log: Log, redis_client: Any) -> None:
    worker = log.reader(redis_client)
    worker.run()
    Control(redis_client, PREFIX).show(Model(2, 1, SCHEMA))

    worker.projector.follow_model()
    worker.run()

    assert open_cases(redis_client, 2) == open_cases(redis_client, 1)


def test_a_model_of_other_tables_is_not_written_to(log: Log, redis_client: Any) -> None:
    log.reader(redis_client).run()

    with pytest.raises(ModelMismatch, match="rebuild"):
        log.reader(redis_client, schema="s2")


def test_a_model_of_another_count_of_partitions_is_not_written_to(
    log: Log, redis_client: Any
) -> None:
    log.reader(redis_client).run()

    with pytest.raises(ModelMismatch, match="CITY_PARTITIONS"):
        log.reader(redis_client, partitions=2)


NESTED = b'{"type":"CaseSigned","x":' + b"[" * 100_000
POISONS: dict[str, bytes | None] = {
    "no JSON": b"\xff\xfe",
    "not an event": b"[1]",
    "unknown type": b'{"type":"CaseForgotten"}',
    "nested too deep": NESTED,
    "a tombstone": None,
    "a time before all calendars": ev.encode_event(make_received("city:99")).replace(
        b"2026-09-21T01:00:00Z", b"0001-01-01T00:00:00+14:00"
    ),
}


@pytest.mark.parametrize("place", [0, 4, 10])
@pytest.mark.parametrize("poison", list(POISONS))
def test_poison_is_buried_and_the_stream_goes_on(
    log: Log, redis_client: Any, poison: str, place: int
) -> None:
    """One bad event must not stop a district, nor take its neighbours with it."""
    log.values.insert(place, POISONS[poison])

    log.reader(redis_client).run(count=4)

    assert [letter.offset for letter in log.letters] == [place]
    assert log.letters[0].reason
    assert_true_to(log, redis_client)


class Cursed(SimpleRules):
    """Rules that raise for one class, as a calendar without working days does."""

    def allowance(self, stream: str, clock: str, *, class_: str, **about: Any) -> Any:
        if class_ == "cursed":
            raise ValueError("no working time within sixty years")
        return super().allowance(stream, clock, class_=class_, **about)


def test_an_event_that_makes_the_fold_raise_is_buried(log: Log, redis_client: Any) -> None:
    """Only the event after which it raises is at fault; the case keeps what was told before."""
    cursed = [
        make_received("city:3", minute=1, class_="cursed"),
        make_event(ev.CaseDispatched, case="city:3", minute=2),
    ]
    log.values[5:5] = [ev.encode_event(event) for event in cursed]

    log.reader(redis_client, rules=Cursed()).run(count=12)

    assert [letter.offset for letter in log.letters] == [6]
    assert open_cases(redis_client) == {f"city:{n}" for n in range(10)}


def test_an_event_at_fault_is_buried_once_though_the_batch_before_it_was_lost(
    log: Log, redis_client: Any
) -> None:
    """It is read again with that batch; the dead letters must not hold it twice."""
    cursed = make_received("city:3", minute=1, class_="cursed")
    at_fault = make_event(ev.CaseDispatched, case="city:3", minute=2)
    log.values += [ev.encode_event(event) for event in (cursed, at_fault)]
    worker = log.reader(redis_client, rules=Cursed())
    redis_client.flushdb()

    worker.projector.begin(worker.poll(11))
    worker.projector.begin(worker.poll(1))
    worker.run()

    assert [letter.offset for letter in log.letters] == [11]
    assert open_cases(redis_client) == {f"city:{n}" for n in range(10)}


def test_a_key_with_the_separator_neither_stops_the_stream_nor_the_count(
    log: Log, redis_client: Any
) -> None:
    odd = make_received("city:3", minute=1, class_=f"a{SEPARATOR}b")
    log.values.append(ev.encode_event(odd))

    log.reader(redis_client).run()

    assert log.letters == []
    assert_true_to(log, redis_client)


@pytest.mark.parametrize("count", [1, 2, 7, 100])
def test_the_size_of_batches_does_not_matter(redis_client: Any, count: int) -> None:
    lives = [life(f"city:{n}", until=1 + n % 9) for n in range(10)]
    events = [
        event for steps in zip(*(_padded(each) for each in lives), strict=True) for event in steps
    ]
    log = Log([event for event in events if event is not None])

    log.reader(redis_client).run(count)

    assert open_cases(redis_client) == {f"city:{n}" for n in range(10) if n % 9 != 8}
    assert audit(redis_client, PREFIX, rules=RULES, days=SHANGHAI) == []


def _padded(events: list[Any]) -> list[Any]:
    return [*events, *[None] * (9 - len(events))]


def test_a_grave_that_cannot_be_dug_stops_the_round_and_loses_nothing(
    log: Log, redis_client: Any
) -> None:
    """If the dead letters are away, the poison must wait: dropping it would lose it."""
    log.values.insert(0, b"poison")
    worker = log.reader(redis_client, bury=_no_grave)

    with pytest.raises(ConnectionError):
        worker.projector.step(worker.poll())

    assert next_offset(redis_client) == 0


def _no_grave(letter: DeadLetter) -> None:
    raise ConnectionError("away")
