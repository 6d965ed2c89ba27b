"""The translator on a real Kafka: nothing lost, nothing doubled, whoever does the work."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from city.errors import FeedRejected
from city.events import CaseEvent, decode_event
from city.settings import Settings
from city.store.site import Site
from ingest.bus.kafka import Producer, partition_of
from ingest.bus.log import LogReader
from ingest.letters import DeadLetter
from ingest.roles import run_worker
from ingest.topics import feeds_of, make_topics
from tests.ingest.feeds import act, report
from tests.waiting import eventually

pytestmark = [pytest.mark.kafka, pytest.mark.redis]


@pytest.fixture
def site(settings: Settings) -> Site:
    site = Site(
        settings.model_copy(update={"district": "baita"}),
        redis_url=settings.redis_url,
        kafka_servers=settings.kafka_servers,
    )
    make_topics(site)
    return site


def produce(site: Site, *values: bytes, feed: str = "city-management") -> None:
    topics = {each.name: each.topic for each in feeds_of(site)}
    producer = Producer(site.kafka_servers)
    for number, value in enumerate(values):
        producer.send(topics[feed], value, key=str(number))
    producer.flush()
    producer.close()


@contextmanager
def translating(site: Site) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(site, "translator", stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


class Tail:
    """Everything that lies in a topic so far."""

    def __init__(self, site: Site, topic: str) -> None:
        self._log = LogReader(site.kafka_servers, site.settings.topic(topic))
        self.found: list[tuple[int, bytes, bytes]] = []

    def count(self) -> int:
        for partition, records in self._log.poll(100, 5_000).items():
            self.found += [(partition, each.key or b"", each.value) for each in records]
        return len(self.found)

    def events(self) -> list[CaseEvent]:
        return [decode_event(value) for _, _, value in self.found]

    def close(self) -> None:
        self._log.close()


def reports(count: int) -> list[bytes]:
    """Return reports of so many cases, every other one in GBK."""
    messages = (report() | {"messageId": f"CM-{n}", "caseNo": f"E{n}"} for n in range(count))
    texts = (msgspec.json.encode(message).decode() for message in messages)
    return [text.encode("gbk" if n % 2 else "utf-8") for n, text in enumerate(texts)]


def test_messages_become_events_in_the_partition_of_their_case(site: Site) -> None:
    produce(site, *reports(300))
    tail = Tail(site, "case-events")

    with translating(site):
        eventually(lambda: tail.count() >= 300, within=60)

    assert {event.id for event in tail.events()} == {f"city-management:CM-{n}" for n in range(300)}
    partitions = site.settings.partitions
    for (partition, key, _), event in zip(tail.found, tail.events(), strict=True):
        assert key.decode() == event.case
        assert partition == partition_of(event.case, partitions)
    tail.close()


def test_the_next_translator_goes_on_where_the_last_one_stopped(site: Site) -> None:
    tail = Tail(site, "case-events")
    first, second = reports(200)[:100], reports(200)[100:]

    produce(site, *first)
    with translating(site):
        eventually(lambda: tail.count() >= 100, within=60)
    produce(site, *second)
    with translating(site), translating(site):
        eventually(lambda: tail.count() >= 200, within=60)

    assert len(tail.events()) == len({event.id for event in tail.events()}) == 200
    tail.close()


def test_a_message_that_cannot_be_mapped_lies_whole_in_the_dead_letters(site: Site) -> None:
    produce(site, b"\xff\xff", msgspec.json.encode(act("dance")), *reports(1))
    events, letters = Tail(site, "case-events"), Tail(site, "dead-letters")

    with translating(site):
        eventually(lambda: letters.count() >= 2 and events.count() >= 1, within=60)

    found = [msgspec.json.decode(value, type=DeadLetter) for _, _, value in letters.found]
    assert {each.field for each in found} == {"message", "act"}
    assert {each.feed for each in found} == {"city-management"}
    eventually(lambda: site.control.feeds()["city-management"].refused == 2)
    events.close()
    letters.close()


def test_a_feed_refused_nearly_whole_ends_the_translator_and_buries_nothing(site: Site) -> None:
    produce(site, *[msgspec.json.encode(act("dance"))] * 1_000)

    with pytest.raises(FeedRejected, match="city-management"):
        run_worker(site, "translator", threading.Event())

    letters = Tail(site, "dead-letters")
    assert letters.count() < 200
    letters.close()
