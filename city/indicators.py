"""Indicators and campaigns of a district: what its boards show beside cases, as configuration."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Literal, get_args

from msgspec import Struct

from city.named import Named
from city.sheets import Findings, Line, gather, number_in, read_sheet

FILE = "indicators.csv"
CAMPAIGNS_FILE = "campaigns.csv"
COUNTERS_FILE = "campaign-counters.csv"
BESIDE = frozenset({FILE, CAMPAIGNS_FILE, COUNTERS_FILE})
"""Tables that are looked at when a page is made, so that a change of one rebuilds nothing."""

Board = Literal[
    "services",
    "calls",
    "visits",
    "investment",
    "consumption",
    "hazards",
    "campaigns",
    "certification",
]
BOARDS: tuple[str, ...] = get_args(Board)
"""The boards of a district's other systems, in the order in which they are shown."""
Direction = Literal["up", "down", "neutral"]
TargetPeriod = Literal["", "year", "quarter", "month", "none"]


class Indicator(Named, frozen=True):
    """
    指标: one number of another system.

    `direction` is the better one. `target` is to be reached in the `target_period` that holds the
    last day of the reading; one without a period (`none`) is a level, not a way to go. One that has
    `over` and `under` is told by nobody: it is the share of one indicator in another, in percent.
    """

    board: str = ""
    unit: str = ""
    unit_en: str = ""
    direction: Direction = "neutral"
    target: float | None = None
    target_period: TargetPeriod = ""
    source: str = ""
    publisher: str = ""
    publisher_en: str = ""
    over: str = ""
    under: str = ""


class Counter(Named, frozen=True):
    """One result of a campaign; `adds_to` is the counter that is the sum of these."""

    unit: str = ""
    unit_en: str = ""
    adds_to: str = ""


class Campaign(Named, frozen=True):
    """专项整治: when and where it is, which classes it is about, and what it counts."""

    first: date | None = None
    last: date | None = None
    area: str = ""
    area_en: str = ""
    classes: tuple[str, ...] = ()
    source: str = ""
    counters: tuple[Counter, ...] = ()


class Indicators(Struct, frozen=True):
    """All that the boards of a district are made of, by key."""

    indicators: dict[str, Indicator] = {}
    campaigns: dict[str, Campaign] = {}


def read_indicators(found: Findings, classes: Collection[str]) -> Indicators:
    """Return the tables of a district's folder; one that is absent is empty. Notes mistakes."""
    return Indicators(_indicators(found), _campaigns(found, classes))


def _indicators(found: Findings) -> dict[str, Indicator]:
    entries: dict[str, Indicator] = {}
    required = ("key", "board", "name", "name_en", "unit", "direction", "source", "publisher")
    optional = ("target", "target_period", "unit_en", "publisher_en", "over", "under")
    for line in _sheet(found, FILE, required, optional):
        _check(found, FILE, line, "board", BOARDS)
        _check(found, FILE, line, "direction", get_args(Direction))
        _check(found, FILE, line, "target_period", get_args(TargetPeriod))
        _check_named(found, FILE, line)
        if bool(line["target"]) != bool(line["target_period"]):
            found.note(FILE, line.row, "give target and target_period, or neither")
        entry = Indicator(
            line["key"],
            line["name"],
            line["name_en"],
            board=line["board"],
            unit=line["unit"],
            unit_en=line["unit_en"],
            direction=line["direction"],  # type: ignore[arg-type]
            target=number_in(found, FILE, line, "target"),
            target_period=line["target_period"],  # type: ignore[arg-type]
            source=line["source"],
            publisher=line["publisher"],
            publisher_en=line["publisher_en"],
            over=line["over"],
            under=line["under"],
        )
        if bool(entry.over) != bool(entry.under):
            found.note(FILE, line.row, "give over and under, or neither")
        gather(found, FILE, entries, entry.key, row=line.row, entry=entry)
    _check_shares(found, entries)
    return entries


def _check_shares(found: Findings, entries: Mapping[str, Indicator]) -> None:
    """Note shares of indicators that are not there, or are shares themselves."""
    for entry in entries.values():
        for part in filter(None, (entry.over, entry.under)):
            if part not in entries:
                found.note_unknown(FILE, entry.key, f"indicator {part!r}", FILE)
            elif entries[part].over:
                found.note(FILE, entry.key, f"{part!r} is a share itself")


def _campaigns(found: Findings, classes: Collection[str]) -> dict[str, Campaign]:
    entries: dict[str, Campaign] = {}
    counters = _counters(found)
    required = ("key", "name", "name_en", "first", "last", "area", "area_en", "classes", "source")
    for line in _sheet(found, CAMPAIGNS_FILE, required):
        _check_named(found, CAMPAIGNS_FILE, line)
        named = tuple(key for key in line["classes"].split() if key)
        for key in named:
            if key not in classes:
                found.note_unknown(CAMPAIGNS_FILE, line.row, f"class {key!r}", "catalogue.csv")
        first, last = (_day(found, line, column) for column in ("first", "last"))
        if first and last and last < first:
            found.note(CAMPAIGNS_FILE, line.row, "last is before first")
        entry = Campaign(
            line["key"],
            line["name"],
            line["name_en"],
            first=first,
            last=last,
            area=line["area"],
            area_en=line["area_en"],
            classes=named,
            source=line["source"],
            counters=tuple(counters.get(line["key"], {}).values()),
        )
        gather(found, CAMPAIGNS_FILE, entries, entry.key, row=line.row, entry=entry)
    for key in counters.keys() - entries.keys():
        found.note_unknown(COUNTERS_FILE, key, f"campaign {key!r}", CAMPAIGNS_FILE)
    return entries


def _counters(found: Findings) -> dict[str, dict[str, Counter]]:
    """Return the counters by campaign; a sum counts only what is counted, never another sum."""
    campaigns: dict[str, dict[str, Counter]] = {}
    required = ("campaign", "key", "name", "name_en", "unit", "adds_to")
    for line in _sheet(found, COUNTERS_FILE, required, ("unit_en",)):
        _check_named(found, COUNTERS_FILE, line)
        names = line["key"], line["name"], line["name_en"]
        entry = Counter(*names, unit=line["unit"], unit_en=line["unit_en"], adds_to=line["adds_to"])
        entries = campaigns.setdefault(line["campaign"], {})
        gather(found, COUNTERS_FILE, entries, entry.key, row=line.row, entry=entry)
    for key, entries in campaigns.items():
        _check_sums(found, key, entries)
    return campaigns


def _check_sums(found: Findings, campaign: str, entries: Mapping[str, Counter]) -> None:
    for entry in entries.values():
        if not entry.adds_to:
            continue
        total = entries.get(entry.adds_to)
        if total is None or total.adds_to or total is entry:
            row = f"{campaign} {entry.key}"
            cause = f"adds_to {entry.adds_to!r} is no counter of it that can be a sum"
            found.note(COUNTERS_FILE, row, cause)


def _sheet(
    found: Findings, file: str, required: Collection[str], optional: Collection[str] = ()
) -> list[Line]:
    """Return the rows of a table that a district need not have."""
    if not (found.folder / file).exists():
        return []
    return read_sheet(found, file, required=required, optional=optional)


def _check(found: Findings, file: str, line: Line, column: str, known: Collection[str]) -> None:
    if line[column] not in known:
        words = ", ".join(word for word in known if word)
        found.note(file, line.row, f"{column} {line[column]!r} is none of {words}")


def _check_named(found: Findings, file: str, line: Line) -> None:
    if not line["name"]:
        found.note(file, line.row, "name is empty")


def _day(found: Findings, line: Line, column: str) -> date | None:
    if not line[column]:
        return None
    try:
        return date.fromisoformat(line[column])
    except ValueError:
        found.note(CAMPAIGNS_FILE, line.row, f"{column} {line[column]!r} is not a day")
        return None
