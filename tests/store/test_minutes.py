"""The walls of past minutes on a real Redis: found again exactly, small, and only true ones."""

from typing import Any

import msgspec
import pytest

from city.clock import DAY, HOUR, MINUTE, Instant, system_now
from city.playback import KEPT, Playback, parse_playback
from city.snapshot import Health, WallSnapshot
from city.store.keys import hours_key, minutes_key
from city.store.minutes import GROUP, MinuteStore, coarse, difference, restored, unpack
from city.store.recorder import Recorder
from tests.layouts import factories as make

NOW = system_now() // HOUR * HOUR - 3 * HOUR


def wall_at(moment: Instant, *, points: int = 60, near: int = 58) -> WallSnapshot:
    wall = make.full_wall(points=points)
    head = msgspec.structs.replace(wall.head, as_of=moment)
    return msgspec.structs.replace(wall, head=head, near_due=near)


@pytest.fixture
def minutes(redis_client: Any, namespace: str) -> MinuteStore:
    return MinuteStore(redis_client, namespace)


def test_every_minute_is_found_again_as_it_was(minutes: MinuteStore) -> None:
    """Across the groups of an hour and into the next one; positions to the metre."""
    kept = {}
    for n in range(0, 3 * GROUP + 5, 3):
        kept[n] = wall_at(NOW + n * MINUTE, near=n)
        minutes.keep(kept[n])

    found = {n: minutes.at(NOW + n * MINUTE + 59_000) for n in kept}

    assert found == {n: coarse(wall) for n, wall in kept.items()}


def test_between_two_kept_minutes_the_earlier_one_holds(minutes: MinuteStore) -> None:
    """A gap of a night shows its evening; before the first there is nothing."""
    minutes.keep(wall_at(NOW, near=1))
    minutes.keep(wall_at(NOW + 5 * HOUR, near=2))

    found = minutes.at(NOW + 4 * HOUR)

    assert found is not None
    assert found.near_due == 1
    assert minutes.at(NOW - 1) is None
    assert minutes.span() == (NOW, NOW + 5 * HOUR)


def test_two_processes_that_keep_one_minute_do_no_harm(
    redis_client: Any, namespace: str, minutes: MinuteStore
) -> None:
    """The last word counts, whoever wrote the whole wall that it differs from."""
    other = MinuteStore(redis_client, namespace)
    minutes.keep(wall_at(NOW, near=1))
    other.keep(wall_at(NOW + MINUTE, near=2))
    minutes.keep(wall_at(NOW + MINUTE, near=3))

    found = other.at(NOW + MINUTE)

    assert found is not None
    assert found.near_due == 3


def test_a_day_takes_a_few_megabytes(minutes: MinuteStore) -> None:
    """1,440 walls of 500 cases, a dozen of which change each minute; thirty days are kept."""
    took = 0
    for n in range(GROUP):
        wall = wall_at(NOW + n * MINUTE, points=500, near=n)
        points = wall.map.points[12 * n :] + tuple(
            msgspec.structs.replace(p, light="overdue") for p in wall.map.points[: 12 * n]
        )
        took += minutes.keep(
            msgspec.structs.replace(wall, map=msgspec.structs.replace(wall.map, points=points))
        )

    assert took / GROUP * DAY / MINUTE < 5_000_000


def test_what_is_kept_goes_by_itself(
    redis_client: Any, namespace: str, minutes: MinuteStore
) -> None:
    """Nobody cleans up after a wall."""
    redis_client.zadd(hours_key(namespace), {"7": 7})

    minutes.keep(wall_at(NOW))

    left = redis_client.pttl(minutes_key(namespace, NOW // HOUR))
    assert KEPT < left <= KEPT + HOUR
    assert redis_client.zrange(hours_key(namespace), 0, -1) == [str(NOW // HOUR).encode()]


@pytest.mark.parametrize(
    "health",
    [
        Health(redis=False, applied_at=NOW),
        Health(),  # nothing was ever applied
        Health(applied_at=NOW, lag=50_000),
        Health(applied_at=NOW, rebuilding=0.5),
    ],
)
def test_a_wall_that_cannot_be_trusted_is_not_kept(minutes: MinuteStore, health: Health) -> None:
    """A half-built account would be found in a month and believed."""
    wall = wall_at(NOW)
    head = msgspec.structs.replace(wall.head, health=health)

    kept = Recorder(lambda: msgspec.structs.replace(wall, head=head), minutes).record()

    assert not kept
    assert minutes.span() is None


def test_a_difference_gives_back_what_it_was_made_from() -> None:
    base, raw = b"abc" * 10_000, b"abc" * 9_990 + b"xyz"

    packed = difference(raw, base)

    assert restored(packed, base) == raw
    assert len(packed) < 60


def test_a_day_is_played_in_a_minute_and_stops() -> None:
    """It ends after a day, and never shows the future."""
    playback = Playback(NOW, 1_440, NOW + DAY * 3)
    begun = playback.since

    assert playback.moment(begun) == NOW
    assert playback.moment(begun + MINUTE // 2) == NOW + DAY // 2
    assert playback.moment(begun + HOUR) == NOW + DAY
    assert playback.clock(begun + 1_000).rate == 1_440
    assert playback.clock(begun + HOUR).rate == 0
    assert Playback(NOW, 60, NOW + 1_000).moment(NOW + HOUR) == NOW + HOUR


def test_only_the_kept_past_can_be_asked_for() -> None:
    """A scope names a view, and a stranger must not be able to make up endless ones."""
    now = system_now()

    assert parse_playback(str(Playback(now, 60, now))) == Playback(now, 60, now)
    assert [parse_playback(s) for s in ("", "past:1:2", "past:a:0:1", "past:1:0:²")] == [None] * 4
    assert Playback(now - DAY, 0, now).allowed(now)
    assert not Playback(now - 40 * DAY, 0, now).allowed(now)
    assert not Playback(now + HOUR, 0, now).allowed(now)
    assert not Playback(now - DAY, 7, now).allowed(now)
    assert not Playback(now - DAY, 60, now - HOUR).allowed(now)


def test_a_minute_of_another_version_is_as_if_it_had_not_been_kept(
    redis_client: Any, namespace: str, minutes: MinuteStore
) -> None:
    """An update of the product must not make the past raise errors."""
    minutes.keep(wall_at(NOW))
    key = minutes_key(namespace, NOW // HOUR)
    base = redis_client.hget(key, "base-0")
    redis_client.hset(key, "00", difference(b"\x81\xa1x\x01", unpack(base)))

    assert minutes.at(NOW) is None
