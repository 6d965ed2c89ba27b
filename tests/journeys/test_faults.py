"""Faults on real Kafka and Redis: whatever happens to workers and stores, the figures are right."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from city.settings import Settings
from ingest.rebuilder import rebuild
from tests.journeys.lives import in_disorder, make_town
from tests.journeys.world import World

pytestmark = [pytest.mark.kafka, pytest.mark.redis, pytest.mark.slow]

CASES = 500
MANY = 2_000
"""With all their events more than a worker takes at once, so that it can be killed in between."""
PARTITIONS = 4


@pytest.fixture
def world(settings: Settings, tmp_path: Path) -> Iterator[World]:
    world = World(settings.model_copy(update={"partitions": PARTITIONS}), tmp_path)
    yield world
    world.close()


def test_kills_duplicates_disorder_and_poison_leave_the_figures_right(world: World) -> None:
    """The whole of it at once: kill -9 in mid-batch, everything out of order, a third twice."""
    town, chance = make_town(MANY, seed=1), random.Random(1)
    told = in_disorder(town.events, seed=1)
    half = len(told) // 2
    world.send(told[:half])
    poisons = {world.send_raw(poison, key=f"city:{n}") for n, poison in enumerate(POISONS)}
    world.send(told[half:])
    whole = sum(world.sent)

    done = []
    for share in sorted(chance.uniform(0.05, 0.8) for _ in range(3)):
        worker = world.start_worker()
        world.wait_for(round(share * whole))
        world.kill(worker)
        done.append(world.applied())
    # a busy machine may kill the last one too late
    assert done[0] < whole, "killed too late to prove anything"
    world.start_worker()
    world.wait_for_all()

    world.assert_true_to(town)
    assert world.letters() == poisons


POISONS = (
    b"\xff\xfe not text at all",
    b'{"type":"CaseForgotten","id":"1","case":"city:0"}',
    b'{"type":"CaseSigned","x":' + b"[" * 50_000,
    b'{"type":"CaseReceived","id":"x","case":"city:x","source":"s",'
    b'"time":"0001-01-01T00:00:00+14:00","data":{"stream":"city"}}',  # makes the fold raise
)


def test_a_frozen_worker_that_wakes_after_another_took_over_does_no_harm(world: World) -> None:
    """It still believes that its partitions are its own, and has a batch in its hands."""
    town = make_town(CASES, seed=2)
    told = in_disorder(town.events, seed=2)
    half = len(told) // 2
    world.send(told[:half])
    frozen = world.start_worker()
    world.wait_for(half // 4)
    world.freeze(frozen)

    world.start_worker()
    world.wait_for_all()
    world.send(told[half : half + half // 2])
    world.wake(frozen)
    world.send(told[half + half // 2 :])
    world.wait_for_all()

    world.assert_true_to(town)


def test_a_store_emptied_in_mid_stream_is_filled_again(world: World) -> None:
    town = make_town(CASES, seed=3)
    world.send(in_disorder(town.events, seed=3))
    world.start_worker()

    for share in (0.2, 0.7):
        world.wait_for(round(share * sum(world.sent)))
        empty(world)
    world.wait_for_all()

    world.assert_true_to(town)


def test_a_rebuild_while_events_come_ends_equal(world: World) -> None:
    town = make_town(CASES, seed=4)
    told = in_disorder(town.events, seed=4)
    half = len(told) // 2
    world.send(told[:half])
    world.start_worker()
    world.wait_for_all()

    assert rebuild(world.site, progress=SendsMore(world, told[half:]))
    world.wait_for_all()

    world.assert_true_to(town)
    assert [key for key in world.redis.keys(f"{world.settings.prefix}:*:g1:*")] == []


class SendsMore:
    """Told of a rebuild's progress, sends further events once."""

    def __init__(self, world: World, events: list[Any]) -> None:
        self._world, self._events = world, events

    def __call__(self, share: float) -> None:
        events, self._events = self._events, []
        self._world.send(events)


def empty(world: World) -> None:
    """Remove all of the namespace at one moment, as a FLUSHALL does."""
    world.redis.flushdb()
