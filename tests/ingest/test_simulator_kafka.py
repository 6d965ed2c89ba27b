"""The simulated past through a real Kafka: laid down once, and whole even if it was broken off."""

from collections import Counter
from collections.abc import Callable

import pytest

from city.settings import Settings
from city.store.model import Work
from city.store.site import Site
from ingest.bus.kafka import Producer
from ingest.bus.log import LogReader
from ingest.simulation.history import history
from ingest.simulation.plan import load_plan
from ingest.simulator import HISTORY, Simulator
from ingest.topics import feeds_of, make_topics
from tests.ingest.test_simulator_history import NOON, at

SILENT: Callable[[str, int, int], object] = lambda name, done, total: None  # noqa: E731


@pytest.fixture
def site(settings: Settings) -> Site:
    settings = settings.model_copy(update={"district": "baita"})
    return Site(settings, redis_url=settings.redis_url, kafka_servers=settings.kafka_servers)


def lay_history(site: Site) -> int:
    simulator = Simulator(site, seed=1)
    try:
        return simulator.lay_history(SILENT)
    finally:
        simulator.close()


def stored(site: Site) -> Counter[bytes]:
    found: Counter[bytes] = Counter()
    for feed in feeds_of(site):
        reader = LogReader(site.kafka_servers, feed.topic)
        missing = sum(reader.ends().values())
        while missing:
            for records in reader.poll(500, 5_000).values():
                found.update(record.value for record in records)
                missing -= len(records)
        reader.close()
    return found


@pytest.mark.slow
def test_a_past_that_was_broken_off_is_sent_again_as_it_was_and_then_no_more(site: Site) -> None:
    """Another past on top of half of one would never end at the published figures."""
    past = history(load_plan("baita"), site.district, at(NOON), seed=1)
    topics = {feed.name: feed.topic for feed in feeds_of(site)}
    make_topics(site)
    producer = Producer(site.kafka_servers)
    for message in past[:1_000]:
        producer.send(topics[message.feed], message.value, key=message.key)
    producer.flush()
    producer.close()
    site.control.tell_work(HISTORY, Work(0.0, at(NOON)))

    laid = lay_history(site)
    again = lay_history(site)

    assert (laid, again) == (len(past), 0)
    assert stored(site) == Counter(message.value for message in [*past, *past[:1_000]])
    assert "simulate" in site.control.work()  # pages say 演示
