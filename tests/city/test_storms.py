"""Storms: when many cases of one thing are one mark on the map, and when they are not."""

from typing import Any

import pytest
from msgspec import Struct

from city.clock import MINUTE, Instant
from city.linking import Linking
from city.storms import storms_of
from tests.factories import instant

NOW = instant(60)
METRE = 1 / 111_320


class Row(Struct, frozen=True):
    id: str
    received_at: Instant
    number: str = ""
    stream: str = "hotline"
    class_: str = "heating"
    street: str = "s1"
    lon: float | None = 123.17
    lat: float | None = 41.27
    master: str = ""
    callers: int = 1


def surge(count: int, *, apart: float = 100, **changes: Any) -> list[Row]:
    """Return so many linked cases in a row, a minute and `apart` metres from each other."""
    return [
        Row(
            **{
                "id": f"{changes.get('class_', '')}{n}",
                "received_at": NOW - n * MINUTE,
                "lat": 41.27 + n * apart * METRE,
                "master": "first",
                **changes,
            }
        )
        for n in range(count)
    ]


def test_a_surge_of_linked_cases_is_one_storm() -> None:
    rows = [*surge(5), Row("master", NOW - 30 * MINUTE, callers=6, street="s2")]
    (storm,) = storms_of(rows, Linking(), NOW)

    assert (storm.class_, storm.street, storm.cases) == ("heating", "s1", 6)
    assert storm.since == NOW - 30 * MINUTE
    assert 41.27 < storm.lat < 41.275 and storm.lon == pytest.approx(123.17)


@pytest.mark.parametrize(
    "rows",
    [
        surge(4),  # too few
        surge(9, master=""),  # nobody linked them
        surge(9, apart=501),  # too far from each other
        [*surge(3), *surge(3, class_="water")],  # two things
        [*surge(3, stream="city"), *surge(3)],  # two streams
        surge(9, received_at=NOW - 61 * MINUTE),  # long ago
        surge(9, lon=None),
        [],
    ],
)
def test_what_is_no_surge_is_no_storm(rows: list[Row]) -> None:
    assert storms_of(rows, Linking(), NOW) == ()


def test_the_threshold_is_the_districts() -> None:
    assert storms_of(surge(4), Linking(storm_cases=4), NOW) != ()
    assert storms_of(surge(9, apart=501), Linking(storm_metres=510), NOW) != ()
    assert storms_of(surge(9, received_at=NOW - 61 * MINUTE), Linking(storm_minutes=90), NOW) != ()


def test_the_largest_storm_comes_first() -> None:
    found = storms_of([*surge(5, class_="water"), *surge(7)], Linking(), NOW)

    assert [storm.cases for storm in found] == [7, 5]


def test_a_storm_begins_with_the_case_that_made_it_one() -> None:
    """What came later makes it larger, not newer: a wall must not break in for each of them."""
    rows = surge(8)

    storm, *_ = storms_of(rows, Linking(storm_cases=6), NOW)

    assert storm.cases == 8
    assert storm.reached_at == sorted(row.received_at for row in rows)[5]


def test_a_storm_knows_its_cases_by_receipt() -> None:
    """A page leaves just these out of what it draws, so not one may be missing or too many."""
    alone = Row("alone", NOW, lat=41.5, master="first")

    (storm,) = storms_of([*surge(6, number="N-1"), alone], Linking(), NOW)

    assert [each.id for each in storm.members] == ["5", "4", "3", "2", "1", "0"]
    assert len(storm.members) == storm.cases
    assert {each.number for each in storm.members} == {"N-1"}
