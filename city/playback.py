"""Playing the past (回放): which moment a playback shows. Pure."""

from msgspec import Struct

from city.clock import DAY, MINUTE, SECOND, Instant, ProductClock

KEPT: Instant = 30 * DAY
"""How far back walls are kept."""
RATES = (0, 60, 1_440)
"""Standing still, an hour in a minute, a day in a minute."""
LONGEST: Instant = DAY
"""A playback stops after so much of the past."""
OLDEST_START: Instant = 15 * MINUTE
"""A playback that was begun longer ago by the system's clock is asked for anew."""
MARK = "past"


class Playback(Struct, frozen=True):
    """The past from `at` on, at `rate` times the speed of life since the system's time `since`."""

    at: Instant
    rate: int
    since: Instant

    def __str__(self) -> str:
        """Return it as the scope of a view: the same for all who watch it."""
        return f"{MARK}:{self.at}:{self.rate}:{self.since}"

    def moment(self, now: Instant) -> Instant:
        """Return the moment that is shown at the system's time `now`; never in the future."""
        played = min(max(now - self.since, 0) * self.rate, LONGEST)
        return min(self.at + played, now)

    def clock(self, now: Instant) -> ProductClock:
        """Return the clock by which countdowns run; it stands still at the end."""
        shown = self.moment(now)
        ended = shown >= now or shown >= self.at + LONGEST
        return ProductClock(shown, now, 0.0 if ended else float(self.rate))

    def allowed(self, now: Instant) -> bool:
        """Return whether it may be asked for, so that nobody can make up endless ones."""
        started = now - OLDEST_START <= self.since <= now + 5 * SECOND
        return self.rate in RATES and now - KEPT <= self.at <= now and started


def parse_playback(scope: str) -> Playback | None:
    """Return the playback that a scope names, None if it names something else."""
    mark, *numbers = scope.split(":")
    if mark != MARK or len(numbers) != 3 or not all(map(_is_number, numbers)):
        return None
    return Playback(*map(int, numbers))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16
