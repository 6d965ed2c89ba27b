"""Incremental = rebuilt: told in disorder, twice and late, every cell and figure is the same."""

import random
from typing import Any

import pytest

from city.cells import IN_STEP
from city.clock import ProductClock
from city.figures import Ask, Measured
from city.lifecycle import LIFE_CYCLES
from city.registry.book import figures_of
from city.store.audit import audit
from city.store.mirror import Mirror
from city.store.model import Control
from city.store.reader import Reader
from tests.factories import RULES, SHANGHAI
from tests.store.test_registry import districts_with_every_stream
from tests.store_world import PREFIX, ReadModel, contents, partition_of
from tests.wild_town import NOW, wild_town

pytestmark = pytest.mark.redis

CASES = 60


def told_in_disorder(events: list[Any], seed: int) -> list[list[Any]]:
    """Return events as a bad network brings them: shuffled, a third twice, some of them late."""
    chance = random.Random(seed)
    late = [event for event in events if chance.random() < 0.1]
    rest = [event for event in events if event not in late]
    told = [*rest, *chance.sample(rest, len(rest) // 3)]
    chance.shuffle(told)
    told += late
    return [told[first : first + 37] for first in range(0, len(told), 37)]


def everything(redis: Any, model: ReadModel) -> list[dict[str, Any]]:
    """Return all that Redis holds of each shard."""
    return [contents(redis, shard.root) for shard in model.keys.shards]


def answers(mirror: Mirror, redis: Any) -> list[Measured]:
    """Return every figure of every stream, by department but for the times in steps."""
    district = districts_with_every_stream()
    reader = Reader(redis, PREFIX, mirror=mirror, district=district, partition_of=partition_of)
    asks = [
        Ask(
            figure.key,
            stream,
            "last-90-days",
            "" if figure.timing.startswith(IN_STEP) else "department",
        )
        for stream in LIFE_CYCLES
        for figure in figures_of(stream)
    ]
    return list(reader.measure(asks).values())


@pytest.mark.parametrize("seed", range(20))
def test_every_cell_and_every_figure_equals_the_one_that_is_built_anew(
    redis_client: Any, seed: int
) -> None:
    events = wild_town(CASES, seed=seed)
    Control(redis_client, PREFIX).set_clock(ProductClock(NOW, NOW, 0.0))
    model = ReadModel(redis_client)
    mirror = Mirror(redis_client, PREFIX, SHANGHAI)
    mirror.load()
    for batch in told_in_disorder(events, seed):
        model.tell(batch)
    mirror.load()
    kept, figures = everything(redis_client, model), answers(mirror, redis_client)

    assert audit(redis_client, PREFIX, rules=RULES, days=SHANGHAI) == []
    redis_client.flushdb()
    Control(redis_client, PREFIX).set_clock(ProductClock(NOW, NOW, 0.0))
    model = ReadModel(redis_client)
    model.tell(events)
    fresh = Mirror(redis_client, PREFIX, SHANGHAI)
    fresh.load()

    assert _cells(everything(redis_client, model)) == _cells(kept)
    assert answers(fresh, redis_client) == figures


def _cells(shards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return cells and ids of pages; a cell that has come back to nought counts for nothing."""
    return [
        {
            name: {cell: count for cell, count in held.items() if int(count)}
            if isinstance(held, dict)
            else held
            for name, held in shard.items()
            if held and name.startswith((":cells", ":ids"))
        }
        for shard in shards
    ]
