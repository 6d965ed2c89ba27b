"""Figures of the registry measured: ended cases from cells, open ones from the open table."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeAlias

from city.cells import ALL, CODE_OF, IN_STEP, ORPHAN, ORPHANS, SPARSE, TIMING, WITHIN
from city.clock import Instant
from city.district import District
from city.errors import BadRequest
from city.figures import Ask, Compared, Measured, Reading, evaluate, merged, time_of
from city.lifecycle import life_cycle
from city.metrics import DIMENSIONS
from city.registry.book import figure_of
from city.registry.figure import ENDED, HANDLING, PAGE_BASIS, Figure
from city.store.columns import LIGHTS, Mask
from city.store.mirror import Mirror
from city.store.sums import Patterns, Span
from city.windows import Comparison, Window, compared, parse_window

Told: TypeAlias = tuple[str, str]
Groups: TypeAlias = dict[str, dict[Told, int]]
"""Key of a dimension -> (pattern, light) -> count."""
BREAKDOWNS = (*DIMENSIONS, "grid", "level", "campaign")
"""What a figure of the registry can be broken down by."""


class Measurer:
    """Measures figures in one reading, so that all of them belong to the same moment."""

    def __init__(self, mirror: Mirror, district: District) -> None:
        self._mirror, self._district = mirror, district

    def measure(self, asks: Collection[Ask], lang: str = "zh") -> dict[Ask, Measured]:
        """
        Return each figure that is asked for.

        Raises:
            BadRequest: A figure, stream, window or dimension is none of those we know.
        """

        def measured() -> dict[Ask, Measured]:
            reading = _Moment(self._mirror, self._district, lang)
            return {ask: reading.measured(ask) for ask in asks}

        return self._mirror.read(measured)


class _Moment:
    """One reading at one moment; what several figures have in common is counted once."""

    def __init__(self, mirror: Mirror, district: District, lang: str) -> None:
        self._mirror, self._district, self._lang = mirror, district, lang
        self._now: Instant = mirror.now()
        self._lights = mirror.table.lights(self._now)
        self._groups: dict[tuple[str, str, Window, str], Groups] = {}

    def measured(self, ask: Ask) -> Measured:
        district, days = self._district, self._district.days
        figure = figure_of(ask.figure, district.figures)
        stream = district.stream(ask.stream) if ask.stream else district.primary
        if stream is None:
            known = ", ".join(each.key for each in district.streams)
            raise BadRequest("stream", f"{ask.stream!r} is none of {known}")
        if ask.by and ask.by not in BREAKDOWNS:
            raise BadRequest("by", f"{ask.by!r} is none of {', '.join(BREAKDOWNS)}")
        window = parse_window(ask.window or stream.window, days.day_of(self._now))
        total, rows = self._read(figure, stream.key, window, ask.by)
        return Measured(
            ask,
            figure.key,
            stream.key,
            ask.by,
            window,
            days.local(self._now).isoformat(timespec="seconds"),
            total,
            rows,
            self._compared(ask, figure, stream.key, window, "previous"),
            self._compared(ask, figure, stream.key, window, "last-year"),
        )

    def _compared(
        self, ask: Ask, figure: Figure, stream: str, window: Window, comparison: Comparison
    ) -> Compared | None:
        if not ask.compare or figure.basis not in PAGE_BASIS:
            return None
        earlier = compared(window, comparison)
        return Compared(earlier, self._read(figure, stream, earlier, "")[0])

    def _read(
        self, figure: Figure, stream: str, window: Window, by: str
    ) -> tuple[Reading, tuple[Reading, ...]]:
        """Return the total and the rows of a figure, the largest first, the unassigned last."""
        if figure.timing:
            return self._times(figure, stream, window, by)
        groups = self._counts(stream, window, figure.basis, by)
        total = evaluate(figure, merged(groups.values()))
        if not by:
            return total, ()
        rows = [evaluate(figure, c, key=k, name=self._label(by, k)) for k, c in groups.items()]
        return total, _sorted(rows)

    def _label(self, by: str, key: str) -> str:
        return self._district.label(by, key, self._lang)

    def _counts(self, stream: str, window: Window, basis: str, by: str) -> Groups:
        if basis == "unreported":
            self._mirror.ensure_pages([ORPHANS])
        asked = stream, basis, window, by
        if asked not in self._groups:
            self._groups[asked] = self._count(stream, window, basis, by)
        return self._groups[asked]

    def _count(self, stream: str, window: Window, basis: str, by: str) -> Groups:
        if basis == "unreported":
            return {"": {("", ENDED): self._mirror.sums.of_page(ORPHANS, ORPHAN)}}
        name = "class" if by == "major" else by or ALL
        group: Callable[[str], str] = self._district.major_of if by == "major" else str
        groups: Groups = {"": {}}
        for key, patterns in self._ended(stream, window, basis, name).items():
            _add(groups, group(key), {(told, ENDED): n for told, n in patterns.items()})
        table = self._mirror.table
        mask = self._open(stream, window, basis)
        for key, told in table.patterns(name, mask, self._lights).items():
            _add(groups, group(key), {(p, LIGHTS[lit]): n for (p, lit), n in told.items()})
        return groups

    def _open(self, stream: str, window: Window, basis: str) -> Mask:
        table = self._mirror.table
        mask = table.select(stream=stream)
        if basis == "now":
            return mask
        if basis == "before":
            return mask & (table.day < window.first)
        return mask & table.between(window.first, window.last, PAGE_BASIS[basis])

    def _ended(
        self, stream: str, window: Window, basis: str, name: str
    ) -> Mapping[str, Mapping[str, int]]:
        if basis not in PAGE_BASIS:
            return {}
        keyed = self._over(stream, CODE_OF.get(name, ALL), PAGE_BASIS[basis], window)
        if name not in SPARSE:
            return keyed
        total = self._over(stream, ALL, PAGE_BASIS[basis], window).get("", {})
        return {**keyed, "": _rest(total, keyed.values())}

    def _over(
        self, stream: str, dimension: str, basis: str, window: Window
    ) -> Mapping[str, Patterns]:
        span = Span(stream, dimension, basis, window.first, window.last)
        self._mirror.ensure_pages(span.pages)
        return self._mirror.sums.over(span)

    def _times(
        self, figure: Figure, stream: str, window: Window, by: str
    ) -> tuple[Reading, tuple[Reading, ...]]:
        told_by = ("",) if figure.timing.startswith(IN_STEP) else ("", "department")
        if by not in told_by:
            allowed = " or by department" if len(told_by) > 1 else ""
            raise BadRequest("by", f"{figure.key!r} is told for all{allowed} only")
        what = life_cycle(stream).main.key if figure.timing == HANDLING else figure.timing
        cells = self._over(stream, TIMING, PAGE_BASIS[figure.basis], window)
        whole = cells.get(what, {})
        total = time_of(figure, _buckets(whole))
        if not by:
            return total, ()
        keyed = {
            key.partition(WITHIN)[2]: told
            for key, told in cells.items()
            if key.startswith(f"{what}{WITHIN}")
        }
        keyed[""] = _rest(whole, keyed.values())
        return total, _sorted(
            time_of(figure, _buckets(told), key=key, name=self._label(by, key))
            for key, told in keyed.items()
        )


def _sorted(rows: Iterable[Reading]) -> tuple[Reading, ...]:
    def place(row: Reading) -> tuple[bool, int, str]:
        size = row.numerator if row.denominator is None else row.denominator
        return not row.key, -size, row.key

    return tuple(sorted(rows, key=place))


def _add(groups: Groups, key: str, counts: Mapping[Told, int]) -> None:
    known = groups.setdefault(key, {})
    for told, count in counts.items():
        known[told] = known.get(told, 0) + count


def _rest(total: Mapping[str, int], keyed: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return what a total has beyond its keys: the cases without a key."""
    left = dict(total)
    for patterns in keyed:
        for told, count in patterns.items():
            left[told] = left.get(told, 0) - count
    return {told: count for told, count in left.items() if count}


def _buckets(told: Mapping[str, int]) -> dict[int, int]:
    return {int(bucket): count for bucket, count in told.items()}
