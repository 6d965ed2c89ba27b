"""Points: turned from a feed's own system into WGS-84, and doubted where they should be."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

from city.coordinates import to_wgs84
from city.district import District
from ingest.mapping import PlaceSpec
from ingest.sources import MAX_KEY, Read, Row, number

Point: TypeAlias = tuple[Any, ...]
"""Longitude, latitude, position, the raw pair and its system, as `Place` takes them."""

NEAR_DEGREES = 0.0005
"""Within some 50 m of a default point, a point says nothing."""
NO_POINT: Point = (None, None, "none", None, "")


def point_reader(
    spec: PlaceSpec | None, reader: Callable[[str], Read], district: District
) -> Callable[[Row], Point]:
    """
    Return what reads the point of a message; it never fails.

    A point outside the district's box, or of a system that is not known, keeps only its raw pair;
    one at a default point is marked, so that no map takes it for a hot spot.
    """
    if spec is None:
        return lambda _row: NO_POINT
    read_x, read_y, crs_of = reader(spec.x), reader(spec.y), _crs_reader(spec, reader)
    inside, defaults = district.inside, district.default_points
    convert = lru_cache(maxsize=8192)(to_wgs84)  # hot spots repeat, and an inversion is dear

    def read(row: Row) -> Point:
        x, y = number(read_x(row)), number(read_y(row))
        if x is None or y is None or (x == 0 and y == 0):
            return NO_POINT
        crs = crs_of(row)
        try:
            lon, lat = convert(x, y, crs)
        except ValueError:
            return None, None, "none", (x, y), crs[:MAX_KEY]
        if not inside(lon, lat):
            return None, None, "none", (x, y), crs
        at_default = any(_near(lon, lat, point) for point in defaults)
        return round(lon, 6), round(lat, 6), "default" if at_default else "exact", (x, y), crs

    return read


def _crs_reader(spec: PlaceSpec, reader: Callable[[str], Read]) -> Read:
    if not spec.crs_from:
        return lambda _row: spec.crs
    read, names, fallback = reader(spec.crs_from), spec.crs_map, spec.crs

    def crs(row: Row) -> str:
        word = read(row)
        return names.get(word, word) if word else fallback

    return crs


def _near(lon: float, lat: float, point: tuple[float, float]) -> bool:
    return abs(lon - point[0]) < NEAR_DEGREES and abs(lat - point[1]) < NEAR_DEGREES
