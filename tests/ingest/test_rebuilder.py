"""Rebuild: a new generation beside the old one, equal to it, and the turn of everybody to it."""

import threading
from typing import Any

import pytest

from city.errors import ModelMismatch
from city.store.audit import audit
from city.store.keys import Keys, rebuild_key
from city.store.model import Control
from ingest.rebuilder import needs_rebuild
from tests.factories import RULES, SHANGHAI, life, make_received
from tests.ingest.log_world import Log, Lying, World
from tests.store_world import PARTITIONS, PREFIX

pytestmark = pytest.mark.redis


@pytest.fixture
def world(redis_client: Any) -> World:
    world = World(redis_client)
    for number in range(40):
        world.tell(life(f"city:{number}", minute=90 * number, until=1 + number % 9))
    world.kept[0].insert(3, b"poison")
    world.follow()
    return world


def test_a_rebuild_ends_equal_and_leaves_nothing_of_the_old(world: World) -> None:
    before = world.contents(1)

    assert world.rebuilder().run(threading.Event(), grace_seconds=0)

    assert world.contents(2) == before
    assert world.keys_of(1) == []
    assert audit(world.redis, PREFIX, rules=RULES, days=SHANGHAI) == []
    assert Control(world.redis, PREFIX).work() == {}


def test_projectors_turn_to_the_new_generation(world: World) -> None:
    world.rebuilder().run(threading.Event(), grace_seconds=0)
    world.tell([make_received("city:100")])

    world.follow()

    assert world.keys_of(1) == []
    assert audit(world.redis, PREFIX, rules=RULES, days=SHANGHAI) == []
    cases = [len(shard[":cases"]) for shard in world.contents(2)]
    assert sum(cases) == 41


def test_a_projector_that_did_not_look_yet_turns_at_its_next_batch(world: World) -> None:
    """It still believes in the old generation when that is gone already."""
    world.rebuilder().run(threading.Event(), grace_seconds=0)
    world.tell([make_received("city:100")])

    while batches := world.log.poll(0, 100):
        world.projector.step(batches)

    assert world.keys_of(1) == []
    assert sum(len(shard[":cases"]) for shard in world.contents(2)) == 41


def test_events_that_come_during_the_rebuild_are_in_it(world: World) -> None:
    class Growing(Log):
        """A log that gets another case as soon as its end is reached."""

        def ends(self) -> dict[int, int]:
            if len(world.kept[1]) < 60:
                world.tell([make_received(f"city:{n}") for n in range(200, 230)])
            return super().ends()

    world.rebuilder(Growing(world.kept)).run(threading.Event(), grace_seconds=0)

    held = sum(len(values) for values in world.kept.values())
    shards = Keys(PREFIX, 2, PARTITIONS).shards
    guards = [world.redis.hget(shard.meta, "guard").decode() for shard in shards]
    assert sum(int(guard.rsplit("|", 1)[1]) for guard in guards) == held


def test_an_emptied_store_in_mid_rebuild_begins_anew(world: World) -> None:
    class Flushing(Log):
        """A log whose reader has the store emptied under its feet."""

        def poll(self, timeout_ms: int, max_records: int) -> dict[int, list[Lying]]:
            if self.polls == 3:
                world.redis.flushdb()
            return super().poll(timeout_ms, max_records)

    before = world.contents(1)

    world.rebuilder(Flushing(world.kept)).run(threading.Event(), grace_seconds=0)

    assert world.contents(2) == before


def test_a_rebuild_that_is_stopped_leaves_all_as_it_was(world: World) -> None:
    stop = threading.Event()
    before = world.contents(1)

    class Stopping(Log):
        """A log whose reader is asked to stop in the middle."""

        def poll(self, timeout_ms: int, max_records: int) -> dict[int, list[Lying]]:
            if self.polls == 2:
                stop.set()
            return super().poll(timeout_ms, max_records)

    assert not world.rebuilder(Stopping(world.kept)).run(stop, grace_seconds=0)

    assert world.contents(1) == before
    assert world.keys_of(2) == []
    assert not world.redis.exists(rebuild_key(PREFIX))


def test_a_second_rebuild_at_the_same_time_is_refused(world: World) -> None:
    """They would empty each other's generation, and at worst the one that is shown."""
    world.redis.set(rebuild_key(PREFIX), "somebody else")

    with pytest.raises(ModelMismatch, match="another rebuild"):
        world.rebuilder().run(threading.Event(), grace_seconds=0)

    assert world.redis.get(rebuild_key(PREFIX)) == b"somebody else"


def test_a_rebuild_can_follow_a_rebuild(world: World) -> None:
    before = world.contents(1)

    for _ in range(2):
        assert world.rebuilder().run(threading.Event(), grace_seconds=0)

    assert world.contents(3) == before
    assert world.keys_of(2) == []


def test_other_tables_are_met_by_a_rebuild(world: World) -> None:
    control = Control(world.redis, PREFIX)
    assert needs_rebuild(control, "s2")

    world.rebuilder(schema="s2").run(threading.Event(), grace_seconds=0)

    assert not needs_rebuild(control, "s2")
    with pytest.raises(ModelMismatch):
        world.projector.follow_model()  # it holds the old tables, and must not write with them


def test_progress_is_told(world: World) -> None:
    told: list[float] = []

    world.rebuilder().run(threading.Event(), progress=told.append, grace_seconds=0)

    assert told[-1] == 1.0
    assert told == sorted(told)
