"""The open cases as columns, so that lights, lists and counts are one vectorised pass."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from city.cells import ALL, CLOSED_ON, DUE, RECEIVED
from city.clock import NEVER, Instant, LocalDays
from city.store.rows import OpenRow

Mask: TypeAlias = NDArray[np.bool_]
Lit: TypeAlias = NDArray[np.int8]
"""The number of the light of each slot."""
WITHIN, NEAR, OVERDUE, UNTIMED = range(4)
LIGHTS = ("within", "near", "overdue", "untimed")
DIMENSIONS = (
    "stream",
    "step",
    "street",
    "community",
    "department",
    "class",
    "channel",
    "grid",
    "level",
    "campaign",
    "pattern",
    ALL,
)
MOMENTS = ("received", "near", "due", "stopped", "rest_from", "rest_until")

NO_DAY = -1
"""The local day of a deadline that does not exist."""
Patterned: TypeAlias = dict[str, dict[tuple[str, int], int]]


class Codes:
    """Keys of one dimension, numbered in the order in which they are met."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self._code: dict[str, int] = {}

    def code(self, key: str) -> int:
        """Return the number of a key, giving it the next one if it is new."""
        code = self._code.get(key)
        if code is None:
            code = self._code[key] = len(self.keys)
            self.keys.append(key)
        return code

    def find(self, key: str) -> int:
        """Return the number of a key, -1 if it was never met."""
        return self._code.get(key, -1)


class OpenTable:
    """Every case in progress, one slot each. Not thread-safe: its owner locks."""

    def __init__(self, days: LocalDays) -> None:
        self._days = days
        self.codes = {name: Codes() for name in DIMENSIONS}
        self._slot: dict[str, int] = {}
        self._free: list[int] = []
        self.rows: list[OpenRow | None] = []
        self._lit: tuple[Instant, Lit] | None = None
        self._allocate(1024)

    def __len__(self) -> int:
        """Return how many cases are in progress."""
        return len(self._slot)

    def _allocate(self, size: int) -> None:
        self.dims = {name: np.zeros(size, np.int32) for name in DIMENSIONS}
        self.moments = {name: np.full(size, NEVER, np.int64) for name in MOMENTS}
        self.day = np.zeros(size, np.int32)
        self.due_day = np.full(size, NO_DAY, np.int32)
        self.started = np.zeros(size, np.bool_)
        self.in_office = np.zeros(size, np.bool_)
        self.placed = np.zeros(size, np.bool_)
        self.alive = np.zeros(size, np.bool_)

    def put(self, row: OpenRow) -> None:
        """Add or replace the row of a case."""
        self._lit = None
        slot = self._slot.get(row.id)
        if slot is None:
            slot = self._slot[row.id] = self._new_slot()
        self.rows[slot] = row
        for name, key in zip(DIMENSIONS, _keys_of(row), strict=True):
            self.dims[name][slot] = self.codes[name].code(key)
        for name, moment in zip(MOMENTS, _moments_of(row), strict=True):
            self.moments[name][slot] = NEVER if moment is None else moment
        self.day[slot] = self._days.day_of(row.received_at)
        self.due_day[slot] = NO_DAY if row.due_at is None else self._days.day_of(row.due_at)
        self.started[slot] = row.started
        self.in_office[slot] = row.in_office
        self.placed[slot] = row.placed
        self.alive[slot] = True

    def drop(self, case_id: str) -> None:
        """Take a case out; nothing happens if it is not there."""
        self._lit = None
        slot = self._slot.pop(case_id, None)
        if slot is not None:
            self.alive[slot] = False
            self.rows[slot] = None
            self._free.append(slot)

    def get(self, case_id: str) -> OpenRow | None:
        """Return the row of a case, None if it is not in progress."""
        slot = self._slot.get(case_id)
        return None if slot is None else self.rows[slot]

    def lights(self, now: Instant) -> Lit:
        """
        Return the light of each slot at `now`, to be read only; slots not alive mean nothing.

        A clock stopped in time stays within; stopped late it stays overdue. A started clock
        without a limit, or at rest, is untimed; one that has not started yet has used nothing.
        """
        if self._lit is None or self._lit[0] != now:
            self._lit = now, self._lights_at(now)
            self._lit[1].flags.writeable = False
        return self._lit[1]

    def _lights_at(self, now: Instant) -> Lit:
        near, due, stopped = (self.moments[name] for name in ("near", "due", "stopped"))
        running = stopped == NEVER
        light: Lit = np.where(running & (near <= now), NEAR, WITHIN).astype(np.int8)
        light[np.where(running, now, stopped) > due] = OVERDUE
        rests = (self.moments["rest_from"] <= now) & (now < self.moments["rest_until"])
        light[(self.started & (due == NEVER)) | (running & rests)] = UNTIMED
        return light

    def select(self, **wanted: str) -> Mask:
        """Return the slots of the cases whose dimensions have the wanted keys."""
        mask = self.alive.copy()
        for name, key in wanted.items():
            mask &= self.dims[name] == self.codes[name].find(key)
        return mask

    def running(self) -> Mask:
        """Return the slots whose clock has not been stopped."""
        running: Mask = self.moments["stopped"] == NEVER
        return self.alive & running

    def between(self, first: int, last: int, basis: str = RECEIVED) -> Mask:
        """
        Return the slots of cases on the local days `first` to `last`, both included.

        By the day of receipt or of the deadline; a case in progress is closed on no day.
        """
        if basis == CLOSED_ON:
            return np.zeros(len(self.alive), np.bool_)
        day = self.due_day if basis == DUE else self.day
        return (day >= first) & (day <= last)

    def by_day(self, mask: Mask, first: int, last: int) -> list[int]:
        """Return how many cases of `mask` were received on each local day, both included."""
        days = self.day[mask & self.between(first, last)] - first
        counts: list[int] = np.bincount(days, minlength=last - first + 1).tolist()
        return counts

    def patterns(self, name: str, mask: Mask, light: Lit) -> Patterned:
        """Return key -> (pattern, light's number) -> count, of the cases in `mask`."""
        keys, patterns = self.codes[name].keys, self.codes["pattern"].keys
        width = len(patterns) * len(LIGHTS)
        packed = self.dims[name][mask].astype(np.int64) * width
        packed += self.dims["pattern"][mask].astype(np.int64) * len(LIGHTS) + light[mask]
        found: Patterned = {}
        for code, count in zip(*np.unique(packed, return_counts=True), strict=True):
            key, rest = divmod(int(code), width)
            pattern, lit = divmod(rest, len(LIGHTS))
            found.setdefault(keys[key], {})[patterns[pattern], lit] = int(count)
        return found

    def holding(self, light: Lit, holds: Callable[[str, str], bool]) -> Mask:
        """Return the slots whose pattern of flags and light, by name, are what `holds` wants."""
        told = self.dims["pattern"].astype(np.int64) * len(LIGHTS) + light
        mask = np.zeros(len(self.alive), np.bool_)
        keys = self.codes["pattern"].keys
        for packed in np.unique(told[self.alive]):
            pattern, lit = divmod(int(packed), len(LIGHTS))
            if holds(keys[pattern], LIGHTS[lit]):
                mask |= told == packed
        return mask & self.alive

    def last_due_in_office(self) -> Instant | None:
        """Return the latest deadline in working time of a running clock, None without any."""
        dues = self.moments["due"][self.running() & self.in_office]
        return int(dues.max(initial=0)) or None

    def received_since(self, first: Instant) -> list[OpenRow]:
        """Return the rows of cases received at `first` or later."""
        slots = np.flatnonzero(self.alive & (self.moments["received"] >= first))
        return [row for slot in slots if (row := self.rows[slot]) is not None]

    def count(self, name: str, mask: Mask, light: Lit) -> dict[str, list[int]]:
        """Return for each key of a dimension how many of `mask` have each light."""
        keys = self.codes[name].keys
        packed = self.dims[name][mask] * len(LIGHTS) + light[mask]
        counts = np.bincount(packed, minlength=len(keys) * len(LIGHTS)).reshape(-1, len(LIGHTS))
        found = np.flatnonzero(counts.any(axis=1))
        return {keys[n]: lit for n, lit in zip(found, counts[found].tolist(), strict=True)}

    def by_remaining(self, mask: Mask, limit: int, offset: int = 0) -> list[OpenRow]:
        """Return rows of `mask`: running clocks by deadline, then stopped ones, then no limit."""
        slots = np.flatnonzero(mask)
        received, due, stopped = (self.moments[n][slots] for n in ("received", "due", "stopped"))
        rank = np.where(due == NEVER, 2, stopped != NEVER)
        order = np.lexsort((received, due, rank))
        chosen = slots[order][offset : offset + limit]
        return [row for slot in chosen if (row := self.rows[slot]) is not None]

    def _new_slot(self) -> int:
        if self._free:
            return self._free.pop()
        self.rows.append(None)
        if len(self.rows) > len(self.alive):
            self._grow()
        return len(self.rows) - 1

    def _grow(self) -> None:
        dims, moments, flags = self.dims, self.moments, self._flags()
        size = len(self.alive)
        self._allocate(size * 2)
        for name in dims:
            self.dims[name][:size] = dims[name]
        for name in moments:
            self.moments[name][:size] = moments[name]
        for fresh, column in zip(self._flags(), flags, strict=True):
            fresh[:size] = column

    def _flags(self) -> tuple[NDArray[Any], ...]:
        return (self.day, self.due_day, self.started, self.in_office, self.placed, self.alive)

    def lights_of(self, rows: list[OpenRow], light: Lit) -> list[str]:
        """Return the names of the lights of some rows, given all lights."""
        return [LIGHTS[light[self._slot[row.id]]] for row in rows]

    def in_group(self, name: str, group_of: Callable[[str], str], group: str) -> Mask:
        """Return the slots whose key of a dimension belongs to a group of keys."""
        codes = [n for n, key in enumerate(self.codes[name].keys) if group_of(key) == group]
        return np.isin(self.dims[name], codes)


def _keys_of(row: OpenRow) -> tuple[str, ...]:
    """Return the keys of a row in the order of `DIMENSIONS`."""
    return (
        row.stream,
        row.step,
        row.street,
        row.community,
        row.department,
        row.class_,
        row.channel,
        row.grid,
        row.level,
        row.campaign,
        row.pattern,
        "",
    )


def _moments_of(row: OpenRow) -> tuple[Instant | None, ...]:
    """Return the moments of a row in the order of `MOMENTS`."""
    return (
        row.received_at,
        row.near_at,
        row.due_at,
        row.stopped_at,
        row.rest_from,
        row.rest_until,
    )
