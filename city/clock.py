"""Time: instants, the product's clock, and local days. The only module that asks the system."""

import time
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import msgspec

Instant: TypeAlias = int
"""A moment: whole milliseconds since 1970-01-01 00:00 UTC."""

SECOND: Instant = 1_000
MINUTE: Instant = 60 * SECOND
HOUR: Instant = 60 * MINUTE
DAY: Instant = 24 * HOUR
NEVER: Instant = 32_503_680_000_000
"""The year 3000: keeps `min()` and comparisons simple where a moment does not come."""
LONG_AGO: Instant = -NEVER
"""When something was done last that was never done: whatever is done so often is due."""

FIRST_YEAR, LAST_YEAR = 1971, 2999
"""Years that can be meant; 1900 and 9999 stand in many systems for no time at all."""

_EPOCH = date(1970, 1, 1)


def system_now() -> Instant:
    """Return the system's time; for ages, health and sessions, never for lights or windows."""
    return time.time_ns() // 1_000_000


def steady_now() -> Instant:
    """Return ms by a clock that nobody sets: for how often something is done, never for when."""
    return time.monotonic_ns() // 1_000_000


def to_instant(moment: datetime) -> Instant:
    """Return the instant of an aware `moment`; raises `ValueError` if it is naive."""
    if moment.tzinfo is None:
        raise ValueError(f"naive time: {moment.isoformat()}")
    return round(moment.timestamp() * 1_000)


def to_datetime(instant: Instant, zone: ZoneInfo | None = None) -> datetime:
    """Return the aware datetime of an instant, in UTC unless a zone is given."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant)
    return moment.astimezone(zone) if zone else moment


class ProductClock(msgspec.Struct, frozen=True):
    """
    The time that lights, windows and days use: the present in life, the recording's in a replay.

    `virtual` was the product's time when the system's was `real`; since then it has moved at
    `rate` times the speed of life. A rate of zero stands still.
    """

    virtual: Instant = 0
    real: Instant = 0
    rate: float = 1.0

    def now(self, system: Instant) -> Instant:
        """Return the product's time at the system's time `system`."""
        return self.virtual + round((system - self.real) * self.rate)

    @property
    def replaying(self) -> bool:
        """Whether this clock is not that of life."""
        return self.virtual != self.real or self.rate != 1.0


LIFE = ProductClock()


class LocalDays:
    """Local calendar days of one time zone, numbered by days since 1970-01-01."""

    def __init__(self, zone_name: str) -> None:
        self.zone = ZoneInfo(zone_name)
        self._start = lru_cache(maxsize=4096)(self._start_of)
        self._offset_hour = lru_cache(maxsize=65536)(self._offset)

    def day_of(self, instant: Instant) -> int:
        """Return the number of the local day that holds `instant`."""
        return (instant + self._offset_hour(instant // (15 * MINUTE))) // DAY

    def hour_of(self, instant: Instant) -> int:
        """Return the local hour of the day, 0 to 23."""
        return (instant + self._offset_hour(instant // (15 * MINUTE))) % DAY // HOUR

    def start_of(self, day: int) -> Instant:
        """Return the instant at which local day number `day` begins."""
        return self._start(day)

    def local(self, instant: Instant) -> datetime:
        """Return the aware local datetime of an instant."""
        return to_datetime(instant, self.zone)

    def _offset(self, quarter: int) -> Instant:
        # zones change on whole quarters of an hour, so one look-up serves each quarter
        shift = to_datetime(quarter * 15 * MINUTE, self.zone).utcoffset()
        return round((shift or timedelta()).total_seconds() * 1_000)

    def _start_of(self, day: int) -> Instant:
        first = to_date(day)
        return to_instant(datetime(first.year, first.month, first.day, tzinfo=self.zone))


def to_date(day: int) -> date:
    """Return the date of a local day number."""
    return _EPOCH + timedelta(days=day)


def to_day(value: date) -> int:
    """Return the local day number of a date."""
    return (value - _EPOCH).days
