"""Facts from a feed's topic to the page's answer, through kills, an emptied store and a rebuild."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from city.clock import system_now, to_date
from city.district import load_district
from city.settings import Settings
from city.store.screens import Screens
from dashboard.web import create_app
from ingest.bus.kafka import Producer, partition_of
from ingest.lamps import feed_infos
from ingest.progress import wait_applied
from ingest.rebuilder import rebuild
from ingest.roles import run_worker
from ingest.topics import feed_topics
from layouts.boards.overview import boards as boards_page
from tests.ingest.feeds import act, report
from tests.journeys.world import World
from tests.layouts.test_pages import by_id, words
from tests.parts import parts_of
from tests.waiting import eventually

pytestmark = [pytest.mark.kafka, pytest.mark.redis, pytest.mark.slow]

RECEIVED = ("E1", "E2", "E3")


@pytest.fixture
def world(settings: Settings, tmp_path: Path) -> Iterator[World]:
    world = World(settings.model_copy(update={"district": "baita", "partitions": 2}), tmp_path)
    yield world
    world.close()


@contextmanager
def translating(world: World) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(world.site, "translator", stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


def tell(world: World, feed: str, *messages: Any) -> None:
    """Put raw messages into a feed's own topic, as its owner would."""
    producer = Producer(world.site.kafka_servers)
    for number, message in enumerate(messages):
        raw = message if isinstance(message, bytes) else msgspec.json.encode(message)
        producer.send(feed_topics(world.site)[feed], raw, key=str(number))
    producer.flush()
    producer.close()


def wait(world: World) -> None:
    assert wait_applied(world.site, progress=lambda *_: None, stop=_deadline(60)), (
        "not applied within a minute"
    )


def _deadline(seconds: float) -> threading.Event:
    stop = threading.Event()
    timer = threading.Timer(seconds, stop.set)
    timer.daemon = True
    timer.start()
    return stop


def screens_of(world: World) -> Screens:
    world.site.mirror.load()
    return world.site.screens(partition_of, feed_infos("baita"))


def asking(world: World) -> Callable[[str], Any]:
    """Return what asks the API of a fresh web process."""
    parts = parts_of(screens_of(world), redis=world.redis)
    transport = httpx.ASGITransport(create_app(load_district("baita"), parts))

    async def get(path: str) -> Any:
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return (await client.get(path)).json()

    return lambda path: asyncio.run(get(path))


def yesterday(world: World) -> str:
    today = world.site.district.days.day_of(system_now())
    return to_date(today - 1).isoformat()


def tell_all(world: World) -> None:
    day = yesterday(world)
    for number in RECEIVED:
        told = {"caseNo": number, "actTime": f"{day} 10:00:00"}
        tell(
            world,
            "city-management",
            report() | told | {"messageId": f"R{number}"},
            act("close") | told | {"messageId": f"C{number}", "actTime": f"{day} 12:00:00"},
        )
    investment = {"indicator": "investment", "first": "2021-01-01", "last": "2021-04-30"}
    tell(
        world,
        "indicators",
        investment | {"value": 9.99, "asOf": "2021-04-30", "growthPercent": 16.95},
        investment | {"value": 7.74, "asOf": "2021-04-30", "growthPercent": 16.95, "version": 1},
        b"no JSON at all",
    )
    tell(world, "campaigns", {"campaign": "parking", "asOf": "2021-05-27", "counters": COUNTERS})
    camera = {"status": "ON", "lon": 123.17, "lat": 41.27, "owner": "公安"}
    listed = [camera | {"cameraId": f"c{n}"} for n in range(5)]
    tell(
        world,
        "cameras",
        {"messageId": "l", "time": f"{day} 08:00:00", "cameras": listed},
        {"messageId": "s", "time": f"{day} 09:00:00", "cameraId": "c1", "status": "OFF"},
    )
    totals = {"day": day, "received": 3, "closed": 2, "publishedAt": f"{day} 23:59:59"}
    tell(
        world,
        "platform-totals",
        totals | {"messageId": "p1", "part": 1, "parts": 2, "receivedNumbers": ["E1", "E2"]},
        totals
        | {"messageId": "p2", "part": 2, "parts": 2, "receivedNumbers": ["E9"]}
        | {"closedNumbers": ["E1", "E2"]},
    )


COUNTERS = {"debris": 4, "bicycles": 4, "locks": 6}


def assert_told(world: World) -> None:
    ask, day = asking(world), yesterday(world)
    boards = ask("/api/v1/boards")
    (investment,) = (each for each in boards["boards"]["investment"] if each["key"] == "investment")
    assert (investment["value"], round(investment["share"], 4)) == (7.74, 0.3365)
    assert (round(investment["time_gone"], 3), round(investment["before"], 2)) == (0.333, 6.62)
    assert boards["campaigns"][0]["counters"] == {**COUNTERS, "spaces": 14}
    assert (boards["cameras"]["online"], boards["cameras"]["offline"]) == (4, 1)

    page = boards_page(screens_of(world).boards(), load_district("baita"))
    assert "33.65 %" in words(by_id(page, "boards-figure-investment"))

    (compared,) = ask(f"/api/v1/reconciliation?day={day}")["days"]
    received, closed = compared["received"], compared["closed"]
    assert (received["theirs"], received["ours"]) == (3, 3)
    assert received["missing_here"] == ["city:E9"]
    assert received["missing_there"] == ["city:E3"]
    assert (closed["theirs"], closed["ours"]) == (2, 3)
    assert closed["missing_there"] == ["city:E3"]
    assert compared["agrees"] is False
    whole = {"days": 29, "compared": 1, "differ": 1}
    eventually(lambda: ask("/api/v1/boards")["reconciliation"]["summary"] == whole)


def test_raw_messages_reach_the_api_and_survive_whatever_happens(world: World) -> None:
    tell_all(world)
    with translating(world):
        worker = world.start_worker()
        wait(world)
        assert_told(world)
        assert world.site.control.feeds()["indicators"].refused == 1

        world.kill(worker)
        world.redis.flushdb()
        world.start_worker()
        wait(world)
        assert_told(world)

        tell_all(world)  # a whole day again, as after an outage
        wait(world)
        assert_told(world)

        assert rebuild(world.site)
        wait(world)
        assert_told(world)
        assert world.redis.keys(f"{world.settings.prefix}:*:g1:*") == []


def test_questions_that_cannot_be_answered_say_why(world: World) -> None:
    ask = asking(world)

    (stream,) = ask("/api/v1/reconciliation?stream=buses")
    (window,) = ask("/api/v1/reconciliation?window=2020-01-01..2021-01-01")
    (day,) = ask("/api/v1/reconciliation?day=soon")

    assert stream["code"] == window["code"] == day["code"] == 400
    assert "buses" in stream["description"] and "100" in window["description"]


def test_without_any_facts_the_boards_show_no_number(world: World) -> None:
    boards = asking(world)("/api/v1/boards")

    figures = [figure for board in boards["boards"].values() for figure in board]
    assert figures and {figure["value"] for figure in figures} == {None}
    assert boards["cameras"]["online"] == 0
    assert boards["reconciliation"]["summary"]["compared"] == 0
