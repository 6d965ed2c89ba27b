"""The live channel in a real browser: pixels, not sockets."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Error, Page, expect

from city.clock import HOUR, MINUTE, system_now
from tests.browser.served import Served, wait_for

pytestmark = pytest.mark.browser

STAGE = Path(__file__).with_name("stage.py")
COUNT = "#panel-count-0"
BUSY = "() => { const end = performance.now() + 4000; while (performance.now() < end); }"
Serve = Callable[..., Served]


def live(page: Page, name: str) -> Any:
    """Return what the page's script knows."""
    return page.evaluate(f"live.{name}")


def opened(page: Page, served: Served, path: str = "/") -> None:
    """Open a page and wait until the channel has brought everything."""
    page.goto(served.url + path)
    until(page, "window.live && live.fulls > 0 && !live.isStale")


def marked(page: Page) -> None:
    """Put a mark on the window and the nodes that must survive."""
    page.wait_for_selector("#panel-graph .main-svg")
    page.wait_for_selector("#panel-map canvas")
    page.evaluate(
        """() => { window.marked = 1;
        for (const at of ['#panel-graph .js-plotly-plot', '#panel-map'])
            document.querySelector(at).marked = 1; }"""
    )


def survived(page: Page) -> bool:
    """Return whether page, graph and map are the ones that were marked."""
    answer: bool = page.evaluate(
        """() => window.marked === 1 && ['#panel-graph .js-plotly-plot', '#panel-map']
        .every((at) => document.querySelector(at).marked === 1)"""
    )
    return answer


def until(page: Page, condition: str, seconds: float = 20.0) -> None:
    """Wait for a condition; Playwright's own waiting needs eval, which our policy forbids."""

    def holds() -> bool:
        try:
            return bool(page.evaluate(condition))
        except Error:  # the page is being loaded
            return False

    wait_for(holds, seconds, condition)


def settled(page: Page) -> None:
    """Wait until the map has its marks: then its picture no longer changes."""
    pictures: list[bytes] = []

    def same() -> bool:
        pictures.append(picture(page, "#panel-map"))
        return len(pictures) > 4 and len(set(pictures[-4:])) == 1

    wait_for(same, 10, "the map to settle")


def stale(page: Page) -> bool:
    answer: bool = page.evaluate("document.documentElement.dataset.state === 'stale'")
    return answer


def picture(page: Page, at: str) -> bytes:
    return page.locator(at).screenshot()


def test_a_change_on_the_server_changes_text_graph_and_map(serve: Serve, page: Page) -> None:
    """In place: a graph or map that is made anew flickers, and leaks over weeks."""
    served = serve(STAGE)
    opened(page, served)
    marked(page)
    graph, mapped = picture(page, "#panel-graph"), picture(page, "#panel-map")

    served.set(text="1853", values=[9, 1, 9], moved=90, points=9)

    expect(page.locator(COUNT)).to_have_text("1853")
    wait_for(lambda: picture(page, "#panel-graph") != graph, 5, "another graph")
    wait_for(lambda: picture(page, "#panel-map") != mapped, 5, "another map")
    assert survived(page)
    assert live(page, "opens") == 1
    assert live(page, "missed") == 0


def test_another_structure_is_mounted_and_leaves_the_rest(serve: Serve, page: Page) -> None:
    """A panel that appears is no reason to lose the map beside it."""
    served = serve(STAGE)
    opened(page, served)
    marked(page)

    served.set(extra=True, text="2")

    expect(page.locator("#panel-extra")).to_have_text("extra")
    expect(page.locator(COUNT)).to_have_text("2")
    assert survived(page)


def test_a_page_of_another_structure_is_put_right_on_connecting(serve: Serve, page: Page) -> None:
    """The structure may change between two connections; the marks come back with the map."""
    served = serve(STAGE)
    opened(page, served)
    marked(page)
    settled(page)
    before = picture(page, "#panel-map")

    page.evaluate("live.shape = 'another'; live.drop(0)")
    until(page, "live.fulls > 1 && document.querySelector('#panel-map') !== null")

    wait_for(lambda: not survived(page), 5, "another map")
    wait_for(lambda: picture(page, "#panel-map") == before, 5, "the marks on it")
    assert live(page, "missed") == 0


def test_a_gap_makes_the_page_reconnect_and_get_everything(serve: Serve, page: Page) -> None:
    """A number that was missed would stay wrong for ever."""
    served = serve(STAGE)
    opened(page, served)

    page.evaluate("live.seq = 1000")
    served.set(text="77")

    expect(page.locator(COUNT)).to_have_text("77")
    assert live(page, "gaps") == 1
    assert live(page, "opens") == 2


def test_a_dead_server_is_seen_and_one_that_returns_is_found(
    serve: Serve, outage_page: Page
) -> None:
    """Nobody has to walk the floor: stale within 6 s, back within 10 s, without a reload."""
    page = outage_page
    served = serve(STAGE)
    opened(page, served, "/?lang=en")
    marked(page)

    served.kill()
    died = time.monotonic()
    wait_for(lambda: stale(page), 8, "the stale mark")
    noticed, silent = time.monotonic() - died, page.evaluate("performance.now() - live.last")
    expect(page.locator("[data-live-age]")).to_have_text(re.compile(r"No data for \d+s"))
    served.start()
    served.set(text="back")
    began = time.monotonic()
    expect(page.locator(COUNT)).to_have_text("back", timeout=10_000)
    recovered = time.monotonic() - began
    wait_for(lambda: not stale(page), 2, "the end of the stale mark")

    assert noticed <= 6.5
    assert silent >= 5_000  # of the page's own count: its last message may be older than the kill
    assert recovered <= 10
    assert survived(page)
    assert page.locator(".live-banner").count() == 0


def test_figures_that_are_no_longer_fresh_are_marked(serve: Serve, page: Page) -> None:
    """The connection is fine but the data is old: that must not look like life."""
    served = serve(STAGE)
    opened(page, served)

    served.set(fail=True, text="never shown")
    wait_for(lambda: stale(page), 5, "the stale mark")
    shown = page.locator(COUNT).inner_text()
    served.set(fail=False, text="good")

    expect(page.locator(COUNT)).to_have_text("good")
    wait_for(lambda: not stale(page), 5, "the end of the stale mark")
    assert shown == "0"
    assert live(page, "opens") == 1


def test_a_newer_build_reloads_the_page_once(serve: Serve, outage_page: Page) -> None:
    """Its scripts are old; but never a blind reload, which would strand the screen."""
    page = outage_page
    page.add_init_script("sessionStorage.loads = Number(sessionStorage.loads || 0) + 1")
    served = serve(STAGE)
    opened(page, served)

    served.stop()
    served.start("--build", "200-b")
    until(page, "sessionStorage.loads === '2' && window.live && live.messages > 3")

    assert live(page, "build") == "200-b"
    assert page.evaluate("sessionStorage.loads") == "2"


@pytest.mark.parametrize("build", ["050-b", "200-a"])  # older; and the same, installed later
def test_another_build_that_is_not_newer_does_not_reload(
    serve: Serve, outage_page: Page, build: str
) -> None:
    """While a deploy rolls on, screens must not flap between two builds."""
    page = outage_page
    served = serve(STAGE)
    opened(page, served)
    marked(page)

    served.stop()
    served.start("--build", build)
    until(page, "live.opens > 1 && live.messages > 4")

    assert survived(page)


def test_a_slow_screen_skips_values_and_ends_at_the_newest(serve: Serve, page: Page) -> None:
    """Its lag must not grow: lag is what made screens show the past."""
    served = serve(STAGE, "--auto", "20")
    opened(page, served)

    before = httpx.get(f"{served.url}/stage/stats").json()[0]["broadcasts"]
    page.evaluate("live.messages = 0")
    page.evaluate(BUSY)
    served.set(auto=0, text="newest")

    expect(page.locator(COUNT)).to_have_text("newest", timeout=3_000)
    broadcasts = httpx.get(f"{served.url}/stage/stats").json()[0]["broadcasts"] - before
    assert live(page, "messages") < broadcasts / 2
    assert live(page, "gaps") == 0


def test_pages_can_be_changed_and_the_channel_follows(serve: Serve, page: Page) -> None:
    """Also there and back, when the first paint of the same view comes without marks."""
    served = serve(STAGE)
    opened(page, served)

    page.click("#to-other")
    expect(page.locator("#other-text")).to_have_text("other 0")
    served.set(text="8")
    expect(page.locator("#other-text")).to_have_text("other 8")
    page.click("#to-panel")
    until(page, "live.view.startsWith('view=panel') && live.seq > 0")
    page.wait_for_selector("#panel-map canvas")
    settled(page)
    before = picture(page, "#panel-map")
    served.set(points=9, text="9")

    expect(page.locator(COUNT)).to_have_text("9")
    wait_for(lambda: picture(page, "#panel-map") != before, 5, "new marks on the map")


def test_countdowns_and_clocks_run_by_the_products_clock(serve: Serve, page: Page) -> None:
    """In a replay an hour passes in a minute, and the page's own clock may be wrong by years."""
    page.add_init_script("Date.now = () => 0")
    served = serve(STAGE)
    opened(page, served)
    virtual = 1_700_000_000_000

    served.set(due=virtual + HOUR, clock=[virtual, system_now(), 60.0])

    expect(page.locator("#panel-due")).to_contain_text("余 00:5")
    first = page.locator("#panel-due").inner_text()
    wait_for(lambda: page.locator("#panel-due").inner_text() != first, 3, "the countdown to run")
    served.set(due=virtual - 25 * HOUR, clock=[virtual + MINUTE, system_now(), 0.0])
    expect(page.locator("#panel-due")).to_have_text("超 1 日 1 时")
    expect(page.locator("#panel-clock")).to_have_text("06:14:20")  # 22:13:20 + 1 min, UTC+8


def test_the_server_ends_quickly_whoever_watches(serve: Serve, outage_page: Page) -> None:
    """A deploy must not wait for screens."""
    served = serve(STAGE)
    opened(outage_page, served)

    assert served.stop() < 4


def test_a_probe_does_not_take_a_page_for_health(serve: Serve) -> None:
    """Dash answers any unknown path with 200 and a page."""
    served = serve(STAGE)

    assert served.healthy()
    assert "text/html" in httpx.get(f"{served.url}/no-such-path").headers["content-type"]


def test_a_page_says_that_it_is_busy_while_changes_follow_each_other(
    serve: Serve, page: Page
) -> None:
    """Style sheets end all motion meanwhile; after a second of quiet a change may move again."""
    served, busy = serve(STAGE), "'busy' in document.documentElement.dataset"
    opened(page, served)
    assert not page.evaluate(busy)

    served.set(auto=8)
    until(page, busy)
    served.set(auto=0)

    until(page, f"!({busy})")
