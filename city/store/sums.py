"""Cells summed over shards and days, kept up to date by differences."""

from collections.abc import Mapping, Set

from msgspec import Struct

from city.cells import SEPARATOR, Page, page, parse_cell

KEPT_WINDOWS = 160
"""Spans summed at a time; scenes ask for single days, a month of them each."""
NO_HISTORY = 1_000_000
"""A local day that comes after every other one."""

Pages = Mapping[Page, Mapping[str, int]]
Patterns = dict[str, int]
"""Pattern -> how many cases have it."""


class Span(Struct, frozen=True):
    """Which cells are summed: a stream's dimension (by code) over the days of one basis."""

    stream: str
    dimension: str
    basis: str
    first: int
    last: int

    @property
    def pages(self) -> list[Page]:
        """The pages that hold these cells."""
        return [page(self.basis, day) for day in range(self.first, self.last + 1)]

    def holds(self, where: Page) -> bool:
        """Return whether a page is one of these."""
        return where[:1] == self.basis and self.first <= int(where[1:]) <= self.last


class CellSums:
    """The cells of the pages that are loaded, and running sums for the spans asked for."""

    def __init__(self) -> None:
        self.loaded: set[Page] = set()
        self._pages: dict[Page, dict[str, int]] = {}
        self._spans: dict[Span, dict[str, Patterns]] = {}
        self._following: dict[tuple[str, str], list[Span]] = {}

    def add(self, where: Page, cell: str, difference: int) -> None:
        """Add a difference to one cell; of a page that is not loaded, nothing is kept."""
        if where not in self.loaded or not difference:
            return
        cells = self._pages.setdefault(where, {})
        bump(cells, cell, difference)
        if not cells:
            del self._pages[where]
        stream, dimension, key, pattern = parse_cell(cell)
        for span in self._following.get((stream, dimension), ()):
            if span.holds(where):
                _add(self._spans[span], key, pattern, difference)

    def replace(self, old: Pages, new: Pages) -> None:
        """Replace one shard's share of every loaded page."""
        for sign, share in ((-1, old), (1, new)):
            for where, cells in share.items():
                for cell, count in cells.items():
                    self.add(where, cell, sign * count)

    def forget(self, pages: Set[Page]) -> None:
        """Let go of pages, and of the sums that they are part of."""
        self.loaded -= pages
        for where in pages:
            self._pages.pop(where, None)
        for span in [each for each in self._spans if not pages.isdisjoint(each.pages)]:
            self._drop(span)

    def of_page(self, where: Page, cell: str) -> int:
        """Return one cell of one loaded page."""
        return self._pages.get(where, {}).get(cell, 0)

    def first_day(self, basis: str) -> int:
        """Return the first loaded local day of a basis that has a cell; after all days if none."""
        days = (int(where[1:]) for where in self._pages if where[0] == basis)
        return min(days, default=NO_HISTORY)

    def over(self, span: Span) -> Mapping[str, Patterns]:
        """Return key -> pattern -> count, summed over the loaded pages of a span."""
        if span not in self._spans:
            if len(self._spans) >= KEPT_WINDOWS:
                self._drop(next(iter(self._spans)))
            self._spans[span] = self._sum(span)
            self._following.setdefault((span.stream, span.dimension), []).append(span)
        return self._spans[span]

    def by_day(self, span: Span) -> dict[int, dict[str, Patterns]]:
        """
        Return local day -> key -> pattern -> count, of the loaded pages of a span.

        Nothing of it is kept: a list asks for it once, and a span for each day would crowd out
        those that scenes go by.
        """
        prefix = f"{span.stream}{SEPARATOR}{span.dimension}{SEPARATOR}"
        days: dict[int, dict[str, Patterns]] = {}
        for day in range(span.first, span.last + 1):
            groups: dict[str, Patterns] = {}
            for cell, count in self._pages.get(page(span.basis, day), {}).items():
                if cell.startswith(prefix):
                    _, _, key, pattern = parse_cell(cell)
                    _add(groups, key, pattern, count)
            days[day] = groups
        return days

    def _drop(self, span: Span) -> None:
        del self._spans[span]
        self._following[span.stream, span.dimension].remove(span)

    def _sum(self, span: Span) -> dict[str, Patterns]:
        sums: dict[str, Patterns] = {}
        for where in span.pages:
            for cell, count in self._pages.get(where, {}).items():
                stream, dimension, key, pattern = parse_cell(cell)
                if stream == span.stream and dimension == span.dimension:
                    _add(sums, key, pattern, count)
        return sums


def bump(counts: dict[str, int], name: str, difference: int) -> None:
    """Add a difference to one count; one that is back at nought is not kept, as in Redis."""
    count = counts.get(name, 0) + difference
    if count:
        counts[name] = count
    else:
        counts.pop(name, None)


def _add(sums: dict[str, Patterns], key: str, pattern: str, difference: int) -> None:
    patterns = sums.setdefault(key, {})
    bump(patterns, pattern, difference)
    if not patterns:
        del sums[key]
