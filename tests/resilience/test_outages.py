"""Outages of each server, long and short: the wall says so, and is right again by itself."""

import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from city.settings import ROOT
from dashboard.live.build import FILES, FOLDERS
from tests.browser.product import Product
from tests.browser.served import wait_for
from tests.browser.walls import LIVE, SECONDS, Wall, answers, plus
from tests.resilience.conftest import Hall, Note
from tests.resilience.proxy import Proxy

pytestmark = [
    pytest.mark.resilience,
    pytest.mark.browser,
    pytest.mark.redis,
    pytest.mark.kafka,
]

Server = Callable[[Hall], tuple[Callable[[], None], Callable[[], None]]]
LONG = [
    pytest.param(20, id="20s", marks=pytest.mark.long),
    pytest.param(240, id="240s", marks=pytest.mark.long),
    pytest.param(1_800, id="1800s", marks=[pytest.mark.long, pytest.mark.half_hour]),
]
CLOCK = """
    const real = performance.now.bind(performance), later = setTimeout, again = setInterval;
    let speed = 1, shown = 0, since = 0;
    performance.now = () => shown + (real() - since) * speed;
    window.hurry = (times) => { shown = performance.now(); since = real(); speed = times; };
    window.setTimeout = (run, ms, ...rest) => later(run, (ms || 0) / speed, ...rest);
    window.setInterval = (run, ms, ...rest) => again(run, (ms || 0) / 20, ...rest);
"""
"""A page whose time can be made to run; its interval looks often enough for either speed."""


def web(hall: Hall) -> tuple[Callable[[], None], Callable[[], None]]:
    return lambda: hall.product.kill("serve"), hall.product.start_pages


def redis(hall: Hall) -> tuple[Callable[[], None], Callable[[], None]]:
    return hall.redis.kill, hall.redis.start


def kafka(hall: Hall) -> tuple[Callable[[], None], Callable[[], None]]:
    return hall.kafka.stop, hall.kafka.start


def passes(seconds: float) -> None:
    """Let an outage last; its length is what is tested."""
    threading.Event().wait(seconds)


@contextmanager
def timed(note: Note, what: str) -> Iterator[None]:
    """Take down how long something took."""
    began = time.monotonic()
    yield
    note(f"{what} {time.monotonic() - began:.1f} s")


@pytest.mark.parametrize("seconds", LONG)
@pytest.mark.parametrize("server", [web, redis, kafka])
def test_an_outage_ends_with_the_wall_right_again(
    hall: Hall,
    outage_page: Page,
    note: Note,
    server: Server,
    seconds: float,
) -> None:
    """What was reported meanwhile is on the wall within 10 s of the service's return."""
    wall = Wall(outage_page, hall.product)
    before = wall.account()
    end, begin = server(hall)

    end()
    if server is not kafka:  # without Kafka nothing new is known, and what is shown stays true
        with timed(note, "stale after"):
            wall.becomes_stale(12)
        hall.report()
    passes(seconds)
    begin()

    with timed(note, f"right again after {seconds} s without {server.__name__} in"):
        if server is kafka:
            hall.report()
        wall.shows(plus(before, 1), SECONDS)


@pytest.mark.long
def test_half_an_hour_without_the_web_process(hall: Hall, outage_page: Page, note: Note) -> None:
    """The page's time is made to run 180 times faster: it must not have given up by then."""
    outage_page.add_init_script(CLOCK)
    wall = Wall(outage_page, hall.product)
    before = wall.account()

    hall.product.kill("serve")
    wall.becomes_stale(12)
    outage_page.evaluate("window.hurry(180)")
    passes(10)
    tried = outage_page.evaluate("live.opens")
    outage_page.evaluate("window.hurry(1)")
    hall.report()
    hall.product.start_pages()

    with timed(note, "right again after 30 min (10 s at 180 times the speed) in"):
        wall.shows(plus(before, 1), SECONDS)
    assert tried > 50


@pytest.mark.long
def test_everything_is_restarted(hall: Hall, outage_page: Page, note: Note) -> None:
    """A power cut of the machine room; only the screens go on."""
    wall = Wall(outage_page, hall.product)
    before = wall.account()

    for name in ("serve", "ingest"):
        hall.product.kill(name)
    hall.redis.kill()
    hall.kafka.stop()
    wall.becomes_stale(12)
    hall.kafka.start()
    hall.redis.start()
    hall.product.start("ingest")
    hall.product.start_pages()
    hall.report()

    with timed(note, "right again in"):
        wall.shows(plus(before, 1), SECONDS)


def test_a_server_killed_in_the_midst_of_broadcasts(
    hall: Hall, outage_page: Page, note: Note
) -> None:
    """Half a message is no message; what was shown always adds up."""
    wall = Wall(outage_page, hall.product)
    before = wall.account()

    hall.report(20)
    wait_for(lambda: wall.account() != before, SECONDS, "the burst to be seen")
    hall.product.kill("serve")
    hall.product.start_pages()

    with timed(note, "right again in"):
        wall.shows(plus(before, 20), SECONDS)


def test_a_process_that_only_stops_answering(hall: Hall, outage_page: Page, note: Note) -> None:
    """A stopped process keeps its sockets: nothing is closed, and nothing comes."""
    wall = Wall(outage_page, hall.product)
    before = wall.account()

    hall.product.signal("serve", signal.SIGSTOP)
    with timed(note, "stale after"):
        wall.becomes_stale(12)
    hall.report()
    passes(6)  # by then it has left the silent socket and tried another
    hall.product.signal("serve", signal.SIGCONT)

    with timed(note, "right again in"):
        wall.shows(plus(before, 1), SECONDS)


@pytest.mark.long
def test_a_new_version_takes_over_with_nobody_touching_a_screen(
    hall: Hall, outage_page: Page, note: Note, tmp_path: Path
) -> None:
    """Two processes of two versions, neither asked for a page before, one address: one reload."""
    newer = Product(hall.product.settings, tmp_path, root=new_version(tmp_path / "newer"))
    hall.product.kill("serve")
    hall.product.start_pages()
    newer.start_pages()
    proxy = Proxy(hall.product.port)
    proxy.start()
    loads: list[str] = []
    outage_page.on("framenavigated", lambda frame: loads.append(frame.url))
    try:
        outage_page.goto(f"{proxy.url}/flow?rotate=off")
        wait_for(lambda: answers(outage_page, LIVE), 30, "the scene to be live")
        proxy.forward_to(hall.product.port, newer.port)
        for _ in range(6):  # now this process, now that one
            outage_page.wait_for_timeout(700)
            answers(outage_page, "live.drop(0)")
        hall.product.kill("serve")
        proxy.forward_to(newer.port)
        shown = f"window.live && live.build === '{newer.health()['build']}' && {LIVE}"
        with timed(note, "after the last process of the old version the new one is shown in"):
            wait_for(lambda: answers(outage_page, shown), SECONDS, "the new version")
    finally:
        proxy.close()
        newer.close()
        if "serve" not in hall.product.running:
            hall.product.start_pages()

    note(f"{len(loads) - 1} reload for a new version")
    assert len(loads) - 1 in (1, 2)
    assert {url.partition(str(proxy.port))[2] for url in loads} == {"/flow?rotate=off"}


def new_version(folder: Path) -> Path:
    """Return a copy of the product with one file changed, as an update leaves it behind."""
    for part in (*FILES, *FOLDERS):
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy2(source, folder / part)
    changed = folder / "app.py"
    changed.write_text(changed.read_text() + "\n# changed\n")
    return folder
