"""Cells: differences added up must equal a recount, for any cases in any order."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from city import events as ev
from city.cases import Case
from city.cells import (
    CODE_OF,
    NOTHING,
    SEPARATOR,
    cell_name,
    contributions,
    delta,
    footprint,
    parse_cell,
)
from city.timeline import Timeline, absorb
from tests.factories import RULES, SHANGHAI, arrivals, life, make_case, make_event, make_received
from tests.strategies import events_of_case

Cells = dict[int, dict[str, int]]


def cells_of(case: Case) -> tuple[int, tuple[str, ...]]:
    return contributions(footprint(case, SHANGHAI))


def without_zeros(cells: Cells) -> Cells:
    kept = {day: {name: n for name, n in counts.items() if n} for day, counts in cells.items()}
    return {day: counts for day, counts in kept.items() if counts}


@given(st.lists(events_of_case(), min_size=1, max_size=4))
def test_differences_added_up_equal_a_recount(lives: list[list[Any]]) -> None:
    """Whatever a case goes through on its way, its cells end where a recount puts them."""
    added: Cells = {}
    recounted: Cells = {}
    for events in lives:
        timeline = Timeline(Case("city:1"))
        for event in events:
            after = absorb(timeline, arrivals([event]), RULES)
            delta(cells_of(timeline.case), cells_of(after.case), added)
            timeline = after
        delta(NOTHING, cells_of(timeline.case), recounted)

    assert without_zeros(added) == without_zeros(recounted)


@given(events_of_case())
def test_a_case_is_in_one_cell_of_each_dimension_or_in_none(events: list[Any]) -> None:
    """Void, closed or open: exactly one of them, in every dimension, so that sums agree."""
    case = absorb(Timeline(Case("city:1")), arrivals(events), RULES).case
    _, names = cells_of(case)
    counted = [parse_cell(name) for name in names]
    of_state = [(dimension, key) for _, dimension, key, m in counted if m in ("v", "c", "o")]

    expected = 1 + len(CODE_OF) if case.exists else 0
    assert len(of_state) == len({dimension for dimension, _ in of_state}) == expected


def test_an_orphan_is_in_no_cell() -> None:
    """Until it is received it has no day; it waits, counted apart."""
    assert cells_of(make_case(make_event(ev.CaseClosed))) == NOTHING


def test_a_void_case_counts_as_void_and_in_no_hour() -> None:
    _, names = cells_of(make_case(make_received(), make_event(ev.CaseCancelled, minute=5)))

    assert {parse_cell(name)[3] for name in names} == {"v"}


def test_closed_in_time_and_five_stars_are_counted_beside_closed() -> None:
    closed = life("hotline:1", minute=1)
    rated = make_event(ev.CaseRated, case="hotline:1", minute=900)
    _, names = cells_of(make_case(*closed, rated))

    assert {measure for *_, dimension, _, measure in map(parse_cell, names) if not dimension} == {
        "c",
        "t",
        "5",
    }


def test_a_case_belongs_to_the_local_day_of_its_receipt() -> None:
    """Fourteen hours after nine in the morning it is 23:00; one hour later it is another day."""
    evening, night = (cells_of(make_case(make_received(minute=m)))[0] for m in (14 * 60, 15 * 60))

    assert night == evening + 1


@pytest.mark.parametrize("key", ["", "a", "两个字", "a|b:c"])
def test_a_cell_name_is_read_back(key: str) -> None:
    name = cell_name("city", "s", key, "o")

    assert parse_cell(name) == ("city", "s", key, "o")


def test_a_key_that_holds_the_separator_is_still_read_back() -> None:
    """One odd key must not give a name that every mirror would fall over."""
    _, names = cells_of(make_case(make_received(channel=f"a{SEPARATOR}b")))

    assert ("city", "c", "a b", "o") in [parse_cell(name) for name in names]
