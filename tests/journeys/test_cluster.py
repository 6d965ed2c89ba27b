"""The same on a real Redis Cluster of three masters: a shard is one slot, and shards spread out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from city.errors import CityError
from city.settings import Settings
from city.store.keys import Keys
from city.store.mirror import Mirror
from tests.journeys.cluster import redis_cluster
from tests.journeys.lives import in_disorder, make_town
from tests.journeys.world import World
from tests.waiting import eventually

pytestmark = [pytest.mark.kafka, pytest.mark.redis, pytest.mark.slow]

CASES = 300
PARTITIONS = 6


@pytest.fixture
def masters(tmp_path: Path) -> Iterator[list[Redis]]:
    try:
        with redis_cluster(tmp_path / "cluster") as clients:
            yield clients
    except (CityError, FileNotFoundError) as error:
        pytest.skip(f"no redis-server that could form a cluster: {error}")


@pytest.fixture
def world(settings: Settings, masters: list[Redis], tmp_path: Path) -> Iterator[World]:
    port = masters[0].connection_pool.connection_kwargs["port"]
    changes = {
        "partitions": PARTITIONS,
        "redis_url": f"redis://127.0.0.1:{port}/0?cluster=true",
    }
    world = World(settings.model_copy(update=changes), tmp_path)
    yield world
    world.close()


def test_a_cluster_counts_right_through_a_kill_and_an_emptied_store(
    world: World, masters: list[Redis]
) -> None:
    """A key in the wrong slot would succeed on one server, and on one master by luck."""
    town = make_town(CASES, seed=5)
    world.send(in_disorder(town.events, seed=5))
    whole = sum(world.sent)
    district = world.site.district
    mirror = Mirror(world.redis, world.settings.prefix, district.days)
    mirror.start()

    worker = world.start_worker()
    world.wait_for(whole // 3)
    world.kill(worker)
    for master in masters:
        master.flushall()
    world.start_worker()
    world.wait_for_all()

    world.assert_true_to(town)
    eventually(lambda: len(mirror.table) == sum(town.waiting.values()))
    mirror.close()


def test_every_master_has_its_share_of_the_shards(masters: list[Redis]) -> None:
    """Plain numbers as tags would crowd one master."""
    keys = Keys("baita", 1, 12)
    slots = [masters[0].execute_command("CLUSTER KEYSLOT", shard.meta) for shard in keys.shards]

    assert [sum(slot * 3 // 16_384 == third for slot in slots) for third in range(3)] == [4, 4, 4]
