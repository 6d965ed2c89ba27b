"""Keys: a shard is one slot, shards spread out, and nothing meets across namespaces."""

import pytest
from redis.crc import key_slot

from city.store.keys import SLOTS, Keys


@pytest.mark.parametrize("partitions", [1, 3, 12, 256])
def test_all_keys_of_a_shard_lie_in_one_slot(partitions: int) -> None:
    """Else one Lua call could not write them on a cluster."""
    for shard in Keys("baita", 1, partitions).shards:
        names = (shard.meta, shard.cases, shard.open, shard.recent, shard.pages)
        names += (shard.cells("r20000"), shard.ids("r20000"))
        assert len({key_slot(name.encode()) for name in names}) == 1


@pytest.mark.parametrize("partitions", [3, 12, 48])
@pytest.mark.parametrize("prefix", ["baita", "test-1f", "某区"])
def test_shards_spread_evenly_over_three_masters(prefix: str, partitions: int) -> None:
    shards = Keys(prefix, 1, partitions).shards
    masters = [key_slot(shard.meta.encode()) * 3 // SLOTS for shard in shards]

    assert [masters.count(master) for master in range(3)] == [partitions // 3] * 3


def test_generations_and_namespaces_never_share_a_key() -> None:
    worlds = [Keys("a", 1, 4), Keys("a", 2, 4), Keys("b", 1, 4)]
    roots = [shard.root for keys in worlds for shard in keys.shards]

    assert len(set(roots)) == len(roots)
    assert len({keys.changes for keys in worlds}) == 3


def test_a_generation_keeps_the_slot_of_its_shard() -> None:
    first, second = (Keys("baita", generation, 12).shards for generation in (1, 2))
    slots = [[key_slot(shard.meta.encode()) for shard in shards] for shards in (first, second)]

    assert slots[0] == slots[1]
