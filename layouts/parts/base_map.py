"""What every map is drawn on: the district's own geometry, without tiles."""

from functools import lru_cache
from typing import Any

import dash_leaflet as dl
from dash.development.base_component import Component

from city.atlas import MapPoint
from city.district import District
from city.places import MapLine, MapPlace, middle_of
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.identity import Same
from layouts.parts.map_layers import placed

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
    west, south = placed(west, south, district.map_spec.crs)
    east, north = placed(east, north, district.map_spec.crs)
    return [[south, west], [north, east]]


def base_layers(view: str, edition: Edition) -> tuple[Component, ...]:
    """Return streets, lines and names; the very same ones as long as the district is loaded."""
    return _drawn(view, Same(edition.district), edition.lang)


@lru_cache(maxsize=16)
def _drawn(view: str, key: Same[District], lang: Lang) -> tuple[Component, ...]:
    district = key.record
    water, roads = _lines(district, ("river", "moat")), _lines(district, ("road", "rail"))
    crs = district.map_spec.crs
    water, roads = moved(water, crs), moved(roads, crs)
    names = moved(_names(district, lang), crs)
    streets = moved(district.map.streets, crs)
    return (
        dl.GeoJSON(id=f"{view}-base-water", data=water, style=script("line")),
        dl.GeoJSON(id=f"{view}-base-streets", data=streets, style=script("street")),
        dl.GeoJSON(id=f"{view}-base-roads", data=roads, style=script("line")),
        dl.GeoJSON(
            id=f"{view}-base-names", data=names, pointToLayer=script("name"), interactive=False
        ),
    )


def grid_layer(view: str, edition: Edition) -> Component:
    """Return the responsibility grids, which are seen only while they are asked for."""
    return _grids(view, Same(edition.district))


@lru_cache(maxsize=16)
def _grids(view: str, key: Same[District]) -> Component:
    data = moved(key.record.map.grids, key.record.map_spec.crs)
    layer: Component = dl.GeoJSON(id=f"{view}-base-grids", data=data, style=script("grid"))
    return layer


def case_feature(point: MapPoint, district: District) -> dict[str, Any]:
    """Return the point of one case as a feature, in the map's own system."""
    return {
        "type": "Feature",
        "id": point.id,
        "properties": {"id": point.id, "light": point.light},
        "geometry": {
            "type": "Point",
            "coordinates": list(placed(point.lon, point.lat, district.map_spec.crs)),
        },
    }


def moved(collection: dict[str, Any], crs: str) -> dict[str, Any]:
    """Return a collection in WGS-84 degrees in another system; the same one if that is WGS-84."""
    if crs in ("WGS-84", "CGCS2000"):
        return collection
    features = [
        {**each, "geometry": {**each["geometry"], "coordinates": _moved(each["geometry"], crs)}}
        for each in collection["features"]
    ]
    return {**collection, "features": features}


def _moved(geometry: dict[str, Any], crs: str) -> Any:
    def move(node: Any) -> Any:
        if isinstance(node[0], (int, float)):
            return list(placed(node[0], node[1], crs))
        return [move(each) for each in node]

    return move(geometry["coordinates"])


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Return features as a GeoJSON collection."""
    return {"type": "FeatureCollection", "features": features}


def _lines(district: District, kinds: tuple[str, ...]) -> dict[str, Any]:
    lines = sorted(district.map.lines, key=lambda line: DRAWN.index(line.kind))
    return collection([_line(line) for line in lines if line.kind in kinds])


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
    edition = Edition(district, lang)
    streets = [
        _named_street(each, edition.short("street", each["properties"]["key"]))
        for each in district.map.streets["features"]
    ]
    return collection([*streets, *rivers, *places])


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


def _named_street(street: dict[str, Any], name: str) -> dict[str, Any]:
    lon, lat = middle_of(street["geometry"])
    named = _point(lon, lat, "street", name)
    named["properties"]["key"] = street["properties"]["key"]
    return named
