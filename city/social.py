"""Matters settled level by level: who settled them, and what the askers said."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct

from city.boards import CameraSection
from city.figures import Measured
from city.head import Head
from city.metrics import Figures, Tally, total_of
from city.snapshot import Movement

Counts: TypeAlias = Mapping[str, int]
"""Pattern of flags -> how many ended cases have it."""

CITIZEN_LEVELS = ("community", "street", "district")
GRID_LEVELS = ("grid", *CITIZEN_LEVELS)
CLOCK_OF = {"community": "community", "street": "street", "district": "coordinate"}
"""The clock that runs while a matter stays at a level."""


class Said(Struct, frozen=True):
    """What the askers of closed matters said; the exempt are in none of these."""

    solved: int = 0
    unsolved: int = 0
    silent: int = 0

    @property
    def closed(self) -> int:
        """All of them."""
        return self.solved + self.unsolved + self.silent


class LevelRow(Struct, frozen=True):
    """
    One level: how many matters reached it, and how those stand that went no further.

    `tally.closed` were settled here, its lights wait here. `median` is the time (ms) for which
    those closed in the window stayed at the level, None where none was timed. `begun_same_day` of
    `begun` had work begin on the local day of receipt.
    """

    level: str
    reached: int
    tally: Tally
    median: float | None
    said: Said
    begun_same_day: int
    begun: int


class Stars(Struct, frozen=True):
    """Closed matters by stars, five first, and those without; they add up to what is closed."""

    counts: tuple[int, ...] = (0, 0, 0, 0, 0)
    unrated: int = 0


class CommunityDays(Struct, frozen=True):
    """Grid events that a community received: in the window, and on each local day of it."""

    community: str
    total: int
    days: tuple[int, ...]


class Alarms(Struct, frozen=True):
    """Alarms of cameras: `filed` as a case, `false`, and those that nobody has judged yet."""

    filed: int = 0
    false: int = 0
    pending: int = 0

    @property
    def total(self) -> int:
        """All alarms of the window."""
        return self.filed + self.false + self.pending


class GridSection(Struct, frozen=True):
    """Grid events: the account, who settled them, and the work of each community by day."""

    account: Figures
    levels: tuple[LevelRow, ...]
    communities: tuple[CommunityDays, ...]


class CitizenSnapshot(Struct, frozen=True):
    """
    你提我办: the account, each level, what askers said, and grid events and alarms beside it.

    `grid` and `alarms` are None in a district without these streams. `measured` are the figures of
    the registry that its layout asked for. Of cameras there are counts and no list.
    """

    head: Head
    account: Figures
    levels: tuple[LevelRow, ...]
    stars: Stars
    grid: GridSection | None
    alarms: Alarms | None
    cameras: CameraSection
    measured: tuple[Measured, ...]
    movements: tuple[Movement, ...]


def level_rows(
    levels: tuple[str, ...],
    ended: Mapping[str, Counts],
    waiting: Mapping[str, Tally],
    *,
    begun: Mapping[str, tuple[int, int]],
    medians: Mapping[str, float | None],
    tallies: Mapping[str, Tally],
) -> tuple[LevelRow, ...]:
    """
    Return a row for each level, the nearest first, from counts by the level a matter got to.

    A matter has reached every level below its own; one whose level is none of these counts at the
    nearest, so that nothing is lost.
    """
    places = {level: _keys_at(level, levels, {*ended, *waiting, *begun}) for level in levels}
    nothing = Tally()
    stood = {
        level: total_of(told.get(key, nothing) for told in (tallies, waiting) for key in keys)
        for level, keys in places.items()
    }
    rows = []
    left = sum(tally.received for tally in stood.values())
    for level, keys in places.items():
        pairs = [begun.get(key, (0, 0)) for key in keys]
        said = said_of(ended.get(key, {}) for key in keys)
        same, all_begun = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        median = medians.get(CLOCK_OF.get(level, ""))
        rows.append(LevelRow(level, left, stood[level], median, said, same, all_begun))
        left -= stood[level].received
    return tuple(rows)


def _keys_at(level: str, levels: tuple[str, ...], keys: Iterable[str]) -> list[str]:
    first = level == levels[0]
    return [key for key in keys if key == level or (first and key not in levels)]


def said_of(groups: Iterable[Counts]) -> Said:
    """Return what was said of closed matters, told by their patterns."""
    solved = unsolved = silent = 0
    for pattern, count in (item for group in groups for item in group.items()):
        if "c" not in pattern or "x" in pattern:
            continue
        if "R" in pattern:
            solved += count
        elif "N" in pattern:
            unsolved += count
        else:
            silent += count
    return Said(solved, unsolved, silent)


def stars_of(patterns: Counts) -> Stars:
    """Return closed matters by stars."""
    closed = {pattern: count for pattern, count in patterns.items() if "c" in pattern}
    counts = tuple(
        sum(count for pattern, count in closed.items() if star in pattern) for star in "54321"
    )
    return Stars(counts, sum(closed.values()) - sum(counts))


def alarms_of(patterns: Counts) -> Alarms:
    """Return alarms, open ones included, by what became of them."""
    filed = false = pending = 0
    for pattern, count in patterns.items():
        if "f" in pattern or "c" in pattern:
            filed += count
        elif "v" in pattern:
            false += count
        else:
            pending += count
    return Alarms(filed, false, pending)
