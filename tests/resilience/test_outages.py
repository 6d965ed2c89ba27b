"""Outages of each server, long and short: the wall says so, and is right again by itself."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page

from tests.browser.served import wait_for
from tests.browser.walls import SECONDS, Wall, plus
from tests.resilience.conftest import Hall, Note

pytestmark = [
    pytest.mark.resilience,
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.redis,
    pytest.mark.kafka,
]

Server = Callable[[Hall], tuple[Callable[[], None], Callable[[], None]]]
LONG = [pytest.param(20, id="20s"), pytest.param(240, id="240s", marks=pytest.mark.long)]
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
    if server is kafka:
        hall.report()

    with timed(note, f"right again after {seconds} s without {server.__name__} in"):
        wall.shows(plus(before, 1), SECONDS)


def test_half_an_hour_without_the_web_process(hall: Hall, outage_page: Page, note: Note) -> None:
    """The page's time is made to run 90 times faster: it must not have given up by then."""
    outage_page.add_init_script(CLOCK)
    wall = Wall(outage_page, hall.product)
    before = wall.account()

    hall.product.kill("serve")
    wall.becomes_stale(12)
    outage_page.evaluate("window.hurry(90)")
    passes(20)
    tried = outage_page.evaluate("live.opens")
    outage_page.evaluate("window.hurry(1)")
    hall.report()
    hall.product.start_pages()

    with timed(note, "right again after 30 min (20 s at 90 times the speed) in"):
        wall.shows(plus(before, 1), SECONDS)
    assert tried > 50


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
        wall.shows(plus(before, 1), 3 * SECONDS)  # consumers of dead workers have to time out


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
    passes(15)
    hall.product.signal("serve", signal.SIGCONT)

    with timed(note, "right again in"):
        wall.shows(plus(before, 1), SECONDS)
