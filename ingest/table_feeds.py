"""The table feeds of a district: loaded and compiled at start, checked whole by `check`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import msgspec

from city.coordinates import knows_crs
from city.district import DISTRICTS, District
from city.errors import ConfigurationError, Problem
from city.sheets import Findings
from ingest.facts import FactAdapter
from ingest.mapping import PlaceSpec, file_of
from ingest.tables import FIELDS, NEEDED, TableSpec, read_tables, table_files

Fault: TypeAlias = tuple[str, str]
"""The row of a mapping file, and what is wrong in it."""


class TableFeed(msgspec.Struct, frozen=True):
    """One table feed, ready to use: its full topic, what its file says, and the mapping."""

    name: str
    topic: str
    spec: TableSpec
    adapter: FactAdapter


def check_tables(district: District | None, folder: Path) -> list[Problem]:
    """Return every mistake in a folder's table feeds that shows; `district` if it is sound."""
    return _checked(district, folder)[1]


def load_tables(district: District, prefix: str, *, root: Path = DISTRICTS) -> list[TableFeed]:
    """
    Return the table feeds of a district, compiled; `prefix` stands for `{namespace}` in a topic.

    Raises:
        ConfigurationError: With every mistake in every file.
    """
    specs, problems = _checked(district, root / district.key)
    if problems:
        raise ConfigurationError(problems)
    return [
        TableFeed(
            spec.name,
            spec.topic.replace("{namespace}", prefix),
            spec,
            FactAdapter(spec, district),
        )
        for spec in specs
    ]


def _checked(district: District | None, folder: Path) -> tuple[list[TableSpec], list[Problem]]:
    found = Findings(folder)
    specs = read_tables(found)
    topics = [file.get("topic") for _, file in table_files(folder)]
    for spec in specs:
        for row, cause in _faults(spec, topics):
            found.note(file_of(spec.name), row, cause)
        for row, cause in _key_faults(spec, district):
            found.note(file_of(spec.name), row, cause)
    return specs, found.problems


def _faults(spec: TableSpec, topics: list[object]) -> Iterator[Fault]:
    if not spec.topic:
        yield "topic", "is empty"
    elif topics.count(spec.topic) > 1:
        yield "topic", f"{spec.topic!r} is used by another feed too"
    if not all(spec.event.times):
        yield "event.time", "is empty"
    yield from _field_faults(spec)
    yield from _place_faults(spec.place)


def _field_faults(spec: TableSpec) -> Iterator[Fault]:
    for name in spec.fields:
        if name not in FIELDS[spec.fact]:
            yield f"fields.{name}", f"is none of {', '.join(FIELDS[spec.fact])}"
    for name in NEEDED[spec.fact]:
        if name not in spec.fields:
            yield f"fields.{name}", f"is missing; {spec.fact} needs it"
    lists = {"opened", "ended"} & spec.fields.keys()
    if lists and "{number}" not in spec.case:
        yield "case", "names no {number}, so no case of ours can be found"


def _place_faults(place: PlaceSpec | None) -> Iterator[Fault]:
    if place is None:
        return
    if not (place.crs or place.crs_from):
        yield "place", "give crs, or crs_from with crs_map"
    for crs in filter(None, [place.crs, *place.crs_map.values()]):
        if not knows_crs(crs):
            yield "place", f"coordinate system {crs!r} is not known"


def _key_faults(spec: TableSpec, district: District | None) -> Iterator[Fault]:
    if district is None:
        return
    tables: dict[str, Iterable[str]] = {
        "indicator": district.indicators,
        "campaign": district.campaigns,
        "street": district.streets,
        "stream": [stream.key for stream in district.streams],
    }
    for name, known in tables.items():
        field = spec.field(name)
        for word, key in field.map.items() if field else ():
            if key and key not in known:
                yield f"fields.{name}", f"map: {word!r} leads to {key!r}, which is not known"
