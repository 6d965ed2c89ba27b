"""The district as configuration: loaded once, checked whole, frozen from then on."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from city.assessment import ScoresSpec
from city.atlas import MapSpec
from city.calendar_tables import read_calendars
from city.calendars import Calendars, WorkCalendar
from city.catalogue import STREET_OF_PLACE, CaseClass, Catalogue, Condition, Major, read_catalogue
from city.clock import LocalDays
from city.departments import Department, read_departments
from city.errors import ConfigurationError, Problem
from city.grids import Grid, read_grids
from city.indicators import (
    CAMPAIGNS_FILE,
    FILE as INDICATORS_FILE,
    Campaign,
    Indicator,
    Indicators,
    read_indicators,
)
from city.linking import Linking
from city.named import Named
from city.places import (
    Bounds,
    Community,
    LonLat,
    MapFeatures,
    Street,
    StreetFinder,
    read_communities,
    read_map,
    read_streets,
)
from city.policies import FIRST, Policies, Policy, read_policies
from city.policy_lock import check_lock
from city.profile import FILE, Channel, Profile, StreamSpec, read_profile
from city.settings import ROOT
from city.sheets import Findings
from city.sla import Limits
from city.wall import PUBLISHED, WallSpec, legibility

__all__ = [
    "CaseClass",
    "Channel",
    "Community",
    "Condition",
    "Department",
    "District",
    "ExtraCheck",
    "Major",
    "MapFeatures",
    "Named",
    "StreamSpec",
    "Street",
    "check_district",
    "district_names",
    "doubtful",
    "load_district",
]

DISTRICTS = ROOT / "districts"
FEEDS = "feeds"
LEVELS = {
    level.key: level
    for level in (
        Named("grid", "网格", "Grid"),
        Named("community", "社区", "Community"),
        Named("street", "街道", "Street"),
        Named("district", "区级", "District"),
    )
}
"""Levels at which a matter is settled, the nearest one first."""
UNNAMED = frozenset({"campaign"})
"""Dimensions whose keys are called by themselves."""
UNASSIGNED = {"zh": "未归类", "en": "Unassigned"}
ExtraCheck: TypeAlias = Callable[["District | None", Path], Iterable[Problem]]
"""A check of another part, such as the feeds': takes the district, if sound, and its folder."""


class District(msgspec.Struct, frozen=True, weakref=True):
    """
    Everything a city has decided about itself.

    The first of `streams` is the primary one. `box` is where a point must lie to be believed, and
    `default_points` are places that feeds put when they know no place: never a hot spot.
    `target_share` is the share in time that departments are measured by.
    """

    key: str
    name: str
    name_en: str
    title: str
    title_en: str
    zone: str
    demo: bool
    target_share: float
    near_share: float
    box: Bounds
    default_points: tuple[LonLat, ...]
    days: LocalDays
    calendars: Calendars
    streams: tuple[StreamSpec, ...]
    streets: dict[str, Street]
    communities: dict[str, Community]
    departments: dict[str, Department]
    majors: dict[str, Major]
    classes: dict[str, CaseClass]
    channels: dict[str, Channel]
    map: MapFeatures
    finder: StreetFinder
    limits: Limits
    linking: Linking
    wall: WallSpec = WallSpec()
    scores: ScoresSpec = ScoresSpec()
    grids: dict[str, Grid] = {}
    map_spec: MapSpec = MapSpec()
    figures: dict[str, str] = {}
    indicators: dict[str, Indicator] = {}
    campaigns: dict[str, Campaign] = {}

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar of departments without hours of their own."""
        return self.calendars.usual

    @property
    def primary(self) -> StreamSpec:
        """The stream that the wall's account line counts."""
        return self.streams[0]

    def stream(self, key: str) -> StreamSpec | None:
        """Return a stream by its key, None if the district has no such stream."""
        return next((stream for stream in self.streams if stream.key == key), None)

    def named(self, dimension: str, key: str) -> Named | None:
        """Return the entry of a key; raises `KeyError` for a dimension that does not exist."""
        if dimension == "stream":
            return self.stream(key)
        return self.entries(dimension).get(key)

    def entries(self, dimension: str) -> dict[str, Any]:
        """Return the entries of a dimension by their keys; raises `KeyError` for an unknown one."""
        tables: dict[str, dict[str, Any]] = {
            "street": self.streets,
            "community": self.communities,
            "department": self.departments,
            "class": self.classes,
            "major": self.majors,
            "channel": self.channels,
            "grid": self.grids,
            "level": LEVELS,
        }
        return {} if dimension in UNNAMED else tables[dimension]

    def label(self, dimension: str, key: str, lang: str) -> str:
        """Return how people call a key; an unknown one is called by itself, `""` unassigned."""
        if not key:
            return UNASSIGNED["en" if lang == "en" else "zh"]
        entry = self.named(dimension, key)
        return entry.label(lang) if entry else key

    def short_label(self, department: str, lang: str) -> str:
        """Return a department's name for a narrow column, as `label` does for the wide ones."""
        known = self.departments.get(department)
        return known.short_label(lang) if known else self.label("department", department, lang)

    def is_apart(self, department: str) -> bool:
        """Return whether a department is ranked apart: it is not under the district's command."""
        known = self.departments.get(department)
        return known is not None and not known.under_command

    def major_of(self, class_key: str) -> str:
        """Return the major class of a class, `""` if it has none or is unknown."""
        known = self.classes.get(class_key)
        return known.major if known else ""

    def handlers(self, class_key: str, street: str) -> tuple[str, ...]:
        """Return the departments that usually handle a class in a street, the leading one first."""
        known = self.classes.get(class_key)
        listed = known.departments if known else ()
        keys = (self._office(street) if key == STREET_OF_PLACE else key for key in listed)
        return tuple(key for key in keys if key)

    def _office(self, street: str) -> str:
        offices = (
            key for key, each in self.departments.items() if street and each.street == street
        )
        return next(offices, "")

    def inside(self, lon: float, lat: float) -> bool:
        """Return whether a point in WGS-84 degrees can be in this district at all."""
        west, south, east, north = self.box
        return west <= lon <= east and south <= lat <= north


def district_names(root: Path = DISTRICTS) -> list[str]:
    """Return the names of the configured districts: folders that hold a `district.toml`."""
    return sorted(path.parent.name for path in root.glob(f"*/{FILE}"))


def load_district(name: str, root: Path = DISTRICTS) -> District:
    """Return a district; raises `ConfigurationError` with every mistake in its folder."""
    district, problems = _read(name, root)
    if district is None or problems:
        raise ConfigurationError(problems)
    return district


def check_district(
    name: str, root: Path = DISTRICTS, *, extra_checks: Sequence[ExtraCheck] = ()
) -> list[Problem]:
    """
    Return every mistake in a district's folder, its feeds folder included.

    What `extra_checks` find is appended; without a sound district they look at their own files.
    """
    district, problems = _read(name, root)
    folder = root / name
    if folder.is_dir() and not list((folder / FEEDS).glob("*.toml")):
        problems.append(Problem(f"{name}/{FEEDS}", "folder", "holds no feed (*.toml)"))
    if folder.is_dir():
        problems += [problem for check in extra_checks for problem in check(district, folder)]
    return problems


def doubtful(name: str, root: Path = DISTRICTS) -> list[Problem]:
    """Return what is no mistake in a sound district's folder but should be looked at."""
    return legibility(load_district(name, root).wall, f"{name}/{FILE}")


def _read(name: str, root: Path) -> tuple[District | None, list[Problem]]:
    found = Findings(root / name)
    if not found.folder.is_dir():
        known = ", ".join(district_names(root)) or "none"
        return None, [Problem(name, "folder", f"there is no such district; known: {known}")]
    profile = read_profile(found)
    streets, collection = read_streets(found)
    communities = read_communities(found, streets)
    departments = read_departments(found, streets)
    catalogue = read_catalogue(found, departments)
    grids, drawn = read_grids(found, streets)
    features = replace(read_map(found, streets, collection), grids=drawn)
    beside = read_indicators(found, catalogue.classes)
    _check_streams(found, profile, catalogue)
    _check_published(found, profile, beside)
    calendars = _calendars(found, profile, departments)
    policies = _policies(found, profile, catalogue, calendars.usual)
    limits = _limits(profile, catalogue, calendars, policies)
    check_lock(found, policies, limits.entries())
    if found.problems:
        return None, found.problems
    tables = (streets, communities, departments)
    district = _assemble(name, profile, tables, catalogue, features, limits)
    extras = {"indicators": beside.indicators, "campaigns": beside.campaigns}
    return replace(district, grids=grids, map_spec=profile.map, **extras), []


def _check_published(found: Findings, profile: Profile, beside: Indicators) -> None:
    shown = [turn.key for turn in profile.wall.scenes]
    if PUBLISHED in shown and not (beside.indicators or beside.campaigns):
        row = f"wall scenes {shown.index(PUBLISHED) + 1}"
        found.note(FILE, row, f"scene {PUBLISHED!r} needs {INDICATORS_FILE} or {CAMPAIGNS_FILE}")


def _check_streams(found: Findings, profile: Profile, catalogue: Catalogue) -> None:
    known = {stream.key for stream in profile.streams}
    for number, stream in enumerate(profile.streams, start=1):
        if stream.conditions and stream.conditions not in catalogue.sets:
            what = f"set {stream.conditions!r}"
            found.note_unknown(FILE, f"streams {number}", what, "conditions.csv")
    for major in catalogue.majors.values():
        if major.stream and major.stream not in known:
            found.note_unknown("majors.csv", major.key, f"stream {major.stream!r}", FILE)
    for class_key in profile.linking.classes.keys() - catalogue.classes.keys():
        found.note_unknown(FILE, "linking.classes", f"class {class_key!r}", "catalogue.csv")


def _calendars(found: Findings, profile: Profile, departments: dict[str, Department]) -> Calendars:
    days = LocalDays(_zone(found, profile.zone))
    return read_calendars(found, FILE, profile.calendar, days=days, departments=departments)


def _zone(found: Findings, zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (ValueError, OSError, KeyError):  # what is not found is a KeyError
        found.note(FILE, "zone", f"{zone!r} is not an IANA time zone")
        return "UTC"


def _assemble(
    name: str,
    profile: Profile,
    tables: tuple[dict[str, Street], dict[str, Community], dict[str, Department]],
    catalogue: Catalogue,
    features: MapFeatures,
    limits: Limits,
) -> District:
    streets, communities, departments = tables
    return District(
        key=name,
        name=profile.name,
        name_en=profile.name_en,
        title=profile.title,
        title_en=profile.title_en,
        zone=profile.zone,
        demo=profile.demo,
        target_share=profile.target_share,
        near_share=profile.near_share,
        box=profile.box or features.bounds,
        default_points=profile.default_points,
        days=limits.days,
        calendars=limits.calendars,
        streams=profile.streams,
        streets=streets,
        communities=communities,
        departments=departments,
        majors=catalogue.majors,
        classes=catalogue.classes,
        channels={channel.key: channel for channel in profile.channels},
        map=features,
        finder=StreetFinder(features.streets),
        limits=limits,
        figures=profile.figures,
        linking=profile.linking,
        wall=profile.wall,
        scores=profile.scores,
    )


def _policies(
    found: Findings, profile: Profile, catalogue: Catalogue, calendar: WorkCalendar
) -> Policies:
    hours = profile.calendar.work_day_hours or calendar.day_ms / 3_600_000
    first = Policy(FIRST, near_share=profile.near_share, work_day_hours=hours)
    listed = (*catalogue.sets.values(), *(each.conditions for each in catalogue.classes.values()))
    known = {condition.path for conditions in listed for condition in conditions}
    return read_policies(found, first, calendar.days, known)


def _limits(
    profile: Profile, catalogue: Catalogue, calendars: Calendars, policies: Policies
) -> Limits:
    streams = {stream.key: catalogue.sets.get(stream.conditions, ()) for stream in profile.streams}
    return Limits(calendars, classes=catalogue.classes, streams=streams, policies=policies)
