"""The one writer of the facts: enters each batch into the ledger once, or not at all."""

from collections.abc import Iterable
from typing import Any

import msgpack
import msgspec

from city.errors import Fenced
from city.facts import Fact
from city.ledger import BOOKS, DAYS, Entry, Line, entries_of, stands
from city.store.guard import Guard, script
from city.store.keys import FactKeys
from city.store.rows import FACTS, Notice, encode
from city.store.writer import Command, chunked

encode_entry = msgspec.msgpack.Encoder().encode
decode_entry = msgspec.msgpack.Decoder(Entry).decode
# Redis's cmsgpack has no bin type: bytes must be packed as raw strings
_pack_blob = msgpack.Packer(use_bin_type=False).pack


class FactWriter:
    """Writes the facts; any number may try, and the guard in Redis lets only one succeed."""

    def __init__(self, redis: Any, keys: FactKeys, *, schema: str) -> None:
        self._redis, self._keys = redis, keys
        self._apply = redis.register_script(script("apply"))
        self._guard = Guard(redis, keys.meta, keys.root, schema=schema)

    @property
    def next_offset(self) -> int:
        """Which fact is entered next."""
        return self._guard.next_offset

    def open(self) -> int:
        """
        Return the next offset to apply; makes the books if they are absent or were cut off.

        Raises:
            ModelMismatch: They were written under another schema.
        """
        keys = self._keys
        names = [keys.days, *(keys.book(name) for name in BOOKS)]
        return self._guard.open("facts_create", names)

    def moved(self) -> bool:
        """Return whether another writer was here, or the store was emptied, or a write cut off."""
        return self._guard.moved()

    def apply(self, facts: Iterable[Fact], next_offset: int) -> int:
        """
        Enter facts and write what changed, together with the next offset.

        Returns:
            How many lines changed.

        Raises:
            Fenced: Another writer was here, or the store was emptied. Nothing was written; call
                `open` and seek to what it returns.
        """
        told: dict[Line, Entry] = {}
        for fact in facts:
            for line, entry in entries_of(fact):
                if stands(told.get(line), entry):
                    told[line] = entry
        before = self._read(list(told))
        changed = {line: entry for line, entry in told.items() if stands(before.get(line), entry)}
        self._write(changed, next_offset)
        return len(changed)

    def expect(self, keys: Iterable[str]) -> None:
        """Read nothing ahead; see `begin`."""

    def begin(self, facts: Iterable[Fact], next_offset: int) -> int:
        """Do as `apply`: facts are few, and nothing is left on its way."""
        return self.apply(facts, next_offset)

    def settle(self) -> None:
        """Wait for nothing; see `begin`."""

    def _read(self, lines: list[Line]) -> dict[Line, Entry]:
        by_key: dict[str, list[Line]] = {}
        for line in lines:
            by_key.setdefault(self._key(line), []).append(line)
        pipeline = self._redis.pipeline(transaction=False)
        for key, inside in by_key.items():
            pipeline.hmget(key, [line.name for line in inside])
        found: dict[Line, Entry] = {}
        for inside, values in zip(by_key.values(), pipeline.execute(), strict=True):
            pairs = zip(inside, values, strict=True)
            found |= {line: decode_entry(raw) for line, raw in pairs if raw is not None}
        return found

    def _write(self, changed: dict[Line, Entry], next_offset: int) -> None:
        before, after = self._guard.value, self._guard.after(next_offset)
        blob = _pack_blob([self._commands(changed), [], ["guard", after]])
        notice = encode(Notice(FACTS, before, after))
        answer = self._apply(
            keys=[self._keys.meta], args=[before, blob, self._keys.channel, notice]
        )
        if answer[0] != 1:
            raise Fenced(FACTS)
        self._guard.turn(after, next_offset)

    def _commands(self, changed: dict[Line, Entry]) -> list[Command]:
        days = sorted({line.day for line in changed if line.book == DAYS})
        values: dict[str, list[Any]] = {}
        for line, entry in changed.items():
            values.setdefault(self._key(line), []).extend((line.name, encode_entry(entry)))
        # days come first: what is cut off in the middle is emptied by them
        commands = chunked("SADD", self._keys.days, days)
        for key, pairs in values.items():
            commands += chunked("HSET", key, pairs)
        return commands

    def _key(self, line: Line) -> str:
        return self._keys.day(line.day) if line.book == DAYS else self._keys.book(line.book)


def remove_facts(redis: Any, keys: FactKeys) -> None:
    """Remove all facts of a generation; the set of days names its keys."""
    days = [int(day) for day in redis.smembers(keys.days)]
    # meta first: from then on, whoever still writes here is fenced
    names = [keys.meta, *(keys.day(day) for day in days)]
    redis.unlink(*names, keys.days, *(keys.book(name) for name in BOOKS))
