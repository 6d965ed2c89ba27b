"""The map as records: points, how streets and grids stand, cameras, storms, and tile layers."""

from typing import Literal, TypeAlias

from msgspec import Struct

from city.clock import Instant

Light = Literal["within", "near", "overdue", "untimed"]
System: TypeAlias = Literal["WGS-84", "CGCS2000", "GCJ-02", "BD-09"]
"""Coordinate systems in degrees in which tiles can be drawn."""


class MapPoint(Struct, frozen=True):
    """A case on the map, in WGS-84 degrees, with the class that heat is told by."""

    id: str
    lon: float
    lat: float
    light: Light
    class_: str = ""


class AreaLoad(Struct, frozen=True):
    """How a street or grid stands: cases open, and how many closed ones kept their limit."""

    key: str
    open: int
    closed: int = 0
    in_time: int = 0

    @property
    def share(self) -> float | None:
        """Share closed in time, None where nothing was closed."""
        return self.in_time / self.closed if self.closed else None


class Camera(Struct, frozen=True):
    """
    A public camera in WGS-84 degrees, whose it is, and whether it can be watched now.

    The address of its stream is not among what a map knows.
    """

    id: str
    name: str
    lon: float
    lat: float
    online: bool
    owner: str = ""
    street: str = ""


class StormCase(Struct, frozen=True):
    """A case that a storm stands for."""

    id: str
    number: str
    received_at: Instant


class Storm(Struct, frozen=True):
    """
    A surge of linked cases of one class near one place: many tell of the same thing.

    `lon` and `lat` are its middle in WGS-84 degrees, `cases` how many tell of it, `since` the
    receipt of the first and `reached_at` that of the one that made it a storm. `members` are those
    cases by receipt; walls that were kept before there were members have none.
    """

    class_: str
    street: str
    lon: float
    lat: float
    cases: int
    since: Instant
    reached_at: Instant
    members: tuple[StormCase, ...] = ()


class MapSection(Struct, frozen=True):
    """
    All open cases with a position, and what else the map shows; it may be a second old.

    Cases that a feed put at a default point have none, so no heat comes from there. The members of
    a storm are among the points, for heat and every count: it is the page that does not draw them.
    """

    points: tuple[MapPoint, ...] = ()
    streets: tuple[AreaLoad, ...] = ()
    grids: tuple[AreaLoad, ...] = ()
    cameras: tuple[Camera, ...] = ()
    storms: tuple[Storm, ...] = ()


class TileLayer(Struct, frozen=True, forbid_unknown_fields=True):
    """
    One layer of map tiles, of Web Mercator's pyramid with 256 pixels.

    Args:
        key: Its name in the address `/tiles/<key>/{z}/{x}/{y}`.
        kind: `mbtiles` (one file), `folder` (`{z}/{x}/{y}.png` inside), or `url` (another server).
        source: A path, relative to the district's folder, or an address with `{z}`, `{x}`, `{y}`
            and, for a key from the environment, `{token}`.
        crs: The system in which the tiles are drawn.
        token_env: Environment variable that holds the key; it never reaches the page.
        tms: Rows of a folder are counted from the south.
    """

    key: str
    kind: Literal["mbtiles", "folder", "url"]
    source: str
    crs: System = "WGS-84"
    token_env: str = ""
    min_zoom: int = 0
    max_zoom: int = 18
    opacity: float = 1.0
    tms: bool = False
    credit: str = ""


class MapSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """The table `[map]`: tile layers from the bottom up; none by default."""

    tiles: tuple[TileLayer, ...] = ()

    @property
    def crs(self) -> System:
        """The system that all layers share, and in which the page is drawn."""
        return self.tiles[0].crs if self.tiles else "WGS-84"
