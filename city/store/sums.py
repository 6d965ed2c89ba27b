"""Cells summed over shards and days, kept up to date by differences."""

from collections.abc import Iterable, Mapping

from city.cells import MEASURES, parse_cell

PLACE_OF = {measure: place for place, measure in enumerate(MEASURES)}
KEPT_WINDOWS = 32

Days = Mapping[int, Mapping[str, int]]


class CellSums:
    """The cells of the days that are loaded, and running sums for the windows asked for."""

    def __init__(self) -> None:
        self.loaded: set[int] = set()
        self._days: dict[int, dict[str, int]] = {}
        self._windows: dict[tuple[str, str, int, int], dict[str, list[int]]] = {}

    def add(self, day: int, cell: str, difference: int) -> None:
        """Add a difference to one cell; of a day that is not loaded, nothing is kept."""
        if day not in self.loaded or not difference:
            return
        cells = self._days.setdefault(day, {})
        cells[cell] = cells.get(cell, 0) + difference
        stream, dimension, key, measure = parse_cell(cell)
        place = PLACE_OF.get(measure)
        if place is None:
            return
        for (of_stream, of_dimension, first, last), sums in self._windows.items():
            if of_stream == stream and of_dimension == dimension and first <= day <= last:
                sums.setdefault(key, [0] * len(MEASURES))[place] += difference

    def replace(self, old: Days, new: Days) -> None:
        """Replace one shard's share of every loaded day."""
        for sign, share in ((-1, old), (1, new)):
            for day, cells in share.items():
                for cell, count in cells.items():
                    self.add(day, cell, sign * count)

    def missing(self, days: Iterable[int]) -> set[int]:
        """Return which of `days` are not loaded yet."""
        return set(days) - self.loaded

    def of_day(self, day: int, cell: str) -> int:
        """Return one cell of one loaded day."""
        return self._days.get(day, {}).get(cell, 0)

    def over(self, stream: str, dimension: str, first: int, last: int) -> dict[str, list[int]]:
        """Return key -> counts in the order of `MEASURES`, summed over loaded days."""
        window = (stream, dimension, first, last)
        if window not in self._windows:
            if len(self._windows) >= KEPT_WINDOWS:
                del self._windows[next(iter(self._windows))]
            self._windows[window] = self._sum(window)
        return self._windows[window]

    def _sum(self, window: tuple[str, str, int, int]) -> dict[str, list[int]]:
        stream, dimension, first, last = window
        sums: dict[str, list[int]] = {}
        for day in range(first, last + 1):
            for cell, count in self._days.get(day, {}).items():
                of_stream, of_dimension, key, measure = parse_cell(cell)
                if of_stream == stream and of_dimension == dimension and measure in PLACE_OF:
                    sums.setdefault(key, [0] * len(MEASURES))[PLACE_OF[measure]] += count
        return sums
