"""The one writer of a shard: folds events onto cases and writes each batch once, or not at all."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from heapq import nlargest
from typing import Any, TypeAlias

import msgpack
from msgspec import Struct

from city.cases import Case, Rules
from city.cells import Contribution, Page, contributions, delta
from city.clock import LocalDays
from city.errors import Fenced
from city.store.guard import Guard, script
from city.store.keys import ShardKeys
from city.store.records import pack, unpack
from city.store.rows import MovementRow, Notice, OpenRow, encode, movement_of, open_row
from city.timeline import Arrival, Timeline, absorb

CACHED_CASES = 20_000
"""How many decoded cases a writer keeps between batches; a case is some 3 kB."""
CHUNK = 4_000
"""Most values of one Redis command: Lua's `unpack` fails at some 8,000."""
MOVEMENTS = 40
NOTICE_BYTES = 1024 * 1024
"""A larger change notice says only that the shard is to be read again."""

# Redis's cmsgpack has no bin type: bytes must be packed as raw strings
_pack_blob = msgpack.Packer(use_bin_type=False).pack

Command: TypeAlias = list[Any]


class Held(Struct, gc=False):
    """A case as the writer remembers it: its timeline, cells and open row."""

    timeline: Timeline
    counted: Contribution
    row: OpenRow | None


Changed: TypeAlias = tuple[Held, Timeline, list[Arrival]]
"""A case before a batch, its timeline after it, and what the batch told of it."""


class Changes(Struct):
    """All that one batch changes in its shard."""

    records: dict[str, bytes] = {}
    cells: dict[Page, dict[str, int]] = {}
    opened: list[OpenRow] = []
    ended: list[str] = []
    joined: dict[Page, list[str]] = {}
    left: dict[Page, list[str]] = {}
    movements: list[MovementRow] = []
    hushed: list[str] = []


class Sent(Struct):
    """A write on its way, and where the writer stood before it."""

    answer: Future[list[Any]]
    guard: str
    next_offset: int


class ShardWriter:
    """
    Writes one shard; any number may try, and the guard in Redis lets only one succeed.

    A write is sent by a thread of its own, so that Redis works while the next batch is fetched,
    decoded and folded; there is never more than one on its way. All cases that it changes are held
    until it has arrived, so whatever is read meanwhile is not among them.
    """

    def __init__(
        self, redis: Any, keys: ShardKeys, *, shard: int, schema: str, rules: Rules, days: LocalDays
    ) -> None:
        self._redis, self._keys, self._shard = redis, keys, shard
        self._rules, self._days = rules, days
        self._apply = redis.register_script(script("apply"))
        self._guard = Guard(redis, keys.meta, keys.root, schema=schema)
        self._held: dict[str, Held] = {}
        self._ahead: dict[str, bytes | None] = {}  # as read; never of a case that is held
        self._sender = ThreadPoolExecutor(1, thread_name_prefix=f"shard-{shard}")
        self._sent: Sent | None = None

    @property
    def next_offset(self) -> int:
        """Which event is applied next."""
        return self._guard.next_offset

    def open(self) -> int:
        """
        Return the next offset to apply; makes the shard if it is absent or was cut off.

        Raises:
            ModelMismatch: The shard was written under another schema.
        """
        self._let_go()
        keys = self._keys
        return self._guard.open("create", [keys.cases, keys.open, keys.recent, keys.pages])

    def moved(self) -> bool:
        """Return whether another writer was here, or the store was emptied, or a write cut off."""
        return self._guard.moved()

    def apply(self, arrivals: Iterable[Arrival], next_offset: int) -> int:
        """
        Fold events of this shard and write what changed, together with the next offset.

        Returns:
            How many cases changed.

        Raises:
            Fenced: Another writer was here, or the store was emptied. Nothing was written; call
                `open` and seek to what it returns.
        """
        changed = self.begin(arrivals, next_offset)
        self.settle()
        return changed

    def begin(self, arrivals: Iterable[Arrival], next_offset: int) -> int:
        """
        Do as `apply`, but leave the write on its way: `settle`, or the next one, waits for it.

        Raises:
            Fenced: As for `apply`; of the batch before. Nothing of this one was sent.
        """
        changed = self._fold(arrivals)
        changes, fresh = self._changes(changed)
        self.settle()
        self._send(changes, next_offset)
        self._held.update(fresh)
        return len(changed)

    def settle(self) -> None:
        """Wait for the write that is on its way, if there is one; raises `Fenced`."""
        sent, self._sent = self._sent, None
        if sent is None:
            return
        written = False
        try:
            written = sent.answer.result()[0] == 1
        finally:
            if not written:
                self._guard.turn(sent.guard, sent.next_offset)
                self._let_go()
        if not written:
            raise Fenced(self._shard)
        self._forget()

    def expect(self, keys: Iterable[str]) -> None:
        """
        Read these cases now, if they are not held; what is left out is read when it is needed.

        Redis answers behind a write only when that is done: call it before the next one is sent.
        """
        missing = [key for key in keys if key not in self._held]
        if missing:
            records = self._redis.hmget(self._keys.cases, missing)
            self._ahead = dict(zip(missing, records, strict=True))

    def _fold(self, arrivals: Iterable[Arrival]) -> list[Changed]:
        by_case: dict[str, list[Arrival]] = {}
        for arrival in arrivals:
            by_case.setdefault(arrival[0].case, []).append(arrival)
        self._read(by_case)
        changed = []
        for case_id, events in by_case.items():
            before = self._held[case_id]
            after = absorb(before.timeline, events, self._rules)
            if after is not before.timeline:
                changed.append((before, after, events))
        return changed

    def _read(self, case_ids: Iterable[str]) -> None:
        """Hold the cases that are not held yet; one that Redis does not know is an empty one."""
        missing = [case_id for case_id in case_ids if case_id not in self._held]
        if any(case_id not in self._ahead for case_id in missing):
            self.expect(missing)
        for case_id in missing:
            record = self._ahead.pop(case_id)
            self._held[case_id] = self._hold(unpack(record)) if record else _unknown(case_id)

    def _hold(self, timeline: Timeline) -> Held:
        counted = contributions(timeline.case, self._days)
        return Held(timeline, counted, open_row(timeline.case))

    def _changes(self, changed: list[Changed]) -> tuple[Changes, dict[str, Held]]:
        changes, fresh = Changes(), {}
        for before, timeline, _ in changed:
            case_id = timeline.case.id
            after = fresh[case_id] = self._hold(timeline)
            changes.records[case_id] = pack(timeline)
            if after.counted != before.counted:
                delta(before.counted, after.counted, changes.cells)
                _compare_pages(case_id, before.counted, after.counted, changes)
            if after.row is not None:
                changes.opened.append(after.row)
            elif before.row is not None:
                changes.ended.append(case_id)
            if timeline.case.confidential and not before.timeline.case.confidential:
                changes.hushed.append(case_id)
        changes.movements = _movements(changed)
        return changes, fresh

    def _send(self, changes: Changes, next_offset: int) -> None:
        before, after = self._guard.value, self._guard.after(next_offset)
        groups = [[self._keys.cells(page), cells] for page, cells in changes.cells.items()]
        hushed = dict.fromkeys(changes.hushed, True)
        batch = [_commands(changes, self._keys), groups, ["guard", after]]
        blob = _pack_blob([*batch, [self._keys.recent, hushed]] if hushed else batch)
        notice = self._notice(changes, after)
        answer = self._sender.submit(
            self._apply,
            keys=[self._keys.meta],
            args=[before, blob, self._keys.channel, notice],
        )
        self._sent = Sent(answer, before, self.next_offset)
        self._guard.turn(after, next_offset)

    def _notice(self, changes: Changes, after: str) -> bytes:
        notice = encode(
            Notice(
                self._shard,
                self._guard.value,
                after,
                changes.cells,
                changes.opened,
                changes.ended,
                list(changes.records),
                changes.movements,
                hushed=changes.hushed,
            )
        )
        if len(notice) <= NOTICE_BYTES:
            return notice
        return encode(Notice(self._shard, self._guard.value, after, whole=True))

    def _let_go(self) -> None:
        """Let go of all cases: they may be other ones by now."""
        self._held.clear()
        self._ahead.clear()

    def _forget(self) -> None:
        """Let go of the cases that were met first, when there are too many."""
        if len(self._held) > CACHED_CASES:
            for case_id in list(self._held)[: CACHED_CASES // 2]:
                del self._held[case_id]


def _unknown(case_id: str) -> Held:
    """Return a case of which nothing was told yet: it counts nowhere."""
    return Held(Timeline(Case(case_id)), (), None)


def _movements(changed: list[Changed]) -> list[MovementRow]:
    """
    Return what lists of movements can show of a batch: its latest events, oldest first.

    Nothing of a confidential case: who lives there would know who told.
    """
    told = [
        (event, timeline.case)
        for _, timeline, events in changed
        if timeline.case.exists and not timeline.case.confidential
        for event, _ in events
    ]
    latest = nlargest(MOVEMENTS, told, key=lambda pair: pair[0].time)
    return [movement_of(event, case) for event, case in reversed(latest)]


def _compare_pages(case_id: str, old: Contribution, new: Contribution, changes: Changes) -> None:
    """Move the case's id from the pages that it has left to those that it is on now."""
    before, after = ({where for where, _ in pages} for pages in (old, new))
    for where in before - after:
        changes.left.setdefault(where, []).append(case_id)
    for where in after - before:
        changes.joined.setdefault(where, []).append(case_id)


def _commands(changes: Changes, keys: ShardKeys) -> list[Command]:
    records = [part for item in changes.records.items() for part in item]
    rows = [part for row in changes.opened for part in (row.id, encode(row))]
    # pages come first: what is cut off in the middle is emptied by them
    commands = chunked("SADD", keys.pages, list(changes.joined))
    commands += chunked("HSET", keys.cases, records)
    commands += chunked("HSET", keys.open, rows)
    commands += chunked("HDEL", keys.open, changes.ended)
    for page, ids in changes.joined.items():
        commands += chunked("SADD", keys.ids(page), ids)
    for page, ids in changes.left.items():
        commands += chunked("SREM", keys.ids(page), ids)
    if changes.movements:
        commands.append(["LPUSH", keys.recent, *(encode(m) for m in changes.movements)])
        commands.append(["LTRIM", keys.recent, 0, MOVEMENTS - 1])
    return commands


def chunked(verb: str, key: str, values: list[Any]) -> list[Command]:
    """Return commands that give a key so many values, each short enough for Lua."""
    return [[verb, key, *values[at : at + CHUNK]] for at in range(0, len(values), CHUNK)]
