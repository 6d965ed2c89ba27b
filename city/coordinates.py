"""Coordinates: every system that a feed may speak, turned into WGS-84 degrees."""

from collections.abc import Callable
from functools import lru_cache
from math import atan2, cos, hypot, isfinite, pi, sin, sqrt
from typing import TypeAlias

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

Pair: TypeAlias = tuple[float, float]
"""Longitude and latitude in degrees, or x and y in metres for a projected system."""

SEMI_MAJOR, ECCENTRICITY_2 = 6_378_245.0, 0.006_693_421_622_965_943
"""Krasovsky 1940, on which the GCJ-02 shift is defined."""
BAIDU_TURN = pi * 3_000 / 180
TOLERANCE = 1e-9
"""Degrees at which an inversion by iteration stops: a tenth of a millimetre."""

MERCATOR_BANDS = (12_890_594.86, 8_362_377.87, 5_591_021.0, 3_481_989.83, 1_678_043.12, 0.0)
"""|y| in metres at which each row of `FROM_MERCATOR` begins."""
FROM_MERCATOR = (
    (1.410526172116255e-08, 8.98305509648872e-06, -1.9939833816331, 200.9824383106796,
     -187.2403703815547, 91.6087516669843, -23.38765649603339, 2.57121317296198,
     -0.03801003308653, 17337981.2),
    (-7.435856389565537e-09, 8.983055097726239e-06, -0.78625201886289, 96.32687599759846,
     -1.85204757529826, -59.36935905485877, 47.40033549296737, -16.50741931063887,
     2.28786674699375, 10260144.86),
    (-3.030883460898826e-08, 8.98305509983578e-06, 0.30071316287616, 59.74293618442277,
     7.357984074871, -25.38371002664745, 13.45380521110908, -3.29883767235584,
     0.32710905363475, 6856817.37),
    (-1.981981304930552e-08, 8.983055099779535e-06, 0.03278182852591, 40.31678527705744,
     0.65659298677277, -4.44255534477492, 0.85341911805263, 0.12923347998204,
     -0.04625736007561, 4482777.06),
    (3.09191371068437e-09, 8.983055096812155e-06, 6.995724062e-05, 23.10934304144901,
     -0.00023663490511, -0.6321817810242, -0.00663494467273, 0.03430082397953,
     -0.00466043876332, 2555164.4),
    (2.890871144776878e-09, 8.983055095805407e-06, -3.068298e-08, 7.47137025468032,
     -3.53937994e-06, -0.02145144861037, -1.234426596e-05, 0.00010322952773,
     -3.23890364e-06, 826088.5),
)  # fmt: skip
"""Baidu's Mercator by bands: two terms for x, seven powers for y, and the scale of y."""


def to_wgs84(x: float, y: float, crs: str) -> Pair:
    """
    Return WGS-84 longitude and latitude in degrees of a point in another system.

    Args:
        x: Longitude in degrees, or easting in the units of a projected system.
        y: Latitude in degrees, or northing.
        crs: `WGS-84`, `CGCS2000`, `GCJ-02`, `BD-09`, `BD-09MC` or `EPSG:` with a number.

    Raises:
        ValueError: The system is not known, or the point is not a point in it.
    """
    if not (isfinite(x) and isfinite(y)):
        raise ValueError(f"({x}, {y}) is not a point")
    convert = _CONVERTERS.get(crs)
    lon, lat = convert(x, y) if convert else _projected(x, y, crs)
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError(f"({x}, {y}) is outside the world in {crs}")
    return lon, lat


def from_wgs84(lon: float, lat: float, crs: str) -> Pair:
    """
    Return the degrees of a WGS-84 point in the system of a map's tiles.

    Raises:
        ValueError: `crs` is none of `WGS-84`, `CGCS2000`, `GCJ-02` and `BD-09`.
    """
    convert = _FROM_WGS84.get(crs)
    if convert is None:
        raise ValueError(f"no map is drawn in the coordinate system {crs!r}")
    return convert(lon, lat)


def knows_crs(crs: str) -> bool:
    """Return whether `to_wgs84` takes points of this system."""
    if crs in _CONVERTERS:
        return True
    try:
        _transformer(crs)
    except ValueError:
        return False
    return True


def wgs84_to_gcj02(lon: float, lat: float) -> Pair:
    """Return the GCJ-02 degrees of a WGS-84 point; outside China they are the same."""
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat
    east, north = _wave_east(lon - 105, lat - 35), _wave_north(lon - 105, lat - 35)
    phi = lat / 180 * pi
    squash = 1 - ECCENTRICITY_2 * sin(phi) ** 2
    meridian = SEMI_MAJOR * (1 - ECCENTRICITY_2) / (squash * sqrt(squash))
    parallel = SEMI_MAJOR / sqrt(squash) * cos(phi)
    return lon + east * 180 / (parallel * pi), lat + north * 180 / (meridian * pi)


def gcj02_to_wgs84(lon: float, lat: float) -> Pair:
    """Return the WGS-84 degrees of a GCJ-02 point."""
    return _inverse(wgs84_to_gcj02, lon, lat)


def gcj02_to_bd09(lon: float, lat: float) -> Pair:
    """Return the BD-09 degrees of a GCJ-02 point."""
    radius = hypot(lon, lat) + 2e-5 * sin(lat * BAIDU_TURN)
    angle = atan2(lat, lon) + 3e-6 * cos(lon * BAIDU_TURN)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> Pair:
    """Return the GCJ-02 degrees of a BD-09 point."""
    return _inverse(gcj02_to_bd09, lon, lat)


def bd09_to_wgs84(lon: float, lat: float) -> Pair:
    """Return the WGS-84 degrees of a BD-09 point."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def wgs84_to_bd09(lon: float, lat: float) -> Pair:
    """Return the BD-09 degrees of a WGS-84 point."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09mc_to_bd09(x: float, y: float) -> Pair:
    """Return the BD-09 degrees of a point in Baidu's Mercator metres."""
    bands = zip(MERCATOR_BANDS, FROM_MERCATOR, strict=True)
    row = next(row for begins, row in bands if abs(y) >= begins)
    share = abs(y) / row[9]
    lon = row[0] + row[1] * abs(x)
    lat = sum(factor * share**power for power, factor in enumerate(row[2:9]))
    return (lon if x >= 0 else -lon), (lat if y >= 0 else -lat)


def bd09mc_to_wgs84(x: float, y: float) -> Pair:
    """Return the WGS-84 degrees of a point in Baidu's Mercator metres."""
    return bd09_to_wgs84(*bd09mc_to_bd09(x, y))


def _same(lon: float, lat: float) -> Pair:
    return lon, lat


_CONVERTERS: dict[str, Callable[[float, float], Pair]] = {
    "WGS-84": _same,
    # within decimetres of WGS-84, far below the accuracy of an address
    "CGCS2000": _same,
    "GCJ-02": gcj02_to_wgs84,
    "BD-09": bd09_to_wgs84,
    "BD-09MC": bd09mc_to_wgs84,
}

_FROM_WGS84: dict[str, Callable[[float, float], Pair]] = {
    "WGS-84": _same,
    "CGCS2000": _same,
    "GCJ-02": wgs84_to_gcj02,
    "BD-09": wgs84_to_bd09,
}


def _inverse(forward: Callable[[float, float], Pair], x: float, y: float) -> Pair:
    """Return the point that `forward` takes to (x, y); its shift is small, so this converges."""
    guess_x, guess_y = x, y
    for _ in range(30):
        seen_x, seen_y = forward(guess_x, guess_y)
        guess_x, guess_y = guess_x + x - seen_x, guess_y + y - seen_y
        if abs(x - seen_x) < TOLERANCE and abs(y - seen_y) < TOLERANCE:
            break
    return guess_x, guess_y


def _ripple(value: float) -> float:
    return (20 * sin(6 * value * pi) + 20 * sin(2 * value * pi)) * 2 / 3


def _wave_east(x: float, y: float) -> float:
    swell = (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    tide = (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    slope = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    return slope + _ripple(x) + swell + tide


def _wave_north(x: float, y: float) -> float:
    swell = (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    tide = (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    slope = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    return slope + _ripple(x) + swell + tide


@lru_cache(maxsize=32)
def _transformer(crs: str) -> Transformer:
    if not crs.upper().startswith("EPSG:"):
        raise ValueError(f"coordinate system {crs!r} is not known")
    try:
        return Transformer.from_crs(CRS.from_user_input(crs), "EPSG:4326", always_xy=True)
    except CRSError as error:
        raise ValueError(f"coordinate system {crs!r} is not known") from error


def _projected(x: float, y: float, crs: str) -> Pair:
    try:
        lon, lat = _transformer(crs).transform(x, y, errcheck=True)
    except ProjError as error:
        raise ValueError(f"({x}, {y}) is not a point in {crs}") from error
    return float(lon), float(lat)
