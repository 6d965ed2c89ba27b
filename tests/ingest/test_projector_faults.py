"""Two projectors that fight over a partition on a Redis that fails: nothing is lost or doubled."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from redis.exceptions import ConnectionError, RedisError

from city import events as ev
from city.store import writer
from city.store.audit import audit
from city.store.guard import script
from city.store.keys import Keys
from ingest import applier
from ingest.letters import DeadLetter
from ingest.projector import Projector
from tests.factories import RULES, SHANGHAI, SimpleRules
from tests.ingest.log_world import Lying, record_at
from tests.store_world import PREFIX, SCHEMA, ReadModel, contents
from tests.wild_town import wild_town

pytestmark = pytest.mark.redis

SEEDS = 24
CASES = 14
FAULTS = 0.05
"""Share of writes that never arrive, of those whose answer is lost, and of reads that fail."""
NONSENSE = b"{nonsense"


class Failing:
    """A connection that is lost by chance: before a write, after it, or while reading."""

    def __init__(self, redis: Any, chance: random.Random) -> None:
        self._redis, self._chance = redis, chance
        self.fails = True

    def register_script(self, text: str) -> Any:
        real = self._redis.register_script(text)
        return real if text != script("apply") else lambda **call: self._write(real, call)

    def hmget(self, *about: Any) -> Any:
        self._perhaps()
        return self._redis.hmget(*about)

    def _write(self, real: Any, call: dict[str, Any]) -> Any:
        self._perhaps()
        answer = real(**call)
        self._perhaps()
        return answer

    def _perhaps(self) -> None:
        if self.fails and self._chance.random() < FAULTS:
            raise ConnectionError("lost")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._redis, name)


class Worker:
    """A projector and its place in the log, put right after each fault as `ingest/worker` does."""

    def __init__(self, log: list[bytes], redis: Any, chance: random.Random) -> None:
        self._log, self._chance = log, chance
        self.place, self.owns = 0, False
        self.letters: list[DeadLetter] = []
        self.projector = Projector(
            redis,
            PREFIX,
            partitions=1,
            schema=SCHEMA,
            rules=RULES,
            days=SHANGHAI,
            seek=self._seek,
            bury=self.letters.append,
        )

    def _seek(self, partition: int, offset: int) -> None:
        self.place = offset

    def take(self) -> None:
        """Believe to own the partition, whoever else does."""
        self.owns = True
        self._surely(lambda: self.projector.assign([0]))

    def give(self) -> None:
        """Give it up, whatever is on its way."""
        self.owns = False
        self._surely(lambda: self.projector.revoke([0]))

    def turn_back(self) -> None:
        """Read again from somewhere before, as a consumer does after a rebalance."""
        self.place = self._chance.randrange(self.place + 1)

    def go(self) -> None:
        """Apply the next records, and leave their last write on its way."""
        first = self.place
        self.place = min(first + self._chance.choice((1, 2, 5, 9, 20)), len(self._log))
        found = [self._record(offset) for offset in range(first, self.place)]
        step = self.projector.settle
        self._surely((lambda: self.projector.begin({0: found})) if found else step)

    def look(self) -> None:
        """Settle, and see whether the shard was moved on."""
        self._surely(self.projector.follow_model)

    def is_done(self) -> bool:
        """Return whether all is written."""
        self.look()
        return self.projector.next_offset(0) >= len(self._log)

    def _record(self, offset: int) -> Lying:
        record = record_at(0, offset, self._log[offset])
        if self._chance.random() < 0.8:
            return record
        return replace(record, key=self._chance.choice((None, b"city:other", b"\xff")))

    def _surely(self, act: Callable[[], object]) -> None:
        try:
            act()
        except RedisError:
            self._surely(self._reset)

    def _reset(self) -> None:
        self.projector.revoke([0])
        self.projector.follow_model()
        if self.owns:
            self.projector.assign([0])


def kept(redis: Any) -> dict[str, Any]:
    """Return all that is kept, without the set of days: it may name one that nothing is left of."""
    found = contents(redis, Keys(PREFIX, 1, 1).shards[0].root)
    return {key: value for key, value in found.items() if key != ":pages"}


def told_badly(events: list[Any], chance: random.Random) -> list[bytes]:
    """Return events as a log holds them, with nonsense between them and some told again."""
    log: list[bytes] = []
    for event in events:
        log.append(ev.encode_event(event))
        if chance.random() < 0.05:
            log.append(NONSENSE)
        if chance.random() < 0.1:
            log.append(chance.choice(log))
    return log


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_fails_each_event_counts_once(
    redis_client: Any, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    events = wild_town(CASES, seed=seed)
    chance.shuffle(events)
    at_fault = {event.id for event in events if chance.random() < 0.04}
    truth = ReadModel(redis_client, partitions=1)
    for event in events:
        if event.id not in at_fault:
            truth.tell([event])
    wanted = kept(redis_client)
    redis_client.flushdb()
    _curse(monkeypatch, at_fault)
    monkeypatch.setattr(writer, "CACHED_CASES", chance.choice((1, 3, 6, 100)))
    monkeypatch.setattr(applier, "WRITTEN", chance.choice((1, 2, 4, 100)))
    redis = Failing(redis_client, chance)
    log = told_badly(events, chance)
    workers = [Worker(log, redis, chance) for _ in range(2)]

    workers[0].take()
    for _ in range(chance.choice((30, 80))):
        _happen(workers, redis_client, chance)
    redis.fails = False
    workers[1].give()
    workers[0].take()
    for _ in log:  # a round applies one at least, and none of them is lost any more
        workers[0].go()
    assert workers[0].is_done()

    assert kept(redis_client) == wanted
    assert audit(redis_client, PREFIX, rules=RULES, days=SHANGHAI) == []


def _curse(monkeypatch: pytest.MonkeyPatch, at_fault: set[str]) -> None:
    """Let the fold of some events raise."""
    real = writer.absorb

    def absorb(timeline: Any, arrivals: list[Any], rules: SimpleRules) -> Any:
        if any(event.id in at_fault for event, _ in arrivals):
            raise ValueError("at fault")
        return real(timeline, arrivals, rules)

    monkeypatch.setattr(writer, "absorb", absorb)


def _happen(workers: list[Worker], redis: Any, chance: random.Random) -> None:
    """Let one thing happen: mostly the next records, else what goes wrong in a group of workers."""
    owners = [each for each in workers if each.owns] or workers
    one, any_one = chance.choice(owners), chance.choice(workers)
    acts = (one.go, one.look, one.turn_back, any_one.take, any_one.give, redis.flushdb)
    chance.choices(acts, (70, 10, 4, 6, 4, 1))[0]()
