"""The loop of a worker: it waits for servers without end, and stops when it is told to."""

import logging
import os
import signal
import threading

import pytest

from city.errors import FeedRejected, ServerUnavailable
from ingest.worker import Liveness, run, stop_on_signals


class Rounds:
    """A worker whose rounds are told beforehand: a count, or an error; then it stops itself."""

    name = "rounds"

    def __init__(self, stop: threading.Event, *script: int | Exception) -> None:
        self._stop, self._script = stop, list(script)
        self.resets = 0
        self.closed = 0

    def step(self) -> int:
        outcome = self._script.pop(0)
        if not self._script:
            self._stop.set()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def reset(self) -> None:
        self.resets += 1

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


def away() -> ServerUnavailable:
    return ServerUnavailable("Kafka", "127.0.0.1:9", "KAFKA_BOOTSTRAP_SERVERS")


def test_a_worker_goes_round_until_it_is_stopped_and_is_then_closed(stop: threading.Event) -> None:
    worker, liveness = Rounds(stop, 3, 4, 5), Liveness()

    run(worker, stop, liveness=liveness)

    assert liveness.handled == 12
    assert worker.closed == 1
    assert worker.resets == 0


def test_a_worker_outlives_its_servers_and_says_so_once(
    stop: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    """Log once on failure and once on recovery: an outage of a night must not fill a disk."""
    worker, pauses = Rounds(stop, 1, away(), away(), away(), 2), list[float]()

    with caplog.at_level(logging.INFO, logger="ingest.worker"):
        run(worker, stop, pause=pauses.append)

    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert worker.resets == 3
    assert len(pauses) == 3


def test_pauses_grow_to_a_limit(stop: threading.Event) -> None:
    worker, pauses = Rounds(stop, *[away() for _ in range(40)], 1), list[float]()

    run(worker, stop, pause=pauses.append)

    assert pauses[0] <= 0.2
    assert 2.5 <= pauses[-1] <= 5.0


def test_an_error_that_no_waiting_cures_ends_the_run_and_still_closes(
    stop: threading.Event,
) -> None:
    worker = Rounds(stop, 1, FeedRejected("hotline"), 1)

    with pytest.raises(FeedRejected):
        run(worker, stop)

    assert worker.closed == 1


def test_liveness_tells_why_a_worker_stands_still() -> None:
    liveness = Liveness()
    liveness.stumble(away())
    assert "Kafka" in liveness.failure

    liveness.beat(1)
    assert liveness.failure == ""
    assert liveness.age(liveness.beat_at + 7) == 7


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_run(stop: threading.Event, number: signal.Signals) -> None:
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        stop_on_signals(stop)
        os.kill(os.getpid(), number)
        assert stop.wait(5)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
