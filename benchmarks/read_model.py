"""
What a wall snapshot costs at 10 thousand, 100 thousand and a million stored cases.

Fills shards through the real writer (90 days of closed cases, 10,000 open ones), follows them with
the real mirror, and counts Redis commands, bytes and time of cold loads and warm snapshots; of the
assessment of all units, the first one, which loads its pages, and the later ones.
"""

import argparse
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from statistics import median
from typing import Any
from zlib import crc32

import redis

from benchmarks.conditions import conditions
from city import events as ev
from city.clock import system_now, to_datetime
from city.district import load_district
from city.store.keys import Keys
from city.store.mirror import Mirror
from city.store.model import Control
from city.store.reader import Reader
from city.store.screens import Screens
from city.store.writer import ShardWriter
from city.timeline import Arrival

PARTITIONS = 12
OPEN_CASES = 10_000
DAYS = 90
INFO_BYTES = 1_340
"""About what the answer to one INFO takes, which the counters themselves cost."""


def main() -> None:
    """Run the benchmark against the Redis given, in databases that it empties."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("redis_url")
    parser.add_argument("--stored", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    arguments = parser.parse_args()
    print(conditions("redis", "msgspec", "numpy"))
    print(
        "stored | used MB | cold load ms, commands, kB | warm snapshot ms, commands, bytes"
        " | assessment: first ms, then ms, commands | its scene ms, commands"
    )
    for stored in arguments.stored:
        client = redis.Redis.from_url(arguments.redis_url)
        client.flushdb()
        print(measure(client, stored))
        client.flushdb()


def measure(client: Any, stored: int) -> str:
    """Return one line of figures for `stored` cases."""
    district = load_district("baita")
    fill(client, _arrivals(stored, list(district.classes), list(district.departments)))
    used = client.info("memory")["used_memory"] / 1e6
    before = _counters(client)
    started = time.perf_counter()
    mirror = Mirror(client, "bench", district.days)
    mirror.load()
    cold = time.perf_counter() - started
    loaded = _difference(before, _counters(client))
    reader = Reader(client, "bench", mirror=mirror, district=district, partition_of=partition_of)
    screens = Screens(reader, streams=district.streams, feeds=(), limits=district.limits)
    screens.wall()
    before = _counters(client)
    times = []
    for _ in range(50):
        mirror.version += 1  # as after a change, so that nothing is answered from the map's cache
        started = time.perf_counter()
        screens.wall()
        times.append(time.perf_counter() - started)
    warm = _difference(before, _counters(client))
    assessed = assessment(client, reader, screens)
    return (
        f"{stored:>9,} | {used:8.1f} | {cold * 1000:7.0f} ms, {loaded[0]}, "
        f"{loaded[1] / 1000:.0f} kB | {median(times) * 1000:.1f} ms, {warm[0]}, {warm[1]} B"
        f" | {assessed}"
    )


def assessment(client: Any, reader: Reader, screens: Screens) -> str:
    """Return what all units cost to be assessed, and what the scene costs that shows them."""
    assessor, times = reader.assessor, []
    windows = [*assessor.months(), reader.window(reader.district.primary.window)]
    for _ in range(10):
        before = _counters(client)
        started = time.perf_counter()
        assessor.prepare(windows)
        assessor.standings()
        times.append(time.perf_counter() - started)
    made = _difference(before, _counters(client))
    while screens.assessment().told is None:  # it is made beside who looks
        time.sleep(0.01)
    before, drawn = _counters(client), []
    for _ in range(50):
        started = time.perf_counter()
        screens.assessment()
        drawn.append(time.perf_counter() - started)
    shown = _difference(before, _counters(client))
    return (
        f"{times[0] * 1000:.0f} ms, {median(times[1:]) * 1000:.0f} ms, {made[0]}"
        f" | {median(drawn) * 1000:.1f} ms, {shown[0]}"
    )


def fill(client: Any, arrivals: Iterable[Arrival]) -> None:
    """Write a read model of some events."""
    district = load_district("baita")
    Control(client, "bench").ensure_model(PARTITIONS, "bench")
    writers = []
    for shard, keys in enumerate(Keys("bench", 1, PARTITIONS).shards):
        writer = ShardWriter(
            client, keys, shard=shard, schema="bench", rules=district.limits, days=district.days
        )
        writer.open()
        writers.append(writer)
    waiting: list[list[Arrival]] = [[] for _ in writers]
    for arrival in arrivals:
        shard = partition_of(arrival[0].case, PARTITIONS)
        batch = waiting[shard]
        batch.append(arrival)
        if len(batch) >= 1000:
            _flush(writers[shard], batch)
    for writer, batch in zip(writers, waiting, strict=True):
        _flush(writer, batch)


def _flush(writer: ShardWriter, batch: list[Arrival]) -> None:
    writer.apply(batch, writer.next_offset + len(batch))
    batch.clear()


def _arrivals(stored: int, classes: list[str], departments: list[str]) -> Iterator[Arrival]:
    """Yield `stored` cases: 10,000 (at most half) in progress, the others closed."""
    now = to_datetime(system_now())
    open_cases = min(OPEN_CASES, stored // 2)
    for number in range(stored):
        at = now - timedelta(seconds=(number * 7919) % (DAYS * 86_400 - 7200) + 7200)
        data = ev.Received(
            stream="city",
            channel="collector",
            class_=classes[number % len(classes)],
            department=departments[number % len(departments)],
            place=ev.Place(street=f"21100201{6 + number % 4}", lon=123.17, lat=41.27),
        )
        case = f"city:{number:09d}"
        yield _arrival(ev.CaseReceived(id=f"{case}-1", case=case, time=at, source="b", data=data))
        if number >= open_cases:
            done = at + timedelta(hours=1)
            closed = ev.CaseClosed(
                id=f"{case}-2", case=case, time=done, source="b", data=ev.Closing()
            )
            yield _arrival(closed)


def _arrival(event: ev.CaseEvent) -> Arrival:
    return event, ev.encode_event(event)


def partition_of(case: str, partitions: int) -> int:
    """Return the shard of a case."""
    return crc32(case.encode()) % partitions


def _counters(client: Any) -> tuple[int, int]:
    stats = client.info("stats")
    return stats["total_commands_processed"], stats["total_net_output_bytes"]


def _difference(before: tuple[int, int], after: tuple[int, int]) -> tuple[int, int]:
    # the first INFO counts itself and its answer only afterwards, so both are in the difference
    return after[0] - before[0] - 1, after[1] - before[1] - INFO_BYTES


if __name__ == "__main__":
    main()
