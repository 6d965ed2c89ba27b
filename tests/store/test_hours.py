"""Hours with their band, unusual silence, and the turn of the day, by a clock that we set."""

from collections.abc import Iterable
from typing import Any

import pytest

from city.bands import WEEKS
from city.clock import DAY, HOUR, MINUTE, Instant, ProductClock
from city.figures import Ask
from city.store.hours import bands_of, hours_of, is_quiet
from city.store.mirror import Mirror
from city.store.model import Control
from city.store.reader import Reader
from tests.factories import SHANGHAI, make_event
from tests.store.test_registry import districts_with_every_stream
from tests.store_world import PREFIX, ReadModel, partition_of

pytestmark = pytest.mark.redis

MIDNIGHT = SHANGHAI.start_of(20_700)
NOON = MIDNIGHT + 12 * HOUR + 30 * MINUTE


def reader_at(redis: Any, now: Instant) -> Reader:
    """Return a reader whose clock stands still at `now`."""
    Control(redis, PREFIX).set_clock(ProductClock(now, now, 0.0))
    mirror = Mirror(redis, PREFIX, SHANGHAI)
    mirror.load()
    district = districts_with_every_stream()
    return Reader(redis, PREFIX, mirror=mirror, district=district, partition_of=partition_of)


def tell(redis: Any, moments: Iterable[Instant]) -> None:
    """Write a case for each moment of receipt."""
    ReadModel(redis).tell(
        make_event(case=f"city:{number}", time=SHANGHAI.local(moment))
        for number, moment in enumerate(moments)
    )


def earlier_weeks(counts: Iterable[int], at: Instant) -> list[Instant]:
    """Return so many moments of receipt in the same hour of each earlier week."""
    return [
        at - week * 7 * DAY + minute * MINUTE
        for week, count in enumerate(counts, start=1)
        for minute in range(count)
    ]


def test_an_hour_is_set_against_the_same_hour_of_eight_weeks(redis_client: Any) -> None:
    eleven = MIDNIGHT + 11 * HOUR
    now = [eleven + minute * MINUTE for minute in range(9)]
    tell(redis_client, [*earlier_weeks((2, 3, 2, 3, 2, 3, 2, 3), eleven), *now])
    reader = reader_at(redis_client, NOON)

    hours = hours_of(reader, "city")
    bands = bands_of(reader, "city", hours)

    assert hours[22] == (eleven, 9)
    assert (bands[22].low, bands[22].high, bands[22].outside) == (2, 3, "high")
    assert {band.outside for place, band in enumerate(bands) if place != 22} == {""}


def test_weeks_before_the_first_case_are_no_history(redis_client: Any) -> None:
    eleven = MIDNIGHT + 11 * HOUR
    tell(redis_client, earlier_weeks((2, 2), eleven))
    reader = reader_at(redis_client, NOON)

    assert {band.low for band in bands_of(reader, "city", hours_of(reader, "city"))} == {None}


@pytest.mark.parametrize(("lately", "quiet"), [((), True), ((NOON - 2 * HOUR,), False)])
def test_a_stream_is_quiet_when_nothing_comes_in_hours_that_never_were_empty(
    redis_client: Any, lately: tuple[Instant, ...], quiet: bool
) -> None:
    tell(redis_client, [*earlier_weeks((3,) * WEEKS, MIDNIGHT + 10 * HOUR), *lately])
    reader = reader_at(redis_client, NOON)

    assert is_quiet(reader, "city") is quiet
    assert not is_quiet(reader, "hotline")


def test_at_midnight_the_day_begins_anew(redis_client: Any) -> None:
    """No event need come: the windows are told by the clock alone."""
    tell(redis_client, [MIDNIGHT - HOUR])
    ask = Ask("received", "city", "today", compare=True)

    before = reader_at(redis_client, MIDNIGHT - 1).measure([ask])[ask]
    after = reader_at(redis_client, MIDNIGHT).measure([ask])[ask]

    assert (before.total.numerator, after.total.numerator) == (1, 0)
    assert after.previous is not None
    assert after.previous.total.numerator == 1
