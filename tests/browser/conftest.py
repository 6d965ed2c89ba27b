"""A real Chromium, pages that may not complain or leave the machine, and servers that can die."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

from city.settings import ROOT

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
UP_SECONDS = 30.0
LOST = ("WebSocket connection", "ERR_CONNECTION", "Failed to load resource")
"""What a browser itself says when a server is away; the page's scripts must stay silent."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, else Playwright's own. None: skip on a laptop, fail in CI."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, PROGRAMS)), None)
        try:
            chromium = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no Chromium: {error.message.splitlines()[0]}")
        yield chromium
        chromium.close()


class Complaints:
    """What a page must not do: log an error, raise one, or ask anything of another machine."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"raised {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.heard.append(f"console: {message.text} {message.location.get('url', '')}")

    def _request(self, request: Request) -> None:
        scheme, _, rest = request.url.partition("://")
        if rest and rest.partition("/")[0].partition(":")[0] != "127.0.0.1":
            self.heard.append(f"left the machine: {scheme}://{rest}")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page of its own profile; the test fails if it complains."""
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        opened = context.new_page()
        complaints = Complaints(opened)
        yield opened
    assert complaints.heard == []


@pytest.fixture
def outage_page(browser: Browser) -> Iterator[Page]:
    """A page for tests in which its server goes away: what the browser says of that is let pass."""
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        opened = context.new_page()
        complaints = Complaints(opened)
        yield opened
    assert [each for each in complaints.heard if not any(word in each for word in LOST)] == []


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


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Start `serve(script, *arguments)`, a program that takes `--port`; ended after the test."""
    running: list[Served] = []

    def start(script: Path, *arguments: str, **env: str) -> Served:
        served = Served(script, *arguments, port=free_port(), env=env)
        running.append(served)
        served.start()
        return served

    yield start
    for served in running:
        served.kill()


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
