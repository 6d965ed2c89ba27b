"""Orders on a real Redis: two desks, as of two web processes, and what reaches a page."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from redis.exceptions import ConnectionError as RedisAway

from city.clock import DAY, HOUR, MINUTE
from city.devices import Device, Order, ScreenRow, Sighting, code_of, digest_of, id_of, new_key
from city.district import load_district
from city.errors import BadRequest, UnknownCase
from city.store.floor import Floor
from city.timeline import Timeline
from dashboard.devices.acts import Acts
from dashboard.devices.console import screen_lines
from dashboard.devices.desk import Desk, code_shown
from dashboard.devices.store import DeviceStore
from dashboard.live.guests import Guest
from dashboard.live.keys import ViewKey
from dashboard.live.viewer import Viewer
from tests.factories import make_received, make_timeline

NOW = 1_800_000_000_000
BAITA = load_district("baita")


def telling(guest: Guest, device: Device | None, order: Order | None) -> bytes:
    """Tell in short what a page would be told."""
    code = code_shown(guest, device)
    return orjson.dumps([device.name if device else "", code, order.case if order else ""])


CASES = {
    "city:7": make_timeline(make_received("city:7")),
    "hotline:9": make_timeline(make_received("hotline:9", confidential=True)),
}


def find_case(case_id: str) -> Timeline:
    if case_id not in CASES:
        raise UnknownCase(case_id)
    return CASES[case_id]


@pytest.fixture
def floor(redis_client: Any, namespace: str) -> Floor:
    return Floor(redis_client, namespace)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DeviceStore]:
    opened = DeviceStore("", tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def acts(store: DeviceStore, floor: Floor) -> Acts:
    return Acts(store, floor, BAITA, find_case)


def make_guest(key: str, *, wall: bool = True) -> Guest:
    facts = {"size": "3840x1080", "density": "2", "build": "7-abc", "wall": "1" if wall else "0"}
    return Guest(Viewer("", packs=True), ViewKey("wall"), key, facts)


def sighting(key: str, seen_at: int = NOW) -> Sighting:
    digest = digest_of(key)
    return Sighting(id_of(digest), digest, "view=wall", "7-a", 1920, 1080, 1.0, seen_at)


async def heard(guest: Guest, wanted: list[str]) -> list[str]:
    """Return what a page is told, once it is what is wanted; or the last of it."""
    last: list[str] = []
    for _ in range(400):
        message = guest.viewer.take_control()
        if message is not None:
            last = orjson.loads(message.text)
        if last == wanted:
            break
        await asyncio.sleep(0.02)
    return last


def test_an_order_reaches_the_screen_through_every_web_process(
    floor: Floor, store: DeviceStore, acts: Acts
) -> None:
    """Nobody at the desk knows which process a screen hangs on."""
    key, code = new_key(), ""

    async def run() -> None:
        nonlocal code
        desks = [Desk(store, floor, telling), Desk(store, floor, telling)]
        guests = [make_guest(key), make_guest(key)]
        for desk, guest in zip(desks, guests, strict=True):
            desk.start()
            desk.arrive(guest)
        code = code_of(digest_of(key))
        for guest in guests:
            assert await heard(guest, ["", code, ""]) == ["", code, ""]
        await asyncio.to_thread(acts.confirm, code.lower(), "hall", NOW)
        await asyncio.to_thread(acts.show, "hall", NOW, case="7")
        for guest in guests:
            assert await heard(guest, ["hall", "", "city:7"]) == ["hall", "", "city:7"]
        await asyncio.to_thread(acts.release, "hall")
        for guest in guests:
            assert await heard(guest, ["hall", "", ""]) == ["hall", "", ""]
        for desk in desks:
            await asyncio.to_thread(desk.close)

    asyncio.run(run())


class Comes:
    """A Redis that goes away when it is told to, and comes back."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis
        self.away, self.asked = False, 0

    def __getattr__(self, name: str) -> Any:
        if self.away:
            self.asked += 1
            raise RedisAway("gone")
        return getattr(self._redis, name)


def test_orders_are_heard_again_after_redis_was_away(
    redis_client: Any, namespace: str, store: DeviceStore
) -> None:
    """A desk that fell silent for good would still say that its orders are carried out."""
    redis, key = Comes(redis_client), new_key()
    floor = Floor(redis_client, namespace)
    acts = Acts(store, floor, BAITA, find_case)

    async def run() -> None:
        desk, guest = Desk(store, Floor(redis, namespace), telling), make_guest(key)
        desk.start()
        desk.arrive(guest)
        code = code_of(digest_of(key))
        assert await heard(guest, ["", code, ""]) == ["", code, ""]
        redis.away = True
        device = await asyncio.to_thread(acts.confirm, code, "hall", NOW)  # wakes the follower
        for _ in range(400):
            if redis.asked > 2:
                break
            await asyncio.sleep(0.02)
        assert redis.asked > 2
        redis.away = False
        await asyncio.to_thread(acts.show, device.id, NOW, case="7")
        assert await heard(guest, ["hall", "", "city:7"]) == ["hall", "", "city:7"]
        await asyncio.to_thread(desk.close)

    asyncio.run(run())


def test_a_screen_is_listed_with_what_it_says_of_itself(floor: Floor, store: DeviceStore) -> None:
    async def run() -> list[ScreenRow]:
        desk = Desk(store, floor, telling, clock=lambda: NOW)
        desk.arrive(make_guest(new_key()))
        await asyncio.to_thread(desk.beat)
        return desk.rows()

    (row,) = asyncio.run(run())

    assert row.sighting is not None
    assert (row.sighting.width, row.sighting.height, row.sighting.density) == (3840, 1080, 2.0)
    assert row.sighting.build == "7-abc"
    assert NOW - row.sighting.seen_at < 5_000
    assert len(row.code) == 5


@pytest.mark.parametrize(
    ("facts", "size", "density"),
    [
        ({}, (0, 0), 1.0),
        ({"size": "9999999x-4", "density": "nan"}, (0, 0), 1.0),
        ({"size": "99999x²", "density": "1e9"}, (20_000, 0), 1.0),
    ],
)
def test_what_a_page_says_of_itself_is_not_believed_blindly(
    floor: Floor, store: DeviceStore, facts: dict[str, str], size: tuple[int, int], density: float
) -> None:
    """Any browser can open the channel."""

    async def run() -> list[ScreenRow]:
        desk = Desk(store, floor, telling, clock=lambda: NOW)
        desk.arrive(Guest(Viewer("", packs=True), ViewKey("wall"), new_key(), facts))
        await asyncio.to_thread(desk.beat)
        return desk.rows()

    (row,) = asyncio.run(run())

    assert row.sighting is not None
    assert (row.sighting.width, row.sighting.height) == size
    assert row.sighting.density == density


def test_only_a_wall_shows_a_code() -> None:
    """A leader's phone is no screen to be enrolled."""
    key = new_key()

    assert code_shown(make_guest(key), None) == code_of(digest_of(key))
    assert code_shown(make_guest(key, wall=False), None) == ""
    assert code_shown(make_guest(key), Device("x", "hall", "y", NOW)) == ""


def cast_by_words(acts: Acts, case: str) -> Iterator[str]:
    """Do what `app.py screen show hall --case` does."""
    return screen_lines(acts, ["show", "hall"], now=NOW, shown={"case": case})


REFUSED: list[tuple[str, Callable[[Acts], object]]] = [
    ("no screen shows", lambda acts: acts.confirm("ABCDE", "x", NOW)),
    ("no enrolled device", lambda acts: acts.show("nobody", NOW, path="/")),
    ("no page of ours", lambda acts: acts.show("hall", NOW, path="//elsewhere.example")),
    ("is none of", lambda acts: acts.show("hall", NOW, street="nowhere")),
    ("no case", lambda acts: acts.show("hall", NOW, case="8")),
    ("is confidential", lambda acts: acts.show("hall", NOW, case="hotline:9")),
    ("9' is confidential", lambda acts: list(cast_by_words(acts, "9"))),
    ("is expected", lambda acts: acts.show("hall", NOW)),
]


@pytest.mark.parametrize(("words", "act"), REFUSED, ids=[words for words, _ in REFUSED])
def test_an_act_that_makes_no_sense_is_refused_in_words(
    acts: Acts, store: DeviceStore, floor: Floor, words: str, act: Callable[[Acts], object]
) -> None:
    """What a screen cannot do must not be told to it: it would show nothing."""
    store.add("hall", NOW)

    with pytest.raises(BadRequest, match=words):
        act(acts)

    assert floor.orders() == {}


def test_two_screens_with_one_code_are_not_confirmed(acts: Acts, floor: Floor) -> None:
    """Somebody may have searched for a key whose code is that of the hall's screen."""
    one = sighting(new_key())
    floor.see([one])
    other = Sighting("another-one!", "f" * 12 + one.digest[12:], "view=wall", "7-a", 1, 1, 1.0, NOW)
    floor.see([other])

    with pytest.raises(BadRequest, match="2 screens"):
        acts.confirm(one.code, "hall", NOW)


def test_holding_keeps_what_is_shown(acts: Acts, store: DeviceStore, floor: Floor) -> None:
    device, _ = store.add("hall", NOW)
    acts.show("hall", NOW, street=next(iter(BAITA.streets)))

    acts.hold("hall", NOW)

    order = floor.orders()[device.id]
    assert order.held
    assert order.street == next(iter(BAITA.streets))


def test_screens_that_have_gone_are_forgotten_strangers_first(floor: Floor) -> None:
    """Every browser that ever opened the wall would else stay in the list."""
    keys = [new_key() for _ in range(4)]
    ages = (MINUTE, 2 * HOUR, 2 * HOUR, 40 * DAY)
    floor.see([sighting(key, NOW - age) for key, age in zip(keys, ages, strict=True)])
    ids = [id_of(digest_of(key)) for key in keys]

    floor.forget(NOW, [ids[1], ids[3]])

    assert set(floor.seen()) == {ids[0], ids[1]}
