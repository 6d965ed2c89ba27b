"""What every map is drawn on: the district's own geometry, without tiles."""

from functools import lru_cache
from typing import Any

import dash_leaflet as dl
from dash.development.base_component import Component

from city.district import District
from city.places import MapLine, MapPlace
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.identity import Same

NAMESPACE = "city.map"
"""Where `assets/map.js` puts its functions."""
DRAWN = ("river", "moat", "rail", "road")
"""Kinds of lines from the bottom up."""
NAMED_PLACES = ("landmark", "station")
"""Kinds of places of which the first is named; more would hide the cases."""


def script(name: str) -> dict[str, str]:
    """Return a reference to a function of `assets/map.js`."""
    return {"variable": f"{NAMESPACE}.{name}"}


def bounds_of(district: District) -> list[list[float]]:
    """Return the box of the streets as Leaflet wants it: south-west, north-east."""
    west, south, east, north = district.map.bounds
    return [[south, west], [north, east]]


def base_layers(view: str, edition: Edition) -> tuple[Component, ...]:
    """Return streets, lines and names; the very same ones as long as the district is loaded."""
    return _drawn(view, Same(edition.district), edition.lang)


@lru_cache(maxsize=16)
def _drawn(view: str, key: Same[District], lang: Lang) -> tuple[Component, ...]:
    district = key.record
    water, roads = _lines(district, ("river", "moat")), _lines(district, ("road", "rail"))
    names = _names(district, lang)
    return (
        dl.GeoJSON(id=f"{view}-base-water", data=water, style=script("line")),
        dl.GeoJSON(id=f"{view}-base-streets", data=district.map.streets, style=script("street")),
        dl.GeoJSON(id=f"{view}-base-roads", data=roads, style=script("line")),
        dl.GeoJSON(
            id=f"{view}-base-names", data=names, pointToLayer=script("name"), interactive=False
        ),
    )


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _lines(district: District, kinds: tuple[str, ...]) -> dict[str, Any]:
    lines = sorted(district.map.lines, key=lambda line: DRAWN.index(line.kind))
    return _collection([_line(line) for line in lines if line.kind in kinds])


def _line(line: MapLine) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": line.kind, "width_m": line.width_m},
        "geometry": {"type": "LineString", "coordinates": [list(point) for point in line.path]},
    }


def _names(district: District, lang: Lang) -> dict[str, Any]:
    first = {place.kind: place for place in reversed(district.map.points)}
    places = [_place(first[kind], lang) for kind in NAMED_PLACES if kind in first]
    rivers = [_named_river(line, lang) for line in district.map.lines if line.kind == "river"]
    streets = [_named_street(each, lang) for each in district.map.streets["features"]]
    return _collection([*streets, *rivers, *places])


def _point(lon: float, lat: float, kind: str, name: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name": name},
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }


def _place(place: MapPlace, lang: Lang) -> dict[str, Any]:
    return _point(place.lon, place.lat, place.kind, place.label(lang))


def _named_river(line: MapLine, lang: Lang) -> dict[str, Any]:
    lon, lat = line.path[len(line.path) // 2]
    return _point(lon, lat, "river", line.label(lang))


def _named_street(street: dict[str, Any], lang: Lang) -> dict[str, Any]:
    properties = street["properties"]
    name = properties.get("name_en") if lang == "en" else ""
    lon, lat = _middle(street["geometry"])
    return _point(lon, lat, "street", name or properties["name"])


def _middle(geometry: dict[str, Any]) -> tuple[float, float]:
    """Return the centroid of the largest outer ring."""
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    area, lon, lat = max((_centroid(polygon[0]) for polygon in polygons), key=lambda c: c[0])
    return lon, lat


def _centroid(ring: list[list[float]]) -> tuple[float, float, float]:
    """Return area, longitude and latitude of a ring, relative to its first corner for accuracy."""
    x0, y0 = ring[0][0], ring[0][1]
    twice, x, y = 0.0, 0.0, 0.0
    for (x1, y1, *_), (x2, y2, *_) in zip(ring, ring[1:], strict=False):
        ax, ay, bx, by = x1 - x0, y1 - y0, x2 - x0, y2 - y0
        cross = ax * by - bx * ay
        twice, x, y = twice + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    if not twice:
        return 0.0, x0, y0
    return abs(twice), x0 + x / (3 * twice), y0 + y / (3 * twice)
