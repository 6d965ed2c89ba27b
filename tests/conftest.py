"""Real servers for tests: one Kafka and one Redis for the session, a place of its own per test."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from redis import Redis

from city.errors import CityError
from city.settings import ROOT, Settings
from city.store.connection import connect
from ingest.servers import Servers, servers

NEEDED = ("redis", "kafka", "browser")
"""Markers of tests that CI must run: there, skipping one fails."""
DATABASES = range(1, 16)


@pytest.fixture(scope="session")
def test_servers() -> Iterator[Servers]:
    """Give the servers of the environment, else embedded ones on ports of their own."""
    settings = Settings(
        state=Path(os.environ.get("CITY_TEST_STATE", ROOT / ".state-test")),
        redis_port=int(os.environ.get("CITY_TEST_REDIS_PORT", "6391")),
        kafka_port=int(os.environ.get("CITY_TEST_KAFKA_PORT", "9394")),
    )
    try:
        with servers(settings, print) as addresses:
            yield addresses
    except CityError as error:
        pytest.skip(str(error))


@pytest.fixture
def redis_url(test_servers: Servers, worker_database: int) -> Iterator[str]:
    """Give the address of a Redis database that is empty."""
    base = test_servers.redis_url.rsplit("/", 1)[0]
    url = f"{base}/{worker_database}"
    with connect(url) as client:
        client.flushdb()
        yield url
        client.flushdb()


@pytest.fixture(scope="session")
def worker_database() -> int:
    """Return the number of the Redis database that tests use, never 0."""
    return DATABASES[0]


@pytest.fixture
def redis_client(redis_url: str) -> Iterator[Redis]:
    """Give a client of the empty database."""
    with connect(redis_url) as client:
        yield client


@pytest.fixture
def namespace() -> str:
    """Return a namespace that no other test uses."""
    return f"test-{uuid4().hex[:10]}"


@pytest.fixture
def settings(test_servers: Servers, redis_url: str, namespace: str, tmp_path: Path) -> Settings:
    """Return settings on the test's servers, in a namespace and a folder of its own."""
    return Settings(
        namespace=namespace,
        state=tmp_path / "state",
        redis_url=redis_url,
        kafka_servers=test_servers.kafka_servers,
    )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI, a test that needs a server or a browser must not be skipped."""
    outcome = yield
    report = outcome.get_result()
    needed = any(item.get_closest_marker(name) for name in NEEDED)
    if os.environ.get("CI") and report.skipped and needed and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped in CI: {report.longrepr}"
