"""The map's section of a snapshot: read at most once a second, point by point the same objects."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

from city.atlas import AreaLoad, Camera, Light, MapPoint, MapSection
from city.clock import LONG_AGO, Instant, steady_now
from city.district import StreamSpec
from city.errors import UnknownCamera
from city.facts import Camera as Listed
from city.grids import GridFinder
from city.store.columns import LIGHTS, Mask
from city.store.reader import Reader
from city.store.rows import OpenRow
from city.store.scenes import selected

CAMERAS_EVERY: Instant = 10_000
MAP_EVERY: Instant = 1_000
"""The map is read at most this often; a light that changes by time alone is seen by then too."""


class Known(NamedTuple):
    """A case by its slot: its row, the number of its light, its point if it has one, its grid."""

    row: OpenRow
    light: int
    point: MapPoint | None
    grid: str


class MapReader:
    """
    Reads the open cases of one stream's window as points.

    A point that did not change is the very same object as before, and a section without any change
    the very same section: who compares by identity pays only for what changed.
    """

    def __init__(self, reader: Reader, stream: StreamSpec) -> None:
        self._reader, self._stream = reader, stream
        self._grids = GridFinder(reader.district.map.grids)
        self._has_grids = bool(reader.district.grids)
        self._listed: tuple[Listed, ...] = ()
        self._listed_at: Instant = LONG_AGO
        self._placed: tuple[tuple[Listed, ...], tuple[Camera, ...]] = ((), ())
        self._known: dict[int, Known] = {}
        self._section = MapSection()
        self._version, self._read_at = -1, LONG_AGO

    def look_at_cameras(self) -> None:
        """Read the list of cameras if that is due; it asks Redis, so the mirror must be free."""
        now = steady_now()
        if now - self._listed_at >= CAMERAS_EVERY:
            self._listed_at = now
            self._listed = self._reader.facts.facts().cameras

    def camera(self, camera_id: str) -> Camera:
        """Return a camera as it was when they were last looked at; raises `UnknownCamera`."""
        for each in self._cameras():
            if each.id == camera_id:
                return each
        raise UnknownCamera(camera_id)

    def unplaced(self) -> int:
        """Return how many of the cases have no point; to be asked in a reading."""
        table = self._reader.mirror.table
        return int((self._shown() & ~table.placed).sum())

    def section(self) -> MapSection:
        """Return the section; to be asked in a reading of the mirror."""
        version, now = self._reader.mirror.version, steady_now()
        fresh = version == self._version and now - self._read_at < 5 * MAP_EVERY
        if fresh or now - self._read_at < MAP_EVERY:
            return self._section
        self._version, self._read_at = version, now
        section = self._read()
        if section != self._section:
            self._section = section
        return self._section

    def _read(self) -> MapSection:
        table, old = self._reader.mirror.table, self._known
        slots = self._shown().nonzero()[0]
        lights = table.lights(self._reader.now())[slots]
        known: dict[int, Known] = {}
        for slot, light in zip(slots.tolist(), lights.tolist(), strict=True):
            entry, row = old.get(slot), table.rows[slot]
            if row is None:
                continue
            if entry is None or entry.row is not row or entry.light != light:
                entry = self._entry(row, light, entry)
            known[slot] = entry
        self._known = known
        points = tuple(each.point for each in known.values() if each.point is not None)
        by_grid = Counter(each.grid for each in known.values())
        grids = tuple(AreaLoad(key, by_grid[key]) for key in self._reader.district.grids)
        return MapSection(points, self._streets(), grids, self._cameras(), self._reader.storms())

    def _shown(self) -> Mask:
        window = self._reader.window(self._stream.window)
        return selected(self._reader, self._stream.key, window)

    def _cameras(self) -> tuple[Camera, ...]:
        """Return the cameras that have a position, as they were when they were last looked at."""
        listed = self._listed
        if listed is not self._placed[0]:
            self._placed = (listed, tuple(_placed(listed)))
        return self._placed[1]

    def _entry(self, row: OpenRow, light: int, old: Known | None) -> Known:
        """Return a case with its point and grid, the old ones as far as they still hold."""
        if not row.placed or row.lon is None or row.lat is None:
            return Known(row, light, None, "")
        point = MapPoint(row.id, row.lon, row.lat, cast(Light, LIGHTS[light]), row.class_)
        if old is not None and old.point is not None:
            if old.point == point:
                return Known(row, light, old.point, old.grid)
            if (old.point.lon, old.point.lat) == (row.lon, row.lat):
                return Known(row, light, point, old.grid)
        grid = self._grids.grid_at(row.lon, row.lat) if self._has_grids else ""
        return Known(row, light, point, grid)

    def _streets(self) -> tuple[AreaLoad, ...]:
        figures = self._reader.figures(self._stream.key, self._stream.window, "street")
        return tuple(
            AreaLoad(
                row.key, row.tally.in_progress, row.tally.timed_closed, row.tally.closed_in_time
            )
            for row in figures.rows
            if row.key
        )


def _placed(cameras: Iterable[Listed]) -> Iterator[Camera]:
    for each in cameras:
        if each.lon is not None and each.lat is not None:
            yield Camera(
                each.key, each.name, each.lon, each.lat, each.online, each.owner, each.street
            )
