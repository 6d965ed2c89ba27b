"""The cases behind a figure: each is evaluated by the very definition that the figure is."""

from collections.abc import Iterator
from itertools import chain

from msgspec import structs

from city.case import Case
from city.cells import page
from city.clock import Instant
from city.district import District
from city.errors import BadRequest
from city.flags import pattern_of
from city.lifecycle import STEP_OF
from city.registry.book import figure_of
from city.registry.figure import ENDED, HANDLING, PAGE_BASIS, Basis, Figure, Part
from city.snapshot import Selection
from city.store.documents import Records
from city.store.mirror import Mirror
from city.store.rows import light_of, open_row
from city.windows import Window, parse_window

UNASSIGNED = "-"
"""How a selection names the group of cases without a key, since an empty field selects all."""


class Evidence:
    """Finds the cases behind a figure: by the pages of its basis, and among those in progress."""

    def __init__(self, records: Records, mirror: Mirror, district: District) -> None:
        self._records, self._mirror, self._district = records, mirror, district

    def cases(self, selection: Selection) -> list[Case]:
        """
        Return the cases of the part of a figure that a selection names.

        Raises:
            BadRequest: The figure, its part, the stream or the window is none of those we know.
        """
        district, now = self._district, self._mirror.now()
        stream = district.stream(selection.stream) if selection.stream else district.primary
        if stream is None:
            raise BadRequest("stream", f"{selection.stream!r} is not a stream of the district")
        figure = figure_of(selection.figure, district.figures)
        part = _part(figure, selection.part)
        chosen = structs.replace(selection, stream=stream.key)
        window = parse_window(selection.window or stream.window, district.days.day_of(now))
        return [
            case
            for case in self._held(figure.basis, window)
            if matches(district, case, chosen)
            and part.holds(pattern_of(case), _light(case, now))
            and (not figure.timing or took_time(case, figure.timing))
        ]

    def _held(self, basis: Basis, window: Window) -> Iterator[Case]:
        """Yield the cases that a window holds by a basis; those in progress are read first."""
        pages = [] if basis == "now" else [page(PAGE_BASIS[basis], day) for day in window.days]
        ended = (timeline for where in pages for timeline in self._records.on_page(where))
        seen: set[str] = set()
        for timeline in chain(self._records.timelines(self._in_progress(basis, window)), ended):
            case = timeline.case
            if case.exists and case.id not in seen:
                seen.add(case.id)
                yield case

    def _in_progress(self, basis: Basis, window: Window) -> list[str]:
        with self._mirror.locked:
            table = self._mirror.table
            mask = table.alive.copy()
            if basis != "now":
                mask &= table.between(window.first, window.last, PAGE_BASIS[basis])
            rows = (table.rows[slot] for slot in mask.nonzero()[0])
            return [row.id for row in rows if row is not None]


def _part(figure: Figure, name: str) -> Part:
    part = figure.part(name or "numerator")
    if part is None:
        raise BadRequest("part", f"{figure.key!r} has no {name!r}")
    return part


def _light(case: Case, now: Instant) -> str:
    row = open_row(case)
    return ENDED if row is None else light_of(row, now)


def took_time(case: Case, timing: str) -> bool:
    """Return whether a case has such a time: from receipt to closing, or on the light's clock."""
    if case.closed_at is None:
        return False
    return timing != HANDLING or (case.clock is not None and case.clock.stopped_at is not None)


def matches(district: District, case: Case, selection: Selection) -> bool:
    """Return whether a case has the keys that a selection wants of each dimension."""
    pairs = (
        (selection.stream, case.stream),
        (selection.step, STEP_OF.get(case.state, "")),
        (selection.street, case.street),
        (selection.community, case.community),
        (selection.department, case.department),
        (selection.class_, case.class_),
        (selection.channel, case.channel),
        (selection.grid, case.grid),
        (selection.level, case.level),
        (selection.campaign, case.campaign),
        (selection.major, district.major_of(case.class_)),
    )
    return all(not want or (have or UNASSIGNED) == want for want, have in pairs)
