"""The feeds of a district: loaded and compiled at start, checked whole by `check`."""

import codecs
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from city.coordinates import knows_crs
from city.district import DISTRICTS, District
from city.errors import ConfigurationError, Problem
from city.events import EVENT_TYPES
from city.sheets import Findings
from ingest.adapter import Adapter
from ingest.mapping import FeedSpec, FieldSpec, MomentSpec, file_of, read_specs
from ingest.payloads import FIELDS, KEY_FIELDS, entries_of
from ingest.sources import placeholders, time_reader

Fault: TypeAlias = tuple[str, str]
"""The row of a mapping file, and what is wrong in it."""


class Feed(msgspec.Struct, frozen=True):
    """One feed, ready to use: its full topic, what its file says, and the compiled mapping."""

    name: str
    topic: str
    spec: FeedSpec
    adapter: Adapter


def check_feeds(district: District | None, folder: Path) -> list[Problem]:
    """Return every mistake in a folder's feed mappings that shows; `district` if it is sound."""
    return _checked(district, folder)[1]


def load_feeds(district: District, prefix: str, *, root: Path = DISTRICTS) -> list[Feed]:
    """
    Return the feeds of a district, compiled.

    Args:
        district: Whose feeds; `root` holds its folder.
        prefix: The namespace, which stands for `{namespace}` in a topic.
        root: Folder of all districts.

    Raises:
        ConfigurationError: With every mistake in every mapping file.
    """
    specs, problems = _checked(district, root / district.key)
    if problems:
        raise ConfigurationError(problems)
    return [
        Feed(spec.name, spec.topic.replace("{namespace}", prefix), spec, Adapter(spec, district))
        for spec in specs
    ]


def _checked(district: District | None, folder: Path) -> tuple[list[FeedSpec], list[Problem]]:
    found = Findings(folder)
    specs = read_specs(found)
    for spec in specs:
        for row, cause in _faults(spec, district):
            found.note(file_of(spec.name), row, cause)
    topics = [spec.topic for spec in specs]
    for spec in specs:
        if topics.count(spec.topic) > 1:
            found.note(file_of(spec.name), "topic", f"{spec.topic!r} is used by another feed too")
    return specs, found.problems


def _faults(spec: FeedSpec, district: District | None) -> Iterator[Fault]:
    yield from _head_faults(spec, district)
    yield from _event_faults(spec)
    yield from _act_faults(spec)
    for name in spec.fields:
        yield from _field_faults(spec, name, district)
    yield from _place_faults(spec)
    if spec.replay:
        for number, moment in enumerate(spec.replay.moment, start=1):
            yield from _moment_faults(f"replay.moment {number}", moment)


def _head_faults(spec: FeedSpec, district: District | None) -> Iterator[Fault]:
    if not spec.topic:
        yield "topic", "is empty"
    if district and district.stream(spec.stream) is None:
        yield "stream", f"{spec.stream!r} is no stream of district.toml"
    if not spec.case or "{" not in spec.case:
        yield "case", "names no field in braces, so all messages would be one case"
    if not spec.encodings:
        yield "encodings", "is empty"
    for encoding in spec.encodings:
        try:
            codecs.lookup(encoding)
        except LookupError:
            yield "encodings", f"{encoding!r} is not known"
    if spec.zone and not _is_zone(spec.zone):
        yield "zone", f"{spec.zone!r} is not an IANA time zone"


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _event_faults(spec: FeedSpec) -> Iterator[Fault]:
    if not all(spec.event.times):
        yield "event.time", "is empty"
    for pattern in spec.event.time_formats:
        if not _is_time_format(pattern):
            yield "event.time_formats", f"{pattern!r} is not a pattern of a date and a time"
    if spec.event.future_hours < 0:
        yield "event.future_hours", "is below 0 (0: never refuse)"


def _is_time_format(pattern: str) -> bool:
    """Return whether a pattern reads back what it writes, to the day at least."""
    if pattern in ("iso", "epoch-s", "epoch-ms"):
        return True
    sample = datetime(2018, 10, 21, tzinfo=UTC)
    try:
        return time_reader([pattern], UTC)(sample.strftime(pattern)) == sample
    except ValueError:
        return False


def _act_faults(spec: FeedSpec) -> Iterator[Fault]:
    if bool(spec.snapshot) == bool(spec.acts):
        yield "acts", "give either [acts] or [snapshot]"
    if spec.acts and not spec.act:
        yield "act", "is missing: where is the act of a message?"
    for word in spec.acts:
        act = spec.act_of(word)
        if act.event not in EVENT_TYPES:
            yield f"acts.{word}", f"event {act.event!r} is none of {', '.join(EVENT_TYPES)}"
        elif act.event == "CaseObserved":
            yield f"acts.{word}", "CaseObserved belongs to [snapshot]"
        elif act.event in ("CaseChecked", "AppealDecided") and act.passed is None:
            yield f"acts.{word}", f"{act.event} needs passed = true or false"
    if spec.snapshot and not spec.snapshot.states:
        yield "snapshot.states", "is empty"


def _field_faults(spec: FeedSpec, name: str, district: District | None) -> Iterator[Fault]:
    row, field = f"fields.{name}", spec.field(name)
    if name not in FIELDS:
        yield row, f"is none of {', '.join(FIELDS)}"
    if field is None:
        return
    if not field.sources or not all(field.sources):
        yield row, "names no path, column or template"
    if district and name in KEY_FIELDS:
        yield from _map_faults(row, field, entries_of(district, name))


def _map_faults(row: str, field: FieldSpec, entries: Iterable[str]) -> Iterator[Fault]:
    known = set(entries)
    for word, key in field.map.items():
        if key and key not in known:
            yield row, f"map: {word!r} leads to {key!r}, which the district does not have"


def _place_faults(spec: FeedSpec) -> Iterator[Fault]:
    place = spec.place
    if place is None:
        return
    if not (place.crs or place.crs_from):
        yield "place", "give crs, or crs_from with crs_map"
    for crs in filter(None, [place.crs, *place.crs_map.values()]):
        if not knows_crs(crs):
            yield "place", f"coordinate system {crs!r} is not known"


def _moment_faults(row: str, moment: MomentSpec) -> Iterator[Fault]:
    if not moment.at:
        yield row, "at names no column"
    columns = [*moment.at, *moment.plans, *moment.blank, *moment.set]
    for column in columns:
        if placeholders(column) != [column]:
            yield row, f"{column!r} is not a column"
