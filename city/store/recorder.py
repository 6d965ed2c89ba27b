"""Keeps the wall of every minute, in a thread of a web process."""

import logging
import threading
from collections.abc import Callable

from city.clock import MINUTE, Instant, system_now
from city.snapshot import Health, WallSnapshot
from city.store.faults import REDIS_ERRORS
from city.store.minutes import MinuteStore

logger = logging.getLogger(__name__)

SHORTEST_SECONDS = 1.0


class Recorder:
    """Each minute one wall; several web processes keep the same one, and the last word counts."""

    def __init__(self, wall: Callable[[], WallSnapshot], minutes: MinuteStore) -> None:
        self._wall, self._minutes = wall, minutes
        self._stop = threading.Event()
        self._failing = False
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        """Record until `close`."""
        self._thread.start()

    def close(self) -> None:
        """Stop recording."""
        self._stop.set()
        self._thread.join(timeout=5)

    def record(self) -> bool:
        """Keep the wall of this minute if it can be trusted; returns whether it was kept."""
        wall = self._wall()
        if not trusted(wall.head.health):
            return False
        self._minutes.keep(wall)
        return True

    def _run(self) -> None:
        while not self._stop.wait(_until_next(system_now())):
            try:
                self.record()
            except REDIS_ERRORS as error:
                if not self._failing:
                    logger.warning("minutes are not kept: %s", error)
                self._failing = True
            else:
                self._failing = False


def trusted(health: Health) -> bool:
    """Return whether a wall is worth keeping: no figures of a lost or half-built read model."""
    known = health.redis and health.applied_at is not None
    return known and not health.catching_up and health.rebuilding is None


def _until_next(now: Instant) -> float:
    return max((MINUTE - now % MINUTE) / 1_000, SHORTEST_SECONDS)
