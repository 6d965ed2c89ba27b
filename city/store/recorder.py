"""Keeps the wall's scenes of every minute, in a thread of a web process."""

import logging
import threading

from city.clock import MINUTE, Instant, system_now
from city.scenes import KEEPING, Scenes, trusted
from city.store.faults import REDIS_ERRORS
from city.store.minutes import MinuteStore

logger = logging.getLogger(__name__)

SHORTEST_SECONDS = 1.0


class Recorder:
    """Each minute one record a scene; several web processes keep the same: the last word counts."""

    def __init__(self, scenes: Scenes, minutes: MinuteStore) -> None:
        self._scenes, self._minutes = scenes, minutes
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

    def record(self, now: Instant) -> list[str]:
        """
        Keep the scenes that are due in the minute of `now`, the system's time.

        Returns those that were kept; a scene whose figures cannot be trusted is not. They are read
        one after the other, so that none holds up a page for longer than its own picture does.
        """
        kept = []
        for scene, read in self._scenes.items():
            if not KEEPING[scene].due(now):
                continue
            snapshot = read()
            if trusted(snapshot):
                self._minutes.keep(scene, snapshot)
                kept.append(scene)
        return kept

    def _run(self) -> None:
        while not self._stop.wait(_until_next(system_now())):
            try:
                self.record(system_now())
            except REDIS_ERRORS as error:
                if not self._failing:
                    logger.warning("minutes are not kept: %s", error)
                self._failing = True
            else:
                self._failing = False


def _until_next(now: Instant) -> float:
    return max((MINUTE - now % MINUTE) / 1_000, SHORTEST_SECONDS)
