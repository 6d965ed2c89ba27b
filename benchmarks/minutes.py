"""
What keeping a minute of all scenes costs a web process, with 10,000 open cases on the map.

It is done beside the pages, in a thread: what matters is how long it takes, and for how long at a
stretch it holds the mirror, which is while one scene is read.
"""

import argparse
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import Any

import redis

from benchmarks.conditions import conditions
from benchmarks.read_model import OPEN_CASES, fill, partition_of
from city import events as ev
from city.clock import SECOND, system_now, to_datetime
from city.district import District, load_district
from city.scenes import Scenes
from city.store.minutes import MinuteStore
from city.store.mirror import Mirror
from city.store.reader import Reader
from city.store.screens import Screens
from city.timeline import Arrival
from dashboard.scenes import scenes_of

DAYS = 29
"""All cases are received within the window of the wall's account."""
ROUNDS = 10
MAP_AGE = 1.1
"""Seconds between two rounds, so that the map is not the one of the round before."""


def main() -> None:
    """Run the benchmark against the Redis given, in a database that it empties."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("redis_url")
    client = redis.Redis.from_url(parser.parse_args().redis_url)
    client.flushdb()
    print(conditions("redis", "msgspec", "zstandard"))
    district = load_district("baita")
    fill(client, arrivals(district))
    mirror = Mirror(client, "bench", district.days)
    mirror.load()
    reader = Reader(client, "bench", mirror=mirror, district=district, partition_of=partition_of)
    screens = Screens(reader, streams=district.streams, feeds=(), limits=district.limits)
    print("scene: read ms, kept ms, whole B, difference B")
    measure(client, mirror, scenes_of(screens, district))
    client.flushdb()


def measure(client: Any, mirror: Mirror, scenes: Scenes) -> None:
    """Print the medians of some minutes in which all scenes are due, and their sum."""
    minutes = MinuteStore(client, "bench")
    while scenes["assessment"]().told is None:  # it is made beside who looks
        time.sleep(0.01)
    read: dict[str, list[float]] = {scene: [] for scene in scenes}
    kept: dict[str, list[float]] = {scene: [] for scene in scenes}
    took: dict[str, list[int]] = {scene: [] for scene in scenes}
    for _ in range(ROUNDS):
        time.sleep(MAP_AGE)
        mirror.version += 1  # as after a change, so that nothing is answered from the map's cache
        for scene, snapshot_of in scenes.items():
            began = time.perf_counter()
            snapshot = snapshot_of()
            between = time.perf_counter()
            took[scene].append(minutes.keep(scene, snapshot))
            read[scene].append((between - began) * 1_000)
            kept[scene].append((time.perf_counter() - between) * 1_000)
    for scene in scenes:
        print(
            f"{scene:<10} | {median(read[scene]):6.1f} | {median(kept[scene]):6.1f} |"
            f" {took[scene][0] - took[scene][-1]:>7,} | {took[scene][-1]:>6,}"
        )
    print(f"together   | {_sum(read):6.1f} | {_sum(kept):6.1f} |")


def _sum(times: dict[str, list[float]]) -> float:
    return sum(median(each) for each in times.values())


def arrivals(district: District) -> Iterator[Arrival]:
    """Yield the open cases, of all streams, each at a place of its own."""
    classes, departments = list(district.classes), list(district.departments)
    now = to_datetime(system_now() // SECOND * SECOND)
    others = [stream.key for stream in district.streams[1:]]
    for number in range(OPEN_CASES * 5 // 4):
        stream = "city" if number < OPEN_CASES else others[number % len(others)]
        place = ev.Place(
            street=f"21100201{6 + number % 4}",
            lon=123.15 + number * 7919 % 40_009 / 1e6,
            lat=41.25 + number * 6577 % 30_011 / 1e6,
            position="exact",
        )
        data = ev.Received(
            stream=stream,
            channel="collector",
            class_=classes[number % len(classes)],
            department=departments[number % len(departments)],
            place=place,
        )
        at = now - timedelta(seconds=(number * 7919) % (DAYS * 86_400) + 60)
        case = f"{stream}:{number:09d}"
        event = ev.CaseReceived(id=f"{case}-1", case=case, time=at, source="b", data=data)
        yield event, ev.encode_event(event)


if __name__ == "__main__":
    main()
