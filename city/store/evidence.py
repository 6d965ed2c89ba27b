"""
The cases behind a figure: those in progress from the mirror, ended ones from the pages they are on.

How many there are is told by the very cells that the figure is made of, day by day. So a page of a
list reads the documents of the few days that it shows, however many cases there are.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from city.asked import figure_asked
from city.case import Case
from city.district import District, StreamSpec
from city.errors import BadRequest
from city.figures import Ask, Measured, Reading, share_of
from city.lists import Facet, Selection
from city.registry.book import figure_of
from city.registry.figure import PAGE_BASIS, PARTS, Basis
from city.social import GRID_LEVELS as LEVELS
from city.store.columns import LIGHTS, Lit, Mask, OpenTable
from city.store.documents import Records
from city.store.ended import Days, EndedCases, cut
from city.store.mirror import Mirror
from city.store.queries import UNASSIGNED, Query, later
from city.store.rows import OpenRow
from city.windows import Window, hours_of, parse_window

FACETS = ("step", "street", "department", "channel")
USUAL = "last-30-days"
"""Window of a list of no figure that names none."""


class Listing(Struct, frozen=True):
    """How many cases there are, and one page of them: those in progress with lights, ended ones."""

    total: int
    open: tuple[tuple[OpenRow, str], ...]
    ended: tuple[Case, ...]
    facets: dict[str, tuple[Facet, ...]]


class Seen(Struct, frozen=True):
    """What a reading tells of a list: cases in progress, and days with ended ones if cells can."""

    in_progress: int
    rows: tuple[tuple[OpenRow, str], ...]
    days: Days | None
    facets: dict[str, tuple[Facet, ...]]


class Evidence:
    """Finds the cases behind a figure, and counts them as the figure does."""

    def __init__(self, records: Records, mirror: Mirror, district: District) -> None:
        self._mirror, self._district = mirror, district
        self._ended = EndedCases(records, mirror, district)

    def query(self, selection: Selection) -> Query:
        """
        Return what a selection means.

        Raises:
            BadRequest: The figure, its part, the stream or the window is none of those we know.
        """
        key, name = figure_asked(selection)
        figure = figure_of(key, self._district.figures)
        part = figure.part(name)
        if part is None:
            raise BadRequest("part", f"{figure.key!r} has no {name!r}")
        if selection.light and selection.light not in LIGHTS:
            raise BadRequest("light", f"{selection.light!r} is none of {', '.join(LIGHTS)}")
        streams = self._streams(selection)
        today = self._district.days.day_of(self._mirror.now())
        usual = streams[0].window if selection.figure else USUAL
        now = figure.basis == "now"
        window = None if now else parse_window(selection.window or usual, today)
        days = self._district.days
        between = hours_of(selection.hours, days) if selection.hours else None
        return Query(selection, figure, part, tuple(s.key for s in streams), window, between)

    def _streams(self, selection: Selection) -> Sequence[StreamSpec]:
        district = self._district
        if not selection.stream and not selection.figure:
            return district.streams
        stream = district.stream(selection.stream) if selection.stream else district.primary
        if stream is None:
            raise BadRequest("stream", f"{selection.stream!r} is not a stream of the district")
        return (stream,)

    def listing(self, selection: Selection, size: int) -> Listing:
        """Return one page of the cases that a selection means; raises `BadRequest`."""
        return self._listing(self.query(selection), size)

    def measured(self, selection: Selection) -> Measured:
        """Return the figure whose cases a selection lists, over just the cases it selects."""
        query = self.query(selection)
        figure, now, days = query.figure, self._mirror.now(), self._district.days
        counts = self._counted(query)
        over = counts["numerator"]
        reading = Reading("", "", None if figure.timing else float(over), over)
        if "denominator" in counts:
            reading = share_of(over, counts["denominator"], counts.get("halved"))
        usual = self._streams(selection)[0].window
        window = query.window or parse_window(usual, days.day_of(now))
        return Measured(
            Ask(figure.key, selection.stream, selection.window),
            figure.key,
            query.streams[0] if len(query.streams) == 1 else "",
            "",
            window,
            days.local(now).isoformat(timespec="seconds"),
            reading,
        )

    def _counted(self, query: Query) -> dict[str, int]:
        """Return how many cases each part has that the figure has, all of one moment."""
        parts = {name: query.figure.part(name) for name in PARTS}
        asked = {
            name: structs.replace(query, part=part)
            for name, part in parts.items()
            if part is not None
        }
        seen = self._mirror.read(lambda: {name: self._seen(q, 0) for name, q in asked.items()})
        return {name: self._total(q, seen[name]) for name, q in asked.items()}

    def _total(self, query: Query, seen: Seen) -> int:
        """Return how many cases there are; reads documents where cells cannot tell."""
        if seen.days is None:
            return seen.in_progress + len(self._ended.scanned(query))
        return seen.in_progress + sum(count for _, count in seen.days)

    def _listing(self, query: Query, size: int) -> Listing:
        seen = self._mirror.read(lambda: self._seen(query, size))
        # no part of the reading: documents come from Redis, and the wall must go on
        start = query.selection.page * size
        skip, size = max(start - seen.in_progress, 0), size - len(seen.rows)
        if seen.days is None:
            cases = self._ended.scanned(query)
            total = seen.in_progress + len(cases)
            return Listing(total, seen.rows, cut(cases, skip, size), seen.facets)
        ended = self._ended.page(query, seen.days, skip, size)
        return Listing(self._total(query, seen), seen.rows, ended, seen.facets)

    def _seen(self, query: Query, size: int) -> Seen:
        selection = query.selection
        table, now = self._mirror.table, self._mirror.now()
        light = table.lights(now)
        mask = self._open(query, table) & table.holding(light, query.part.holds)
        facets = _facets(table, mask, light) if query.open_only else {}
        if selection.light:
            mask &= light == LIGHTS.index(selection.light)
        rows = table.by_remaining(mask, size, selection.page * size)
        lit = tuple(zip(rows, table.lights_of(rows, light), strict=True))
        return Seen(int(mask.sum()), lit, self._ended.days(query), facets)

    def count(self, selection: Selection) -> int:
        """Return how many cases a selection means; reads no document unless it must."""
        return self.listing(selection, 0).total

    def _open(self, query: Query, table: OpenTable) -> Mask:
        """Return the cases in progress that a query can mean, but for its part and light."""
        wanted, window = query.keys, query.window
        major = wanted.pop("major", None)
        if query.selection.step:
            wanted["step"] = query.selection.step
        mask = table.select(**wanted)
        if len(query.streams) == 1:
            mask &= table.select(stream=query.streams[0])
        if major is not None:
            mask &= table.in_group("class", self._district.major_of, major)
        if query.selection.reached:
            further = later(query.selection.reached)
            field = "level" if query.selection.reached in LEVELS else "step"
            mask &= table.in_group(field, lambda key: "yes" if key in further else "", "yes")
        if query.between is not None:
            received = table.moments["received"]
            mask &= (received >= query.between[0]) & (received < query.between[1])
        return mask & _on(table, query.figure.basis, window)


def _on(table: OpenTable, basis: Basis, window: Window | None) -> Mask:
    """Return the cases in progress that a window holds by a basis."""
    if window is None:
        return table.alive
    if basis == "unreported":
        return table.alive & False
    if basis == "before":
        return table.alive & (table.day < window.first)
    return table.between(window.first, window.last, PAGE_BASIS[basis])


def _facets(table: OpenTable, mask: Mask, light: Lit) -> dict[str, tuple[Facet, ...]]:
    """Return what a list of cases in progress can be narrowed to, the largest first."""
    facets = {name: _largest(table.count(name, mask, light).items()) for name in FACETS}
    facets["light"] = tuple(
        Facet(name, int((light[mask] == code).sum())) for code, name in enumerate(LIGHTS)
    )
    return facets


def _largest(counts: Iterable[tuple[str, list[int]]]) -> tuple[Facet, ...]:
    ordered = sorted(counts, key=lambda item: -sum(item[1]))
    return tuple(Facet(key or UNASSIGNED, sum(numbers)) for key, numbers in ordered)
