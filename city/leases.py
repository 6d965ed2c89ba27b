"""Leases on a shared server: the first to need it starts it, the last one out stops it."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def leased(
    folder: Path,
    name: str,
    *,
    start: Callable[[], None],
    stop: Callable[[], None],
    waiting: Callable[[], None] = lambda: None,
) -> Iterator[None]:
    """
    Hold a lease on the server `name` meanwhile.

    A lease is a shared lock on a file, so the system gives it back however its holder ends, and
    nothing stale is ever left to clean up.

    Args:
        folder: Where the lock files lie; all who share the server name the same one.
        name: Names the server and its files.
        start: Makes sure that the server runs; called for every lease, one caller at a time.
        stop: Stops it; called when no lease is left, and when the only holder fails to start it.
        waiting: Called once if another command is starting or stopping the server just now.
    """
    folder.mkdir(parents=True, exist_ok=True)
    gate = folder / f"{name}.gate"
    with _opened(folder / f"{name}.users") as users:
        with _locked(gate, waiting):
            fcntl.flock(users, fcntl.LOCK_SH)
            _start(users, start, stop)
        try:
            yield
        finally:
            with _locked(gate, waiting):
                if _last(users):
                    stop()
                # given back before the gate opens: whoever leaves next must not count us
                fcntl.flock(users, fcntl.LOCK_UN)


def _start(users: int, start: Callable[[], None], stop: Callable[[], None]) -> None:
    try:
        start()
    except BaseException:  # also when a person stops us while it starts
        if _last(users):
            stop()
        raise


def _last(users: int) -> bool:
    """Return whether nobody else holds a lease; our own one may be gone afterwards."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _locked(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    with _opened(path) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)
