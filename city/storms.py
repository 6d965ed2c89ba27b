"""Storms: a surge of linked cases of one class near one place, so that a map can show one mark."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from city.atlas import Storm, StormCase
from city.clock import Instant
from city.linking import Linking, Neighbourhood, Report


class LinkedRow(Protocol):
    """A case in progress as far as storms need it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def number(self) -> str:
        """The number that people know it by, `""` for none."""

    @property
    def stream(self) -> str:
        """Its stream."""

    @property
    def class_(self) -> str:
        """Its class."""

    @property
    def street(self) -> str:
        """Its street."""

    @property
    def received_at(self) -> Instant:
        """When it was received."""

    @property
    def lon(self) -> float | None:
        """Longitude, WGS-84."""

    @property
    def lat(self) -> float | None:
        """Latitude, WGS-84."""

    @property
    def master(self) -> str:
        """The case it is linked to, `""` for none."""

    @property
    def callers(self) -> int:
        """How many told of it."""


def storms_of(rows: Iterable[LinkedRow], linking: Linking, now: Instant) -> tuple[Storm, ...]:
    """
    Return the storms at `now`, the largest first.

    Counted are cases in progress that are linked or have others linked to them, received within
    the last `storm_minutes`; those of one class that a chain of `storm_metres` joins are one storm
    if there are `storm_cases` of them.
    """
    first = now - linking.storm_span
    recent = {
        row.id: row
        for row in rows
        if row.received_at >= first and (row.master or row.callers > 1) and row.lon is not None
    }
    if len(recent) < linking.storm_cases:
        return ()
    groups = _groups(list(recent.values()), linking)
    storms = [
        _storm([recent[case_id] for case_id in group], linking.storm_cases)
        for group in groups
        if len(group) >= linking.storm_cases
    ]
    return tuple(sorted(storms, key=lambda storm: (-storm.cases, storm.since, storm.class_)))


def _groups(rows: Sequence[LinkedRow], linking: Linking) -> list[list[str]]:
    """Return the ids of rows that chains join, group by group."""
    reach = Linking(metres=linking.storm_metres, hours=linking.storm_minutes / 60)
    reports = [
        Report(row.id, row.stream, row.class_, row.lon, row.lat, row.received_at)
        for row in rows
        if row.lon is not None and row.lat is not None
    ]
    near = Neighbourhood(reach, latitude=max((report.lat for report in reports), key=abs))
    for report in reports:
        near.put(report)
    groups: list[list[str]] = []
    seen: set[str] = set()
    for report in reports:
        if report.id not in seen:
            groups.append(sorted(near.around(report)))
            seen.update(groups[-1])
    return groups


def _storm(rows: Sequence[LinkedRow], least: int) -> Storm:
    rows = sorted(rows, key=lambda row: (row.received_at, row.id))
    streets = Counter(row.street for row in rows)
    return Storm(
        rows[0].class_,
        min(streets, key=lambda street: (-streets[street], street)),
        sum(row.lon for row in rows if row.lon is not None) / len(rows),
        sum(row.lat for row in rows if row.lat is not None) / len(rows),
        len(rows),
        rows[0].received_at,
        rows[least - 1].received_at,
        tuple(StormCase(row.id, row.number, row.received_at) for row in rows),
    )
