"""The ledger ends the same whatever the order of facts, and however often each comes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from city.clock import to_day
from city.facts import FACT_TYPES, Camera, Fact, decode_fact, encode_fact
from city.ledger import (
    CAMERAS,
    DAYS,
    INDICATORS,
    LISTS,
    Entry,
    Line,
    cameras_in,
    entries_of,
    facts_in,
    stands,
    totals_in,
)
from tests.facts_world import camera, cameras, campaign, reading, totals

DAY = date(2021, 5, 27)
EVERY = [
    reading(1),
    reading(2, revision=1),
    reading(3, id="other", last=date(2021, 5, 31)),
    totals(DAY, received=3, opened=("city:1", "city:2"), part=1, parts=2),
    totals(DAY, received=3, opened=("city:3",), part=2, parts=2),
    totals(DAY, revision=1, received=1, opened=("city:9",)),
    cameras("a", "b", "c", minute=1),
    camera("b", minute=2, online=False),
    cameras("b", "c", minute=3),
    camera("a", minute=4),
    campaign(debris=4, bicycles=4),
]


def ledger(told: Iterable[Fact]) -> dict[Line, Entry]:
    kept: dict[Line, Entry] = {}
    for fact in told:
        for line, entry in entries_of(fact):
            if stands(kept.get(line), entry):
                kept[line] = entry
    return kept


def book(kept: dict[Line, Entry], name: str) -> dict[str, Entry]:
    return {line.name: entry for line, entry in kept.items() if line.book == name}


def shown_cameras(*told: Any) -> list[Camera]:
    kept = ledger(told)
    return cameras_in(book(kept, CAMERAS), book(kept, LISTS))


@given(st.permutations(EVERY), st.lists(st.sampled_from(EVERY), max_size=6))
def test_disorder_and_repeats_change_nothing(order: list[Fact], repeats: list[Fact]) -> None:
    assert ledger([*order, *repeats]) == ledger(EVERY)


@pytest.mark.parametrize("fact", EVERY, ids=lambda fact: type(fact).__name__)
def test_a_fact_survives_the_log(fact: Fact) -> None:
    assert decode_fact(encode_fact(fact)) == fact


def test_every_kind_of_fact_has_a_place() -> None:
    """One without a place would be accepted and never shown."""
    assert {type(fact) for fact in EVERY} == set(FACT_TYPES.values())


def test_a_correction_replaces_even_its_indicator() -> None:
    """A value that was published under the wrong name must not stay there."""
    kept = ledger([reading(5, indicator="visited"), reading(5, revision=1)])

    assert [fact.data.indicator for fact in facts_in(book(kept, INDICATORS))] == ["investment"]


def test_a_camera_that_left_its_list_is_gone_until_it_is_told_again() -> None:
    whole, less = cameras("a", "b", minute=1), cameras("b", minute=3)

    assert [each.key for each in shown_cameras(whole, less)] == ["b"]
    assert [each.key for each in shown_cameras(whole, less, camera("a", minute=2))] == ["b"]
    assert [each.key for each in shown_cameras(whole, less, camera("a", minute=4))] == ["a", "b"]


def test_a_list_leaves_the_cameras_of_another_alone() -> None:
    told = shown_cameras(cameras("a", name="police"), cameras("b", minute=5, name="parks"))

    assert [each.key for each in told] == ["a", "b"]


def test_a_change_of_one_camera_outlives_an_older_list() -> None:
    told = shown_cameras(camera("a", minute=2, online=False), cameras("a", minute=1))

    assert [each.online for each in told] == [False]


def test_a_day_in_parts_is_whole_when_its_last_part_is_there() -> None:
    first, second = EVERY[3], EVERY[4]

    half = totals_in(book(ledger([second]), DAYS), "city")
    whole = totals_in(book(ledger([second, first]), DAYS), "city")

    assert half is not None and whole is not None
    assert (half.missing_parts, whole.missing_parts) == (1, 0)
    assert (whole.day, whole.received) == (to_day(DAY), 3)
    assert whole.opened == {"city:1", "city:2", "city:3"}


def test_a_day_sent_again_in_fewer_parts_forgets_the_earlier_ones() -> None:
    day = totals_in(book(ledger(EVERY), DAYS), "city")

    assert day is not None
    assert (day.opened, day.missing_parts) == ({"city:9"}, 0)


def test_totals_without_numbers_name_no_cases() -> None:
    """An empty list would claim that we have cases which the platform has not."""
    day = totals_in(book(ledger([totals(DAY, received=5, closed=0)]), DAYS), "city")

    assert day is not None
    assert (day.opened, day.ended) == (None, frozenset())
    assert totals_in(book(ledger([totals(DAY, received=5)]), DAYS), "hotline") is None
