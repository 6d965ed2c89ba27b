"""Child processes that never outlive us, however we end."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

LIFELINE = "CITY_LIFELINE_FD"
"""Environment variable with the read end of a pipe; it closes when the parent is gone."""
STOP_SECONDS = 12


class Child:
    """A child process that gets SIGTERM when asked, and ends by itself when its parent dies."""

    def __init__(
        self, name: str, command: Sequence[str], *, env: Mapping[str, str], log: Path | None = None
    ) -> None:
        """Start `command`; its errors go to the file `log`, or where ours go."""
        self.name = name
        read_end, self._lifeline = os.pipe()
        stderr = log.open("ab") if log else None
        self._process = subprocess.Popen(  # noqa: S603 - our own command line
            command,
            env={**os.environ, **env, LIFELINE: str(read_end)},
            pass_fds=(read_end,),
            stdin=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )
        os.close(read_end)
        if stderr is not None:
            stderr.close()

    @property
    def pid(self) -> int:
        """The process's number, for those who look at what it needs."""
        return self._process.pid

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        return self._process.poll()

    def wait(self) -> int:
        """Wait for the child to end by itself; returns its exit code."""
        return self._process.wait()

    def stop(self) -> int:
        """Ask it to end; kill it when it does not. Returns its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        os.close(self._lifeline)
        return self._process.wait()


def own_command(script: Path, *arguments: str) -> list[str]:
    """Return the command line that runs `script` with the Python that runs us."""
    return [sys.executable, str(script), *arguments]


def end_with_parent() -> None:
    """If a parent gave us a lifeline, send ourselves SIGTERM as soon as the parent is gone."""
    given = os.environ.pop(LIFELINE, "")
    if not given:
        return
    lifeline = int(given)

    def watch() -> None:
        os.read(lifeline, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
