"""The exactly-once writer on a real Redis: whatever goes wrong, each event counts once."""

import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from redis.exceptions import ResponseError

from city import events as ev
from city.cells import RECEIVED, page
from city.clock import to_instant
from city.errors import Fenced, ModelMismatch
from city.store import writer as writer_module
from city.store.guard import script
from city.store.records import unpack
from city.store.rows import decode_notice
from city.store.writer import CACHED_CASES, NOTICE_BYTES, ShardWriter
from tests.factories import SHANGHAI, arrivals, life, make_event, make_received
from tests.store_world import ReadModel, contents
from tests.strategies import events_of_case, partitions_of

pytestmark = pytest.mark.redis


@pytest.fixture
def model(redis_client: Any) -> ReadModel:
    return ReadModel(redis_client, partitions=1)


def open_writer(model: ReadModel) -> ShardWriter:
    writer = model.writer()
    writer.open()
    return writer


def apply_all(writer: ShardWriter, batches: list[list[Any]]) -> None:
    for batch in batches:
        writer.apply(arrivals(batch), writer.next_offset + len(batch))


def begin_all(writer: ShardWriter, batches: list[list[Any]]) -> None:
    """Do as `apply_all`, each batch begun while the one before is on its way."""
    writer.expect({event.case for batch in batches for event in batch})
    at = writer.next_offset
    for batch in batches:
        at += len(batch)
        writer.begin(arrivals(batch), at)
    writer.settle()


def received_cells(model: ReadModel) -> int:
    """Return how many cases the cells of the hours count as received."""
    shard = model.keys.shards[0]
    pages = [page.decode() for page in model.redis.smembers(shard.pages)]
    cells = [item for page in pages for item in model.redis.hgetall(shard.cells(page)).items()]
    return sum(int(count) for name, count in cells if b"\x1fh\x1f" in name)


def test_a_batch_is_written_with_its_offset(model: ReadModel) -> None:
    writer = model.writers[0]

    changed = writer.apply(arrivals(life()), 42)

    assert changed == 1
    assert open_writer(model).next_offset == 42


def test_of_two_writers_only_one_succeeds_and_the_other_writes_nothing(model: ReadModel) -> None:
    """A worker that believes it still owns the partition must not add to the counts."""
    one, two = open_writer(model), open_writer(model)
    one.apply(arrivals([make_received("city:1")]), 1)
    before = contents(model.redis, model.keys.shards[0].root)

    with pytest.raises(Fenced):
        two.apply(arrivals([make_received("city:1"), make_received("city:2")]), 2)

    assert contents(model.redis, model.keys.shards[0].root) == before
    assert two.open() == 1
    two.apply(arrivals([make_received("city:2")]), 2)
    assert received_cells(model) == 2


def test_a_batch_begins_while_the_one_before_is_on_its_way(model: ReadModel) -> None:
    writer = model.writers[0]

    writer.begin(arrivals([make_received("city:1"), make_received("city:2")]), 2)
    writer.begin(arrivals([make_event(ev.CaseClosed, case="city:1", minute=5)]), 3)
    writer.settle()

    assert open_writer(model).next_offset == 3
    assert set(model.redis.hkeys(model.keys.shards[0].open)) == {b"city:2"}


def test_a_write_on_its_way_that_is_fenced_takes_the_next_batch_with_it(model: ReadModel) -> None:
    one, two = open_writer(model), open_writer(model)
    one.begin(arrivals([make_received("city:1")]), 1)
    one.settle()
    two.begin(arrivals([make_received("city:9")]), 1)
    before = contents(model.redis, model.keys.shards[0].root)

    with pytest.raises(Fenced):
        two.begin(arrivals([make_received("city:2")]), 2)

    assert contents(model.redis, model.keys.shards[0].root) == before
    assert two.open() == 1
    two.apply(arrivals([make_received("city:2")]), 2)
    assert received_cells(model) == 2


class Overtakes:
    """A connection on which what is read overtakes what is written, until it is let through."""

    def __init__(self, redis: Any) -> None:
        self._redis, self.through = redis, threading.Event()

    def register_script(self, text: str) -> Any:
        real = self._redis.register_script(text)
        return real if text != script("apply") else lambda **call: self._late(real, call)

    def _late(self, real: Any, call: dict[str, Any]) -> Any:
        assert self.through.wait(20)
        return real(**call)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._redis, name)


def test_what_is_on_its_way_is_held_however_many_cases_there_are(
    model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read from Redis before they are there, they would count as cases nobody ever reported."""
    monkeypatch.setattr(writer_module, "CACHED_CASES", 2)
    slow = model.over(Overtakes(model.redis))
    writer = slow.writer()
    writer.open()
    cases = [f"city:{n}" for n in range(9)]

    writer.begin(arrivals([make_received(case) for case in cases]), 9)
    writer.expect(cases)
    slow.redis.through.set()
    writer.begin(arrivals([make_event(ev.CaseClosed, case=each, minute=5) for each in cases]), 18)
    writer.settle()

    assert received_cells(model) == 9
    assert model.redis.hlen(model.keys.shards[0].open) == 0


def test_what_was_read_ahead_is_forgotten_with_a_batch_that_is_fenced(model: ReadModel) -> None:
    one, two = open_writer(model), open_writer(model)
    one.expect(["city:1", "city:2"])
    two.apply(arrivals([make_received("city:1"), make_received("city:2")]), 2)
    with pytest.raises(Fenced):
        one.apply(arrivals([make_event(ev.CaseClosed, case="city:1", minute=5)]), 1)

    one.open()
    for case in ("city:2", "city:1"):
        closing = make_event(ev.CaseClosed, case=case, minute=5)
        one.apply(arrivals([closing]), one.next_offset + 1)

    assert received_cells(model) == 2
    assert model.redis.hlen(model.keys.shards[0].open) == 0


def test_an_emptied_store_is_noticed_and_begun_anew(model: ReadModel) -> None:
    writer = model.writers[0]
    writer.apply(arrivals([make_received("city:1")]), 1)
    model.redis.flushdb()

    with pytest.raises(Fenced):
        writer.apply(arrivals([make_received("city:2")]), 2)

    assert model.redis.keys("*") == []
    assert writer.open() == 0


def test_a_frozen_writer_is_not_fooled_by_an_offset_that_comes_round_again(
    model: ReadModel,
) -> None:
    """After a flush and a rebuild to the same offset, only the epoch tells old from new."""
    frozen = model.writers[0]
    frozen.apply(arrivals([make_received("city:1"), make_received("city:2")]), 2)
    model.redis.flushdb()
    rebuilt = open_writer(model)
    rebuilt.apply(arrivals([make_received("city:1"), make_received("city:2")]), 2)
    assert rebuilt.next_offset == frozen.next_offset

    with pytest.raises(Fenced):
        frozen.apply(arrivals([make_received("city:3")]), 3)

    assert received_cells(model) == 2


class LosesTheAnswer:
    """A connection whose reply to one write is lost: the write arrives, then is sent again."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis

    def register_script(self, text: str) -> Any:
        real = self._redis.register_script(text)
        return real if text != script("apply") else lambda **call: (real(**call), real(**call))[1]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._redis, name)


def test_a_write_whose_answer_was_lost_is_not_done_twice(model: ReadModel) -> None:
    """The client library sends it again by itself; it reads as fenced, and the cure is the same."""
    writer = model.over(LosesTheAnswer(model.redis)).writer()
    writer.open()

    with pytest.raises(Fenced):
        writer.apply(arrivals([make_received("city:1")]), 1)

    assert writer.open() == 1
    assert received_cells(model) == 1


@pytest.mark.parametrize("place", ["recent", "ids", "cells"])
def test_a_write_cut_off_in_the_middle_is_found_dirty_and_made_anew(
    model: ReadModel, place: str
) -> None:
    """Lua is isolated but not rolled back: an error in mid-script leaves half a batch."""
    writer, shard = model.writers[0], model.keys.shards[0]
    writer.apply(arrivals([make_received("city:1")]), 1)
    later = make_received("city:2", minute=2 * 24 * 60)
    day = page(RECEIVED, SHANGHAI.day_of(to_instant(later.time)))
    obstacle = {"recent": shard.recent, "ids": shard.ids(day), "cells": shard.cells(day)}[place]
    model.redis.set(obstacle, "of the wrong type")
    with pytest.raises(ResponseError):
        writer.apply(arrivals([later]), 2)
    assert model.redis.hexists(shard.meta, "dirty")

    assert writer.open() == 0

    assert model.redis.keys(f"{shard.root}:*") == [shard.meta.encode()]
    apply_all(writer, [[make_received("city:1"), later]])
    assert received_cells(model) == 2


def test_nobody_goes_on_writing_a_dirty_shard(model: ReadModel) -> None:
    """The guard of a half-written batch is still the old one; its retry would count twice."""
    writer, shard = model.writers[0], model.keys.shards[0]
    model.redis.hset(shard.meta, "dirty", 1)

    with pytest.raises(Fenced):
        writer.apply(arrivals([make_received("city:1")]), 1)

    assert received_cells(model) == 0


def test_a_dirty_shard_counts_as_moved(model: ReadModel) -> None:
    """So a projector that holds it turns back to its beginning without waiting for an event."""
    writer = model.writers[0]
    assert not writer.moved()

    model.redis.hset(model.keys.shards[0].meta, "dirty", 1)

    assert writer.moved()


def test_a_shard_of_another_schema_is_not_written(model: ReadModel) -> None:
    """Half of the cases on old limits and half on new ones would be worse than stopping."""
    model.writers[0].apply(arrivals([make_received()]), 1)

    with pytest.raises(ModelMismatch, match="rebuild"):
        model.writer(schema="s2").open()


def test_opening_a_shard_that_is_whole_changes_nothing(model: ReadModel) -> None:
    model.writers[0].apply(arrivals(life()), 9)
    before = contents(model.redis, model.keys.shards[0].root)

    assert open_writer(model).next_offset == 9
    assert contents(model.redis, model.keys.shards[0].root) == before


def test_moved_tells_another_writer_and_an_emptied_store(model: ReadModel) -> None:
    one, two = open_writer(model), open_writer(model)
    one.apply(arrivals([make_received()]), 1)

    assert (one.moved(), two.moved()) == (False, True)
    model.redis.flushdb()
    assert one.moved()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30
)
@given(st.data())
def test_any_order_and_any_batches_leave_the_same_keys(redis_client: Any, data: Any) -> None:
    """Documents, open rows, cells and id sets: byte for byte, whatever the way there."""
    lives = [data.draw(events_of_case(f"city:{n}")) for n in range(3)]
    events = [event for life_of in lives for event in life_of]
    found = []
    for order in (events, data.draw(st.permutations(events))):
        redis_client.flushdb()
        model = ReadModel(redis_client, partitions=1)
        go = data.draw(st.sampled_from([apply_all, begin_all]))
        go(model.writers[0], data.draw(partitions_of(order)))
        found.append(contents(redis_client, model.keys.shards[0].root))
        found[-1].pop(":pages", None)  # may name a page that nothing is left of

    assert found[0] == found[1]


def test_a_batch_of_many_thousand_cases_fits(model: ReadModel) -> None:
    """Lua's `unpack` fails at some 8,000 values, so commands are cut into pieces."""
    count = 9_000
    writer = model.writers[0]

    writer.apply(arrivals([make_received(f"city:{n}") for n in range(count)]), count)

    shard = model.keys.shards[0]
    assert model.redis.hlen(shard.cases) == model.redis.hlen(shard.open) == count
    assert received_cells(model) == count


def test_a_writer_forgets_old_cases_and_still_counts_right(model: ReadModel) -> None:
    writer = model.writers[0]
    count = CACHED_CASES + 10
    for first in range(0, count, 5_000):
        batch = [make_received(f"city:{n}") for n in range(first, min(first + 5_000, count))]
        writer.apply(arrivals(batch), first + len(batch))

    closing = [make_event(ev.CaseClosed, case=f"city:{n}", minute=5) for n in (0, count - 1)]
    writer.apply(arrivals(closing), count + 2)

    assert received_cells(model) == count
    assert model.redis.hlen(model.keys.shards[0].open) == count - 2


def test_a_notice_tells_all_that_changed(model: ReadModel) -> None:
    shard = model.keys.shards[0]
    with model.redis.pubsub(ignore_subscribe_messages=True) as channel:
        channel.subscribe(shard.channel)
        channel.get_message(timeout=5)
        model.writers[0].apply(arrivals([make_received("city:1")]), 1)
        message = channel.get_message(timeout=5)

    notice = decode_notice(message["data"])
    assert (notice.shard, notice.touched) == (0, ["city:1"])
    assert [row.id for row in notice.opened] == ["city:1"]
    assert notice.after.endswith("|1")


def test_a_large_batch_only_says_that_the_shard_is_to_be_read(model: ReadModel) -> None:
    with model.redis.pubsub(ignore_subscribe_messages=True) as channel:
        channel.subscribe(model.keys.shards[0].channel)
        channel.get_message(timeout=5)
        events = [
            make_received(f"city:{n}", title="长" * 400) for n in range(NOTICE_BYTES // 1_000)
        ]
        model.writers[0].apply(arrivals(events), len(events))
        message = channel.get_message(timeout=5)

    assert decode_notice(message["data"]).whole


def test_a_case_that_is_received_on_another_day_after_all_moves_there(model: ReadModel) -> None:
    """A correction moves its id and all its cells; nothing stays behind."""
    shard, writer = model.keys.shards[0], model.writers[0]
    first = make_received()
    moved = make_received(minute=2 * 24 * 60, title="later")
    moved = make_event(id=first.id, minute=2 * 24 * 60, revision=1, data=moved.data)
    apply_all(writer, [[first], [moved]])

    pages = sorted(page.decode() for page in model.redis.smembers(shard.pages))
    assert [model.redis.scard(shard.ids(page)) for page in pages] == [0, 1]
    assert [bool(model.redis.hlen(shard.cells(page))) for page in pages] == [False, True]


def test_an_ended_case_is_sealed_and_leaves_the_open_rows(model: ReadModel) -> None:
    shard, writer = model.keys.shards[0], model.writers[0]
    apply_all(writer, [life(until=5)])
    assert model.redis.hlen(shard.open) == 1

    apply_all(writer, [life()])

    record = model.redis.hget(shard.cases, "city:1")
    assert record[:1] == b"\x01"
    assert unpack(record).case.is_closed
    assert model.redis.hlen(shard.open) == 0
