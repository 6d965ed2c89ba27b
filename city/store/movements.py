"""What just happened: read at most once a second, because people read it."""

from city.clock import LONG_AGO, Instant, steady_now
from city.snapshot import Movement
from city.store.mirror import Mirror

MOVEMENTS_EVERY: Instant = 1_000


class MovementReader:
    """
    Tells the latest movements of all streams, at most this often anew.

    At once, though, where some were taken back because their case became confidential.
    """

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._told: dict[int, tuple[Instant, int, tuple[Movement, ...]]] = {}

    def latest(self, count: int) -> tuple[Movement, ...]:
        """Return so many movements, newest first."""
        now, taken_back = steady_now(), self._mirror.taken_back
        read_at, state, known = self._told.get(count, (LONG_AGO, 0, ()))
        if now - read_at < MOVEMENTS_EVERY and state == taken_back:
            return known
        told = tuple(
            Movement(r.at, r.event, r.case, r.stream, r.class_, r.street, r.department)
            for r in self._mirror.movements(count)
        )
        self._told[count] = now, taken_back, told
        return told
