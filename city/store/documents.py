"""The stored documents of cases: one by its id, some by their ids, or all of a page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from city.cells import Page
from city.errors import UnknownCase
from city.store.keys import Keys
from city.store.mirror import Mirror
from city.store.records import unpack
from city.timeline import Timeline

Partitioner: TypeAlias = Callable[[str, int], int]
"""Case id and count of partitions -> the partition whose shard holds the case."""


class Records:
    """Reads documents from Redis, of the generation that the mirror shows."""

    def __init__(self, redis: Any, prefix: str, *, mirror: Mirror, partition_of: Partitioner):
        self._redis, self._prefix = redis, prefix
        self._mirror, self._partition_of = mirror, partition_of

    def timeline(self, case_id: str) -> Timeline:
        """Return a case with all its events; raises `UnknownCase`."""
        found = next(self.timelines([case_id]), None)
        if found is None:
            raise UnknownCase(case_id)
        return found

    def timelines(self, case_ids: Iterable[str]) -> Iterator[Timeline]:
        """Yield those of the cases that are stored."""
        keys = self._keys()
        by_shard: dict[int, list[str]] = {}
        for case_id in case_ids if keys.partitions else ():
            by_shard.setdefault(self._partition_of(case_id, keys.partitions), []).append(case_id)
        for shard, ids in by_shard.items():
            yield from self._read(keys.shards[shard].cases, ids)

    def on_pages(self, pages: Sequence[Page]) -> dict[Page, list[Timeline]]:
        """Return all cases that were received on a day, or its ended ones, in two round trips."""
        places = [(where, keys) for where in pages for keys in self._keys().shards]
        asked = self._redis.pipeline(transaction=False)
        for where, keys in places:
            asked.smembers(keys.ids(where))
        wanted = [(*place, list(ids)) for place, ids in zip(places, asked.execute(), strict=True)]
        wanted = [(where, keys, ids) for where, keys, ids in wanted if ids]
        for _, keys, ids in wanted:
            asked.hmget(keys.cases, ids)
        found: dict[Page, list[Timeline]] = {where: [] for where in pages}
        for (where, _, _), records in zip(wanted, asked.execute(), strict=True):
            found[where] += [unpack(record) for record in records if record is not None]
        return found

    def _read(self, key: str, ids: list[Any]) -> Iterator[Timeline]:
        for record in self._redis.hmget(key, ids) if ids else ():
            if record is not None:
                yield unpack(record)

    def _keys(self) -> Keys:
        model = self._mirror.status.model
        if model is None:
            return Keys(self._prefix, 0, 0)
        return Keys(self._prefix, model.generation, model.partitions)
