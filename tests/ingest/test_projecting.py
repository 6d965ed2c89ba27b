"""The projector at its pace: a few events are not hurried, a backlog is not held up."""

import pytest

from city.events import encode_event
from city.settings import Settings
from city.store.site import Site
from ingest.bus.kafka import Producer, partition_of
from ingest.roles import FEW, PACE_SECONDS, ProjectingWorker
from ingest.topics import EVENTS, make_topics
from tests.factories import make_received

pytestmark = [pytest.mark.kafka, pytest.mark.redis]


# records of each partition may come by themselves, but a backlog comes in large pieces
@pytest.mark.parametrize(("count", "rests"), [(3, range(1, 4)), (20 * FEW, range(5))])
def test_only_a_write_of_few_events_is_followed_by_a_rest(
    settings: Settings, count: int, rests: range
) -> None:
    site = Site(settings, redis_url=settings.redis_url, kafka_servers=settings.kafka_servers)
    make_topics(site)
    tell(site, 1)
    paused: list[float] = []
    worker = ProjectingWorker(site, paused.append)
    project(worker, 1)  # the shards are open now
    paused.clear()
    tell(site, count)

    project(worker, count)
    worker.close()

    assert all(0 <= seconds <= PACE_SECONDS for seconds in paused)
    assert len(paused) in rests


def tell(site: Site, count: int) -> None:
    """Lay down reports of so many cases of their own."""
    producer = Producer(site.kafka_servers)
    for number in range(count):
        event = make_received(f"city:{count}-{number}")
        partition = partition_of(event.case, site.settings.partitions)
        topic = site.settings.topic(EVENTS)
        producer.send(topic, encode_event(event), key=event.case, partition=partition)
    producer.flush()
    producer.close()


def project(worker: ProjectingWorker, count: int) -> None:
    """Go round until so many events are applied."""
    applied = 0
    while applied < count:
        applied += worker.step()
    assert applied == count
