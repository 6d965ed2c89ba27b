"""
How many events a second: a bare poll, the projector alone, and both hops from feed to Redis.

The events are the simulator's history, translated by the real mappings. Bare poll and projector
alternate; ratios of one run count, since machines are noisy.
"""

import argparse
import threading
import time
from statistics import median

from benchmarks.conditions import conditions
from benchmarks.place import fresh_site, running, wait_for
from city.clock import system_now
from city.collector import spare_collector
from city.events import encode_event
from city.store.site import Site
from ingest.adapter import Origin, Refusal
from ingest.bus.kafka import Consumer, Producer
from ingest.feeds import load_feeds
from ingest.progress import wait_applied
from ingest.roles import BATCH, PROJECTED, ProjectingWorker
from ingest.simulation.history import history
from ingest.simulation.messages import Message
from ingest.simulation.plan import load_plan


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print(conditions("kafka-python", "redis", "msgspec"))
    with fresh_site() as site:
        messages = history(load_plan("baita"), site.district, system_now(), seed=5)
        count = _fill_log(site, messages)
        ratios, polls, wide_polls, projections = [], [], [], []
        for number in range(arguments.rounds):
            polls.append(_bare_poll(site, count, f"{number}", BATCH))
            wide_polls.append(_bare_poll(site, count, f"{number}w", PROJECTED))
            projections.append(_project(site, count))
            ratios.append(projections[-1] / polls[-1])
        print(f"events {count:,}")
        print(f"bare poll       {median(polls):8,.0f} events/s")
        print(f"  its batches   {median(wide_polls):8,.0f} events/s, {PROJECTED:,} at a time")
        print(f"projector       {median(projections):8,.0f} events/s (bar 20,000)")
        print(f"ratio           {median(ratios):8.2f}   (0.25 was asked for: decision 52)")
    with fresh_site() as site:
        print(f"both hops       {_both_hops(site, messages):8,.0f} messages/s (bar 3,000)")


def _fill_log(site: Site, messages: list[Message]) -> int:
    feeds = {feed.name: feed for feed in load_feeds(site.district, site.settings.prefix)}
    producer, count = Producer(site.kafka_servers), 0
    for message in messages:
        origin = Origin(message.feed, 0, 0, message.at)
        event = feeds[message.feed].adapter.adapt(message.value, origin)
        if not isinstance(event, Refusal):
            topic = site.settings.topic("case-events")
            producer.send(topic, encode_event(event), key=event.case)
            count += 1
    producer.flush()
    producer.close()
    return count


def _bare_poll(site: Site, count: int, number: str, batch: int) -> float:
    """Return events a second of a consumer that does nothing with what it gets."""
    topic = site.settings.topic("case-events")
    consumer = Consumer(site.kafka_servers, [topic], group=f"{site.settings.prefix}.bare{number}")
    seen, started = 0, 0.0
    while seen < count:
        found = consumer.poll(100, batch)
        started = started or (time.perf_counter() if found else 0.0)
        seen += sum(len(records) for records in found.values())
    rate = seen / (time.perf_counter() - started)
    consumer.close()
    return rate


def _project(site: Site, count: int) -> float:
    """Return events a second of the real worker on an emptied read model."""
    for key in site.redis.scan_iter(f"{site.settings.prefix}:*"):
        site.redis.delete(key)
    worker = ProjectingWorker(site, threading.Event().wait)
    spare_collector()
    applied, started = 0, 0.0
    while applied < count:
        step = worker.step()
        # the first batch opens all shards; measured is what follows
        started = started or (time.perf_counter() if step else 0.0)
        applied += step
    rate = applied / (time.perf_counter() - started)
    worker.close()
    return rate


def _both_hops(site: Site, messages: list[Message]) -> float:
    """Return messages a second from the feeds' topics to Redis, one process for each hop."""
    topics = {feed.name: feed.topic for feed in load_feeds(site.district, site.settings.prefix)}
    producer = Producer(site.kafka_servers)
    for message in messages:
        producer.send(topics[message.feed], message.value, key=message.key)
    producer.flush()
    producer.close()
    with running(site, ["work", "translator"], ["work", "projector"]):
        wait_for(lambda: any(report.messages for report in site.control.feeds().values()), 60)
        started = time.perf_counter()
        before = sum(report.messages for report in site.control.feeds().values())
        wait_applied(site, progress=lambda *_: None, stop=threading.Event())
        return (len(messages) - before) / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
