"""Parts of the scenes: each adds up to the account, and tells of the right days."""

from datetime import timedelta
from typing import Any

import pytest

from city import events as ev
from city.clock import DAY, system_now, to_datetime
from city.store.scenes import WEEKS
from city.wall import BreakIn
from tests.factories import SHANGHAI, life
from tests.journeys.lives import make_town
from tests.store.test_screens import screens_of
from tests.store_world import ReadModel

pytestmark = pytest.mark.redis

MINUTE = timedelta(minutes=1)


@pytest.fixture
def model(redis_client: Any) -> ReadModel:
    return ReadModel(redis_client)


def test_the_flow_adds_up_by_step_by_age_and_by_source(model: ReadModel) -> None:
    """Three panels tell of the same open cases; a visitor adds up each of them."""
    model.tell(make_town(80, seed=21).events)
    flow = screens_of(model).flow()
    total = flow.departments.total

    assert sum(step.waiting.in_progress for step in flow.steps) == total.in_progress
    assert sum(step.waiting.overdue for step in flow.steps) == total.overdue
    assert sum(band.tally.in_progress for band in flow.ages) == total.in_progress
    assert sum(band.tally.near_due for band in flow.ages) == total.near_due
    assert flow.channels.total == flow.streets.total == total
    assert (flow.steps[0].reached, flow.steps[-1].reached) == (total.received, total.closed)


def received(model: ReadModel, case: str, days_ago: int) -> None:
    """Tell of a case that was received so many days ago."""
    event = life(case, until=1)[0]
    moment = to_datetime(system_now()) - timedelta(days=days_ago)
    told = type(event)(id=event.id, case=case, source="s", time=moment, data=event.data)
    model.tell([told])


def test_ages_count_local_days_since_receipt(model: ReadModel) -> None:
    for number, days in enumerate((0, 1, 1, 3, 7, 14, 15, 29)):
        received(model, f"city:{number}", days)

    ages = screens_of(model, "last-30-days").flow().ages

    assert [band.tally.in_progress for band in ages] == [1, 2, 1, 1, 1, 2]
    assert (ages[0].first, ages[-1].last) == (0, None)


def test_weeks_begin_on_mondays_and_the_last_one_is_this_one(model: ReadModel) -> None:
    """Thirteen weeks, of which the present one is not over."""
    received(model, "hotline:1", 0)
    received(model, "hotline:2", 7)

    weeks = screens_of(model).hotline().weeks

    assert len(weeks) == WEEKS
    assert {to_datetime(first * DAY).weekday() for first, _ in weeks} == {0}
    today = SHANGHAI.day_of(system_now())
    assert weeks[-1][0] <= today < weeks[-1][0] + 7
    assert [count for _, count in weeks[-3:]] == [0, 1, 1]


def test_the_hotline_tells_of_its_own_stream_only(model: ReadModel) -> None:
    received(model, "city:1", 0)
    received(model, "hotline:1", 0)

    shown = screens_of(model, "last-30-days").hotline()

    assert shown.departments.stream == "hotline"
    assert {move.stream for move in shown.movements} == {"hotline"}


def test_a_lamp_says_when_its_feed_fell_or_will_fall_silent(model: ReadModel) -> None:
    """Three times the rhythm after its last message."""
    screens = screens_of(model)
    lamp = screens.head().feeds[0]

    assert (lamp.state, lamp.silent_at) == ("never", None)
    assert screens.head().alerts == ()


def test_what_is_overdue_is_listed_whenever_it_came_in(model: ReadModel) -> None:
    """The account counts those of its window; what runs out now is everybody's, however old."""
    now = to_datetime(system_now())
    for case, days in (("city:old", 40), ("city:new", 1)):
        received_at, data = now - timedelta(days=days), ev.Received("city", due=now - MINUTE)
        event = ev.CaseReceived(id=case, case=case, source="s", time=received_at, data=data)
        model.tell([event])
    screens = screens_of(model, "last-30-days", break_in=BreakIn(overdue=2))

    for told in (screens.wall(), screens.leader()):
        assert {case.id for case in told.urgent} == {"city:old", "city:new"}
        assert (told.overdue, told.departments.total.overdue) == (2, 1)
    assert [(each.kind, each.count) for each in screens.head().alerts] == [("overdue", 2)]


def test_an_urgent_case_is_an_emergency_in_the_streams_that_the_district_names(
    model: ReadModel,
) -> None:
    now = to_datetime(system_now())
    for case in ("city:1", "city:2", "hotline:3"):
        data = ev.Received(stream=case.split(":")[0], urgent=case != "city:2")
        model.tell([ev.CaseReceived(id=case, case=case, source="s", time=now, data=data)])

    red = screens_of(model, break_in=BreakIn(emergencies=("city",))).head().alerts

    assert [(each.kind, each.count) for each in red] == [("emergency", 1)]
    assert screens_of(model, break_in=BreakIn()).head().alerts == ()
