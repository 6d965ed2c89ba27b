"""Places: streets with their polygons, communities, and what else the map shows."""

import json
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, TypeAlias, TypeVar

import msgspec
from shapely import STRtree
from shapely.errors import ShapelyError
from shapely.geometry import Point, shape
from shapely.validation import explain_validity

from city.named import Named
from city.sheets import Findings, gather, read_sheet

STREETS, COMMUNITIES, MAP = "streets.geojson", "communities.csv", "map.geojson"
LonLat: TypeAlias = tuple[float, float]
Bounds: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north, in WGS-84 degrees."""
MapEntry = TypeVar("MapEntry", "MapLine", "MapPlace")
OVERLAP_SHARE = 1e-6
"""Of the smaller polygon's area: less than this is rounding, not an overlap."""
EMPTY: dict[str, Any] = {"type": "FeatureCollection", "features": []}
LINE_KINDS = ("river", "rail", "moat", "road")
POINT_KINDS = ("landmark", "station", "hot")


class Street(Named, frozen=True):
    """街道: a sub-district (a borough in New York), with its code and area."""

    code: str = ""
    area_km2: float | None = None


class Community(Named, frozen=True):
    """社区: a community, the key of its street if known, and whether we invented it."""

    street: str = ""
    demo: bool = False


class MapLine(Named, frozen=True):
    """A river, railway, moat or road; `width_m` is how wide it is drawn, if that matters."""

    kind: str = "road"
    path: tuple[LonLat, ...] = ()
    width_m: float | None = None


class MapPlace(Named, frozen=True):
    """A landmark, a station or a named busy place (`hot`)."""

    kind: str = "landmark"
    lon: float = 0.0
    lat: float = 0.0
    street: str = ""


class MapFeatures(msgspec.Struct, frozen=True):
    """
    What the map is drawn from, in WGS-84 degrees.

    `streets` is a GeoJSON FeatureCollection, its features in the order of the streets, each with
    `properties.key`; `grids` is one of responsibility grids, empty where the district has none.
    `schematic` (示意): drawn by hand, not surveyed; the map says so.
    """

    streets: dict[str, Any]
    lines: tuple[MapLine, ...]
    points: tuple[MapPlace, ...]
    bounds: Bounds
    schematic: bool
    grids: dict[str, Any] = msgspec.field(default_factory=lambda: dict(EMPTY))

    @property
    def centre(self) -> LonLat:
        """The middle of the bounds."""
        west, south, east, north = self.bounds
        return (west + east) / 2, (south + north) / 2


class StreetFinder:
    """Finds the street that holds a point."""

    def __init__(self, streets: Mapping[str, Any]) -> None:
        features = streets["features"]
        self._keys = [feature["properties"]["key"] for feature in features]
        self._tree = STRtree([shape(feature["geometry"]) for feature in features])

    def street_at(self, lon: float, lat: float) -> str:
        """Return the key of the street at a point in WGS-84 degrees, `""` if none holds it."""
        hits = self._tree.query(Point(lon, lat), predicate="intersects")
        return self._keys[min(hits)] if len(hits) else ""


def middle_of(geometry: Mapping[str, Any]) -> LonLat:
    """Return the centroid of the largest polygon, or a point inside if that bends around it."""
    ground = shape(geometry)
    largest = max(getattr(ground, "geoms", [ground]), key=lambda polygon: polygon.area)
    middle = largest.centroid
    inside = middle if largest.covers(middle) else largest.representative_point()
    return inside.x, inside.y


def read_streets(found: Findings) -> tuple[dict[str, Street], dict[str, Any]]:
    """Return the streets and their collection; notes bad properties and bad polygons."""
    streets: dict[str, Street] = {}
    shapes: dict[str, Any] = {}
    collection = read_collection(found, STREETS)
    for row, feature in features_of(collection):
        properties = feature.get("properties") or {}
        try:
            street = msgspec.convert(properties, Street)
        except msgspec.ValidationError as error:
            found.note(STREETS, row, str(error))
            continue
        gather(found, STREETS, streets, street.key, row=row, entry=street)
        polygon = read_polygon(found, STREETS, row, feature=feature)
        if polygon is not None:
            shapes.setdefault(street.key, polygon)
    if not collection["features"]:
        found.note(STREETS, "features", "there is no street")
    _check_overlaps(found, shapes)
    return streets, collection


def read_collection(found: Findings, file: str) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection; notes what is wrong and returns an empty one."""
    text = found.text_of(file)
    if text is None:
        return dict(EMPTY)
    try:
        content = json.loads(text)
    except ValueError as error:
        found.note(file, "file", f"is not JSON: {error}")
        return dict(EMPTY)
    if not isinstance(content, dict) or not isinstance(content.get("features"), list):
        found.note(file, "file", "is not a GeoJSON FeatureCollection")
        return dict(EMPTY)
    return content


def features_of(collection: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each feature with how a mistake in it is told."""
    for number, feature in enumerate(collection["features"], start=1):
        known = feature if isinstance(feature, dict) else {}
        key = (known.get("properties") or {}).get("key", "without key")
        yield f"feature {number} ({key})", known


def read_polygon(found: Findings, file: str, row: str, *, feature: Mapping[str, Any]) -> Any | None:
    """Return the valid polygon of a feature in degrees, or None after noting what is wrong."""
    try:
        polygon = shape(feature["geometry"])
    except (ShapelyError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        found.note(file, row, f"geometry cannot be read: {error!r}")
        return None
    if polygon.geom_type not in ("Polygon", "MultiPolygon") or polygon.is_empty:
        found.note(file, row, f"geometry is {polygon.geom_type}, not a polygon with an area")
    elif not polygon.is_valid:
        found.note(file, row, f"polygon is invalid: {explain_validity(polygon)}")
    elif not _in_degrees(polygon.bounds):
        found.note(file, row, "polygon is not in degrees of longitude and latitude")
    else:
        return polygon
    return None


def _in_degrees(bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return -180 <= west < east <= 180 and -90 <= south < north <= 90


def _check_overlaps(found: Findings, shapes: Mapping[str, Any]) -> None:
    for (one, first), (other, second) in combinations(shapes.items(), 2):
        shared = first.intersection(second).area
        if shared > OVERLAP_SHARE * min(first.area, second.area):
            share = shared / min(first.area, second.area)
            found.note(STREETS, f"feature {other}", f"overlaps {one} by {share:.2%} of its area")


def read_communities(found: Findings, streets: Mapping[str, Street]) -> dict[str, Community]:
    """Return the communities of a district's folder; notes every mistake in the file."""
    communities: dict[str, Community] = {}
    columns = ("key", "name", "name_en", "street", "demo")
    for line in read_sheet(found, COMMUNITIES, required=columns):
        if line["street"] and line["street"] not in streets:
            found.note_unknown(COMMUNITIES, line.row, f"street {line['street']!r}", STREETS)
        if line["demo"] not in ("", "yes"):
            found.note(COMMUNITIES, line.row, f"demo {line['demo']!r} is neither yes nor empty")
        demo = line["demo"] == "yes"
        entry = Community(line["key"], line["name"], line["name_en"], line["street"], demo)
        gather(found, COMMUNITIES, communities, entry.key, row=line.row, entry=entry)
    return communities


def read_map(
    found: Findings, streets: Mapping[str, Street], collection: dict[str, Any]
) -> MapFeatures:
    """Return what the map shows; notes features of `map.geojson` that cannot be used."""
    lines: dict[str, MapLine] = {}
    points: dict[str, MapPlace] = {}
    for row, feature in features_of(read_collection(found, MAP)):
        try:
            entry = _map_feature(feature)
        except (msgspec.ValidationError, ValueError) as error:
            found.note(MAP, row, str(error))
            continue
        if isinstance(entry, MapLine):
            gather(found, MAP, lines, entry.key, row=row, entry=entry)
            continue
        if entry.street and entry.street not in streets:
            found.note_unknown(MAP, row, f"street {entry.street!r}", STREETS)
        gather(found, MAP, points, entry.key, row=row, entry=entry)
    schematic = bool(collection.get("schematic", False))
    bounds = bounds_of(collection)
    return MapFeatures(collection, tuple(lines.values()), tuple(points.values()), bounds, schematic)


def _map_feature(feature: Mapping[str, Any]) -> MapLine | MapPlace:
    """Return a line or a point of the map; raises `ValueError` saying what is wrong with it."""
    properties = dict(feature.get("properties") or {})
    geometry = feature.get("geometry") or {}
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "LineString":
        return _of_kind(msgspec.convert({**properties, "path": coordinates}, MapLine), LINE_KINDS)
    if geometry.get("type") == "Point":
        lon, lat = msgspec.convert(coordinates, LonLat)
        place = msgspec.convert({**properties, "lon": lon, "lat": lat}, MapPlace)
        return _of_kind(place, POINT_KINDS)
    raise ValueError(f"geometry {geometry.get('type')!r} is neither LineString nor Point")


def _of_kind(entry: MapEntry, kinds: tuple[str, ...]) -> MapEntry:
    if entry.kind not in kinds:
        raise ValueError(f"kind {entry.kind!r} is none of {', '.join(kinds)}")
    return entry


def bounds_of(collection: Mapping[str, Any]) -> Bounds:
    """Return the box around all street polygons; the whole world if there is none."""
    corners = [corner for feature in collection["features"] for corner in _corners(feature)]
    if not corners:
        return -180.0, -90.0, 180.0, 90.0
    lons, lats = [lon for lon, _ in corners], [lat for _, lat in corners]
    return min(lons), min(lats), max(lons), max(lats)


def _corners(feature: Any) -> Iterator[LonLat]:
    try:
        west, south, east, north = shape(feature["geometry"]).bounds
    except (ShapelyError, KeyError, TypeError, ValueError, AttributeError, IndexError):
        return  # noted when the polygon was read
    yield west, south
    yield east, north
