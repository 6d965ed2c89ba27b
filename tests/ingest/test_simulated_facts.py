"""What the invented city tells beside cases: taken by its own feeds, and as much as planned."""

from collections.abc import Iterable
from typing import Any

import msgspec

from city.clock import DAY, HOUR, MINUTE, to_date
from city.facts import CameraList, Fact
from city.ledger import DAYS, Entry, Line, entries_of, stands, totals_in
from city.reconcile import OurDay, reconcile
from ingest.envelopes import Origin
from ingest.simulation.facts import (
    CameraDesk,
    TotalsPlan,
    day_totals,
    load_fact_plan,
    published,
)
from ingest.simulation.messages import Message
from ingest.simulation.plan import load_plan
from ingest.table_feeds import load_tables
from tests.ingest.feeds import HEARD_AT, district

NOW = HEARD_AT
PLAN = load_fact_plan("baita")
FEEDS = {feed.name: feed for feed in load_tables(district("baita"), "test")}
OURS = OurDay(
    20_000,
    frozenset(f"city:E{n:04d}" for n in range(130)),
    frozenset(f"city:E{n:04d}" for n in range(40)),
)


def facts_of(messages: Iterable[Message]) -> list[Fact]:
    adapted = [
        FEEDS[each.feed].adapter.adapt(each.value, Origin("t", 0, n, each.at))
        for n, each in enumerate(messages)
    ]
    assert [each for each in adapted if not isinstance(each, Fact)] == []
    return [each for each in adapted if isinstance(each, Fact)]


def compared(messages: Iterable[Message]) -> Any:
    kept: dict[Line, Entry] = {}
    for fact in facts_of(messages):
        for line, entry in entries_of(fact):
            if stands(kept.get(line), entry):
                kept[line] = entry
    book = {line.name: entry for line, entry in kept.items() if line.book == DAYS}
    return reconcile(totals_in(book, "city"), OURS, "city")


def camera_desk(seed: int = 1) -> CameraDesk:
    return CameraDesk(PLAN.cameras, district("baita"), load_plan("baita"), seed=seed, start=NOW)


def test_everything_published_is_taken_by_its_feed() -> None:
    told = facts_of(published(PLAN, NOW))

    assert len(told) == len(PLAN.readings) + len(PLAN.campaigns) > 20
    assert len({fact.id for fact in told}) == len(told)


def test_a_platform_that_does_not_differ_agrees_part_by_part() -> None:
    messages = day_totals(TotalsPlan(part_size=50), OURS, seed=1, at=NOW)

    assert len(messages) == 3
    assert compared(messages).agrees
    assert compared(messages[:2]).missing_parts == 1


def test_a_platform_that_differs_lacks_one_case_or_has_one_more() -> None:
    plan = TotalsPlan(part_size=50, differing_days=1.0)
    sides = set()
    for seed in range(20):
        day = compared(day_totals(plan, OURS, seed=seed, at=NOW))
        here, there = len(day.received.missing_here), len(day.received.missing_there)
        assert (here, there) in {(1, 0), (0, 1)}
        sides.add((here, there))

    assert sides == {(1, 0), (0, 1)}


def test_a_day_without_cases_is_told_too() -> None:
    empty = OurDay(20_000)

    (message,) = day_totals(TotalsPlan(), empty, seed=1, at=NOW)

    assert msgspec.json.decode(message.value)["day"] == to_date(20_000).isoformat()


def test_cameras_are_listed_whole_once_a_day_and_change_one_by_one() -> None:
    desk = camera_desk()
    first = facts_of(desk.step(NOW))
    later = [facts_of(desk.step(NOW + n * MINUTE)) for n in range(1, 120)]
    after = facts_of(desk.step(NOW + DAY + HOUR))

    for (fact,) in (first, after):
        data: Any = fact.data  # type: ignore[attr-defined]
        assert isinstance(data, CameraList)
        assert len(data.cameras) == PLAN.cameras.count
    changes = [fact for told in later for fact in told]
    assert {type(fact).__name__ for fact in changes} == {"CameraListed"}
    assert 5 < len(changes) < 40


def test_about_as_many_cameras_stay_offline_as_planned() -> None:
    desk = camera_desk()
    desk.step(NOW)
    for n in range(1, 2_000):
        desk.step(NOW + n * MINUTE)

    (fact,) = facts_of(desk.step(NOW + 3 * DAY))
    off = sum(not camera.online for camera in fact.data.cameras)  # type: ignore[attr-defined]
    assert 0 < off / PLAN.cameras.count < 2 * PLAN.cameras.offline


def test_the_same_seed_makes_the_same_cameras() -> None:
    assert camera_desk().step(NOW) == camera_desk().step(NOW) != camera_desk(2).step(NOW)
