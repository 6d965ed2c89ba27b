"""Lives of cases whose outcome is known while they are made up, so that nothing need be folded."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct

from city import events as ev

FIRST = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WINDOW = "2026-03-01..2026-04-30"
STREETS = ("211002016", "211002017", "")
DEPARTMENTS = ("d1", "d2", "d3")
MIDDLE = (ev.CaseFiled, ev.CaseDispatched, ev.CaseSigned, ev.CaseHandled)

Key = tuple[str, str]
"""A street and a department."""


class Town(Struct):
    """Made-up events in their true order, and how many cases end how."""

    events: list[Any]
    closed: Counter[Key]
    void: Counter[Key]
    waiting: Counter[Key]


def make_town(cases: int, *, seed: int) -> Town:
    """Return so many lives: some closed, some void, some still going on; the same for a seed."""
    chance = random.Random(seed)
    town = Town([], Counter(), Counter(), Counter())
    for number in range(cases):
        _add_life(town, f"city:{number:05d}", chance)
    return town


def _add_life(town: Town, case: str, chance: random.Random) -> None:
    street, department = chance.choice(STREETS), chance.choice(DEPARTMENTS)
    start = FIRST + timedelta(minutes=chance.randrange(40 * 24 * 60))
    received = ev.Received(
        stream="city",
        channel="collector",
        department=department,
        title="路面破损",
        place=ev.Place(street=street, lon=123.17, lat=41.27, position="exact"),
    )
    kinds: list[Any] = [ev.CaseReceived, *MIDDLE[: chance.randrange(len(MIDDLE) + 1)]]
    end = chance.choice([town.closed, town.void, town.waiting])
    if end is not town.waiting:
        kinds.append(ev.CaseClosed if end is town.closed else ev.CaseCancelled)
    end[street, department] += 1
    data = {
        ev.CaseReceived: received,
        ev.CaseFiled: ev.Filed(),
        ev.CaseDispatched: ev.Sent(department=department),
        ev.CaseClosed: ev.Closing(),
    }
    for place, kind in enumerate(kinds):
        town.events.append(
            kind(
                id=f"{case}-{place}",
                case=case,
                time=start + timedelta(minutes=30 * place),
                source="city-management",
                data=data.get(kind, ev.Note()),
            )
        )


def in_disorder(events: list[Any], *, seed: int) -> list[Any]:
    """Return the events as a bad network delivers them: a third twice, all of them shuffled."""
    chance = random.Random(seed)
    told = [*events, *chance.sample(events, len(events) // 3)]
    chance.shuffle(told)
    return told


def expected(town: Town, by: str) -> dict[str, dict[str, int]]:
    """Return the account by street or department, counted from what was made up."""
    place = ("street", "department").index(by)
    rows: dict[str, dict[str, int]] = {}
    for name, counts in (
        ("closed", town.closed),
        ("void", town.void),
        ("in_progress", town.waiting),
    ):
        for key, count in counts.items():
            row = rows.setdefault(key[place], {"closed": 0, "void": 0, "in_progress": 0})
            row[name] += count
    return rows
