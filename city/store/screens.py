"""Snapshots for pages, assembled in one reading so that all their figures belong together."""

from collections.abc import Callable

from city.cells import ALL, HOUR, RECEIVED, cell_name, page
from city.clock import HOUR as HOUR_MS, Instant, system_now
from city.district import StreamSpec
from city.errors import BadRequest
from city.history import Explainer, last_description
from city.metrics import Figures, tally_of
from city.named import Named
from city.notices import doubtful_year
from city.sla import Limits
from city.snapshot import (
    STEPS,
    CaseSnapshot,
    FeedLamp,
    Head,
    Health,
    LampState,
    LeaderSnapshot,
    MapPoint,
    MapSection,
    Mode,
    Movement,
    OpenCase,
    QueueSnapshot,
    Selection,
    StepCount,
    WallSnapshot,
)
from city.store.columns import LIGHTS, NEAR, OVERDUE
from city.store.mirror import Status
from city.store.reader import PAGE_SIZE, Reader
from city.store.sums import Span
from city.surfaces import Surface, for_surface

URGENT_ROWS = 12
MOVEMENT_ROWS = 12
LEADER_DAYS = 14
MAP_EVERY: Instant = 1_000
"""The map is read at most this often; a light that changes by time alone is seen by then too."""
PULSE_LOST: Instant = 15_000
"""An ingest worker that has not been heard for this long counts as gone."""


class FeedInfo(Named, frozen=True):
    """A feed as pages know it; `rhythm` is how long it may be quiet, in ms."""

    rhythm: Instant = 0


class Screens:
    """Assembles what each page shows."""

    def __init__(
        self,
        reader: Reader,
        *,
        streams: tuple[StreamSpec, ...],
        feeds: tuple[FeedInfo, ...],
        limits: Limits,
    ) -> None:
        self.reader = reader
        self._mirror = reader.mirror
        self._streams = {stream.key: stream for stream in streams}
        self._primary = streams[0]
        self._feeds, self._explainer, self._limits = feeds, Explainer(limits), limits
        self._map = MapSection((), 0)
        self._map_read: tuple[int, Instant] = (-1, 0)

    def wall(self) -> WallSnapshot:
        """Return the wall's overview."""
        with self._mirror.locked:
            departments = self._account("department")
            near, overdue, urgent = self._urgent("wall")
            return WallSnapshot(
                self.head(),
                departments,
                self._hotline(),
                self._account("class"),
                self._steps(departments),
                self._hours(),
                urgent,
                near,
                overdue,
                self._movements(),
                self._map_section(),
            )

    def leader(self) -> LeaderSnapshot:
        """Return a leader's overview."""
        with self._mirror.locked:
            near, overdue, urgent = self._urgent("leader")
            return LeaderSnapshot(
                self.head(),
                self._account("department"),
                self._account("street"),
                self._hotline(),
                self._days(LEADER_DAYS),
                urgent,
                near,
                overdue,
            )

    def queue(self, selection: Selection) -> QueueSnapshot:
        """Return one page of a list of cases."""
        # not under the mirror's lock: a list of ended cases reads Redis, and the wall must go on
        total, rows, facets = self.reader.listing(selection)
        shown = tuple(for_surface(row, "operator") for row in rows)
        return QueueSnapshot(self.head(), selection, total, PAGE_SIZE, shown, facets)

    def case(self, case_id: str) -> CaseSnapshot:
        """Return one case; raises `UnknownCase`."""
        timeline = self.reader.timeline(case_id)
        events = tuple(timeline.decoded())
        told = {lang: self._explainer.explain_case(timeline, lang) for lang in ("zh", "en")}
        described = last_description(events)
        snapshot = CaseSnapshot(
            self.head(),
            self.reader.listed(timeline.case),
            described.description if described else "",
            described.place.address if described else "",
            self._explainer.stages(timeline),
            events,
            told,
        )
        return for_surface(snapshot, "operator", confidential=timeline.case.confidential)

    def figures(self, stream: str, window: str, by: str, lang: str = "zh") -> Figures:
        """Return an account; raises `BadRequest`."""
        if stream not in self._streams:
            known = ", ".join(self._streams)
            raise BadRequest("stream", f"{stream!r} is none of {known}")
        return self.reader.figures(stream, window, by, lang)

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call `listener` with the ids of touched cases after each change, from any thread."""
        self._mirror.on_change(listener)

    def head(self) -> Head:
        """Return what every page says about itself."""
        status = self._mirror.status
        return Head(
            self.reader.now(),
            system_now(),
            _mode(status),
            status.clock,
            self._health(status),
            tuple(self._lamp(feed, status) for feed in self._feeds),
        )

    def _health(self, status: Status) -> Health:
        now = system_now()
        alive = [
            pulse
            for pulse in status.pulses.values()
            if pulse.role == "projector" and now - pulse.told_at < PULSE_LOST
        ]
        work = status.work.get("rebuild")
        return Health(
            redis=status.redis,
            applied_at=status.applied_at,
            lag=sum(pulse.lag for pulse in alive) if alive else None,
            rebuilding=work.share if work and now - work.told_at < PULSE_LOST else None,
            dead_letters=sum(report.refused for report in status.feeds.values()),
            provisional_year=self._doubtful_year(),
        )

    def _doubtful_year(self) -> int | None:
        with self._mirror.locked:
            last_due = self._mirror.table.last_due_in_office()
        return doubtful_year(self._limits, self.reader.now(), last_due)

    def _lamp(self, feed: FeedInfo, status: Status) -> FeedLamp:
        report = status.feeds.get(feed.key)
        if report is None:
            return FeedLamp(feed.key, feed.name, feed.name_en, "never", None, 0, 0)
        quiet = system_now() - report.heard_at
        state: LampState = "ok" if quiet <= feed.rhythm else "late"
        if quiet > 3 * feed.rhythm:
            state = "silent"
        return FeedLamp(
            feed.key,
            feed.name,
            feed.name_en,
            state,
            report.heard_at,
            report.messages,
            report.refused,
        )

    def _account(self, by: str) -> Figures:
        return self.reader.figures(self._primary.key, self._primary.window, by)

    def _hotline(self) -> Figures | None:
        stream = self._streams.get("hotline")
        return self.reader.figures(stream.key, stream.window, "department") if stream else None

    def _steps(self, account: Figures) -> tuple[StepCount, ...]:
        """Count the window's cases by step; a case has reached every step before its own."""
        table, window = self._mirror.table, account.window
        mask = table.select(stream=account.stream) & table.between(window.first, window.last)
        counts = table.count("step", mask, table.lights(self.reader.now()))
        waiting = {step: sum(counts.get(step, [0])) for step in STEPS}
        reached, left = {}, account.total.received
        for step in STEPS:
            reached[step] = left
            left -= waiting[step]
        return tuple(StepCount(step, reached[step], waiting[step]) for step in STEPS)

    def _hours(self) -> tuple[tuple[Instant, int], ...]:
        days, now = self.reader.district.days, self.reader.now()
        local = days.local(now)
        first = now - (local.minute * 60 + local.second) * 1000 - now % 1000 - 23 * HOUR_MS
        hours = [first + n * HOUR_MS for n in range(24)]
        self._mirror.ensure_pages({page(RECEIVED, days.day_of(hour)) for hour in hours})
        return tuple((hour, self._received_in(hour)) for hour in hours)

    def _received_in(self, hour: Instant) -> int:
        days = self.reader.district.days
        cell = cell_name(self._primary.key, HOUR, str(days.hour_of(hour)), "r")
        return self._mirror.sums.of_page(page(RECEIVED, days.day_of(hour)), cell)

    def _days(self, count: int) -> tuple[tuple[int, int], ...]:
        """Return how many cases that count were received on each of the last local days."""
        today, stream = self.reader.today(), self._primary.key
        first, mirror = today - count + 1, self._mirror
        mirror.ensure_pages(page(RECEIVED, day) for day in range(first, today + 1))
        in_progress = mirror.table.by_day(mirror.table.select(stream=stream), first, today)
        return tuple(
            (day, in_progress[day - first] + self._closed_of(stream, day))
            for day in range(first, today + 1)
        )

    def _closed_of(self, stream: str, day: int) -> int:
        """Return how many of the cases received on a local day are closed."""
        span = Span(stream, ALL, RECEIVED, day, day)
        return sum(tally_of(patterns).closed for patterns in self._mirror.sums.over(span).values())

    def _urgent(self, surface: Surface) -> tuple[int, int, tuple[OpenCase, ...]]:
        """Count the window's near-due and overdue cases; list half of each, worst first."""
        table, now = self._mirror.table, self.reader.now()
        window = self.reader.window(self._primary.window)
        mask = table.select(stream=self._primary.key) & table.between(window.first, window.last)
        light = table.lights(now)
        running = table.running()
        near, overdue = mask & (light == NEAR), mask & (light == OVERDUE)
        rows = table.by_remaining(overdue & running, URGENT_ROWS // 2)
        rows += table.by_remaining(near, URGENT_ROWS - len(rows))
        lights = table.lights_of(rows, light)
        cases = (self.reader.open_case(row, lit) for row, lit in zip(rows, lights, strict=True))
        listed = tuple(for_surface(case, surface) for case in cases)
        return int(near.sum()), int(overdue.sum()), listed

    def _movements(self) -> tuple[Movement, ...]:
        rows = self._mirror.movements(MOVEMENT_ROWS)
        return tuple(
            Movement(r.at, r.event, r.case, r.stream, r.class_, r.street, r.department)
            for r in rows
        )

    def _map_section(self) -> MapSection:
        version, read_at = self._map_read
        now = system_now()
        fresh = version == self._mirror.version and now - read_at < 5 * MAP_EVERY
        if fresh or now - read_at < MAP_EVERY:
            return self._map
        self._map_read = (self._mirror.version, now)
        self._map = self._read_map()
        return self._map

    def _read_map(self) -> MapSection:
        """Return all open cases of the account's window that have a position."""
        table, window = self._mirror.table, self.reader.window(self._primary.window)
        mask = table.select(stream=self._primary.key) & table.between(window.first, window.last)
        light = table.lights(self.reader.now())
        points, unplaced = [], 0
        for slot in mask.nonzero()[0]:
            row = table.rows[slot]
            if row is None or row.lon is None or row.lat is None or row.confidential:
                unplaced += 1
                continue
            points.append(MapPoint(row.id, row.lon, row.lat, LIGHTS[light[slot]]))  # type: ignore[arg-type]
        return MapSection(tuple(points), unplaced, self.reader.storms())


def _mode(status: Status) -> Mode:
    if status.clock.replaying:
        return "replay"
    return "demo" if "simulate" in status.work else "live"
