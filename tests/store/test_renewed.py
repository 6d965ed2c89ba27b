"""Answers that are kept: nobody who looks makes them, and none outlives what it depends on."""

import threading
from collections.abc import Callable

import pytest
from redis.exceptions import ConnectionError as RedisAway

from city.clock import SECOND, Instant
from city.store.renewed import MOST_AT_ONCE, MOST_KEPT, RENEWED_EVERY, Renewed
from tests.waiting import eventually


class World:
    """A clock that stands still until it is told, and a state that answers depend on."""

    def __init__(self) -> None:
        self.time: Instant = 1_000_000_000
        self.state = "first"
        self.made: list[str] = []
        self.fault: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def make(self, key: str) -> str:
        self.gate.wait(10)
        if self.fault is not None:
            raise self.fault
        self.made.append(key)
        return f"{key} {len(self.made)}"

    def kept(self) -> Renewed[str, str]:
        return Renewed(self.make, state=lambda: self.state, now=lambda: self.time)


@pytest.fixture
def world() -> World:
    return World()


def told(kept: Renewed[str, str], key: str) -> Callable[[], bool]:
    return lambda: kept.newest(key) is not None


def test_who_looks_first_finds_nothing_and_is_not_held_up(world: World) -> None:
    kept = world.kept()
    world.gate.clear()

    assert kept.newest("a") is None  # would wait for ever if it made the answer itself

    world.gate.set()
    eventually(told(kept, "a"))
    assert kept.newest("a") == "a 1"


def test_an_answer_of_a_minute_ago_is_shown_while_it_is_renewed(world: World) -> None:
    kept = world.kept()
    kept.recent("a")
    world.time += RENEWED_EVERY - 1
    assert kept.newest("a") == "a 1"
    assert world.made == ["a"]

    world.time += 1
    world.gate.clear()
    assert kept.newest("a") == "a 1"
    world.gate.set()

    eventually(lambda: kept.newest("a") == "a 2")
    assert world.made == ["a", "a"]


def test_nothing_is_shown_of_another_generation_or_day(world: World) -> None:
    kept = world.kept()
    kept.recent("a")
    world.state = "second"

    assert kept.newest("a") is None
    eventually(lambda: kept.newest("a") == "a 2")


def test_who_needs_an_answer_waits_for_one_that_is_not_old(world: World) -> None:
    kept = world.kept()

    assert [kept.recent("a"), kept.recent("a")] == ["a 1", "a 1"]
    world.time += RENEWED_EVERY
    assert kept.recent("a") == "a 2"


def test_a_failure_keeps_what_there_was_and_is_not_tried_again_at_once(world: World) -> None:
    kept = world.kept()
    kept.recent("a")
    world.time += RENEWED_EVERY
    world.fault = RedisAway("gone")
    before = threading.active_count()
    kept.newest("a")
    eventually(lambda: threading.active_count() == before)

    world.fault = None
    assert kept.newest("a") == "a 1"
    assert world.made == ["a"]
    world.time += 5 * SECOND
    eventually(lambda: kept.newest("a") == "a 2")


def test_strangers_cannot_make_it_work_on_everything_at_once(world: World) -> None:
    kept = world.kept()
    world.gate.clear()
    before = threading.active_count()

    for number in range(20):
        kept.newest(f"w{number}")

    assert threading.active_count() == before + MOST_AT_ONCE
    world.gate.set()
    eventually(lambda: threading.active_count() == before)
    assert len(world.made) == MOST_AT_ONCE


def test_the_oldest_answers_go(world: World) -> None:
    kept = world.kept()
    for number in range(MOST_KEPT + 1):
        kept.recent(f"w{number}")
    world.time += 10 * SECOND
    world.gate.clear()

    assert kept.newest("w1") == "w1 2"
    assert kept.newest("w0") is None
    world.gate.set()
