"""Instants, local days, and the product's clock."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from city.clock import (
    DAY,
    HOUR,
    LIFE,
    MINUTE,
    LocalDays,
    ProductClock,
    system_now,
    to_date,
    to_datetime,
    to_day,
    to_instant,
)

ZONES = ("Asia/Shanghai", "America/New_York", "UTC", "Asia/Kathmandu")
CALENDARS = {zone: LocalDays(zone) for zone in ZONES}
days_1970_to_2100 = st.integers(0, to_day(date(2100, 1, 1)))


@given(st.integers(-(10**12), 4 * 10**12))
def test_an_instant_survives_its_datetime(instant: int) -> None:
    assert to_instant(to_datetime(instant)) == instant


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        to_instant(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_zones_do_not_matter_to_an_instant() -> None:
    east = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))

    assert to_instant(east) == to_instant(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("zone", ZONES)
@given(day=days_1970_to_2100)
def test_days_follow_each_other_without_gap(zone: str, day: int) -> None:
    """The last millisecond of a day belongs to it and the next one to the next day."""
    days = CALENDARS[zone]
    start, end = days.start_of(day), days.start_of(day + 1)

    assert days.day_of(start) == days.day_of(end - 1) == day
    assert 23 * HOUR <= end - start <= 25 * HOUR


@pytest.mark.parametrize("zone", ZONES)
@given(instant=st.integers(0, 4 * 10**12))
def test_day_and_hour_are_those_of_the_local_calendar(zone: str, instant: int) -> None:
    days = CALENDARS[zone]
    local = days.local(instant)

    assert to_date(days.day_of(instant)) == local.date()
    assert days.hour_of(instant) == local.hour


def test_the_product_lives_in_the_present_unless_a_replay_says_otherwise() -> None:
    now = system_now()

    assert LIFE.now(now) == now
    assert not LIFE.replaying


def test_a_replay_moves_at_its_own_rate() -> None:
    clock = ProductClock(virtual=5 * DAY, real=1000, rate=60)

    assert clock.replaying
    assert clock.now(1000 + MINUTE) == 5 * DAY + HOUR


def test_a_rate_of_zero_stands_still() -> None:
    assert ProductClock(virtual=DAY, real=0, rate=0).now(7 * DAY) == DAY
