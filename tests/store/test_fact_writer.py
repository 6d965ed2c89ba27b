"""The facts in a real Redis: written once whatever happens, and read as they were told."""

from datetime import date
from typing import Any

import pytest

from city.clock import to_day
from city.errors import Fenced, ModelMismatch
from city.store.fact_reader import FactReader
from city.store.fact_writer import FactWriter, remove_facts
from city.store.keys import Keys
from city.store.model import Model
from tests.facts_world import cameras, campaign, reading, totals
from tests.store_world import PREFIX, SCHEMA

pytestmark = pytest.mark.redis

KEYS = Keys(PREFIX, 1, 3).facts
DAY = date(2021, 5, 27)


def writer(redis: Any, *, schema: str = SCHEMA) -> FactWriter:
    return FactWriter(redis, KEYS, schema=schema)


def opened(redis: Any) -> FactWriter:
    made = writer(redis)
    made.open()
    return made


def reader(redis: Any) -> FactReader:
    return FactReader(redis, PREFIX, model=lambda: Model(1, 3, SCHEMA))


def test_facts_are_read_as_they_were_told(redis_client: Any) -> None:
    told = [reading(7.74), cameras("a", "b"), campaign(debris=4), totals(DAY, received=3)]

    assert opened(redis_client).apply(told, 4) == 6  # two cameras and their list

    facts = reader(redis_client).facts()
    assert facts.readings == (told[0].data,)
    assert facts.campaigns == (told[2].data,)
    assert [each.key for each in facts.cameras] == ["a", "b"]
    day = to_day(DAY)
    assert reader(redis_client).days("city", [day - 1, day])[day].received == 3


def test_the_next_writer_goes_on_where_the_last_one_stopped(redis_client: Any) -> None:
    opened(redis_client).apply([reading()], 5)

    assert writer(redis_client).open() == 5


def test_a_second_time_changes_nothing_but_the_offset(redis_client: Any) -> None:
    made = opened(redis_client)
    made.apply([reading(1), reading(2, revision=1)], 2)
    before = redis_client.hgetall(KEYS.book("indicators"))

    assert made.apply([reading(1), reading(2, revision=1)], 4) == 0

    assert redis_client.hgetall(KEYS.book("indicators")) == before
    assert made.next_offset == 4


def test_of_two_writers_only_one_writes(redis_client: Any) -> None:
    first, second = opened(redis_client), opened(redis_client)
    first.apply([reading(1)], 1)

    with pytest.raises(Fenced):
        second.apply([reading(99, id="other")], 1)

    assert [each.value for each in reader(redis_client).facts().readings] == [1]
    assert second.moved() and not first.moved()


def test_an_emptied_store_fences_its_writer_and_starts_from_the_beginning(
    redis_client: Any,
) -> None:
    made = opened(redis_client)
    made.apply([reading(1)], 1)
    redis_client.flushdb()

    with pytest.raises(Fenced):
        made.apply([reading(2, revision=1)], 2)

    assert made.open() == 0


def test_what_was_cut_off_in_mid_write_is_emptied_with_all_its_days(redis_client: Any) -> None:
    opened(redis_client).apply([totals(DAY, received=3), cameras("a")], 2)
    redis_client.hset(KEYS.meta, "dirty", 1)

    assert writer(redis_client).open() == 0

    assert redis_client.keys(f"{KEYS.root}:*") == [KEYS.meta.encode()]


def test_facts_of_another_schema_ask_for_a_rebuild(redis_client: Any) -> None:
    opened(redis_client)

    with pytest.raises(ModelMismatch, match="rebuild"):
        writer(redis_client, schema="other").open()


def test_a_reader_sees_what_came_since_and_holds_on_while_redis_is_away(
    redis_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, asked = opened(redis_client), reader(redis_client)
    made.apply([reading(1)], 1)
    assert [each.value for each in asked.facts().readings] == [1]
    made.apply([reading(2, revision=1)], 2)
    assert [each.value for each in asked.facts().readings] == [2]

    redis_client.connection_pool.disconnect()
    redis_client.connection_pool.connection_kwargs["port"] = 1  # nothing listens there

    assert [each.value for each in asked.facts().readings] == [2]


def test_a_removed_generation_leaves_no_key(redis_client: Any) -> None:
    opened(redis_client).apply([totals(DAY, received=3), cameras("a"), reading()], 3)

    remove_facts(redis_client, KEYS)

    assert redis_client.keys(f"{KEYS.root}:*") == []


def test_a_day_of_thousands_is_written_in_one_batch(redis_client: Any) -> None:
    """Lua's stack would not hold them as one command."""
    listed = cameras(*(f"camera-{n}" for n in range(9_000)))

    opened(redis_client).apply([listed], 1)

    assert len(reader(redis_client).facts().cameras) == 9_000
