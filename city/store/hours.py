"""Cases received by the hour, with the band that earlier weeks lead to expect."""

from city.bands import SILENT_HOURS, WEEKS, Band, band_of, is_silent
from city.cells import HOUR, RECEIVED, cell_name, page
from city.clock import HOUR as HOUR_MS, Instant, LocalDays
from city.store.mirror import Mirror

Hours = tuple[tuple[Instant, int], ...]
SHOWN = 24


class HourCounts:
    """Reads the cells of hours. Hold the mirror's lock to have them all of one moment."""

    def __init__(self, mirror: Mirror, days: LocalDays) -> None:
        self._mirror, self._days = mirror, days

    def last_day(self, stream: str, now: Instant) -> Hours:
        """Return (first instant, cases) of the last 24 local hours; the last one is not over."""
        local = self._days.local(now)
        first = now - (local.minute * 60 + local.second) * 1000 - now % 1000
        hours = [first - n * HOUR_MS for n in reversed(range(SHOWN))]
        self._load(self._days.day_of(hours[0]), self._days.day_of(now))
        return tuple((hour, self._received(stream, hour)) for hour in hours)

    def bands(self, stream: str, hours: Hours) -> tuple[Band, ...]:
        """Return the band of each hour: P10 to P90 of the same weekday and hour, 8 weeks back."""
        last, known = len(hours) - 1, self._known_since()
        return tuple(
            band_of(self._earlier(stream, hour, known), count, over=place < last)
            for place, (hour, count) in enumerate(hours)
        )

    def silent(self, stream: str, now: Instant) -> bool:
        """Return whether no case came in the last whole hours though one should have."""
        recent = self.last_day(stream, now)[-1 - SILENT_HOURS :]
        known = self._known_since()
        samples = [self._earlier(stream, hour, known) for hour, _ in recent[:-1]]
        sums = [sum(week) for week in zip(*samples, strict=False)]
        return is_silent(sums, sum(count for _, count in recent))

    def _known_since(self) -> int:
        """Return the first local day of which there is anything at all; before it is no history."""
        today = self._days.day_of(self._mirror.now())
        self._load(today - 7 * WEEKS - 1, today)
        return self._mirror.sums.first_day(RECEIVED)

    def _earlier(self, stream: str, hour: Instant, known: int) -> list[int]:
        """Return the counts of the same hour in earlier weeks, as far back as there is history."""
        day, cell = self._days.day_of(hour), self._cell(stream, hour)
        days = (day - 7 * week for week in range(1, WEEKS + 1))
        return [
            self._mirror.sums.of_page(page(RECEIVED, each), cell) for each in days if each >= known
        ]

    def _received(self, stream: str, hour: Instant) -> int:
        where = page(RECEIVED, self._days.day_of(hour))
        return self._mirror.sums.of_page(where, self._cell(stream, hour))

    def _cell(self, stream: str, hour: Instant) -> str:
        return cell_name(stream, HOUR, str(self._days.hour_of(hour)), "r")

    def _load(self, first: int, last: int) -> None:
        self._mirror.ensure_pages(page(RECEIVED, day) for day in range(first, last + 1))
