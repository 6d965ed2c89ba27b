"""A hall whose servers may be killed, and a note of each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from city.settings import Settings
from tests.browser.served import free_port, wait_for

if TYPE_CHECKING:
    from tests.browser.product import PrivateRedis, Product
    from tests.resilience.broker import Broker

# what needs Kafka is imported late: pytest_configure has to quieten kafka-python first

NOTES: list[str] = []
Note = Callable[[str], None]


class Hall:
    """Everything that a hall runs on, each part with a life of its own."""

    def __init__(self, redis: PrivateRedis, kafka: Broker, product: Product) -> None:
        self.redis, self.kafka, self.product = redis, kafka, product

    def received(self) -> int:
        """Return what the API counts as received."""
        total = self.product.figures(stream="city", window="last-30-days")
        return int(total["received"])

    def report(self, count: int = 1) -> None:
        """Send so many new cases."""
        from tests.browser.product import Feed

        feed = Feed(self.product)
        for number in range(count):
            feed.report(uuid4().hex, street=number)
        feed.flush()
        feed.close()


@pytest.fixture(scope="module")
def hall(kafka_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall with three cases in progress."""
    from tests.browser.product import PrivateRedis, running
    from tests.resilience.broker import Broker

    assert kafka_server  # its jars are there
    folder = tmp_path_factory.mktemp("hall")
    redis, kafka = PrivateRedis(folder / "redis"), Broker(folder / "kafka", free_port())
    redis.start()
    kafka.start()
    settings = Settings(
        namespace=f"test-{uuid4().hex[:10]}",
        state=folder / "state",
        partitions=4,
        redis_url=redis.url,
        kafka_servers=kafka.address,
    )
    try:
        with running(settings, folder) as product:
            hall = Hall(redis, kafka, product)
            hall.report(3)
            wait_for(lambda: hall.received() == 3, 90, "the first cases")
            yield hall
    finally:
        kafka.stop()
        redis.kill()


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Take down a figure; all of them are printed at the end, for docs/resilience.md."""
    return lambda text: NOTES.append(f"{request.node.name}: {text}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if NOTES:
        terminalreporter.section("how long it took")
        for each in NOTES:
            terminalreporter.write_line(each)
