"""Composite scores and fair shares of units, evaluated from cells and the open table."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from city.assessment import LATE, ON_TIME, SUBJECTS, WAITING, Assessed, Assessment
from city.cells import CROSSED, WITHIN, page
from city.clock import to_date, to_day
from city.district import District
from city.errors import BadRequest
from city.fairness import FairShare, MixCount, fair_shares
from city.figures import Ask, Counts, Measured, Reading, counted
from city.registry.book import FIGURES
from city.registry.figure import ENDED, PAGE_BASIS
from city.scores import Composite, Standing, best_and_worst, grade_of, ranking, score_of
from city.standings import MONTHS, Month, Standings
from city.store.columns import LIGHTS
from city.store.measuring import Measurer
from city.store.mirror import Mirror
from city.store.sums import Span
from city.windows import Window, parse_window

AT_ONCE = 7
"""Days whose cells are loaded while the mirror is held."""
_CROSSED = {first: code for code, (first, _) in CROSSED.items()}


class _Read(Struct, frozen=True):
    """What one assessment reads: figures by unit, fair shares, and how the cases of all stand."""

    composite: Composite
    lang: str
    readings: dict[str, dict[str, Reading]]
    shares: dict[str, FairShare]
    on_time: Measured
    late: int
    waiting: int

    @property
    def keys(self) -> list[str]:
        """The units; a post is one, that of the whole district."""
        if not SUBJECTS[self.composite.subject]:
            return [""]
        return sorted({key for told in self.readings.values() for key in told if key})


class Assessor:
    """Assesses the units of a composite in one reading, so that all belong to one moment."""

    def __init__(self, mirror: Mirror, district: District, measurer: Measurer) -> None:
        self._mirror, self._district, self._measurer = mirror, district, measurer

    def assess(self, key: str = "", window: str = "", lang: str = "zh") -> Assessment:
        """
        Return a composite over a window: the district's first one and its stream's own if empty.

        Raises:
            BadRequest: There is no such composite or window.
        """
        spec = self._district.scores
        composite = spec.composite(key)
        stream = self._district.stream(composite.stream)
        if stream is None:
            raise BadRequest("stream", f"{composite.stream!r} is no stream of this district")
        wanted = window or stream.window

        def assessed() -> Assessment:
            today = self._district.days.day_of(self._mirror.now())
            return self._assessed(composite, parse_window(wanted, today), lang)

        return self._mirror.read(assessed)

    def standings(self) -> Standings:
        """Return all units that the district assesses, over the windows of their streams."""
        first: dict[str, Composite] = {}
        for each in self._district.scores.composites:
            first.setdefault(each.subject, each)
        posts = [c for c in self._district.scores.composites if c.subject == "post"]
        departments, streets = first.get("department"), first.get("street")
        return self._mirror.read(
            lambda: Standings(
                self.assess(departments.key) if departments else None,
                self.assess(streets.key) if streets else None,
                tuple(self.assess(each.key) for each in posts),
                self._months(departments) if departments else (),
            )
        )

    def prepare(self, windows: Iterable[Window]) -> None:
        """Load what windows need, a week at a time, so that no picture waits for all of it."""
        for window in windows:
            for first in range(window.first, window.last + 1, AT_ONCE):
                days = range(first, min(first + AT_ONCE, window.last + 1))
                self._mirror.ensure_pages(
                    page(basis, day) for basis in PAGE_BASIS.values() for day in days
                )

    def months(self) -> tuple[Window, ...]:
        """Return the calendar months of the trend, the oldest first."""
        last = self._district.days.day_of(self._mirror.now())
        windows: list[Window] = []
        while len(windows) < MONTHS:
            first = to_day(to_date(last).replace(day=1))
            windows.append(Window(first, last, "days"))
            last = first - 1
        return tuple(reversed(windows))

    def _months(self, composite: Composite) -> tuple[Month, ...]:
        by = SUBJECTS[composite.subject]
        return tuple(
            Month(window, fair_shares(self._mix(composite.stream, by, window)))
            for window in self.months()
        )

    def _assessed(self, composite: Composite, window: Window, lang: str) -> Assessment:
        read = self._read(composite, window, lang)
        units = {key: self._unit(read, key) for key in read.keys}
        placed = self._placed(composite, units)
        best, worst = best_and_worst(placed)
        return Assessment(
            composite,
            window,
            read.on_time.as_of,
            self._mirror.now(),
            self._district.scores.least_cases,
            tuple(replace(units[each.key], standing=each) for each in placed),
            tuple(each.key for each in best),
            tuple(each.key for each in worst),
            read.on_time.total,
            read.late,
            read.waiting,
        )

    def _read(self, composite: Composite, window: Window, lang: str) -> _Read:
        by, stream = SUBJECTS[composite.subject], composite.stream
        figures = {*(term.figure for term in composite.terms), ON_TIME, LATE, WAITING}
        asks = {figure: Ask(figure, stream, window.text, by) for figure in figures}
        measured = self._measurer.measure(asks.values(), lang)
        readings = {figure: _by_unit(measured[ask]) for figure, ask in asks.items()}
        shares = fair_shares(self._mix(stream, by, window)) if by else {}
        late, waiting = (measured[asks[figure]].total.numerator for figure in (LATE, WAITING))
        return _Read(composite, lang, readings, shares, measured[asks[ON_TIME]], late, waiting)

    def _placed(self, composite: Composite, units: dict[str, Assessed]) -> tuple[Standing, ...]:
        standings = [unit.standing for unit in units.values()]
        if not SUBJECTS[composite.subject]:  # one unit alone has no rank
            return tuple(standings)
        return ranking(standings, least=self._district.scores.least_cases)

    def _unit(self, read: _Read, key: str) -> Assessed:
        composite, fair = read.composite, read.shares.get(key)
        by = SUBJECTS[composite.subject]
        nothing = Reading(key, "", None, 0)
        told = {figure: units.get(key, nothing) for figure, units in read.readings.items()}
        score = score_of(composite, {figure: reading.value for figure, reading in told.items()})
        cases = (fair.settled if fair else 0) if by else read.on_time.total.denominator or 0
        grade = grade_of(score.value, self._district.scores.grades)
        apart = by == "department" and self._district.is_apart(key)
        standing = Standing(key, cases, score.value, grade, apart=apart)
        name = self._district.label(by, key, read.lang) if by else composite.label(read.lang)
        readings = tuple(told[term.figure] for term in composite.terms)
        return Assessed(name, standing, score, fair, readings)

    def _mix(self, stream: str, by: str, window: Window) -> Iterator[MixCount]:
        """Yield what each unit had to settle of each class, those still open and overdue too."""
        figure = FIGURES[ON_TIME]
        told: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
        for part in (self._ended(stream, by, window), self._open(stream, by, window)):
            for unit, class_, counts in part:
                known = told.setdefault((unit, class_), {})
                for looks, count in counts.items():
                    known[looks] = known.get(looks, 0) + count
        for (unit, class_), counts in told.items():
            settled = counted(figure, "denominator", counts)
            yield MixCount(unit, class_, settled, counted(figure, "numerator", counts))

    def _ended(self, stream: str, by: str, window: Window) -> Iterator[tuple[str, str, Counts]]:
        basis = PAGE_BASIS[FIGURES[ON_TIME].basis]
        span = Span(stream, _CROSSED[by], basis, window.first, window.last)
        self._mirror.ensure_pages(span.pages)
        for key, patterns in self._mirror.sums.over(span).items():
            unit, _, class_ = key.partition(WITHIN)
            yield unit, class_, {(pattern, ENDED): n for pattern, n in patterns.items()}

    def _open(self, stream: str, by: str, window: Window) -> Iterator[tuple[str, str, Counts]]:
        table = self._mirror.table
        basis = PAGE_BASIS[FIGURES[ON_TIME].basis]
        mask = table.select(stream=stream) & table.between(window.first, window.last, basis)
        lights = table.lights(self._mirror.now())
        for code, unit in enumerate(table.codes[by].keys):
            own = mask & (table.dims[by] == code)
            for class_, looks in table.patterns("class", own, lights).items():
                yield unit, class_, {(p, LIGHTS[lit]): n for (p, lit), n in looks.items()}


def _by_unit(measured: Measured) -> dict[str, Reading]:
    return {row.key: row for row in measured.rows} if measured.by else {"": measured.total}
