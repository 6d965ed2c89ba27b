"""Snapshots for pages: all their parts tell of one moment and add up to each other."""

from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from city import events as ev
from city.calendars import Calendars, WorkCalendar
from city.clock import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    ProductClock,
    system_now,
    to_datetime,
    to_day,
    to_instant,
)
from city.district import load_district
from city.errors import BadRequest
from city.lists import Selection
from city.policies import Policies, Policy
from city.sla import Limits
from city.snapshot import STEPS
from city.store import mirror as mirror_module
from city.store.heads import FeedInfo
from city.store.mirror import Mirror
from city.store.model import Control, FeedReport, Pulse, Work
from city.store.screens import Screens
from city.wall import BreakIn
from dashboard.api.health import describe
from tests.districts import baita_before
from tests.factories import SHANGHAI, life, make_event, make_received
from tests.journeys.lives import FIRST, WINDOW, make_town
from tests.store.test_mirror import reader_of
from tests.store_world import PREFIX, ReadModel

pytestmark = pytest.mark.redis


class Stream:
    """A stream and the window its account is shown for."""

    def __init__(self, key: str, window: str) -> None:
        self.key, self.window = key, window


@pytest.fixture
def model(redis_client: Any) -> ReadModel:
    return ReadModel(redis_client)


def make_limits() -> Limits:
    calendar = WorkCalendar(SHANGHAI, hours=[(540, 1020)])
    return Limits(Calendars(calendar), classes={}, streams={}, policies=Policies([Policy("first")]))


def screens_of(
    model: ReadModel,
    window: str = WINDOW,
    *,
    limits: Limits | None = None,
    feeds: tuple[FeedInfo, ...] = (FeedInfo("hotline", "热线", "Hotline", MINUTE),),
    break_in: BreakIn = BreakIn(),  # noqa: B008  # frozen
) -> Screens:
    mirror = Mirror(model.redis, PREFIX, SHANGHAI)
    mirror.load()
    limits = limits or make_limits()
    return Screens(
        reader_of(mirror, model.redis),
        streams=(Stream("city", window), Stream("hotline", window)),
        feeds=feeds,
        limits=limits,
        break_in=break_in,
    )


def test_the_parts_of_the_wall_add_up(model: ReadModel) -> None:
    """A visitor adds up what stands beside each other; it must fit."""
    model.tell(make_town(80, seed=21).events)
    wall = screens_of(model).wall()
    total = wall.departments.total

    assert wall.classes.total == total
    assert len(wall.map.points) + wall.unplaced == total.in_progress
    assert (wall.near_due, wall.overdue) == (total.near_due, total.overdue)
    assert sum(step.waiting for step in wall.steps) == total.in_progress
    assert [step.step for step in wall.steps] == list(STEPS)
    assert (wall.steps[0].reached, wall.steps[-1].reached) == (total.received, total.closed)


def test_the_map_counts_what_it_has_not_drawn_yet(model: ReadModel) -> None:
    """Its points are read once a second; what stands beside the account is of its moment."""
    screens = screens_of(model, "2026-09-01..2026-09-30")
    screens.wall()
    place = ev.Place(lon=123.17, lat=41.27, position="exact")
    model.tell([make_received("city:1", place=place), make_received("city:2")])
    screens.reader.mirror.load()

    wall = screens.wall()

    assert wall.map.points == ()
    assert (wall.departments.total.in_progress, wall.unplaced) == (2, 1)


def test_time_stands_still_while_a_snapshot_is_made(
    model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A light that turned between two panels would be yellow in one and red in the other."""
    model.tell(make_town(80, seed=21).events)
    ticks = count(to_instant(FIRST), 8 * HOUR)
    screens = screens_of(model)
    monkeypatch.setattr(mirror_module, "system_now", lambda: next(ticks))

    found = set()
    for _ in range(100):
        flow = screens.flow()
        total = flow.departments.total
        found.add((total.within_limit, total.near_due, total.overdue))
        assert (flow.channels.total, flow.streets.total) == (total, total)
        for light in ("within_limit", "near_due", "overdue", "not_timed"):
            assert sum(getattr(step.waiting, light) for step in flow.steps) == getattr(total, light)

    assert len(found) > 5, "no light turned meanwhile"


def test_the_hours_of_the_wall_hold_what_came_in(model: ReadModel) -> None:
    now = to_datetime(system_now())
    for number, hours in enumerate((0, 0, 1, 22, 30)):
        event = life(f"city:{number}", until=1)[0]
        told = type(event)(
            id=event.id,
            case=event.case,
            source="s",
            time=now - timedelta(hours=hours),
            data=event.data,
        )
        model.tell([told])

    hours = screens_of(model, "last-30-days").wall().hours

    assert len(hours) == 24
    assert {later[0] - earlier[0] for earlier, later in zip(hours, hours[1:], strict=False)} == {
        HOUR
    }
    assert [hours[-1][1], hours[-2][1], hours[-23][1]] == [2, 1, 1]
    assert sum(count for _, count in hours) == 4


def test_the_leader_sees_the_last_fourteen_days(model: ReadModel) -> None:
    leader = screens_of(model, "last-30-days").leader()

    assert len(leader.days) == 14
    assert leader.days[-1][0] == SHANGHAI.day_of(system_now())


def test_an_empty_store_can_be_shown(redis_client: Any) -> None:
    """The first page is asked for before the first event has come."""
    empty = ReadModel.__new__(ReadModel)
    empty.redis = redis_client
    screens = screens_of(empty)

    assert screens.wall().departments.total.reported == 0
    assert screens.leader().overdue == 0
    assert screens.queue(Selection()).total == 0


def test_a_case_tells_its_whole_story(model: ReadModel) -> None:
    model.tell(life("city:1", title="路面破损", description="两米见方"))

    told = screens_of(model).case("city:1")

    assert (told.case.id, told.description) == ("city:1", "两米见方")
    assert len(told.events) == 9
    assert set(told.explanation) == {"zh", "en"}


def test_a_stream_that_is_none_is_named(model: ReadModel) -> None:
    with pytest.raises(BadRequest, match="stream"):
        screens_of(model).figures("bicycles", "today", "street")


@pytest.mark.parametrize(
    ("quiet", "state"), [(10 * SECOND, "ok"), (2 * MINUTE, "late"), (5 * MINUTE, "silent")]
)
def test_a_lamp_tells_how_long_its_feed_was_quiet(model: ReadModel, quiet: int, state: str) -> None:
    report = FeedReport(system_now() - quiet, None, 3, 1)
    Control(model.redis, PREFIX).report_feed("hotline", report)

    assert [lamp.state for lamp in screens_of(model).head().feeds] == [state]


@pytest.mark.parametrize(
    ("speed", "others", "unusual"),
    [
        (1.0, (), [True, False]),  # nothing in hours that were never empty; the hotline never was
        (1.0, (2 * HOUR,), [False, False]),  # one case two hours ago is enough
        (60.0, (), [False, False]),  # the past that is replayed comes when it comes
    ],
)
def test_a_lamp_says_that_its_stream_is_quiet_in_hours_in_which_it_never_was(
    model: ReadModel, speed: float, others: tuple[int, ...], unusual: list[bool]
) -> None:
    """Its rhythm says nothing of that: messages of old cases go on coming."""
    now, control = system_now(), Control(model.redis, PREFIX)
    earlier = [week * 7 * DAY + 2 * HOUR + n * MINUTE for week in range(1, 9) for n in range(3)]
    model.tell(
        make_event(case=f"city:{number}", time=SHANGHAI.local(now - ago))
        for number, ago in enumerate([*earlier, *others])
    )
    control.set_clock(ProductClock(now, now, speed))
    for feed in ("city", "hotline"):
        control.report_feed(feed, FeedReport(now, None, 3, 0))
    feeds = tuple(FeedInfo(key, key, key, MINUTE, key) for key in ("city", "hotline"))

    lamps = screens_of(model, feeds=feeds).head().feeds

    assert [lamp.unusual for lamp in lamps] == unusual
    assert [lamp.state for lamp in lamps] == ["ok", "ok"]


def test_health_counts_only_workers_that_were_heard_lately(model: ReadModel) -> None:
    control, now = Control(model.redis, PREFIX), system_now()
    control.tell_pulse("alive", Pulse("projector", now, 7))
    control.tell_pulse("dead", Pulse("projector", now - HOUR, 9_000))
    control.tell_work("rebuild", Work(0.5, now))

    health = screens_of(model).head().health

    assert (health.lag, health.rebuilding) == (7, 0.5)


def test_a_year_without_notice_is_told_by_the_products_clock(
    model: ReadModel, tmp_path: Path
) -> None:
    """The longest limit of Baita, 15 working days, reaches into 2031 from 11 December on."""
    limits = load_district(baita_before(tmp_path).name, tmp_path).limits
    told = []
    for day in (to_day(date(2030, 12, 2)), to_day(date(2030, 12, 12))):
        clock = ProductClock(SHANGHAI.start_of(day), system_now())
        Control(model.redis, PREFIX).set_clock(clock)
        head = screens_of(model, limits=limits).head()
        told.append((head.health.provisional_year, describe(head)["provisional_year"]))

    assert told == [(None, None), (2031, 2031)]


def test_with_no_worker_nothing_is_known_of_a_lag(model: ReadModel) -> None:
    assert screens_of(model).head().health.lag is None
