"""Questions to the read model: figures, lists of cases, and one case with its history."""

from collections.abc import Collection
from typing import Any

from city.assessment import Assessment
from city.atlas import Storm
from city.case import Case
from city.cells import CODE_OF, ORPHAN, ORPHANS, RECEIVED
from city.clock import Instant
from city.district import District
from city.errors import BadRequest
from city.figures import Ask, Measured
from city.lists import Facet, ListedCase, Selection
from city.metrics import DIMENSIONS, Figures, Row, Tally, Window, parse_window, tally_of, total_of
from city.snapshot import OpenCase
from city.store.assessing import Assessor
from city.store.documents import Partitioner, Records
from city.store.evidence import Evidence
from city.store.fact_reader import FactReader
from city.store.measuring import Measurer
from city.store.mirror import Mirror
from city.store.rows import OpenRow, light_of, open_row
from city.store.sums import Span
from city.storms import storms_of
from city.timeline import Timeline

PAGE_SIZE = 50


class Reader:
    """Answers from the mirror; only lists of ended cases and single cases ask Redis."""

    def __init__(
        self,
        redis: Any,
        prefix: str,
        *,
        mirror: Mirror,
        district: District,
        partition_of: Partitioner,
    ) -> None:
        self.mirror, self.district = mirror, district
        self.records = Records(redis, prefix, mirror=mirror, partition_of=partition_of)
        self.evidence = Evidence(self.records, mirror, district)
        self.measurer = Measurer(mirror, district)
        self.assessor = Assessor(mirror, district, self.measurer)
        self.facts = FactReader(redis, prefix, model=lambda: mirror.status.model)

    def now(self) -> Instant:
        """Return the product's time; to who holds the mirror it stands still."""
        return self.mirror.now()

    def today(self) -> int:
        """Return the local day number of the product's time."""
        return self.district.days.day_of(self.now())

    def window(self, text: str) -> Window:
        """Return the window that a text names; raises `BadRequest`."""
        return parse_window(text, self.today())

    def span(self, stream: str, dimension: str, window: Window, basis: str = RECEIVED) -> Span:
        """Return which cells a window asks for, loaded."""
        span = Span(stream, dimension, basis, window.first, window.last)
        self.mirror.ensure_pages(span.pages)
        return span

    def figures(self, stream: str, window: str, by: str, lang: str = "zh") -> Figures:
        """
        Return the account of a stream.

        Raises:
            BadRequest: The window or the dimension is none of those we know.
        """
        if by not in DIMENSIONS:
            raise BadRequest("by", f"{by!r} is none of {', '.join(DIMENSIONS)}")
        return self.mirror.read(lambda: self._figures(stream, window, by, lang))

    def _figures(self, stream: str, window: str, by: str, lang: str) -> Figures:
        district, table, now = self.district, self.mirror.table, self.now()
        span = self.window(window)
        tallies = self._tallies(stream, span, by, now)
        rows = [Row(key, district.label(by, key, lang), tally) for key, tally in tallies.items()]
        rows.sort(key=lambda row: (not row.key, -row.tally.received, row.key))
        before = table.select(stream=stream) & (table.day < span.first)
        return Figures(
            district.key,
            stream,
            by,
            span,
            district.days.local(now).isoformat(timespec="seconds"),
            tuple(rows),
            total_of(row.tally for row in rows),
            int(before.sum()),
        )

    def _tallies(self, stream: str, span: Window, by: str, now: Instant) -> dict[str, Tally]:
        """Return key -> tally; ended cases from cells, those in progress from the open table."""
        name = "class" if by == "major" else by
        group = self.district.major_of if by == "major" else str
        tallies: dict[str, Tally] = {"": Tally()}
        ended = self.mirror.sums.over(self.span(stream, CODE_OF[name], span))
        for key, patterns in ended.items():
            if patterns:
                tallies.setdefault(group(key), Tally()).add(tally_of(patterns))
        table = self.mirror.table
        mask = table.select(stream=stream) & table.between(span.first, span.last)
        for key, lights in table.count(name, mask, table.lights(now)).items():
            tallies.setdefault(group(key), Tally()).add(Tally(0, 0, *lights))
        return tallies

    def orphans(self) -> int:
        """Return of how many cases there are later events but no report."""

        def counted() -> int:
            self.mirror.ensure_pages([ORPHANS])
            return self.mirror.sums.of_page(ORPHANS, ORPHAN)

        return self.mirror.read(counted)

    def storms(self) -> tuple[Storm, ...]:
        """Return the surges of linked cases of all streams, the largest first."""
        linking, now = self.district.linking, self.now()
        recent = self.mirror.read(
            lambda: self.mirror.table.received_since(now - linking.storm_span)
        )
        return storms_of([row for row in recent if not row.confidential], linking, now)

    def measure(self, asks: Collection[Ask], lang: str = "zh") -> dict[Ask, Measured]:
        """Return figures of the registry, all of one moment; raises `BadRequest`."""
        return self.measurer.measure(asks, lang)

    def assess(self, composite: str = "", window: str = "", lang: str = "zh") -> Assessment:
        """Return a composite score of every unit, with ranks; raises `BadRequest`."""
        return self.assessor.assess(composite, window, lang)

    def open_case(self, row: OpenRow, light: str) -> OpenCase:
        """Return an open row as pages show it."""
        return OpenCase(
            id=row.id,
            number=row.number,
            stream=row.stream,
            title=row.title,
            class_=row.class_,
            street=row.street,
            community=row.community,
            department=row.department,
            channel=row.channel,
            state=row.state,
            step=row.step,
            light=light,  # type: ignore[arg-type]
            received_at=row.received_at,
            near_at=row.near_at,
            due_at=row.due_at,
            stopped_at=row.stopped_at,
            lon=row.lon,
            lat=row.lat,
            master=row.master,
            callers=row.callers,
            confidential=row.confidential,
            provisional=self._is_provisional(row),
        )

    def _is_provisional(self, row: OpenRow) -> bool:
        """Return whether a deadline in working time depends on a year without notice (暂定)."""
        if row.due_at is None or not row.in_office:
            return False
        # a row does not hold when its clock started; that was not before the case came in
        return self.district.limits.unpublished_year(row.received_at, row.due_at) != 0

    def listing(
        self, selection: Selection
    ) -> tuple[int, tuple[ListedCase, ...], dict[str, tuple[Facet, ...]]]:
        """Return how many cases are selected, one page of them, and the facets of open ones."""
        found = self.evidence.listing(selection, PAGE_SIZE)
        rows = [self._listed_open(row, light) for row, light in found.open]
        rows += [self.listed(case) for case in found.ended]
        return found.total, tuple(rows), found.facets

    def _listed_open(self, row: OpenRow, light: str) -> ListedCase:
        case = self.open_case(row, light)
        return ListedCase(
            id=row.id,
            number=row.number,
            stream=row.stream,
            title=row.title,
            class_=row.class_,
            street=row.street,
            department=row.department,
            channel=row.channel,
            state=row.state,
            received_at=row.received_at,
            closed_at=None,
            in_time=None,
            stars=None,
            open=case,
            confidential=row.confidential,
        )

    def timeline(self, case_id: str) -> Timeline:
        """Return a case with all its events; raises `UnknownCase`."""
        return self.records.timeline(case_id)

    def listed(self, case: Case) -> ListedCase:
        """Return a case as a row of a list."""
        row = open_row(case)
        shown = self.open_case(row, light_of(row, self.now())) if row is not None else None
        return ListedCase(
            id=case.id,
            number=case.number,
            stream=case.stream,
            title=case.title,
            class_=case.class_,
            street=case.street,
            department=case.department,
            channel=case.channel,
            state=case.state,
            received_at=case.received_at or 0,
            closed_at=case.closed_at,
            in_time=case.closed_in_time if case.is_closed else None,
            stars=case.stars,
            open=shown,
            confidential=case.confidential,
        )
