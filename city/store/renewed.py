"""Answers that cost too much for every picture: made beside it, kept, and renewed by the minute."""

import logging
import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from city.clock import LONG_AGO, MINUTE, SECOND, Instant, steady_now
from city.store.faults import REDIS_ERRORS

logger = logging.getLogger(__name__)

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

RENEWED_EVERY: Instant = MINUTE
AGAIN: Instant = 5 * SECOND
"""After a failed attempt, how long nobody tries again."""
MOST_KEPT = 32
MOST_AT_ONCE = 4
"""Answers that wait to be made; who asks for more finds nothing yet, and asks again."""


class Renewed(Generic[K, V]):
    """
    Answers by their question. `make` is called by one thread at a time, never by who looks.

    `state` is what all answers depend on, such as the generation and the day: when it is another
    one, nothing that was kept is shown any more.
    """

    def __init__(
        self,
        make: Callable[[K], V],
        *,
        state: Callable[[], object],
        now: Callable[[], Instant] = steady_now,
    ) -> None:
        self._make, self._state, self._now = make, state, now
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._answers: dict[K, tuple[object, Instant, V]] = {}
        self._tried: dict[K, Instant] = {}

    def newest(self, key: K) -> V | None:
        """Return the last answer, None if there is none yet; it is renewed beside who asks."""
        with self._lock:
            state, made_at, answer = self._answers.get(key, (None, LONG_AGO, None))
            known = answer if state == self._state() else None
            old = known is None or self._now() - made_at >= RENEWED_EVERY
            if old and self._may_try(key):
                self._tried[key] = self._now()
                threading.Thread(
                    target=self._renew, args=(key,), name="renewed", daemon=True
                ).start()
            return known

    def recent(self, key: K) -> V:
        """Return an answer that is not older than a minute, and wait for it if need be."""
        with self._turn:
            with self._lock:
                state, made_at, answer = self._answers.get(key, (None, LONG_AGO, None))
                fresh = self._now() - made_at < RENEWED_EVERY
                if answer is not None and fresh and state == self._state():
                    return answer
            return self._made(key)

    def _may_try(self, key: K) -> bool:
        waiting = sum(1 for tried in self._tried.values() if self._now() - tried < AGAIN)
        return self._now() - self._tried.get(key, LONG_AGO) >= AGAIN and waiting < MOST_AT_ONCE

    def _renew(self, key: K) -> None:
        try:
            with self._turn:
                self._made(key)
        except REDIS_ERRORS as error:  # what was kept stays; the pages say that Redis is away
            logger.warning("not renewed: %s", error)

    def _made(self, key: K) -> V:
        state, began = self._state(), self._now()
        answer = self._make(key)
        with self._lock:
            self._answers.pop(key, None)  # so that the newest stands last
            if len(self._answers) >= MOST_KEPT:
                del self._answers[next(iter(self._answers))]
            self._answers[key] = (state, began, answer)
            self._tried.pop(key, None)
        return answer
