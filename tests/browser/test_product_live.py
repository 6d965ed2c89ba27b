"""The product on real servers: from a message in Kafka to the wall, whatever dies in between."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page
from redis import Redis

from city.settings import Settings
from ingest.bus.embedded import kafka_server as embedded_kafka
from tests.browser.product import Feed, PrivateRedis, Product, running
from tests.browser.served import free_port, wait_for
from tests.browser.walls import SECONDS, Wall, plus

pytestmark = [pytest.mark.browser, pytest.mark.redis, pytest.mark.kafka, pytest.mark.slow]


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
