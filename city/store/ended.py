"""
The ended cases that a query means: how many on which day, as cells tell it, and their documents.

Where cells cannot tell, the documents of all days are read on which there may be such cases.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from msgspec import structs

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
    page as page_of,
)
from city.district import District
from city.flags import pattern_of
from city.lifecycle import life_cycle
from city.registry.figure import ENDED, HANDLING, PAGE_BASIS
from city.social import GRID_LEVELS as LEVELS
from city.store.documents import Records
from city.store.mirror import Mirror
from city.store.queries import Query, later, matches, took_time
from city.store.sums import Patterns, Span

DAYS_AT_ONCE = 31
"""Days whose documents are read in one go where cells cannot tell how many cases there are."""
Days: TypeAlias = list[tuple[int, int]]
"""Local days of a basis, the newest first, each with how many of its ended cases are meant."""


class EndedCases:
    """
    Counts and finds the ended cases of a query.

    Ask `days` in a reading of the mirror; the others read documents, so it must be free.
    """

    def __init__(self, records: Records, mirror: Mirror, district: District) -> None:
        self._records, self._mirror, self._district = records, mirror, district

    def days(self, query: Query) -> Days | None:
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

    def page(self, query: Query, days: Days, skip: int, size: int) -> tuple[Case, ...]:
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
        return cut(self._read(query, wanted), skip - before, size)

    def scanned(self, query: Query) -> list[Case]:
        """Return all ended cases that are meant; reads every day on which there may be any."""
        assert query.window is not None  # noqa: S101 - only pages are scanned
        basis = PAGE_BASIS[query.figure.basis]
        first, last = query.window.first, query.window.last
        if query.between is not None and basis == RECEIVED:
            since, until = query.between
            first = max(first, self._district.days.day_of(since))
            last = min(last, self._district.days.day_of(until - 1))
        spans = [Span(stream, ALL, basis, first, last) for stream in query.streams]
        held = self._mirror.read(lambda: [self._may_hold(query, span) for span in spans])
        days = sorted(set().union(*held), reverse=True)
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
        pages = self._records.on_pages([page_of(basis, day) for day in days]) if days else {}
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


def _by_id(case: Case) -> str:
    return case.id


def cut(cases: Sequence[Case], skip: int, size: int) -> tuple[Case, ...]:
    """Return one page of cases."""
    return tuple(cases[skip : skip + max(size, 0)])


def _held(groups: Mapping[str, Patterns], holds: Callable[[str, str], bool]) -> int:
    return sum(
        count
        for patterns in groups.values()
        for pattern, count in patterns.items()
        if holds(pattern, ENDED)
    )
