"""The audit: silent while all is right, and not to be fooled by any planted error."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from city import events as ev
from city.store.audit import audit
from city.store.keys import ShardKeys
from city.store.records import pack, unpack
from city.store.rows import decode_open, encode
from tests.factories import RULES, SHANGHAI, life, make_event, make_received
from tests.store_world import PREFIX, ReadModel

pytestmark = pytest.mark.redis

CASES = 12


@pytest.fixture
def model(redis_client: Any) -> ReadModel:
    """Cases in every state: open, closed, void, orphan, hotline with stars."""
    model = ReadModel(redis_client, partitions=1)
    for number in range(CASES):
        stream = ("city", "hotline")[number % 2]
        model.tell(life(f"{stream}:{number}", minute=300 * number, until=1 + number % 9))
    model.tell([make_received("city:50"), make_event(ev.CaseCancelled, case="city:50", minute=9)])
    model.tell([make_event(ev.CaseClosed, case="city:51")])
    model.tell([*life("hotline:52"), make_event(ev.CaseRated, case="hotline:52", minute=99)])
    return model


def found(model: ReadModel) -> list[str]:
    return [
        difference.what for difference in audit(model.redis, PREFIX, rules=RULES, days=SHANGHAI)
    ]


def first_page(model: ReadModel) -> str:
    """Return the first page of receipt."""
    pages = model.redis.smembers(model.keys.shards[0].pages)
    return min(page.decode() for page in pages if page.startswith(b"r"))


def test_a_model_that_is_right_has_no_differences(model: ReadModel) -> None:
    assert found(model) == []


def test_without_a_model_there_is_nothing_to_audit(redis_client: Any) -> None:
    assert audit(redis_client, PREFIX, rules=RULES, days=SHANGHAI) == []


def _cell(model: ReadModel, keys: ShardKeys) -> None:
    model.redis.hincrby(keys.cells(first_page(model)), "city\x1fs\x1f\x1fc", 1)


def _cell_of_nothing(model: ReadModel, keys: ShardKeys) -> None:
    model.redis.hset(keys.cells(first_page(model)), "city\x1fs\x1fnowhere\x1fc", 1)


def _cells_lost(model: ReadModel, keys: ShardKeys) -> None:
    model.redis.delete(keys.cells(first_page(model)))


def _id_lost(model: ReadModel, keys: ShardKeys) -> None:
    model.redis.spop(keys.ids(first_page(model)))


def _id_too_many(model: ReadModel, keys: ShardKeys) -> None:
    model.redis.sadd(keys.ids(first_page(model)), "city:1000")


def _row_lost(model: ReadModel, keys: ShardKeys) -> None:
    model.redis.hdel(keys.open, "city:0")


def _row_of_a_closed_case(model: ReadModel, keys: ShardKeys) -> None:
    row = decode_open(model.redis.hget(keys.open, "city:0"))
    model.redis.hset(keys.open, "city:8", encode(msgspec.structs.replace(row, id="city:8")))


def _row_of_old(model: ReadModel, keys: ShardKeys) -> None:
    row = decode_open(model.redis.hget(keys.open, "city:0"))
    model.redis.hset(keys.open, "city:0", encode(msgspec.structs.replace(row, department="x")))


def _document(model: ReadModel, keys: ShardKeys) -> None:
    timeline = unpack(model.redis.hget(keys.cases, "city:2"))
    timeline.case.department = "somebody else"
    model.redis.hset(keys.cases, "city:2", pack(timeline))


def _case_lost(model: ReadModel, keys: ShardKeys) -> None:
    model.redis.hdel(keys.cases, "city:0")


def _day_lost(model: ReadModel, keys: ShardKeys) -> None:
    model.redis.srem(keys.pages, first_page(model))


def _dirty(model: ReadModel, keys: ShardKeys) -> None:
    model.redis.hset(keys.meta, "dirty", 1)


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (_cell, "cell"),
        (_cell_of_nothing, "nowhere"),
        (_cells_lost, "cell"),
        (_id_lost, "ids"),
        (_id_too_many, "ids"),
        (_row_lost, "open row city:0"),
        (_row_of_a_closed_case, "open row city:8"),
        (_row_of_old, "open row city:0"),
        (_document, "record city:2"),
        (_case_lost, "open row city:0"),
        (_day_lost, "cell"),
        (_dirty, "cut off"),
    ],
)
def test_a_planted_error_is_found(
    model: ReadModel, plant: Callable[[ReadModel, ShardKeys], None], told: str
) -> None:
    """An audit that has never found anything proves nothing."""
    plant(model, model.keys.shards[0])

    assert any(told in what for what in found(model))


def test_a_difference_is_one_line_that_names_shard_and_counts(model: ReadModel) -> None:
    _cell(model, model.keys.shards[0])

    (difference,) = audit(model.redis, PREFIX, rules=RULES, days=SHANGHAI)

    assert str(difference) == "shard 0: cell received 2026-09-21 city/s//c: stored 1, recounted 0"


def test_a_changed_rule_is_found(model: ReadModel) -> None:
    """The read model was folded under limits that are no longer those of the district."""

    class Shorter(type(RULES)):  # type: ignore[misc]
        def allowance(self, stream: str, clock: str, **about: Any) -> Any:
            return RULES.allowance(stream, clock, **{**about, "condition": "fast"})

    differences = audit(model.redis, PREFIX, rules=Shorter(), days=SHANGHAI)

    assert any(each.what.startswith("record") for each in differences)
