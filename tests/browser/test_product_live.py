"""The product on real servers: from a message in Kafka to the wall, whatever dies in between."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Error, Page
from redis import Redis

from city.settings import Settings
from ingest.bus.embedded import kafka_server as embedded_kafka
from tests.browser.product import Feed, PrivateRedis, Product, running
from tests.browser.served import free_port, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.redis, pytest.mark.kafka, pytest.mark.slow]

SECONDS = 10.0
"""How long a page may take to show what happened, or to come back after a fault."""
READ = """() => {
    const at = (id) => { const all = document.querySelectorAll('#wall-' + id + ' b');
        return all.length ? all[0].textContent.replaceAll(',', '') : ''; };
    return [...['received', 'closed', 'in-progress'].map(at),
        document.documentElement.dataset.state === 'stale'
            || document.querySelector('.health--lost:not(.is-empty)') !== null,
        window.marked === 1]; }"""


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateRedis]:
    """A Redis of this module's own, so that killing it disturbs nobody."""
    server = PrivateRedis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def product(
    redis: PrivateRedis, kafka_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """The product with three cases in progress."""
    folder = tmp_path_factory.mktemp("product")
    with running(_settings(folder, redis.url, kafka_server), folder) as product:
        feed = Feed(product)
        for number in range(3):
            feed.report(f"first-{number}", street=number)
        feed.close()
        wait_for(lambda: _api(product)["received"] == 3, 60, "the first cases")
        yield product


@pytest.fixture
def feed(product: Product) -> Iterator[Feed]:
    """Someone who sends messages of the city's feed."""
    sender = Feed(product)
    yield sender
    sender.close()


def _settings(folder: Path, redis_url: str, kafka_servers: str) -> Settings:
    return Settings(
        namespace=f"test-{uuid4().hex[:10]}",
        state=folder / "state",
        partitions=4,
        redis_url=redis_url,
        kafka_servers=kafka_servers,
    )


def _api(product: Product) -> dict[str, Any]:
    return product.figures(stream="city", window="last-30-days")


class Wall:
    """The wall as somebody sees who never touches it."""

    def __init__(self, page: Page, product: Product) -> None:
        self._page = page
        page.goto(f"{product.url}/?rotate=off")
        wait_for(lambda: self._ready(), 30, "the wall to be live")
        page.evaluate("window.marked = 1")

    def _ready(self) -> bool:
        try:
            return bool(self._page.evaluate("window.live && live.fulls > 0 && !live.isStale"))
        except Error:  # the page is being loaded
            return False

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


def test_a_message_in_kafka_changes_the_number_on_the_wall(
    product: Product, feed: Feed, page: Page
) -> None:
    """The whole way: translator, log, projector, Redis, hub, page; nobody reloads anything."""
    wall = Wall(page, product)
    before = wall.account()
    number = uuid4().hex

    feed.report(number)
    feed.flush()
    wall.shows(plus(before, 1))
    feed.close_case(number)
    feed.flush()

    wall.shows(plus(before, 1, 1))


def test_the_account_adds_up_at_every_moment_of_a_burst(
    product: Product, feed: Feed, page: Page
) -> None:
    """A sum that is wrong for a tenth of a second is seen, photographed, and never forgotten."""
    wall = Wall(page, product)
    before = wall.account()
    goal = plus(before, 50, 25)
    seen = {before}
    run = uuid4().hex[:8]

    for number in range(50):
        feed.report(f"{run}-{number}", street=number)
        if number % 2:
            feed.close_case(f"{run}-{number}")
        if number % 5 == 4:
            feed.flush()
            seen |= wall.watched(0.3)
    deadline = time.monotonic() + SECONDS
    while goal not in seen and time.monotonic() < deadline:
        seen |= wall.watched(0.3)

    assert goal in seen
    assert [each for each in seen if each[0] != each[1] + each[2]] == []
    assert len(seen) > 2


def test_a_web_process_that_dies_is_seen_and_one_that_returns_is_found(
    product: Product, feed: Feed, outage_page: Page
) -> None:
    """Stale within 6 s, right again within 10 s of its return, and nobody reloads the page."""
    wall = Wall(outage_page, product)
    before = wall.account()

    product.kill("serve")
    noticed = wall.becomes_stale(8)
    feed.report(uuid4().hex)
    feed.flush()
    product.start_pages()

    wall.shows(plus(before, 1))
    assert noticed <= 6.5  # the page looks four times a second


def test_redis_dies_and_returns(
    product: Product, feed: Feed, redis: PrivateRedis, page: Page
) -> None:
    """Pages say that they show the past; what came meanwhile is there when Redis is."""
    wall = Wall(page, product)
    before = wall.account()

    redis.kill()
    noticed = wall.becomes_stale(12)
    feed.report(uuid4().hex)
    feed.flush()
    redis.start()

    wall.shows(plus(before, 1))
    assert noticed <= 6.5


def test_an_emptied_redis_is_filled_again_from_the_log(
    product: Product, feed: Feed, redis: PrivateRedis, page: Page
) -> None:
    """The log is the record: the read model comes back by itself, and the wall with it."""
    wall = Wall(page, product)
    before = wall.account()

    with Redis.from_url(redis.url) as client:
        client.flushall()
    feed.report(uuid4().hex)
    feed.flush()

    wall.shows(plus(before, 1), 2 * SECONDS)


def test_messages_after_a_restart_of_kafka_arrive(
    redis: PrivateRedis, outage_page: Page, tmp_path: Path, kafka_server: str
) -> None:
    """Workers wait for a broker without end, and go on where they were."""
    assert kafka_server  # its jars are there
    servers = Settings(state=tmp_path / "own", kafka_port=free_port(), redis_url=redis.url)
    given = _settings(tmp_path, redis.url, f"127.0.0.1:{servers.kafka_port}")
    product: Product | None = None
    try:
        with embedded_kafka(servers, print):
            product = Product(given, tmp_path)
            product.start("ingest")
            product.start_pages()
            _report(product, "before")
            wait_for(lambda: _api(product)["received"] == 1, 60, "the first case")
            wall = Wall(outage_page, product)
        with embedded_kafka(servers, print):  # the broker ended and is started again
            _report(product, "after")

            wall.shows((2, 0, 2), 30)
            product.close()
    finally:
        if product is not None:
            product.close()


def _report(product: Product, number: str) -> None:
    feed = Feed(product)
    feed.report(number)
    feed.flush()
    feed.close()
