"""Links on real Kafka and Redis: proposed, folded, shown, and the same after a restart."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from city import events as ev
from city.clock import system_now, to_datetime
from city.settings import Settings
from city.store.audit import audit
from city.store.mirror import Mirror
from ingest.bus.kafka import committed_offsets, partition_of
from ingest.bus.log import LogReader
from ingest.linker import SOURCE
from ingest.linking import LinkingWorker
from tests.journeys.world import World
from tests.waiting import eventually

pytestmark = [pytest.mark.kafka, pytest.mark.redis, pytest.mark.slow]

METRE = 1 / 111_320
PARTITIONS = 4


@pytest.fixture
def world(settings: Settings, tmp_path: Path) -> Iterator[World]:
    world = World(settings.model_copy(update={"partitions": PARTITIONS}), tmp_path)
    yield world
    world.close()


def report(case: str, time: datetime, *, north: float = 0) -> ev.CaseReceived:
    place = ev.Place("211002017", lon=123.17, lat=41.27 + north * METRE, position="exact")
    data = ev.Received("city", class_="E0101", department="d1", place=place)
    return ev.CaseReceived(id=f"{case}/r", case=case, time=time, source="feed", data=data)


def surge(cases: int) -> list[Any]:
    """Return reports of one thing, a minute apart, the last one of now."""
    start = to_datetime(system_now()) - timedelta(minutes=cases)
    return [
        report(f"city:{n}", start + timedelta(minutes=n), north=30 * (n % 2)) for n in range(cases)
    ]


def own_events(world: World) -> list[Any]:
    """Return everything the linker wrote to the log."""
    log = LogReader(world.settings.kafka_servers, world.topic)
    try:
        ends = log.ends()
        found: list[Any] = []
        while log.behind(ends):
            for records in log.poll(200, 500).values():
                found += [ev.decode_event(record.value) for record in records]
    finally:
        log.close()
    return [event for event in found if event.source == SOURCE]


def work(world: World, *, until: int) -> None:
    """Let a new linker work until the log holds so many events of its own, and a little longer."""
    worker = LinkingWorker(world.site)
    try:
        eventually(lambda: worker.step() == 0 and len(own_events(world)) >= until, within=30)
        for _ in range(5):
            worker.step()
    finally:
        worker.close()


def cases_of(world: World) -> tuple[Mirror, dict[str, Any]]:
    mirror = Mirror(world.redis, world.settings.prefix, world.site.district.days)
    mirror.load()
    return mirror, {row.id: row for row in mirror.table.rows if row is not None}


def test_many_reports_of_one_thing_become_one_incident(world: World) -> None:
    world.send(surge(8))
    work(world, until=14)
    world.start_worker()
    world.wait_for(8 + 14)
    mirror, rows = cases_of(world)

    assert {row.master for row in rows.values()} == {"", "city:0"}
    assert rows["city:0"].callers == 8
    assert len(rows) == 8  # linked, and every one of them still counted
    assert {row.due_at for row in rows.values() if row.master} == {None}
    reader = world.site.reader(partition_of)
    reader.mirror.load()
    (storm,) = reader.storms()
    assert (storm.class_, storm.street, storm.cases) == ("E0101", "211002017", 8)
    assert {each.id for each in storm.members} == rows.keys()
    district = world.site.district
    found = audit(world.redis, world.settings.prefix, rules=district.limits, days=district.days)
    assert found == []


def test_a_restart_in_the_middle_says_nothing_twice(world: World) -> None:
    told = surge(6)
    world.send(told[:3])
    work(world, until=4)
    world.send([*told[3:], *told[:2]])
    work(world, until=10)
    work(world, until=10)
    events = own_events(world)

    assert len(events) == 10
    assert {event.id for event in events} == {
        *(f"link:city:{n}" for n in range(1, 6)),
        *(f"join:city:0:city:{n}" for n in range(1, 6)),
    }
    assert {event.revision for event in events} == {0}


def test_how_far_the_linker_is_can_be_asked_of_kafka(world: World) -> None:
    world.send(surge(2))
    work(world, until=2)

    group = f"{world.settings.prefix}.linker"
    committed = committed_offsets(world.settings.kafka_servers, group)
    assert len(committed) == PARTITIONS
    assert sum(committed.values()) >= 2
