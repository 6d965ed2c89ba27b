"""A real Chromium, pages that may not complain or leave the machine, and servers that can die."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

from benchmarks.browser import FLAGS, chromium
from tests.browser.served import HALL, Served, free_port

LOST = ("WebSocket connection", "ERR_CONNECTION", "Failed to load resource")
"""What a browser itself says when a server is away; the page's scripts must stay silent."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, else Playwright's own. None: skip on a laptop, fail in CI."""
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no Chromium: {error.message.splitlines()[0]}")
        yield started
        started.close()


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


@contextmanager
def _opened(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """Give a new page of its own profile, and what it complains of."""
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        page = context.new_page()
        yield page, Complaints(page).heard


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page; the test fails if it complains."""
    with _opened(browser) as (opened, heard):
        yield opened
    assert heard == []


@pytest.fixture
def outage_page(browser: Browser) -> Iterator[Page]:
    """A page for tests in which its server goes away: what the browser says of that is let pass."""
    with _opened(browser) as (opened, heard):
        yield opened
    assert [each for each in heard if not any(word in each for word in LOST)] == []


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


@pytest.fixture(scope="module")
def hall() -> Iterator[Served]:
    """Serve the product's pages with the invented snapshots of a full month."""
    served = Served(HALL, port=free_port(), env={})
    try:
        served.start()
        yield served
    finally:
        served.kill()
