"""What translator and projector share: poll, step, commit, liveness, and shutdown on signal."""

import logging
import random
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Protocol, TypeAlias

from city.clock import Instant, system_now
from city.errors import ServerUnavailable

logger = logging.getLogger(__name__)

RECOVERABLE: tuple[type[Exception], ...] = (ServerUnavailable, ConnectionError, TimeoutError)
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0

Pause: TypeAlias = Callable[[float], object]


class Step(Protocol):
    """A worker's one round, and how it gets back to safe ground after a failed one."""

    @property
    def name(self) -> str:
        """What the log and the health page call this worker."""

    def step(self) -> int:
        """Poll, work, make it durable, commit; return how many messages were dealt with."""

    def reset(self) -> None:
        """After a failed round: forget what was not committed and turn back to what was."""

    def close(self) -> None:
        """Give back connections; called once, also after an error."""


class Liveness:
    """Whether a worker still goes round, and why it does not if it does not."""

    def __init__(self) -> None:
        self.beat_at: Instant = system_now()
        self.failure = ""
        self.handled = 0

    def beat(self, handled: int) -> None:
        """Note a round that worked."""
        self.beat_at = system_now()
        self.failure = ""
        self.handled += handled

    def stumble(self, error: Exception) -> None:
        """Note a round that failed; the worker is alive and will try again."""
        self.failure = str(error) or type(error).__name__

    def age(self, now: Instant) -> Instant:
        """Return the milliseconds since the last round that worked."""
        return now - self.beat_at


def run(
    worker: Step,
    stop: threading.Event,
    *,
    liveness: Liveness | None = None,
    recoverable: tuple[type[Exception], ...] = RECOVERABLE,
    pause: Pause | None = None,
) -> None:
    """
    Let `worker` go round until `stop` is set; a server that is away is waited for without end.

    Args:
        worker: Whose rounds are run; it is closed at the end, whatever happens.
        stop: Set it to end the run after the present round.
        liveness: Kept up to date for those who ask how the worker is.
        recoverable: Errors after which a later round can work. Any other one ends the run.
        pause: Waits so many seconds between tries, or until `stop` is set.

    Raises:
        CityError: The worker cannot go on, for instance `FeedRejected`.
    """
    alive, pause = liveness or Liveness(), pause or stop.wait
    failures = 0
    try:
        while not stop.is_set():
            failures = _round(worker, alive, recoverable, failures)
            if failures:
                pause(_pause_seconds(failures))
    finally:
        worker.close()


def _round(
    worker: Step, alive: Liveness, recoverable: tuple[type[Exception], ...], failures: int
) -> int:
    """Do one round and return how many have failed in a row; only the first failure is logged."""
    try:
        if failures:
            worker.reset()
        handled = worker.step()
    except recoverable as error:
        alive.stumble(error)
        if not failures:
            logger.warning("%s: %s; trying again until it works", worker.name, alive.failure)
        return failures + 1
    if failures:
        logger.info("%s: works again after %s failed tries", worker.name, failures)
    alive.beat(handled)
    return 0


def _pause_seconds(failures: int) -> float:
    """Return a pause that doubles up to its longest, jittered so that workers do not march."""
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(failures - 1, 10))
    share: float = random.uniform(0.5, 1.0)  # noqa: S311 - no secret depends on it
    return float(longest) * share


def stop_on_signals(stop: threading.Event) -> None:
    """Set `stop` when the process is asked to end (SIGINT, SIGTERM); call in the main thread."""

    def end(number: int, _frame: FrameType | None) -> None:
        logger.info("signal %s: stopping after this round", signal.Signals(number).name)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
