"""What `district.toml` says: names, zone, streams, channels, the calendar's rule and the wall."""

import tomllib
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from city.assessment import ScoresSpec, check_scores
from city.atlas import MapSpec, TileLayer
from city.calendar_tables import CalendarSpec
from city.linking import Linking
from city.named import Named
from city.places import Bounds, LonLat
from city.registry.book import choice_faults
from city.sheets import Findings, key_fault
from city.wall import ASSESSED, WallSpec, check_wall

FILE = "district.toml"
T = TypeVar("T")


class StreamSpec(Named, frozen=True):
    """
    案件流: one stream of cases, never mixed with another.

    Its key names its life cycle, that of city-management cases for a key that has none. `window`
    is the one its figures open with; `conditions` names the set of `conditions.csv` that holds for
    a class without its own.
    """

    window: str = "last-30-days"
    conditions: str = ""


class Channel(Named, frozen=True):
    """问题来源: who found the matter or how it was told."""


class Profile(msgspec.Struct, frozen=True):
    """What `district.toml` says, as it stands in the file."""

    name: str = ""
    name_en: str = ""
    title: str = ""
    title_en: str = ""
    zone: str = "UTC"
    demo: bool = False
    target_share: float = 0.95
    near_share: float = 0.8
    box: Bounds | None = None
    default_points: tuple[LonLat, ...] = ()
    calendar: CalendarSpec = CalendarSpec()
    streams: tuple[StreamSpec, ...] = ()
    channels: tuple[Channel, ...] = ()
    map: MapSpec = MapSpec()
    figures: dict[str, str] = {}
    linking: Linking = Linking()
    wall: WallSpec = WallSpec()
    scores: ScoresSpec = ScoresSpec()


REQUIRED = ("name", "name_en", "title", "title_en", "zone", "calendar", "streams", "channels")


def read_profile(found: Findings) -> Profile:
    """Return the profile, read field by field so that one mistake does not hide the next."""
    table = _toml(found)
    if table is None:
        return Profile()
    fields = {field.name: field for field in msgspec.structs.fields(Profile)}
    for key in table.keys() - fields.keys():
        found.note(FILE, key, "is not a known setting")
    for key in REQUIRED:
        if not table.get(key):
            found.note(FILE, key, "is missing or empty")
    values: dict[str, Any] = {}
    for key in table.keys() & fields.keys():
        if key in ("streams", "channels"):
            kind = StreamSpec if key == "streams" else Channel
            values[key] = tuple(_entries_of(found, key, table[key], kind))
        else:
            value = _converted(found, key, table[key], fields[key].type)
            values |= {} if value is None else {key: value}
    profile = Profile(**values)
    _check_shares(found, profile)
    streams = {stream.key for stream in profile.streams}
    check_wall(found, FILE, profile.wall, streams)
    check_scores(found, FILE, profile.scores, streams=streams, chosen=profile.figures)
    _check_scored(found, profile)
    _check_tiles(found, profile.map)
    for choice, fault in choice_faults(profile.figures):
        found.note(FILE, f"figures {choice}", fault)
    return profile


def _toml(found: Findings) -> dict[str, Any] | None:
    text = found.text_of(FILE)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found.note(FILE, "file", f"is not TOML: {error}")
        return None


def _converted(found: Findings, row: str, value: object, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        found.note(FILE, row, str(error))
        return None


def _entries_of(found: Findings, key: str, values: object, kind: type[T]) -> Iterable[T]:
    """Yield the good entries of a list of tables; notes bad ones and repeated keys."""
    if not isinstance(values, list):
        found.note(FILE, key, f"is not a list of tables [[{key}]]")
        return
    taken: set[str] = set()
    for number, value in enumerate(values, start=1):
        row = f"{key} {number}"
        entry = _converted(found, row, value, kind)
        if not isinstance(entry, Named):
            continue
        fault = key_fault(entry.key) or ("key is already taken" if entry.key in taken else "")
        if fault:
            found.note(FILE, row, fault)
            continue
        taken.add(entry.key)
        yield entry  # type: ignore[misc]


def _check_shares(found: Findings, profile: Profile) -> None:
    for field in ("target_share", "near_share"):
        value = getattr(profile, field)
        if not 0 < value <= 1:
            found.note(FILE, field, f"{value} is not above 0 and at most 1")
    if profile.box is not None:
        west, south, east, north = profile.box
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            found.note(FILE, "box", "is not west, south, east, north in degrees")


def _check_scored(found: Findings, profile: Profile) -> None:
    shown = [turn.key for turn in profile.wall.scenes]
    if ASSESSED in shown and not profile.scores.composites:
        row = f"wall scenes {shown.index(ASSESSED) + 1}"
        found.note(FILE, row, f"scene {ASSESSED!r} needs [[scores.composites]]")


def _check_tiles(found: Findings, spec: MapSpec) -> None:
    taken: set[str] = set()
    for number, layer in enumerate(spec.tiles, start=1):
        row = f"map.tiles {number}"
        fault = key_fault(layer.key) or ("key is already taken" if layer.key in taken else "")
        taken.add(layer.key)
        if not fault and "/" in layer.key:
            fault = "key is part of an address and cannot hold a slash"
        if not fault and layer.crs != spec.crs:
            fault = f"crs is {layer.crs}, but layers shown together must share one"
        if not fault and layer.kind == "url":
            fault = _address_fault(layer)
        if fault:
            found.note(FILE, row, fault)


def _address_fault(layer: TileLayer) -> str:
    if not layer.source.startswith(("http://", "https://")):
        return "source is not an address that begins with http:// or https://"
    missing = [part for part in ("{z}", "{x}", "{y}") if part not in layer.source]
    if missing:
        return f"source does not say where to put {', '.join(missing)}"
    if ("{token}" in layer.source) != bool(layer.token_env):
        return "source and token_env must both ask for a key, or neither"
    return ""
