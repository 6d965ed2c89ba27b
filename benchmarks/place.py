"""A place to measure in: servers, a namespace of its own, and the product's workers."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from city.processes import Child, own_command
from city.settings import ROOT, Settings
from city.store.site import Site
from ingest.servers import servers
from ingest.topics import make_topics

SCRIPT = ROOT / "app.py"


@contextmanager
def fresh_site(district: str = "baita") -> Iterator[Site]:
    """Give a site in a new namespace, on the environment's servers or embedded ones."""
    given = Settings()
    with servers(given, lambda text: print(text, file=sys.stderr)) as addresses:
        settings = Settings(
            district=district,
            namespace=f"bench-{uuid4().hex[:8]}",
            redis_url=addresses.redis_url,
            kafka_servers=addresses.kafka_servers,
        )
        site = Site(settings, redis_url=addresses.redis_url, kafka_servers=addresses.kafka_servers)
        make_topics(site)
        yield site


def environment(site: Site, port: int) -> dict[str, str]:
    """Return the environment that puts a command of the product into the site's place."""
    return {
        "CITY_PORT": str(port),
        "CITY_DISTRICT": site.settings.district,
        "CITY_NAMESPACE": site.settings.prefix,
        "REDIS_URL": site.redis_url,
        "KAFKA_BOOTSTRAP_SERVERS": site.kafka_servers,
        "CITY_LOG_LEVEL": "ERROR",
    }


@contextmanager
def running(site: Site, *commands: list[str], port: int = 8059) -> Iterator[dict[str, Child]]:
    """Run commands of the product as processes of their own meanwhile; gives them by name."""
    log = Path(os.devnull)
    children = [
        Child(command[0], own_command(SCRIPT, *command), env=environment(site, port), log=log)
        for command in commands
    ]
    try:
        yield {child.name: child for child in children}
    finally:
        for child in reversed(children):
            child.stop()


def wait_for(condition: object, seconds: float) -> None:
    """Wait until a function returns true; raises `TimeoutError` after so many seconds."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s")
        pause.wait(0.05)
