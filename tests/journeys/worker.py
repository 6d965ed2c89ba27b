"""
The projector as `app.py work projector` runs it, with two limits cut short for tests.

A session as short as a broker allows, so that a kill costs seconds; and small batches, so that
faults find it in the middle of its work.
"""

import threading
from functools import partial

import ingest.roles
from city.logs import start_logging
from city.settings import load_settings
from city.store.site import Site
from ingest.roles import run_worker
from ingest.worker import stop_on_signals

SESSION_MS = 6_000
BATCH = 60


def main() -> None:
    """Project until a signal comes."""
    ingest.roles.Consumer = partial(  # type: ignore[misc,assignment]
        ingest.roles.Consumer, session_timeout_ms=SESSION_MS
    )
    ingest.roles.BATCH = BATCH
    stop = threading.Event()
    stop_on_signals(stop)
    settings = load_settings()
    start_logging("INFO", "text")
    site = Site(settings, redis_url=settings.redis_url, kafka_servers=settings.kafka_servers)
    run_worker(site, "projector", stop)


if __name__ == "__main__":
    main()
