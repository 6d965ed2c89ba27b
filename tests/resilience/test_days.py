"""Days on the wall: midnight, and a whole day of use in a minute of a faster clock."""

import time

import pytest
from playwright.sync_api import Page

from city.clock import DAY, HOUR, LIFE, MINUTE, SECOND, ProductClock, system_now
from city.store.connection import connect
from city.store.model import Control
from tests.browser.product import DISTRICT
from tests.browser.served import wait_for
from tests.browser.walls import Wall
from tests.resilience.conftest import Hall, Note

pytestmark = [
    pytest.mark.resilience,
    pytest.mark.browser,
    pytest.mark.redis,
    pytest.mark.kafka,
]

USE = "() => [document.getElementsByTagName('*').length, live.opens, live.missed]"
HEAP_MB = 12.0
"""What a day may add to a page's heap: its cases are marks on the map."""


def set_clock(hall: Hall, clock: ProductClock) -> None:
    with connect(hall.redis.url) as client:
        Control(client, hall.product.settings.prefix).set_clock(clock)


def test_midnight_moves_the_window_and_the_account_still_adds_up(hall: Hall, page: Page) -> None:
    """The date turns, the window loses a day and wins one; no moment shows half of that."""
    wall = Wall(page, hall.product)
    days, now = DISTRICT.days, system_now()
    midnight = days.start_of(days.day_of(now) + 1)
    try:
        set_clock(hall, ProductClock(midnight - 6 * SECOND, system_now(), 1.0))
        tomorrow = f"{days.local(midnight).day}日"
        wait_for(lambda: page.locator("#wall-clock").inner_text() == "23:59", 5, "23:59")
        assert tomorrow not in page.locator("#wall-date").inner_text()
        seen = wall.watched(9)
        date = page.locator("#wall-date").inner_text()
        clock = page.locator("#wall-clock").inner_text()
    finally:
        set_clock(hall, LIFE)

    assert tomorrow in date
    assert clock == "00:00"
    assert [each for each in seen if each[0] != each[1] + each[2]] == []


@pytest.mark.long
def test_a_day_of_use_leaves_no_trace(hall: Hall, page: Page, note: Note) -> None:
    """24 hours at 1,440 times the speed, cases coming in: always adding up, and nothing grows."""
    wall = Wall(page, hall.product)
    start, began = system_now(), time.monotonic()
    first, heap = page.evaluate(USE), heap_mb(page)
    seen = set()
    try:
        set_clock(hall, ProductClock(start - DAY - HOUR, system_now(), DAY / MINUTE))
        while time.monotonic() - began < 60:
            hall.report()
            seen |= wall.watched(1)
    finally:
        set_clock(hall, LIFE)
    wait_for(lambda: not wall.stale(), 10, "the present")
    last, grown = page.evaluate(USE), heap_mb(page)

    note(f"heap {heap:.1f} to {grown:.1f} MB, elements {first[0]} to {last[0]}")
    assert [each for each in seen if each[0] != each[1] + each[2]] == []
    assert last[0] < first[0] + 200  # cases are more marks on the map
    assert last[1:] == first[1:]
    assert grown < heap + HEAP_MB


def heap_mb(page: Page) -> float:
    """Return what the page's script holds, without what nobody needs."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    told = session.send("Performance.getMetrics")["metrics"]
    session.detach()
    return float({each["name"]: each["value"] for each in told}["JSHeapUsedSize"]) / 1e6
