"""A hall of screens on one server: all at once, old and new builds, bad networks, wrong clocks."""

import statistics
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import orjson
import psutil
import pytest
from playwright.sync_api import Page
from websockets.sync.client import connect

from city.clock import HOUR, system_now
from dashboard.live.hub import GIVE_BACK_SECONDS
from tests.browser.served import Served, wait_for
from tests.browser.walls import answers
from tests.resilience.conftest import Note
from tests.resilience.proxy import Proxy

pytestmark = [pytest.mark.resilience, pytest.mark.browser]

STAGE = Path(__file__).parents[1] / "browser" / "stage.py"
SCREENS = 50
COUNT = "#panel-count-0"
ALONE = """
    window.dash_clientside = { set_props: (id, props) => { window.shown = props; } };
    window.WebSocket = class extends WebSocket {
        constructor(...given) { super(...given); (window.tries ??= []).push(Date.now()); } };
"""
"""What the channel's scripts need of a page, without the page; and when each socket was tried."""
MANY = """(count) => { for (let n = 0; n < count; n++) {
    const frame = document.createElement('iframe');
    frame.src = '/stage/bare'; document.body.append(frame); } }"""
LAG = f"Date.now() - Number(document.querySelector('{COUNT}').textContent)"
FRAMES = "[...document.querySelectorAll('iframe')].map((f) => f.contentWindow)"
Serve = Callable[..., Served]


def live(page: Page, url: str) -> None:
    """Open a page and wait until the channel has brought everything."""
    page.goto(url)
    wait_for(
        lambda: answers(page, "window.live && live.fulls > 0 && !live.isStale"), 30, "the page"
    )


def stale(page: Page) -> bool:
    return answers(page, "document.documentElement.dataset.state === 'stale'")


def test_fifty_screens_come_back_at_once_and_the_server_stays_calm(
    serve: Serve, outage_page: Page, note: Note
) -> None:
    """Each waits for a moment of its own, so that the first second is not all of them."""
    served = serve(STAGE)
    outage_page.add_init_script(ALONE)
    outage_page.goto(f"{served.url}/stage/bare")
    outage_page.evaluate(MANY, SCREENS)
    every = f"{FRAMES}.length === {SCREENS} && {FRAMES}.every((w) => w.live && w.live.fulls > 0)"
    wait_for(lambda: answers(outage_page, every), 60, "fifty screens")

    served.kill()
    threading.Event().wait(8)  # by then each waits as long as it ever does between two tries
    outage_page.evaluate(f"{FRAMES}.forEach((w) => {{ w.before = w.live.fulls; }})")
    served.start()
    up, slowest = time.monotonic(), 0.0
    back = f"{FRAMES}.every((w) => w.live.fulls > w.before && !w.live.isStale)"
    while not answers(outage_page, back):
        began = time.monotonic()
        httpx.get(f"{served.url}/healthz", timeout=5).raise_for_status()
        slowest = max(slowest, time.monotonic() - began)
        assert time.monotonic() - up < 10, "not all of them are back"
    took = time.monotonic() - up
    times = outage_page.evaluate(f"{FRAMES}.map((w) => w.tries[w.tries.length - 1])")

    note(f"all {SCREENS} back in {took:.1f} s, spread {statistics.pstdev(times):.0f} ms")
    note(f"the server's slowest answer meanwhile {slowest * 1000:.0f} ms")
    assert statistics.pstdev(times) > 200
    assert slowest < 1


def test_a_rolling_deploy_reloads_a_screen_once_and_keeps_its_scene(
    serve: Serve, outage_page: Page, note: Note
) -> None:
    """First the old build, then both by turns, then the new one: one reload, on the same page."""
    old, new = serve(STAGE, "--build", "100-a"), serve(STAGE, "--build", "200-b")
    proxy = Proxy(old.port)
    proxy.start()
    loads: list[str] = []
    outage_page.on("framenavigated", lambda frame: loads.append(frame.url))
    try:
        live(outage_page, f"{proxy.url}/other")
        proxy.forward_to(old.port, new.port)
        for _ in range(12):  # now this process, now that one
            outage_page.evaluate("live.drop(0)")
            outage_page.wait_for_timeout(700)
            wait_for(lambda: answers(outage_page, "live.ws && live.fulls > 0"), 10, "the channel")
        old.kill()
        proxy.forward_to(new.port)
        shown = "window.live && live.build === '200-b' && live.fulls > 0"
        wait_for(lambda: answers(outage_page, shown), 10, "the new build")
    finally:
        proxy.close()

    note(f"{len(loads) - 1} reload over 12 reconnects to two builds")
    # a second one where the first was answered by the old build's process
    assert len(loads) - 1 in (1, 2)
    assert {url.rsplit("/", 1)[1] for url in loads} == {"other"}


def test_a_half_open_network_is_noticed_and_left(
    serve: Serve, outage_page: Page, note: Note
) -> None:
    """A cable is pulled behind a switch: no close ever comes, and the old socket stays dead."""
    served = serve(STAGE)
    proxy = Proxy(served.port)
    proxy.start()
    try:
        live(outage_page, proxy.url)
        proxy.fall_silent()
        began = time.monotonic()
        wait_for(lambda: stale(outage_page), 8, "the stale mark")
        note(f"stale after {time.monotonic() - began:.1f} s")
        served.set(text="1853")
        threading.Event().wait(12)  # so that it has tried again meanwhile

        proxy.speak_again()
        began = time.monotonic()
        wait_for(lambda: not stale(outage_page), 12, "the wall to be live again")
        note(f"live again after {time.monotonic() - began:.1f} s")

        assert outage_page.locator(COUNT).inner_text() == "1853"
    finally:
        proxy.close()


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_browser_whose_clock_is_wrong_shows_the_right_time(
    serve: Serve, page: Page, hours: int
) -> None:
    """Ages and countdowns are the server's; and nothing is stale for it."""
    page.add_init_script(
        f"const D = Date; Date = class extends D {{ constructor(...a) {{"
        f" a.length ? super(...a) : super(D.now() + {hours * HOUR}); }}"
        f" static now() {{ return D.now() + {hours * HOUR}; }} }};"
    )
    served = serve(STAGE)
    due = system_now() + HOUR
    served.set(due=due)
    live(page, served.url)
    page.wait_for_timeout(1_500)

    assert abs(page.evaluate("Date.now()") - system_now() - hours * HOUR) < 5_000
    assert page.locator("#panel-due").inner_text().startswith(("余 00:59:", "余 01:00:00"))
    assert abs(page.evaluate("live.now()") - system_now()) < 2_000
    assert not stale(page)


@pytest.fixture
def stalled() -> Iterator[Callable[[str], None]]:
    """Open a viewer that never reads again, as one behind a dead radio link."""
    opened = ExitStack()

    def stall(url: str) -> None:
        address = url.replace("http", "ws") + "/live/ws?view=panel&scope=&lang=zh&shape=&z=1"
        connection = connect(address, origin=url, compression=None, close_timeout=0)  # type: ignore[arg-type]
        opened.enter_context(connection).recv(timeout=5)

    with opened:
        yield stall


def test_very_slow_viewers_cost_the_others_nothing(
    serve: Serve, page: Page, note: Note, stalled: Callable[[str], None]
) -> None:
    """Their queues are bounded and they are let go; the hall goes on at its pace."""
    served = serve(STAGE, "--points", "2000", "--auto", "10")
    live(page, served.url)
    (process,) = [
        each for each in psutil.process_iter(["cmdline"]) if str(served.port) in _line(each)
    ]
    # what a process grows by in its first hundred pictures is not the stalled viewers'
    wait_for(lambda: page.evaluate("live.messages > 100"), 60, "a hundred updates")
    before = process.memory_info().rss
    for _ in range(30):
        stalled(served.url)

    def grown() -> float:
        return (process.memory_info().rss - before) / 1e6

    lags = []
    end = time.monotonic() + 25  # they are let go after 20 s without an answer
    while time.monotonic() < end:
        lags.append(
            page.evaluate(f"Date.now() - Number(document.querySelector('{COUNT}').textContent)")
        )
        page.wait_for_timeout(200)
    (view,) = [each for each in _stats(served) if each["view"].startswith("view=panel")]
    peak = grown()
    # thirty full messages at once leave free pages behind, which are handed back each minute
    wait_for(lambda: grown() < 20, GIVE_BACK_SECONDS + 10, "the memory")

    note(
        f"30 stalled viewers: {peak:.0f} MB, a minute later {grown():.0f}, "
        f"the other's lag {statistics.median(lags):.0f} ms"
    )
    assert view["viewers"] == 1
    assert peak < 100
    assert statistics.median(lags) < 1_000


def _line(process: psutil.Process) -> list[str]:
    return process.info["cmdline"] or []


def _stats(served: Served) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = httpx.get(f"{served.url}/stage/stats", timeout=5).json()
    return answer


def test_a_slow_viewer_that_wakes_gets_one_whole_picture(serve: Serve) -> None:
    """Not the thousand that it missed."""
    served = serve(STAGE)
    address = f"ws://127.0.0.1:{served.port}/live/ws?view=panel&scope=&lang=zh&shape=&z=1"
    with connect(address, origin=served.url, compression=None) as slow:  # type: ignore[arg-type]
        for n in range(40):
            served.set(text=str(n))
            time.sleep(0.12)  # the hub's own pace, so that each is a picture of its own
        kinds = []
        while not kinds or kinds[-1]["k"] != "f" or len(kinds) < 2:
            frame = slow.recv(timeout=5)
            text = zlib.decompress(frame) if isinstance(frame, bytes) else frame
            kinds.append(orjson.loads(text))
            slow.send("a")

    assert len(kinds) < 8
    assert kinds[-1]["set"]["panel-count-0"]["children"] == "39"
