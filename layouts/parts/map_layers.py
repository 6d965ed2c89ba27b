"""What changes on a map, as entries that travel one by one: cases, areas, cameras, storms."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from dash import html
from dash.development.base_component import Component

from city.atlas import AreaLoad, Camera, MapPoint, MapSection, Storm
from city.coordinates import from_wgs84
from city.district import District
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.identity import Same
from layouts.parts.sign_card import storm_card, storm_words
from layouts.text import number

Entry: TypeAlias = tuple[Any, ...]
Entries: TypeAlias = dict[str, Entry]
LETTERS = {"within": "w", "near": "n", "overdue": "o", "untimed": "u"}
"""How a light is written in an entry: ten thousand of them travel when a page is loaded."""
LEVELS = 5
"""Steps of shade that can still be told apart."""
DIGITS = 6
"""Decimals of a degree: a tenth of a metre."""


def case_layers(view: str, section: MapSection, edition: Edition) -> list[Component]:
    """Return the four places whose entries the page's script draws; they show nothing."""
    return _layers(view, Same(section), Same(edition.district), edition.lang)


@lru_cache(maxsize=16)
def _layers(
    view: str, key: Same[MapSection], district: Same[District], lang: Lang
) -> list[Component]:
    """Return the layers; the same section gives the very same components, so it costs nothing."""
    section, edition = key.record, Edition(district.record, lang)
    crs = edition.district.map_spec.crs
    return [
        _carrier(f"{view}-map-cases", _case_entries(view, section, crs)),
        _carrier(f"{view}-map-areas", area_entries(section, edition)),
        _cameras(view, Same(section.cameras), crs),
        _carrier(f"{view}-map-storms", storm_entries(section.storms, edition)),
    ]


@lru_cache(maxsize=16)
def _cameras(view: str, key: Same[tuple[Camera, ...]], crs: str) -> Component:
    """Return the place of the cameras: there may be thousands, and their list seldom changes."""
    return _carrier(f"{view}-map-cameras", camera_entries(key.record, crs))


def _carrier(carrier_id: str, entries: Entries) -> Component:
    place: Any = html.Div(id=carrier_id, hidden=True)
    place.entries = entries  # the live channel's: docs/live.md
    return place  # type: ignore[no-any-return]


_told: dict[tuple[str, str], dict[str, tuple[MapPoint, Entry]]] = {}
"""The entries of a view's newest section, with the points that they were made from."""


def _case_entries(view: str, section: MapSection, crs: str) -> Entries:
    """Return the entry of each case; an equal point has the very same entry as last time."""
    old, fresh = _told.get((view, crs), {}), {}
    for point in section.points:
        known = old.get(point.id)
        same = known is not None and known[0] == point
        fresh[point.id] = known if known and same else (point, case_entry(point, crs))
    _told[view, crs] = fresh
    return {key: entry for key, (_, entry) in fresh.items()}


def case_entry(point: MapPoint, crs: str) -> Entry:
    """Return `(id, lon, lat, light, class)` in the map's own system."""
    return (point.id, *placed(point.lon, point.lat, crs), LETTERS[point.light], point.class_)


def placed(lon: float, lat: float, crs: str) -> tuple[float, float]:
    """Return a WGS-84 point in the system in which the map is drawn."""
    x, y = from_wgs84(lon, lat, crs)
    return round(x, DIGITS), round(y, DIGITS)


def area_entries(section: MapSection, edition: Edition) -> Entries:
    """Return `(key, kind, load level, load, share level, share)` of each street and grid."""
    entries: Entries = {}
    for kind, areas in (("street", section.streets), ("grid", section.grids)):
        most = max((area.open for area in areas), default=0)
        entries |= {f"{kind}:{area.key}": _area(kind, area, most, edition) for area in areas}
    return entries


def _area(kind: str, area: AreaLoad, most: int, edition: Edition) -> Entry:
    load = edition.say("map_open", count=number(area.open)) if kind == "street" else ""
    share = area.share
    told = "" if share is None else edition.say("map_share", share=f"{share * 100:.1f}")
    return (
        f"{kind}:{area.key}",
        kind,
        level(area.open, most),
        load,
        -1 if share is None else int(share < edition.district.target_share),
        told,
    )


def level(count: int, most: int) -> int:
    """Return a step of shade from 0 (none) to `LEVELS` (the most)."""
    return 0 if not count else max(1, -(-count * LEVELS // most))


def camera_entries(cameras: Sequence[Camera], crs: str) -> Entries:
    """Return `(key, lon, lat, online)` of each camera; its panel is asked for when it is chosen."""
    keyed = ((f"camera:{each.id}", each) for each in cameras)
    return {key: (key, *placed(each.lon, each.lat, crs), each.online) for key, each in keyed}


def storm_entries(storms: Sequence[Storm], edition: Edition) -> Entries:
    """Return `(key, lon, lat, cases, words, ids, panel)` of each storm, with its cases' ids."""
    entries: Entries = {}
    for storm in storms:
        key = f"storm:{storm.class_}:{storm.street}"
        while key in entries:  # two of one class in one street
            key += "+"
        place = placed(storm.lon, storm.lat, edition.district.map_spec.crs)
        ids = [each.id for each in storm.members]
        told = storm_words(storm, edition), ids, storm_card(storm, edition)
        entries[key] = (key, *place, storm.cases, *told)
    return entries
