"""Cases received by the hour, with the band that earlier weeks lead to expect."""

from typing import TypeAlias

from city.bands import SILENT_HOURS, WEEKS, Band, band_of, is_silent
from city.cells import HOUR, RECEIVED, cell_name, page
from city.clock import HOUR as HOUR_MS, Instant
from city.store.reader import Reader

Hours: TypeAlias = tuple[tuple[Instant, int], ...]
"""(first instant of a local hour, cases received in it), oldest first."""
SHOWN = 24


def hours_of(reader: Reader, stream: str) -> Hours:
    """Return the last 24 local hours; the last one is not over yet."""
    days, now = reader.district.days, reader.now()
    local = days.local(now)
    last = now - (local.minute * 60 + local.second) * 1000 - now % 1000
    hours = [last - n * HOUR_MS for n in reversed(range(SHOWN))]
    _load(reader, days.day_of(hours[0]), days.day_of(now))
    return tuple((hour, _received(reader, stream, hour, days.day_of(hour))) for hour in hours)


def bands_of(reader: Reader, stream: str, hours: Hours) -> tuple[Band, ...]:
    """Return the band of each hour: P10 to P90 of the same weekday and hour, eight weeks back."""
    last, known = len(hours) - 1, _known_since(reader)
    return tuple(
        band_of(_earlier(reader, stream, hour, known), count, over=place < last)
        for place, (hour, count) in enumerate(hours)
    )


def is_quiet(reader: Reader, stream: str) -> bool:
    """Return whether no case came in the last whole hours though in such hours one always did."""
    recent, known = hours_of(reader, stream)[-1 - SILENT_HOURS :], _known_since(reader)
    samples = [_earlier(reader, stream, hour, known) for hour, _ in recent[:-1]]
    sums = [sum(week) for week in zip(*samples, strict=False)]
    return is_silent(sums, sum(count for _, count in recent))


def _known_since(reader: Reader) -> int:
    """Return the first local day of which there is anything at all; before it is no history."""
    today = reader.today()
    _load(reader, today - 7 * WEEKS - 1, today)
    return reader.mirror.sums.first_day(RECEIVED)


def _earlier(reader: Reader, stream: str, hour: Instant, known: int) -> list[int]:
    """Return the counts of the same hour in earlier weeks, as far back as there is history."""
    day = reader.district.days.day_of(hour)
    days = (day - 7 * week for week in range(1, WEEKS + 1))
    return [_received(reader, stream, hour, each) for each in days if each >= known]


def _received(reader: Reader, stream: str, hour: Instant, day: int) -> int:
    cell = cell_name(stream, HOUR, str(reader.district.days.hour_of(hour)), "r")
    return reader.mirror.sums.of_page(page(RECEIVED, day), cell)


def _load(reader: Reader, first: int, last: int) -> None:
    reader.mirror.ensure_pages(page(RECEIVED, day) for day in range(first, last + 1))
