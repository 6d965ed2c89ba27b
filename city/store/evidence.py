"""
The cases behind a figure: those in progress from the mirror, ended ones from the pages they are on.

How many there are is told by the very cells that the figure is made of, day by day. So a page of a
list reads the documents of the few days that it shows, however many cases there are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, structs

from city.asked import figure_asked
from city.case import Case
from city.cells import (
    ALL,
    CODE_OF,
    CROSSED,
    IN_STEP,
    ORPHAN,
    ORPHANS,
    RECEIVED,
    SPARSE,
    TIMING,
    WITHIN,
    page,
)
from city.district import District, StreamSpec
from city.errors import BadRequest
from city.figures import Ask, Measured, Reading
from city.flags import pattern_of
from city.lifecycle import life_cycle
from city.metrics import share
from city.registry.book import figure_of
from city.registry.figure import ENDED, HANDLING, PAGE_BASIS, Basis
from city.snapshot import Facet, Selection
from city.social import GRID_LEVELS as LEVELS
from city.store.columns import LIGHTS, Lit, Mask, OpenTable
from city.store.documents import Records
from city.store.mirror import Mirror
from city.store.queries import UNASSIGNED, Query, later, matches, took_time
from city.store.rows import OpenRow
from city.store.sums import Patterns, Span
from city.windows import Window, hours_of, parse_window

FACETS = ("step", "street", "department", "channel")
USUAL = "last-30-days"
"""Window of a list of no figure that names none."""
DAYS_AT_ONCE = 31
"""Days whose documents are read in one go where cells cannot tell how many cases there are."""
Days: TypeAlias = list[tuple[int, int]]
"""Local days of a basis, the newest first, each with how many of its ended cases are meant."""


class Listing(Struct, frozen=True):
    """How many cases there are, and one page of them: those in progress with lights, ended ones."""

    total: int
    open: tuple[tuple[OpenRow, str], ...]
    ended: tuple[Case, ...]
    facets: dict[str, tuple[Facet, ...]]


class Evidence:
    """Finds the cases behind a figure, and counts them as the figure does."""

    def __init__(self, records: Records, mirror: Mirror, district: District) -> None:
        self._records, self._mirror, self._district = records, mirror, district

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
        over, under = (
            None if part is None else self._listing(structs.replace(query, part=part), 0).total
            for part in (figure.numerator, figure.denominator)
        )
        value = None if figure.timing else float(over or 0)
        if figure.denominator is not None:
            value = share(over or 0, under or 0)
        usual = self._streams(selection)[0].window
        window = query.window or parse_window(usual, days.day_of(now))
        return Measured(
            Ask(figure.key, selection.stream, selection.window),
            figure.key,
            query.streams[0] if len(query.streams) == 1 else "",
            "",
            window,
            days.local(now).isoformat(timespec="seconds"),
            Reading("", "", value, over or 0, under),
        )

    def _listing(self, query: Query, size: int) -> Listing:
        selection, start = query.selection, query.selection.page * size
        with self._mirror.locked:
            table, now = self._mirror.table, self._mirror.now()
            light = table.lights(now)
            mask = self._open(query, table) & table.holding(light, query.part.holds)
            facets = _facets(table, mask, light) if query.open_only else {}
            if selection.light:
                mask &= light == LIGHTS.index(selection.light)
            rows = table.by_remaining(mask, size, start)
            lit = tuple(zip(rows, table.lights_of(rows, light), strict=True))
            in_progress = int(mask.sum())
            days = self._days(query)
        # not under the mirror's lock: documents are read from Redis, and the wall must go on
        skip = max(start - in_progress, 0)
        if days is None:
            cases = self._scanned(query)
            return Listing(
                in_progress + len(cases), lit, _cut(cases, skip, size - len(rows)), facets
            )
        total = in_progress + sum(count for _, count in days)
        return Listing(total, lit, self._ended(query, days, skip, size - len(rows)), facets)

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

    def _days(self, query: Query) -> Days | None:
        """Return the days with ended cases that are meant; None if cells cannot tell how many."""
        figure, window = query.figure, query.window
        basis = PAGE_BASIS.get(figure.basis)
        if figure.basis == "unreported":
            self._mirror.ensure_pages([ORPHANS])
            return [(0, self._mirror.sums.of_page(ORPHANS, ORPHAN))]
        if basis is None or window is None or query.open_only or query.selection.light:
            return []
        if query.between is not None or query.selection.step:
            return None
        counts: dict[int, int] = {}
        for stream in query.streams:
            told = self._told(query, Span(stream, ALL, basis, window.first, window.last))
            if told is None:
                return None
            for day, number in told.items():
                counts[day] = counts.get(day, 0) + number
        return sorted(((day, n) for day, n in counts.items() if n > 0), reverse=True)

    def _told(self, query: Query, span: Span) -> dict[int, int] | None:
        """Return day -> how many ended cases of one stream are meant, as cells tell it."""
        holds = query.part.holds
        if query.figure.timing:
            return self._timed(query, span)
        kept = self._kept(query)
        if kept is None:
            return None
        code, wanted = kept
        by_day = self._by_day(structs.replace(span, dimension=code))
        if wanted is None:  # those without a key are what is missing to all
            every = self._by_day(structs.replace(span, dimension=ALL))
            return {
                day: _held(every[day], holds) - _held(groups, holds)
                for day, groups in by_day.items()
            }
        return {
            day: _held({key: p for key, p in groups.items() if wanted(key)}, holds)
            for day, groups in by_day.items()
        }

    def _kept(self, query: Query) -> tuple[str, Callable[[str], bool] | None] | None:
        """
        Return the dimension of the cells that a query can be told by, and which of its keys.

        No test of keys stands for the unassigned of a dimension that only some cases have; None
        if no cells are kept for what it is narrowed to.
        """
        keys, reached = query.keys, query.selection.reached
        if reached in LEVELS:
            further = later(reached)
            return None if keys else (CODE_OF["level"], further.__contains__)
        if not keys:
            return ALL, lambda key: True
        if len(keys) > 1:
            pair = next((code for code, two in CROSSED.items() if set(two) == set(keys)), None)
            if pair is None:
                return None
            both = WITHIN.join(keys[each] for each in CROSSED[pair])
            return pair, both.__eq__
        ((name, wanted),) = keys.items()
        if name == "major":
            return CODE_OF["class"], lambda key: self._district.major_of(key) == wanted
        if name in SPARSE and not wanted:
            return CODE_OF[name], None
        return CODE_OF[name], wanted.__eq__

    def _timed(self, query: Query, span: Span) -> dict[int, int] | None:
        """Return day -> how many cases took the time that a figure is about."""
        keys, timing = query.keys, query.figure.timing
        if keys.keys() - {"department"} or (keys and timing.startswith(IN_STEP)):
            return None
        what = life_cycle(span.stream).main.key if timing == HANDLING else timing
        if keys.get("department") == "":
            return None
        key = f"{what}{WITHIN}{keys['department']}" if keys else what
        by_day = self._by_day(structs.replace(span, dimension=TIMING))
        return {day: sum(groups.get(key, {}).values()) for day, groups in by_day.items()}

    def _by_day(self, span: Span) -> Mapping[int, Mapping[str, Patterns]]:
        self._mirror.ensure_pages(span.pages)
        return self._mirror.sums.by_day(span)

    def _ended(self, query: Query, days: Days, skip: int, size: int) -> tuple[Case, ...]:
        """Return ended cases, the newest days first; reads only the days that are shown."""
        wanted, passed, before = [], 0, 0
        for day, count in days:
            if passed >= skip + size:
                break
            if passed + count > skip:
                wanted.append(day)
            else:
                before += count
            passed += count
        return _cut(self._read(query, wanted), skip - before, size)

    def _scanned(self, query: Query) -> list[Case]:
        """Return all ended cases that are meant; reads every day on which there may be any."""
        assert query.window is not None  # noqa: S101 - only pages are scanned
        basis = PAGE_BASIS[query.figure.basis]
        first, last = query.window.first, query.window.last
        if query.between is not None and basis == RECEIVED:
            since, until = query.between
            first = max(first, self._district.days.day_of(since))
            last = min(last, self._district.days.day_of(until - 1))
        with self._mirror.locked:
            held: set[int] = set()
            for stream in query.streams:
                held |= self._may_hold(query, Span(stream, ALL, basis, first, last))
        days = sorted(held, reverse=True)
        found: list[Case] = []
        for at in range(0, len(days), DAYS_AT_ONCE):
            found += self._read(query, days[at : at + DAYS_AT_ONCE])
        return found

    def _may_hold(self, query: Query, span: Span) -> set[int]:
        """Return the days of a stream on which each key that is wanted has a case for itself."""
        days = {day for day, groups in self._by_day(span).items() if groups}
        for alone in query.alone():
            told = self._told(alone, span)
            if told is not None:
                days &= {day for day, count in told.items() if count > 0}
        return days

    def _read(self, query: Query, days: Sequence[int]) -> list[Case]:
        """Return the ended cases of some days that are meant, in order."""
        if query.figure.basis == "unreported":
            held = self._records.on_pages([ORPHANS])[ORPHANS]
            return sorted((each.case for each in held if not each.case.exists), key=_by_id)
        basis = PAGE_BASIS.get(query.figure.basis, "")
        pages = self._records.on_pages([page(basis, day) for day in days]) if days else {}
        found: list[Case] = []
        for timelines in pages.values():
            cases = [each.case for each in timelines if self._means(query, each.case)]
            found += sorted(cases, key=lambda case: (-(case.received_at or 0), case.id))
        return found

    def _means(self, query: Query, case: Case) -> bool:
        if case.is_open or not case.exists or case.stream not in query.streams:
            return False
        if query.between is not None:
            first, last = query.between
            if not first <= (case.received_at or 0) < last:
                return False
        reached = query.selection.reached
        if reached in LEVELS and case.level not in later(reached):
            return False
        return (
            matches(self._district, case, query.selection)
            and query.part.holds(pattern_of(case), ENDED)
            and (not query.figure.timing or took_time(case, query.figure.timing))
        )


def _on(table: OpenTable, basis: Basis, window: Window | None) -> Mask:
    """Return the cases in progress that a window holds by a basis."""
    if window is None:
        return table.alive
    if basis == "unreported":
        return table.alive & False
    if basis == "before":
        return table.alive & (table.day < window.first)
    return table.between(window.first, window.last, PAGE_BASIS[basis])


def _by_id(case: Case) -> str:
    return case.id


def _cut(cases: Sequence[Case], skip: int, size: int) -> tuple[Case, ...]:
    return tuple(cases[skip : skip + max(size, 0)])


def _held(groups: Mapping[str, Patterns], holds: Callable[[str, str], bool]) -> int:
    return sum(
        count
        for patterns in groups.values()
        for pattern, count in patterns.items()
        if holds(pattern, ENDED)
    )


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
