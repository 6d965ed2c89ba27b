"""What just happened: read at most once a second, because people read it."""

from city.clock import LONG_AGO, Instant, steady_now
from city.snapshot import Movement
from city.store.mirror import Mirror

MOVEMENTS_EVERY: Instant = 1_000


class MovementReader:
    """Tells the latest movements of all streams, at most this often anew."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._told: dict[int, tuple[Instant, tuple[Movement, ...]]] = {}

    def latest(self, count: int) -> tuple[Movement, ...]:
        """Return so many movements, newest first."""
        now = steady_now()
        read_at, known = self._told.get(count, (LONG_AGO, ()))
        if now - read_at < MOVEMENTS_EVERY:
            return known
        told = tuple(
            Movement(r.at, r.event, r.case, r.stream, r.class_, r.street, r.department)
            for r in self._mirror.movements(count)
        )
        self._told[count] = now, told
        return told
