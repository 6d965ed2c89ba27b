"""The map's section of a snapshot: read at most once a second, point by point the same objects."""

from collections import Counter
from collections.abc import Iterable, Iterator

from city.atlas import AreaLoad, Camera, Light, MapPoint, MapSection
from city.clock import Instant, system_now
from city.district import StreamSpec
from city.facts import Camera as Listed
from city.grids import GridFinder
from city.store.columns import LIGHTS
from city.store.reader import Reader
from city.store.rows import OpenRow

CAMERAS_EVERY: Instant = 10_000
MAP_EVERY: Instant = 1_000
"""The map is read at most this often; a light that changes by time alone is seen by then too."""


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
        self._listed_at: Instant = 0
        self._placed: tuple[tuple[Listed, ...], tuple[Camera, ...]] = ((), ())
        self._known: dict[str, tuple[OpenRow, MapPoint, str]] = {}
        self._section = MapSection((), 0)
        self._version, self._read_at = -1, 0

    def look_at_cameras(self) -> None:
        """Read the list of cameras if that is due; it asks Redis, so the mirror must be free."""
        now = system_now()
        if now - self._listed_at >= CAMERAS_EVERY:
            self._listed_at = now
            self._listed = self._reader.facts.facts().cameras

    def section(self) -> MapSection:
        """Return the section; the mirror must be locked."""
        version, now = self._reader.mirror.version, system_now()
        fresh = version == self._version and now - self._read_at < 5 * MAP_EVERY
        if fresh or now - self._read_at < MAP_EVERY:
            return self._section
        self._version, self._read_at = version, now
        section = self._read()
        if section != self._section:
            self._section = section
        return self._section

    def _read(self) -> MapSection:
        known: dict[str, tuple[OpenRow, MapPoint, str]] = {}
        unplaced, by_grid = 0, Counter[str]()
        for row, light in self._lit_rows():
            if row.lon is None or row.lat is None or row.confidential:
                unplaced += 1
                continue
            known[row.id] = entry = self._entry(row, light, row.lon, row.lat)
            by_grid[entry[2]] += 1
        self._known = known
        points = tuple(point for _, point, _ in known.values())
        grids = tuple(AreaLoad(key, by_grid[key]) for key in self._reader.district.grids)
        storms = self._reader.storms()
        return MapSection(points, unplaced, self._streets(), grids, self._cameras(), storms)

    def _cameras(self) -> tuple[Camera, ...]:
        """Return the cameras that have a position, as they were when they were last looked at."""
        listed = self._listed
        if listed is not self._placed[0]:
            self._placed = (listed, tuple(_placed(listed)))
        return self._placed[1]

    def _lit_rows(self) -> Iterator[tuple[OpenRow, Light]]:
        table = self._reader.mirror.table
        window = self._reader.window(self._stream.window)
        mask = table.select(stream=self._stream.key) & table.between(window.first, window.last)
        light = table.lights(self._reader.now())
        for slot in mask.nonzero()[0]:
            row = table.rows[slot]
            if row is not None:
                yield row, LIGHTS[light[slot]]  # type: ignore[misc]

    def _entry(
        self, row: OpenRow, light: Light, lon: float, lat: float
    ) -> tuple[OpenRow, MapPoint, str]:
        """Return a case with its point and grid, the old ones as far as they still hold."""
        old = self._known.get(row.id)
        if old is not None and old[0] is row and old[1].light == light:
            return old
        point = MapPoint(row.id, lon, lat, light, row.class_)
        if old is not None and (old[1].lon, old[1].lat) == (lon, lat):
            return row, old[1] if old[1] == point else point, old[2]
        return row, point, self._grids.grid_at(lon, lat) if self._has_grids else ""

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
