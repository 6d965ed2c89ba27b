"""What every page says about itself: its age, its health, lamps, red events, the books."""

from city.alerts import alerts
from city.clock import MINUTE, Instant, system_now
from city.district import StreamSpec
from city.head import Alert, Books, FeedLamp, Head, Health, LampState, Mode
from city.named import Named
from city.notices import doubtful_year
from city.sla import Limits
from city.store.hours import is_quiet
from city.store.mirror import Status
from city.store.reader import Reader
from city.store.scenes import newly_overdue, newly_urgent
from city.wall import BreakIn

PULSE_LOST: Instant = 15_000
"""An ingest worker that has not been heard for this long counts as gone."""


class FeedInfo(Named, frozen=True):
    """A feed as pages know it; `rhythm` is how long it may be quiet (ms), `stream` whose it is."""

    rhythm: Instant = 0
    stream: str = ""


class Heads:
    """Makes the head of each snapshot; safe to ask from any thread."""

    def __init__(
        self,
        reader: Reader,
        streams: tuple[StreamSpec, ...],
        *,
        feeds: tuple[FeedInfo, ...],
        limits: Limits,
        break_in: BreakIn,
    ) -> None:
        self._reader, self._mirror = reader, reader.mirror
        self._streams, self._keys = streams, frozenset(stream.key for stream in streams)
        self._feeds, self._limits, self._break_in = feeds, limits, break_in

    def head(self) -> Head:
        """Return what every page says about itself."""
        return self._mirror.read(self._head)

    def _head(self) -> Head:
        status = self._mirror.status
        feeds = tuple(self._lamp(feed, status) for feed in self._feeds)
        return Head(
            self._reader.now(),
            system_now(),
            _mode(status),
            status.clock,
            self._health(status),
            feeds,
            self._alerts(feeds, status),
            _books(status),
        )

    def _alerts(self, feeds: tuple[FeedLamp, ...], status: Status) -> tuple[Alert, ...]:
        """Return what is red; the past that is replayed or rebuilt alarms nobody."""
        if status.clock.replaying or status.work.get("rebuild") is not None:
            return ()
        rules, reader, primary = self._break_in, self._reader, self._streams[0]
        since = reader.now() - rules.minutes * MINUTE
        count, last = newly_overdue(reader, primary.key, since)
        return alerts(
            feeds,
            overdue=count,
            overdue_at=last,
            storms=reader.storms() if rules.storms else (),
            emergencies=newly_urgent(reader, rules.emergencies, since),
            rules=rules,
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
            orphans=self._reader.orphans(),
        )

    def _doubtful_year(self) -> int | None:
        last_due = self._mirror.table.last_due_in_office()
        return doubtful_year(self._limits, self._reader.now(), last_due)

    def _lamp(self, feed: FeedInfo, status: Status) -> FeedLamp:
        report = status.feeds.get(feed.key)
        if report is None:
            return FeedLamp(feed.key, feed.name, feed.name_en, "never", None, 0, 0, feed.stream)
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
            feed.stream,
            report.heard_at + 3 * feed.rhythm,
            self._unusual(feed, status),
        )

    def _unusual(self, feed: FeedInfo, status: Status) -> bool:
        """Return whether the feed's stream is quiet in hours in which it never was."""
        if status.clock.replaying or feed.stream not in self._keys:
            return False
        return is_quiet(self._reader, feed.stream)


def _books(status: Status) -> Books | None:
    report = status.audit
    if report is None:
        return None
    return Books(report.checked_at, report.cells, report.since, report.differences)


def _mode(status: Status) -> Mode:
    if status.clock.replaying:
        return "replay"
    return "demo" if "simulate" in status.work else "live"
