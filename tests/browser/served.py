"""Servers that tests start, stop, kill and start again, always on one port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from city.settings import ROOT

UP_SECONDS = 30.0
HALL = Path(__file__).with_name("hall.py")
"""The product's own pages with invented snapshots."""


class Served:
    """A server in a process of its own, on one port for all its lives."""

    def __init__(self, script: Path, *arguments: str, port: int, env: dict[str, str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.port = port
        self._command = [sys.executable, str(script), *arguments, "--port", str(port)]
        self._env = {**os.environ, "PYTHONPATH": str(ROOT), **env}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: str) -> None:
        """Start it and wait until it is healthy; `arguments` are added for this life only."""
        command = [*self._command, *arguments]
        self._process = subprocess.Popen(command, env=self._env, cwd=ROOT, start_new_session=True)
        wait_for(self.healthy, UP_SECONDS, "the server to be healthy")

    def stop(self) -> float:
        """Ask it to end; returns the seconds that it took."""
        began = time.monotonic()
        if self._process is not None:
            self._process.terminate()
            self._process.wait(15)
        return time.monotonic() - began

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(15)

    def healthy(self) -> bool:
        """Return whether it answers with JSON; any unknown path of Dash answers with a page."""
        try:
            return "build" in httpx.get(f"{self.url}/healthz", timeout=2).json()
        except (httpx.HTTPError, ValueError):
            return False

    def set(self, **given: object) -> None:
        """Tell the stage what to show."""
        httpx.post(f"{self.url}/stage", json=given, timeout=10).raise_for_status()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Return as soon as `condition` holds; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.05)  # between two looks
