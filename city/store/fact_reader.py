"""The facts as they stand in Redis, read when they have changed and held for the next question."""

import threading
from collections.abc import Callable, Collection
from typing import Any

from msgspec import Struct

from city.facts import Camera, CampaignResults, Reading
from city.ledger import (
    BOOKS,
    CAMERAS,
    CAMPAIGNS,
    INDICATORS,
    LISTS,
    Entry,
    PlatformDay,
    cameras_in,
    facts_in,
    totals_in,
)
from city.store.fact_writer import decode_entry
from city.store.faults import REDIS_ERRORS
from city.store.keys import FactKeys, Keys
from city.store.model import Model


class Facts(Struct, frozen=True):
    """Everything that is told of the district beside its cases and its platform's days."""

    readings: tuple[Reading, ...] = ()
    campaigns: tuple[CampaignResults, ...] = ()
    cameras: tuple[Camera, ...] = ()


class FactReader:
    """Answers from what it holds while nothing has changed; `model` tells which generation."""

    def __init__(self, redis: Any, prefix: str, *, model: Callable[[], Model | None]) -> None:
        self._redis, self._prefix, self._model = redis, prefix, model
        self._lock = threading.Lock()
        self._guard = ""
        self._facts = Facts()

    def facts(self) -> Facts:
        """Return the facts; those read last while Redis is away, which every page says."""
        with self._lock:
            try:
                self._refresh()
            except REDIS_ERRORS:
                return self._facts
            return self._facts

    def days(self, stream: str, days: Collection[int]) -> dict[int, PlatformDay]:
        """Return what a platform told of local days, by day number; raises if Redis is away."""
        keys = self._keys()
        if keys is None:
            return {}
        pipeline = self._redis.pipeline(transaction=False)
        for day in days:
            pipeline.hgetall(keys.day(day))
        found = {}
        for day, book in zip(days, pipeline.execute(), strict=True):
            told = totals_in(_entries(book), stream) if book else None
            if told is not None:
                found[day] = told
        return found

    def _refresh(self) -> None:
        keys = self._keys()
        if keys is None:
            self._guard, self._facts = "", Facts()
            return
        guard: bytes | None = self._redis.hget(keys.meta, "guard")
        if guard is not None and guard.decode() == self._guard:
            return
        # one transaction, so that all books are of the same moment
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.hget(keys.meta, "guard")
        for name in BOOKS:
            pipeline.hgetall(keys.book(name))
        found, *books = pipeline.execute()
        self._facts = _facts(dict(zip(BOOKS, map(_entries, books), strict=True)))
        self._guard = found.decode() if found else ""

    def _keys(self) -> FactKeys | None:
        model = self._model()
        if model is None:
            return None
        return Keys(self._prefix, model.generation, model.partitions).facts


def _facts(books: dict[str, dict[str, Entry]]) -> Facts:
    return Facts(
        tuple(fact.data for fact in facts_in(books[INDICATORS])),
        tuple(fact.data for fact in facts_in(books[CAMPAIGNS])),
        tuple(cameras_in(books[CAMERAS], books[LISTS])),
    )


def _entries(book: dict[bytes, bytes]) -> dict[str, Entry]:
    return {name.decode(): decode_entry(raw) for name, raw in book.items()}
