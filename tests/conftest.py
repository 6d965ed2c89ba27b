"""Real servers for tests: one Redis and one Kafka for the session, a place of its own per test."""

import fcntl
import os
import socket
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from city.errors import CityError
from city.settings import ROOT, Settings
from city.store.connection import connect
from city.store.embedded import redis_server as embedded_redis

# how fast a busy machine makes up examples says nothing of the product
settings.register_profile(
    "city",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("city")

pytest_plugins = ("tests.browser.chromium", "tests.browser.maps")
"""Here and nowhere below: two folders' tests share one browser, and there can be only one."""
NEEDED = ("redis", "kafka", "browser")
"""Markers of tests that CI must run: there, skipping one fails."""
GIVEN_BY = {"redis_server": "redis", "kafka_server": "kafka"}
"""A test that asks for one of these fixtures has this marker, so that nobody has to remember it."""
ABSENT_DATA = "shared/data"
"""In the reason of a skip for want of recordings that are not part of this project."""
DATABASES = range(1, 16)
IN_CI = bool(os.environ.get("CI"))


def pytest_configure(config: pytest.Config) -> None:
    # kafka-python 3.0.12: it loads its schemas with functions that Python 3.11 and 3.12 deprecate,
    # and leaves the sockets of refused connections to the garbage collector
    for warning in (
        "read_text is deprecated:DeprecationWarning",
        "open_text is deprecated:DeprecationWarning",
        "unclosed <socket:ResourceWarning",
    ):
        config.addinivalue_line("filterwarnings", f"ignore:{warning}")
    # the lines above hold for tests, this one for what is collected after the last of them
    warnings.filterwarnings("ignore", "unclosed <socket", ResourceWarning)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture, marker in GIVEN_BY.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
    # Playwright's session keeps an event loop running, in which others could not run their own
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """In CI, a test that needs a server or a browser must not be skipped."""
    report = (yield).get_result()
    needed = any(item.get_closest_marker(name) for name in NEEDED)
    if not (IN_CI and needed and report.skipped) or hasattr(report, "wasxfail"):
        return
    if ABSENT_DATA not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped in CI: {report.longrepr}"


@pytest.fixture(scope="session")
def server_settings() -> Settings:
    """Return where the session's servers are: those of the environment, else embedded ones."""
    return Settings(
        state=Path(os.environ.get("CITY_TEST_STATE", ROOT / ".state-test")),
        redis_port=int(os.environ.get("CITY_TEST_REDIS_PORT", "6391")),
        kafka_port=int(os.environ.get("CITY_TEST_KAFKA_PORT", "9391")),
    )


@pytest.fixture(scope="session")
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tell the person at the terminal what takes a while, past the capture of output."""
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")

    def tell(text: str) -> None:
        if reporter is not None:
            reporter.ensure_newline()
            reporter.write_line(text)

    return tell


@pytest.fixture(scope="session")
def redis_server(server_settings: Settings, say: Callable[[str], None]) -> Iterator[str]:
    """Give the URL of a real Redis."""
    with _available(_redis(server_settings, say)) as url:
        yield url


@pytest.fixture(scope="session")
def kafka_server(server_settings: Settings, say: Callable[[str], None]) -> Iterator[str]:
    """Give the address of a real Kafka."""
    with _available(_kafka(server_settings, say)) as servers:
        yield servers


@pytest.fixture(scope="session")
def redis_database(server_settings: Settings) -> Iterator[int]:
    """Give the number of a Redis database, never 0, that no other session of tests uses now."""
    folder = server_settings.state / "databases"
    folder.mkdir(parents=True, exist_ok=True)
    for number in DATABASES:
        with (folder / str(number)).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield number
            return
    pytest.fail(f"all of {len(DATABASES)} Redis databases are in use by other sessions of tests")


@pytest.fixture
def redis_url(redis_server: str, redis_database: int) -> str:
    """Return the URL of a Redis database that is empty; afterwards it may be looked at."""
    url = urlunsplit(urlsplit(redis_server)._replace(path=f"/{redis_database}"))
    with connect(url) as client:
        client.flushdb()
    return url


@pytest.fixture
def redis_client(redis_url: str) -> Iterator[Any]:
    """Give a client of the empty database."""
    with connect(redis_url) as client:
        yield client


@pytest.fixture
def namespace() -> str:
    """Return a namespace that no other test uses."""
    return f"test-{uuid4().hex[:10]}"


@pytest.fixture
def settings(redis_url: str, kafka_server: str, namespace: str, tmp_path: Path) -> Settings:
    """Return settings on the session's servers, in a namespace and a folder of the test's own."""
    return Settings(
        namespace=namespace,
        state=tmp_path / "state",
        redis_url=redis_url,
        kafka_servers=kafka_server,
    )


@pytest.fixture
def unused_port() -> int:
    """Return a port of the loopback address on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _available(server: AbstractContextManager[str]) -> Iterator[str]:
    """Give the server's address; without one the tests fail in CI and are skipped elsewhere."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(server)
        except CityError as error:
            if IN_CI:
                pytest.fail(str(error))
            pytest.skip(str(error))
        yield address


@contextmanager
def _redis(settings: Settings, say: Callable[[str], None]) -> Iterator[str]:
    # imported late: pytest_configure has to quieten kafka-python first
    from ingest.servers import given_redis

    if settings.redis_url:
        yield given_redis(settings)
        return
    with embedded_redis(settings, say) as url:
        yield url


@contextmanager
def _kafka(settings: Settings, say: Callable[[str], None]) -> Iterator[str]:
    from ingest.bus.embedded import kafka_server as embedded_kafka
    from ingest.servers import given_kafka

    if settings.kafka_servers:
        yield given_kafka(settings)
        return
    with embedded_kafka(settings, say) as servers:
        yield servers
