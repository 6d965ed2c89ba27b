"""Scenes of past minutes on a real Redis: found again exactly, small, and only true ones."""

from typing import Any

import msgspec
import pytest

from city.clock import DAY, HOUR, MINUTE, Instant, system_now
from city.head import Health
from city.playback import KEPT, Playback, parse_playback
from city.scenes import KEEPING, Scenes, SceneSnapshot, to_keep
from city.snapshot import WallSnapshot
from city.store.keys import hours_key, minutes_key
from city.store.minutes import MinuteStore, difference, restored, unpack
from city.store.recorder import Recorder
from city.wall import SCENES
from tests.layouts import factories as make
from tests.layouts.assessed import empty_assessment, full_assessment
from tests.layouts.districts import full_district
from tests.layouts.social import full_citizen

NOW = system_now() // HOUR * HOUR - 3 * HOUR
FIRST = "overview"
GROUP = KEEPING[FIRST].group
FULL: Scenes = {
    "overview": lambda: make.full_wall(points=60),
    "flow": make.full_flow,
    "hotline": make.full_hotline,
    "citizen": full_citizen,
    "assessment": lambda: full_assessment(blank=2),
    "district": full_district,
}


def wall_at(moment: Instant, *, points: int = 60, near: int = 58) -> WallSnapshot:
    wall = make.full_wall(points=points)
    head = msgspec.structs.replace(wall.head, as_of=moment)
    return msgspec.structs.replace(wall, head=head, near_due=near)


def of(snapshot: SceneSnapshot, moment: Instant, **health: Any) -> SceneSnapshot:
    """Return a scene as it stood at a moment."""
    told = Health(**{"applied_at": moment} | health)
    head = msgspec.structs.replace(snapshot.head, as_of=moment, health=told)
    return msgspec.structs.replace(snapshot, head=head)


@pytest.fixture
def minutes(redis_client: Any, namespace: str) -> MinuteStore:
    return MinuteStore(redis_client, namespace)


def test_every_minute_is_found_again_as_it_was(minutes: MinuteStore) -> None:
    """Across the groups of an hour and into the next one; positions to the metre."""
    kept = {}
    for n in range(0, 3 * GROUP + 5, 3):
        kept[n] = wall_at(NOW + n * MINUTE, near=n)
        minutes.keep(FIRST, kept[n])

    found = {n: minutes.at(FIRST, NOW + n * MINUTE + 59_000) for n in kept}

    assert found == {n: to_keep(wall) for n, wall in kept.items()}


def test_between_two_kept_minutes_the_earlier_one_holds(minutes: MinuteStore) -> None:
    """A gap of a night shows its evening; before the first there is nothing."""
    minutes.keep(FIRST, wall_at(NOW, near=1))
    minutes.keep(FIRST, wall_at(NOW + 5 * HOUR, near=2))

    found = minutes.at(FIRST, NOW + 4 * HOUR)

    assert isinstance(found, WallSnapshot)
    assert found.near_due == 1
    assert minutes.at(FIRST, NOW - 1) is None
    assert minutes.span(FIRST) == (NOW, NOW + 5 * HOUR)


def test_two_processes_that_keep_one_minute_do_no_harm(
    redis_client: Any, namespace: str, minutes: MinuteStore
) -> None:
    """The last word counts, whoever wrote the whole wall that it differs from."""
    other = MinuteStore(redis_client, namespace)
    minutes.keep(FIRST, wall_at(NOW, near=1))
    other.keep(FIRST, wall_at(NOW + MINUTE, near=2))
    minutes.keep(FIRST, wall_at(NOW + MINUTE, near=3))

    found = other.at(FIRST, NOW + MINUTE)

    assert isinstance(found, WallSnapshot)
    assert found.near_due == 3


def test_what_is_kept_goes_by_itself(
    redis_client: Any, namespace: str, minutes: MinuteStore
) -> None:
    """Nobody cleans up after a wall."""
    redis_client.zadd(hours_key(namespace, FIRST), {"7": 7})

    minutes.keep(FIRST, wall_at(NOW))

    left = redis_client.pttl(minutes_key(namespace, FIRST, NOW // HOUR))
    assert KEPT < left <= KEPT + HOUR
    assert redis_client.zrange(hours_key(namespace, FIRST), 0, -1) == [str(NOW // HOUR).encode()]


@pytest.mark.parametrize(
    "health",
    [
        {"redis": False},
        {"applied_at": None},  # nothing was ever applied
        {"lag": 50_000},
        {"rebuilding": 0.5},
    ],
)
def test_a_scene_that_cannot_be_trusted_is_not_kept(
    minutes: MinuteStore, health: dict[str, Any]
) -> None:
    """A half-built account would be found in a month and believed."""
    kept = Recorder(scenes_at(NOW, **health), minutes).record(NOW)

    assert kept == []
    assert [minutes.span(scene) for scene in SCENES] == [None] * len(SCENES)


def scenes_at(moment: Instant, **health: Any) -> Scenes:
    """Return every scene as it stood at a moment."""
    return {scene: lambda read=read: of(read(), moment, **health) for scene, read in FULL.items()}


def test_every_scene_of_the_wall_is_kept_and_found_again_as_it_was(minutes: MinuteStore) -> None:
    """Whole and as a difference, so that a record that msgpack cannot give back is found out."""
    for moment in (NOW, NOW + 5 * MINUTE):
        assert Recorder(scenes_at(moment), minutes).record(moment) == list(SCENES)

    for scene, read in FULL.items():
        for moment in (NOW, NOW + 5 * MINUTE):
            found = minutes.at(scene, moment + 59_000)
            assert found == to_keep(of(read(), moment)), scene
        assert minutes.span(scene) == (NOW, NOW + 5 * MINUTE)
    assert SCENES.keys() == FULL.keys() == KEEPING.keys()


def test_what_changes_by_the_day_is_kept_each_five_minutes(minutes: MinuteStore) -> None:
    """Between two of them the earlier one holds, and a page says of which minute it is."""
    kept = [
        Recorder(scenes_at(NOW + n * MINUTE), minutes).record(NOW + n * MINUTE) for n in range(6)
    ]

    each = ["overview", "flow", "hotline", "citizen"]
    assert kept == [list(SCENES), each, each, each, each, list(SCENES)]
    found = minutes.at("district", NOW + 4 * MINUTE)
    assert found is not None and found.head.as_of == NOW


def test_an_assessment_that_is_not_made_yet_is_not_kept(minutes: MinuteStore) -> None:
    """正在统计 is no figure: nobody would look it up."""
    scenes: Scenes = {"assessment": lambda: of(empty_assessment(), NOW)}

    assert Recorder(scenes, minutes).record(NOW) == []
    assert minutes.at("assessment", NOW) is None


def test_movements_are_not_kept(minutes: MinuteStore) -> None:
    """The past does not show them, and what is told of a case may become confidential."""
    Recorder(scenes_at(NOW), minutes).record(NOW)

    for scene, read in FULL.items():
        assert read().movements, scene
        found = minutes.at(scene, NOW)
        assert found is not None and found.movements == ()


def test_minutes_from_before_other_scenes_were_kept_still_open(
    redis_client: Any, namespace: str, minutes: MinuteStore
) -> None:
    """They lie where they lay; of another scene there is nothing at such a moment."""
    minutes.keep(FIRST, of(make.full_wall(points=60), NOW))
    minutes.keep("flow", of(make.full_flow(), NOW + HOUR))

    assert redis_client.hexists(f"{namespace}:minutes:{NOW // HOUR}", "00")
    assert redis_client.zrange(f"{namespace}:minutes", 0, -1) == [str(NOW // HOUR).encode()]
    assert minutes.at(FIRST, NOW) is not None
    assert minutes.at("flow", NOW) is None
    assert minutes.at("flow", NOW + HOUR) is not None
    assert minutes.at("hotline", NOW + HOUR) is None


def test_all_scenes_of_a_day_take_less_than_six_megabytes(minutes: MinuteStore) -> None:
    """Of 500 cases, a dozen of which change each minute; every figure of an account moves, too."""
    took = dict.fromkeys(SCENES, 0)
    for n in range(0, 60):
        for scene in SCENES:
            if KEEPING[scene].due(NOW + n * MINUTE):
                took[scene] += minutes.keep(scene, of(moved(scene, n), NOW + n * MINUTE))

    assert sum(took.values()) * 24 < 6_000_000, took


def moved(scene: str, n: int) -> SceneSnapshot:
    """Return a scene in which `n` minutes have left their marks."""
    if scene == "overview":
        wall = make.full_wall(points=500, more=n)
        lit = [
            msgspec.structs.replace(point, light="overdue") if place < 12 * n else point
            for place, point in enumerate(wall.map.points)
        ]
        return msgspec.structs.replace(
            wall, map=msgspec.structs.replace(wall.map, points=tuple(lit))
        )
    scaled: dict[str, Any] = {
        "flow": lambda: make.full_flow(untimed=n),
        "hotline": lambda: msgspec.structs.replace(make.full_hotline(), near_due=n),
        "citizen": lambda: full_citizen(scale=n + 1),
        "assessment": lambda: full_assessment(scale=n + 1),
        "district": lambda: full_district(scale=1 + n / 100),
    }
    snapshot: SceneSnapshot = scaled[scene]()
    return snapshot


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
    minutes.keep(FIRST, wall_at(NOW))
    key = minutes_key(namespace, FIRST, NOW // HOUR)
    base = redis_client.hget(key, "base-0")
    redis_client.hset(key, "00", difference(b"\x81\xa1x\x01", unpack(base)))

    assert minutes.at(FIRST, NOW) is None
