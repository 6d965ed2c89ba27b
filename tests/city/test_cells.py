"""Cells: differences added up must equal a recount, for any cases in any order."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, strategies as st

from city import events as ev
from city.case import Case
from city.cells import (
    CODE_OF,
    CROSSED,
    ORPHAN,
    ORPHANS,
    SEPARATOR,
    SPARSE,
    STEP,
    TIMING,
    bucket_of,
    bucket_start,
    cell_name,
    contributions,
    delta,
    parse_cell,
)
from city.clock import HOUR, MINUTE
from city.recount import counted
from city.timeline import Timeline, absorb
from tests.factories import (
    RULES,
    SHANGHAI,
    arrivals,
    at,
    life,
    make_case,
    make_event,
    make_received,
)
from tests.strategies import events_of_case

Cells = dict[str, dict[str, int]]


def pages_of(case: Case) -> dict[str, list[tuple[str, str, str, str]]]:
    pages = contributions(case, SHANGHAI)
    return {where: [parse_cell(name) for name in names] for where, names in pages}


def without_zeros(cells: Cells) -> Cells:
    kept = {where: {name: n for name, n in counts.items() if n} for where, counts in cells.items()}
    return {where: counts for where, counts in kept.items() if counts}


@given(st.lists(events_of_case(), min_size=1, max_size=4))
def test_differences_added_up_equal_a_recount(lives: list[list[Any]]) -> None:
    """Whatever a case goes through on its way, its cells end where a recount puts them."""
    added: Cells = {}
    recounted: dict[str, Counter[str]] = {}
    for events in lives:
        timeline = Timeline(Case("city:1"))
        for event in events:
            after = absorb(timeline, arrivals([event]), RULES)
            delta(
                contributions(timeline.case, SHANGHAI), contributions(after.case, SHANGHAI), added
            )
            timeline = after
        for where, name in counted(timeline.case, SHANGHAI):
            recounted.setdefault(where, Counter())[name] += 1

    assert without_zeros(added) == {where: dict(names) for where, names in recounted.items()}


@given(events_of_case())
def test_an_ended_case_is_in_one_cell_of_each_dimension_of_a_page(events: list[Any]) -> None:
    """With one pattern everywhere, so that sums over any dimension agree."""
    case = absorb(Timeline(Case("city:1")), arrivals(events), RULES).case
    for names in pages_of(case).values():
        ended = [name for name in names if name[1] not in (TIMING, "h")]
        counts = Counter(dimension for _, dimension, _, _ in ended)

        assert set(counts.values()) <= {1}
        assert len({pattern for *_, pattern in ended}) <= 1
        if ended and case.exists:
            sparse = {code for name, code in CODE_OF.items() if name in SPARSE}
            assert {"", *CODE_OF.values(), *CROSSED} - sparse <= counts.keys()


def test_an_orphan_is_in_a_cell_of_its_own() -> None:
    """Until it is received it has no day; it waits, counted apart."""
    orphan = make_case(make_event(ev.CaseClosed))

    assert contributions(orphan, SHANGHAI) == ((ORPHANS, (ORPHAN,)),)


def test_a_case_in_progress_is_only_counted_in_the_hour_of_its_receipt() -> None:
    """All else of it changes with the time, and mirrors hold it."""
    (names,) = pages_of(make_case(*life(until=4))).values()

    assert names == [("city", "h", "9", "r")]


def test_a_void_case_counts_as_void_and_in_no_hour() -> None:
    (names,) = pages_of(make_case(make_received(), make_event(ev.CaseCancelled, minute=5))).values()

    assert {pattern[0] for *_, pattern in names} == {"v"}
    assert "h" not in {dimension for _, dimension, _, _ in names}


def test_a_closed_case_is_on_the_pages_of_its_receipt_deadline_and_closing() -> None:
    """Received Monday 09:00, due ten hours after 09:20, closed on Tuesday."""
    case = make_case(*life(until=8), make_event(ev.CaseClosed, minute=24 * 60))
    pages = pages_of(case)
    received = min(int(where[1:]) for where in pages)

    assert set(pages) == {f"r{received}", f"d{received}", f"c{received + 1}"}


def test_flags_of_a_rating_are_part_of_the_pattern() -> None:
    rated = make_event(ev.CaseRated, case="hotline:1", minute=900)
    case = make_case(*life("hotline:1", minute=1), rated)

    (pattern,) = {p for _, dimension, _, p in pages_of(case)["r20717"] if dimension == ""}
    assert {"c", "d", "t", "5", "V"} <= set(pattern)


def test_handling_times_are_counted_on_the_day_of_closing() -> None:
    case = make_case(*life(class_="E0110"))
    timings = {
        key: int(bucket)
        for _, dimension, key, bucket in pages_of(case)["c20717"]
        if dimension == TIMING
    }

    assert timings["closing"] == timings["closing\x1eparks"] == bucket_of(80 * MINUTE)
    assert timings["disposal"] == bucket_of(30 * MINUTE)


def test_a_case_belongs_to_the_local_day_of_its_receipt() -> None:
    """Fourteen hours after nine in the morning it is 23:00; one hour later it is another day."""
    evening, night = (
        int(next(iter(pages_of(make_case(make_received(minute=m)))))[1:]) for m in (840, 900)
    )

    assert night == evening + 1


@given(st.integers(MINUTE, 400 * 24 * HOUR))
def test_a_length_lies_in_its_bucket(took: int) -> None:
    bucket = bucket_of(took)

    assert bucket_start(bucket) <= took * (1 + 1e-9)
    assert took < bucket_start(bucket + 1) * (1 + 1e-9)
    assert bucket_start(bucket + 1) == pytest.approx(bucket_start(bucket) * STEP)


@pytest.mark.parametrize("key", ["", "a", "两个字", "a|b:c"])
def test_a_cell_name_is_read_back(key: str) -> None:
    assert parse_cell(cell_name("city", "s", key, "cd")) == ("city", "s", key, "cd")


def test_a_key_that_holds_the_separator_is_still_read_back() -> None:
    """One odd key must not give a name that every mirror would fall over."""
    received = make_received(channel=f"a{SEPARATOR}b")
    pages = pages_of(make_case(received, make_event(ev.CaseClosed, time=at(5))))

    assert ("city", "c", "a b") in {name[:3] for names in pages.values() for name in names}
