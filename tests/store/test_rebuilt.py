"""Incremental = rebuilt: told in disorder, twice and late, every cell and figure is the same."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import Struct

from city.cells import IN_STEP
from city.clock import HOUR, Instant, ProductClock, to_instant
from city.clocks import Rules
from city.district import District
from city.figures import Ask, Measured
from city.registry.book import figures_of
from city.store.audit import audit
from city.store.mirror import Mirror
from city.store.model import Control
from city.store.reader import Reader
from tests.factories import RULES, SHANGHAI
from tests.simulated_town import baita, simulated_town
from tests.store.test_registry import districts_with_every_stream
from tests.store_world import PREFIX, ReadModel, contents, partition_of
from tests.waiting import eventually
from tests.wild_town import NOW, wild_town

pytestmark = pytest.mark.redis

CASES = 60
BATCHES = (1, 200)
"""Fewest and most events of a batch."""


class Town(Struct):
    """Events as they are told, when they are looked at, and by whose rules."""

    events: list[Any]
    now: Instant
    rules: Rules
    district: District


def wild(seed: int) -> Town:
    """Return cases that wander through their life cycles without any sense."""
    return Town(wild_town(CASES, seed=seed), NOW, RULES, districts_with_every_stream())


def simulated(seed: int) -> Town:
    """Return the past that the simulator lays down, at another hour for each seed."""
    now = to_instant(datetime(2026, 11, 1, tzinfo=UTC)) + seed * 7 * HOUR
    return Town(simulated_town(now, seed=seed), now, baita().limits, baita())


def told_in_disorder(events: list[Any], seed: int) -> list[list[Any]]:
    """Return events as a bad network brings them: shuffled, a third twice, some of them late."""
    chance = random.Random(seed)
    late = set(chance.sample(range(len(events)), len(events) // 10))
    rest = [event for number, event in enumerate(events) if number not in late]
    told = [*rest, *chance.sample(rest, len(rest) // 3)]
    chance.shuffle(told)
    told += [events[number] for number in late]
    batches, first = [], 0
    while first < len(told):
        size = chance.randint(*BATCHES)
        batches.append(told[first : first + size])
        first += size
    return batches


def everything(redis: Any, model: ReadModel) -> list[dict[str, Any]]:
    """Return all that Redis holds of each shard."""
    return [contents(redis, shard.root) for shard in model.keys.shards]


def answers(town: Town, mirror: Mirror, redis: Any) -> list[Measured]:
    """Return every figure of every stream, by department but for the times in steps."""
    reader = Reader(redis, PREFIX, mirror=mirror, district=town.district, partition_of=partition_of)
    asks = [
        Ask(
            figure.key,
            stream.key,
            "last-90-days",
            "" if figure.timing.startswith(IN_STEP) else "department",
        )
        for stream in town.district.streams
        for figure in figures_of(stream.key)
    ]
    return list(reader.measure(asks).values())


def kept(redis: Any, town: Town, batches: list[list[Any]]) -> tuple[Any, list[Measured]]:
    """
    Return what is left in an emptied Redis of what was told, and the figures of it.

    They are the same to a mirror that followed each change and to one that reads all at the end.
    """
    redis.flushdb()
    Control(redis, PREFIX).set_clock(ProductClock(town.now, town.now, 0.0))
    model = ReadModel(redis, rules=town.rules)
    follower, late = (Mirror(redis, PREFIX, SHANGHAI) for _ in range(2))
    follower.start()
    try:
        eventually(lambda: redis.pubsub_numsub(model.keys.changes)[0][1])
        for batch in batches:
            model.tell(batch)
        late.load()
        figures = answers(town, late, redis)
        eventually(lambda: answers(town, follower, redis) == figures, every=0.1)
    finally:
        follower.close()
    return everything(redis, model), figures


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("town_of", [wild, simulated])
def test_every_cell_and_every_figure_equals_the_one_that_is_built_anew(
    redis_client: Any, town_of: Callable[[int], Town], seed: int
) -> None:
    town = town_of(seed)

    shards, figures = kept(redis_client, town, told_in_disorder(town.events, seed))

    assert audit(redis_client, PREFIX, rules=town.rules, days=SHANGHAI) == []
    once = {event.id: event for event in town.events}  # the simulator's own repeats are equal
    fresh, again = kept(redis_client, town, [list(once.values())])
    assert _cells(fresh) == _cells(shards)
    assert again == figures
    assert sum(each.total.numerator > 0 for each in figures) > len(figures) / 3


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
