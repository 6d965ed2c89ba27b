"""The wall as somebody sees who never touches it: its account, and whether it is old."""

import time
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from tests.browser.product import Product
from tests.browser.served import wait_for

SECONDS = 10.0
"""How long a page may take to show what happened, or to come back after a fault."""
READ = """() => {
    const at = (id) => { const all = document.querySelectorAll('#wall-' + id + ' b');
        return all.length ? all[0].textContent.replaceAll(',', '') : ''; };
    return [...['received', 'closed', 'in-progress'].map(at),
        document.documentElement.dataset.state === 'stale'
            || document.querySelector('.health--lost:not(.is-empty)') !== null,
        window.marked === 1]; }"""


LIVE = "window.live && live.fulls > 0 && !live.isStale"


def answers(page: Page, condition: str) -> bool:
    """Return whether a condition holds; a page that is being loaded has none."""
    try:
        return bool(page.evaluate(condition))
    except Error:
        return False


class Wall:
    """The wall as somebody sees who never touches it."""

    def __init__(self, page: Page, product: Product) -> None:
        self._page = page
        page.goto(f"{product.url}/?rotate=off")
        wait_for(lambda: answers(page, LIVE), 30, "the wall to be live")
        page.evaluate("window.marked = 1")

    def account(self) -> tuple[int, int, int]:
        """Return received, closed and in progress, as they are written, at one moment."""
        *counts, _, same = self._page.evaluate(READ)
        assert same, "the page was loaded again"
        received, closed, in_progress = (int(text) for text in counts)
        return received, closed, in_progress

    def watched(self, seconds: float) -> set[tuple[int, int, int]]:
        """Return every account that is written within a time, looked at without a pause."""
        seen = set()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            seen.add(self.account())
        return seen

    def stale(self) -> bool:
        """Return whether the wall says that it shows the past."""
        return bool(self._page.evaluate(READ)[3])

    def shows(self, account: tuple[int, int, int], seconds: float = SECONDS) -> None:
        """Wait until the account is this one, and fresh."""
        found: list[Any] = []

        def same() -> bool:
            found[:] = [self.account(), self.stale()]
            return found == [account, False]

        try:
            wait_for(same, seconds, "")
        except AssertionError:
            pytest.fail(f"after {seconds} s the wall shows {found}, not {account}")

    def becomes_stale(self, seconds: float) -> float:
        """Wait for the stale mark to be seen; returns the seconds that it took."""
        began = time.monotonic()
        wait_for(self.stale, seconds, "the stale mark")
        took = time.monotonic() - began
        mark = self._page.locator(".stale-mark:visible, .health--lost:visible").first
        assert mark.inner_text().strip()
        opacity = "getComputedStyle(document.querySelector('.wall__account')).opacity"
        assert float(self._page.evaluate(opacity)) < 1  # the figures are seen to be old
        return took


def plus(account: tuple[int, int, int], opened: int, closed: int = 0) -> tuple[int, int, int]:
    """Return the account after so many cases more came in, and so many were closed."""
    return account[0] + opened, account[1] + closed, account[2] + opened - closed
