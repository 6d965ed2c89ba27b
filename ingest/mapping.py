"""A feed's mapping file as it stands on disk: its tables, read one by one with every mistake."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from city.events import ObservedState
from city.privacy import PersonalKind
from city.sheets import Findings

FEEDS = "feeds"


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a mapping file; a key that it does not know is a mistake."""


class FieldSpec(Table, frozen=True):
    """
    Where a field comes from and how its values are understood.

    `from` is a path (JSON) or a column (CSV row), or text with such in braces; of several, the
    first that gives a value counts. `map` turns the source's words into keys of the district;
    what is in neither becomes unassigned, or its own key with `unknown = "keep"`. `missing` are
    further words for nothing; `true` the words for yes.
    """

    from_: str | list[str] = msgspec.field(name="from")
    map: dict[str, str] = {}
    unknown: Literal["unassigned", "keep"] = "unassigned"
    missing: list[str] = []
    true: tuple[str, ...] = ("true", "1", "yes", "是")

    @property
    def sources(self) -> list[str]:
        """The paths or texts to try, in order."""
        return [self.from_] if isinstance(self.from_, str) else self.from_


class EventSpec(Table, frozen=True):
    """
    What identifies an event and when it happened.

    Without `id` an event is identified by topic, partition and offset. `time` lists where to look,
    the first that is there counts. A time more than `future_hours` after the message is refused.
    """

    time: str | list[str]
    id: str = ""
    revision: str = ""
    time_formats: tuple[str, ...] = ("iso",)
    future_hours: float = 24.0

    @property
    def times(self) -> list[str]:
        """The paths to try for the time, in order."""
        return [self.time] if isinstance(self.time, str) else self.time


class ActSpec(Table, frozen=True):
    """
    Which event an act of the source means.

    `passed` (was a check passed, an extension or an appeal granted) and `forced` where one event
    has two meanings; `level` where an escalation leads.
    """

    event: str
    passed: bool | None = None
    forced: bool = False
    level: str = ""


class PlaceSpec(Table, frozen=True):
    """
    Where the point is: `x` is longitude or easting, `y` latitude or northing.

    `crs` names the coordinate system, or `crs_from` the field that does, its words in `crs_map`.
    """

    x: str
    y: str
    crs: str = ""
    crs_from: str = ""
    crs_map: dict[str, str] = {}


class StateRule(Table, frozen=True):
    """The state of a row of which every named field has one of its values; the first rule wins."""

    state: ObservedState
    when: dict[str, str | list[str]] = {}
    in_time: bool | None = None


class SnapshotSpec(Table, frozen=True):
    """For a feed of whole rows: when it was received and closed, and what state it shows."""

    received_at: str
    states: list[StateRule]
    closed_at: str = ""


class RefusalSpec(Table, frozen=True):
    """
    When refusals mean that the mapping is wrong: more than `share` of the last `messages`.

    0 messages: never; each is a dead letter then.
    """

    messages: Annotated[int, msgspec.Meta(ge=0)] = 200
    share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.95


class MomentSpec(Table, frozen=True):
    """
    When a replay sends a row, and what it may not yet tell.

    `at` lists columns of facts and `plans` columns that may also hold a future date, which counts
    as the end of the recording. A moment is never before the one above it. `blank` empties
    columns, `set` overrides them, `stamp` names a column that gets the moment's own time.
    """

    at: list[str]
    plans: list[str] = []
    blank: list[str] = []
    set: dict[str, str] = {}
    stamp: str = ""


class ReplaySpec(Table, frozen=True):
    """How a recording of this feed is played."""

    moment: list[MomentSpec]


FieldEntry: TypeAlias = str | list[str] | FieldSpec
ActEntry: TypeAlias = str | ActSpec


def field_of(fields: dict[str, FieldEntry], name: str) -> FieldSpec | None:
    """Return how a field is mapped, None if it is not; a path alone stands for all else unsaid."""
    entry = fields.get(name)
    return entry if isinstance(entry, FieldSpec | None) else FieldSpec(entry)


class FeedSpec(Table, frozen=True):
    """
    Everything a mapping file says. `name` is the file's name without its ending.

    `label` is what people call the feed; one that is quiet for longer than `rhythm_minutes` is
    shown as late. Of a `confidential` message words and point stop at the translator; a
    `discreet` one goes on whole, and surfaces keep it from all but the handling clerk.
    """

    name: str
    topic: str
    stream: str
    case: str
    event: EventSpec
    label: str = ""
    label_en: str = ""
    rhythm_minutes: Annotated[float, msgspec.Meta(gt=0)] = 60.0
    refusal: RefusalSpec = RefusalSpec()
    format: Literal["json", "csv-row"] = "json"
    encodings: tuple[str, ...] = ("utf-8", "gb18030")
    zone: str = ""
    missing: tuple[str, ...] = ("", "-")
    act: str = ""
    acts: dict[str, ActEntry] = {}
    fields: dict[str, FieldEntry] = {}
    place: PlaceSpec | None = None
    personal: dict[str, PersonalKind] = {}
    confidential: list[dict[str, str | list[str]]] = []
    discreet: list[dict[str, str | list[str]]] = []
    snapshot: SnapshotSpec | None = None
    replay: ReplaySpec | None = None

    def field(self, name: str) -> FieldSpec | None:
        """Return how a field is mapped, None if it is not."""
        return field_of(self.fields, name)

    def act_of(self, word: str) -> ActSpec:
        """Return what an act of the source means."""
        entry = self.acts[word]
        return entry if isinstance(entry, ActSpec) else ActSpec(entry)


NEEDED_ALWAYS = frozenset({"topic", "stream", "case", "event"})
NEEDED = NEEDED_ALWAYS | {"acts", "snapshot"}
"""Without these a mapping makes no sense, so that looking for more mistakes in it would mislead."""


def read_specs(found: Findings) -> list[FeedSpec]:
    """
    Return the case feeds of a district's folder that can be read; notes every mistake.

    A file that names a `fact` is a table feed, which `ingest/tables.py` reads.
    """
    files = sorted((found.folder / FEEDS).glob("*.toml"))
    specs = (_read_spec(found, path) for path in files)
    return [spec for spec in specs if spec is not None]


def file_of(name: str) -> str:
    """Return a feed's file inside the district's folder."""
    return f"{FEEDS}/{name}.toml"


def _read_spec(found: Findings, path: Path) -> FeedSpec | None:
    file = file_of(path.stem)
    text = found.text_of(file)
    if text is None:
        return None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found.note(file, "file", f"is not TOML: {error}")
        return None
    if "fact" in table:
        return None
    values = dict(_values(found, file, table))
    lost = {name for name in table if name in NEEDED and name not in values}
    if lost or not values.keys() >= NEEDED_ALWAYS:
        return None
    return FeedSpec(name=path.stem, **values)


def _values(found: Findings, file: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the good values of a file's top tables, so that one mistake does not hide the next."""
    fields = {each.name: each for each in msgspec.structs.fields(FeedSpec) if each.name != "name"}
    for name, field in fields.items():
        if field.required and name not in table:
            found.note(file, name, "is missing")
    for name, value in table.items():
        if name not in fields:
            found.note(file, name, "is not a known setting")
        elif name in ("fields", "acts") and isinstance(value, dict):
            yield name, dict(_entries(found, file, name, value))
        else:
            try:
                yield name, msgspec.convert(value, fields[name].type)
            except msgspec.ValidationError as error:
                found.note(file, name, str(error))


def _entries(
    found: Findings, file: str, name: str, table: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    kind: Any = FieldEntry if name == "fields" else ActEntry
    for key, value in table.items():
        try:
            yield key, msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            found.note(file, f"{name}.{key}", str(error))
