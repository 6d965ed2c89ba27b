"""Which cases tell of the same thing in the world: a pure function of what is known of them."""

from collections.abc import Iterable, Iterator, Mapping
from math import cos, floor, hypot, radians
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from city.clock import HOUR, MINUTE, Instant

METRES_PER_DEGREE = 111_320.0
Positive = Annotated[float, Meta(gt=0)]
Cell: TypeAlias = tuple[str, str, int, int]
"""Stream, class, and the square of the grid."""


class Reach(Struct, frozen=True, forbid_unknown_fields=True):
    """How near in space and time two cases of a class must be to tell of the same thing."""

    metres: Positive = 50.0
    hours: Positive = 24.0


class Linking(Struct, frozen=True, forbid_unknown_fields=True):
    """
    The table `[linking]`: whether links are proposed, the reach of all classes, and of some their
    own.

    `storm_cases` linked cases within `storm_minutes` and `storm_metres` of each other are a storm.
    """

    on: bool = True
    metres: Positive = 50.0
    hours: Positive = 24.0
    storm_cases: Annotated[int, Meta(ge=2)] = 5
    storm_minutes: Positive = 60.0
    storm_metres: Positive = 500.0
    classes: dict[str, Reach] = {}

    def reach(self, class_key: str) -> Reach:
        """Return the reach of a class."""
        return self.classes.get(class_key) or Reach(self.metres, self.hours)

    @property
    def widest_metres(self) -> float:
        """The farthest that any two cases are compared over."""
        return max([self.metres, *(reach.metres for reach in self.classes.values())])

    @property
    def storm_span(self) -> Instant:
        """The time over which linked cases are counted as one storm, ms."""
        return round(self.storm_minutes * MINUTE)

    @property
    def longest(self) -> Instant:
        """The longest time that any two cases are compared over, ms."""
        hours = max([self.hours, *(reach.hours for reach in self.classes.values())])
        return round(hours * HOUR)


class Report(Struct, frozen=True):
    """A case as it is compared: WGS-84 degrees; `ended_at` is None while it is in progress."""

    id: str
    stream: str
    class_: str
    lon: float
    lat: float
    received_at: Instant
    ended_at: Instant | None = None

    @property
    def rank(self) -> tuple[Instant, str]:
        """What decides which of two cases came first."""
        return self.received_at, self.id

    def open_at(self, at: Instant) -> bool:
        """Return whether it was in progress at a moment after its receipt."""
        return self.ended_at is None or self.ended_at > at


class Neighbourhood:
    """The cases that may still be linked, found by class and place without looking at others."""

    def __init__(self, linking: Linking, *, latitude: float) -> None:
        """Keep nothing yet; `latitude` is the district's, the one farthest from the equator."""
        self._linking = linking
        self._lat_step = linking.widest_metres / METRES_PER_DEGREE
        self._lon_step = self._lat_step / cos(radians(latitude))
        self._cells: dict[Cell, set[str]] = {}
        self._reports: dict[str, Report] = {}

    def __len__(self) -> int:
        """Return how many cases are kept."""
        return len(self._reports)

    def put(self, report: Report) -> None:
        """Add a case, or replace what was known of it."""
        self.drop(report.id)
        self._reports[report.id] = report
        self._cells.setdefault(self._cell(report), set()).add(report.id)

    def drop(self, case_id: str) -> None:
        """Take a case out; nothing happens if it is not there."""
        report = self._reports.pop(case_id, None)
        if report is not None:
            cell = self._cell(report)
            self._cells[cell].discard(case_id)
            if not self._cells[cell]:
                del self._cells[cell]

    def get(self, case_id: str) -> Report | None:
        """Return a case, None if it is not kept."""
        return self._reports.get(case_id)

    def near(self, report: Report) -> Iterator[Report]:
        """Yield the other cases within reach of one, in space and in time."""
        reach = self._linking.reach(report.class_)
        span = reach.hours * HOUR
        stream, class_, column, row = self._cell(report)
        for x in (column - 1, column, column + 1):
            for y in (row - 1, row, row + 1):
                for case_id in self._cells.get((stream, class_, x, y), ()):
                    other = self._reports[case_id]
                    if (
                        case_id != report.id
                        and abs(other.received_at - report.received_at) <= span
                        and metres_between(report, other) <= reach.metres
                    ):
                        yield other

    def around(self, report: Report) -> set[str]:
        """Return the ids of all cases that a chain of near ones joins to this one."""
        found, waiting = {report.id}, [report]
        while waiting:
            for other in self.near(waiting.pop()):
                if other.id not in found:
                    found.add(other.id)
                    waiting.append(other)
        return found

    def masters(self, case_ids: Iterable[str], fixed: Mapping[str, str]) -> dict[str, str]:
        """
        Return case -> its master, for cases that hold whole chains (`around`) and are kept.

        A case is linked to the earliest received case that was still in progress at its own
        receipt, if one that is near belongs to it and it came within the reach of the class. A
        master is linked to none. Of the cases in `fixed` it is known already to which they belong
        (to themselves, or a master); they have their say, but no link of their own in the answer.
        """
        reports = sorted((self._reports[each] for each in case_ids), key=lambda r: r.rank)
        root: dict[str, Report | None] = {}
        for report in reports:
            if report.id in fixed:
                root[report.id] = self._reports.get(fixed[report.id])
            else:
                root[report.id] = self._root_of(report, root)
        return {
            case_id: master.id
            for case_id, master in root.items()
            if case_id not in fixed and master is not None and master.id != case_id
        }

    def _root_of(self, report: Report, root: Mapping[str, Report | None]) -> Report:
        span = self._linking.reach(report.class_).hours * HOUR
        candidates = (root.get(other.id) for other in self.near(report))
        fitting = (
            each
            for each in candidates
            if each is not None
            and each.open_at(report.received_at)
            and report.received_at - each.received_at <= span
        )
        return min(fitting, key=lambda r: r.rank, default=report)

    def _cell(self, report: Report) -> Cell:
        column, row = floor(report.lon / self._lon_step), floor(report.lat / self._lat_step)
        return report.stream, report.class_, column, row


def metres_between(one: Report, other: Report) -> float:
    """Return the distance of two cases in metres, for the size of a district."""
    across = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return hypot(across, one.lat - other.lat) * METRES_PER_DEGREE
