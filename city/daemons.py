"""Servers of our own that run detached, and the leases that say who still needs them."""

import fcntl
import os
import secrets
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

STOP_SECONDS = 20


class Daemon:
    """
    One detached server, known by a file with its process id and start time.

    The start time makes sure that a process id which the system gave to somebody else is never
    taken for ours.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self._file = folder / f"{name}.pid"

    @property
    def log(self) -> Path:
        """Where the server's output goes."""
        return self.folder / f"{self.name}.log"

    def start(self, command: Sequence[str]) -> None:
        """Start the server; it outlives us until `stop`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - our own command line
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started = psutil.Process(process.pid).create_time()
        self._file.write_text(f"{process.pid} {started}", encoding="ascii")

    def process(self) -> psutil.Process | None:
        """Return the running process, None if it is not running."""
        with suppress(OSError, ValueError, psutil.Error):
            pid, started = self._file.read_text(encoding="ascii").split()
            process = psutil.Process(int(pid))
            same = abs(process.create_time() - float(started)) < 1.0
            if same and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None

    def stop(self) -> None:
        """Ask the server to end, if it runs, and kill it if it does not."""
        process = self.process()
        if process is not None:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
                try:
                    process.wait(STOP_SECONDS)
                except psutil.TimeoutExpired:
                    process.kill()
                    process.wait(STOP_SECONDS)
        self._file.unlink(missing_ok=True)

    def last_words(self) -> str:
        """Return the end of the server's log, for an error message."""
        with suppress(OSError):
            return self.log.read_text(encoding="utf-8", errors="replace")[-800:].strip()
        return ""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one process at a time start or stop servers of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "starting.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Lease:
    """
    Says that a process needs the servers of a folder, for as long as it lives.

    A lease is a lock on a file: the system gives it back when the process ends, however it ends.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "leases"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._path = self._folder / f"{os.getpid()}-{secrets.token_hex(4)}"
        self._file = self._path.open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def release(self) -> None:
        """Give the lease back."""
        self._path.unlink(missing_ok=True)
        self._file.close()

    def others(self) -> int:
        """Return how many other processes hold a lease; forgets those that ended without a word."""
        return sum(path != self._path and _is_held(path) for path in self._folder.iterdir())


def _is_held(path: Path) -> bool:
    with suppress(FileNotFoundError), path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        path.unlink(missing_ok=True)
    return False


def port_taken(port: int) -> bool:
    """Return whether something listens on a port of the loopback address."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
