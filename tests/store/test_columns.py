"""Open cases as columns: their lights and counts equal those of each row on its own."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, strategies as st
from msgspec import structs

from city.clock import to_instant
from city.store.columns import LIGHTS, Codes, OpenTable
from city.store.rows import OpenRow, light_of, open_row
from tests.factories import SHANGHAI, instant, life, make_case, make_received
from tests.strategies import events_of_case, moments


def row(case: str = "city:1", **received: Any) -> OpenRow:
    found = open_row(make_case(make_received(case, **received)))
    assert found is not None
    return found


def table_of(*rows: OpenRow) -> OpenTable:
    table = OpenTable(SHANGHAI)
    for each in rows:
        table.put(each)
    return table


@given(st.lists(events_of_case(), min_size=1, max_size=4), moments())
def test_a_light_is_the_same_for_one_row_and_for_all(
    lives: list[list[Any]], moment: datetime
) -> None:
    """Lists use one, figures the other: a case must not be red here and yellow there."""
    cases = [make_case(*events) for events in lives]
    rows = [found for case in cases if (found := open_row(case)) is not None]
    now = to_instant(moment)

    for each in rows:
        table = table_of(each)
        assert table.lights_of([each], table.lights(now)) == [light_of(each, now)]


@pytest.mark.parametrize(
    ("minute", "light"),
    [
        (20 + 479, "within"),
        (20 + 480, "near"),  # eight tenths of ten hours
        (20 + 600, "near"),  # the last moment of the limit is in time
        (20 + 601, "overdue"),
    ],
)
def test_a_light_turns_at_its_moment(minute: float, light: str) -> None:
    running = open_row(make_case(*life(until=4)))
    assert running is not None

    assert light_of(running, instant(minute)) == light


def test_a_stopped_clock_keeps_its_light() -> None:
    handled = open_row(make_case(*life(until=6)))
    assert handled is not None

    assert light_of(handled, instant(100_000)) == "within"


def test_lights_are_those_of_the_moment_and_of_the_rows_asked_about() -> None:
    """They are kept while neither has changed, for a picture asks for them many times."""
    one, two = (open_row(make_case(*life(case, until=4))) for case in ("city:1", "city:2"))
    assert one is not None and two is not None
    table, near, late = table_of(one), instant(20 + 500), instant(20 + 601)

    assert table.lights(near) is table.lights(near)
    assert table.lights_of([one], table.lights(near)) == ["near"]
    assert table.lights_of([one], table.lights(late)) == ["overdue"]
    table.put(structs.replace(two, due_at=None, near_at=None))
    assert table.lights_of([one, two], table.lights(late)) == ["overdue", "untimed"]
    table.put(structs.replace(one, stopped_at=near))
    assert table.lights_of([one], table.lights(late)) == ["within"]
    with pytest.raises(ValueError, match="read-only"):
        table.lights(late)[0] = 1


def test_only_running_clocks_in_working_time_depend_on_days_off() -> None:
    rows = [
        ("city:1", 100, None, True),
        ("city:2", 900, None, False),  # day and night
        ("city:3", 800, 700, True),  # stopped
        ("city:4", 300, None, True),
        ("city:5", None, None, False),  # no limit
    ]
    table = table_of(
        *(
            structs.replace(row(case), due_at=due, stopped_at=stopped, in_office=in_office)
            for case, due, stopped, in_office in rows
        )
    )

    assert table.last_due_in_office() == 300
    table.drop("city:4")
    assert table.last_due_in_office() == 100
    table.drop("city:1")
    assert table.last_due_in_office() is None


def test_a_table_grows_and_reuses_the_slots_of_those_that_ended() -> None:
    table = OpenTable(SHANGHAI)
    for number in range(3_000):
        table.put(row(f"city:{number}"))
    for number in range(0, 3_000, 2):
        table.drop(f"city:{number}")
    for number in range(5_000, 6_000):
        table.put(row(f"city:{number}", class_="new"))

    assert len(table) == int(table.alive.sum()) == 2_500
    assert len(table.rows) == 3_000
    counts = table.count("class", table.select(), table.lights(instant(0)))
    assert {key: sum(found) for key, found in counts.items()} == {"": 1_500, "new": 1_000}


def test_a_row_put_again_is_replaced() -> None:
    table = table_of(row(department="one"), row(department="two"))

    assert len(table) == 1
    assert not table.select(department="one").any()
    assert table.select(department="two").sum() == 1


def test_a_key_never_met_selects_nothing() -> None:
    assert not table_of(row()).select(department="nobody").any()


def test_what_is_not_there_cannot_be_dropped_twice() -> None:
    table = table_of(row())
    table.drop("city:1")
    table.drop("city:1")
    table.put(row("city:2"))
    table.put(row("city:3"))

    assert len(table) == 2
    assert table.get("city:1") is None


def test_rows_come_by_deadline_and_those_without_one_last() -> None:
    late, soon = row("hotline:1", minute=9), row("hotline:2", minute=3)
    never = row("hotline:3", class_="free")
    table = table_of(late, never, soon)

    order = [each.id for each in table.by_remaining(table.select(), 10)]

    assert order == ["hotline:2", "hotline:1", "hotline:3"]
    assert [each.id for each in table.by_remaining(table.select(), 1, 1)] == ["hotline:1"]


def test_days_of_receipt_are_local() -> None:
    table = table_of(row(minute=15 * 60))
    day = SHANGHAI.day_of(instant(0))

    assert not table.between(day, day)[table.alive].any()
    assert table.between(day + 1, day + 1)[table.alive].all()


def test_codes_are_given_in_the_order_of_meeting() -> None:
    codes = Codes()

    assert [codes.code(key) for key in ("b", "a", "b")] == [0, 1, 0]
    assert codes.find("nobody") == -1


def test_lights_have_names() -> None:
    assert LIGHTS == ("within", "near", "overdue", "untimed")
