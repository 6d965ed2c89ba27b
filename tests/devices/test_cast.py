"""投到大屏: a case that is put on a screen goes through the wall's surface, or not at all."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import orjson
import pytest

from city import events as ev
from city.clock import Instant
from city.devices import Device, Order, digest_of, id_of, new_key
from city.district import load_district
from city.store.floor import Floor
from city.store.mirror import Mirror
from city.store.reader import Reader
from city.store.screens import Screens
from dashboard.devices.acts import Acts
from dashboard.devices.desk import Desk
from dashboard.devices.store import DeviceStore
from dashboard.devices.telling import Teller, castable
from dashboard.live.guests import Guest
from dashboard.live.keys import ViewKey
from dashboard.live.viewer import Viewer
from dashboard.web import Parts, create_app
from layouts.screens.told import LAYER
from tests.factories import make_received
from tests.parts import NoPast
from tests.store_world import PREFIX, ReadModel, partition_of

pytestmark = pytest.mark.redis

BAITA = load_district("baita")
NOW: Instant = 1_800_000_000_000
KEY = new_key()
HALL = Device(id_of(digest_of(KEY)), "hall", digest_of(KEY), NOW)
WORDS = "三楼噪音，我叫王建国"


def described(**changes: Any) -> ev.CaseReceived:
    """What a source says of case 7, full of words that no wall shows."""
    place = ev.Place(street="211002017", community="m1", address="3号楼", lon=123.17, lat=41.27)
    return make_received("city:7", number="N-7", title=WORDS, place=place, **changes)


def seven_becomes_confidential() -> list[Any]:
    """What tells that case 7, public at first, is confidential: a correction of what was said."""
    return [msgspec.structs.replace(described(confidential=True), revision=1)]


@pytest.fixture
def model(redis_client: Any) -> ReadModel:
    made = ReadModel(redis_client)
    made.tell([described(), make_received("city:9", number="N-9", confidential=True)])
    return made


@pytest.fixture
def screens(redis_client: Any, model: ReadModel) -> Screens:
    mirror = Mirror(redis_client, PREFIX, BAITA.days)
    mirror.load()
    reader = Reader(redis_client, PREFIX, mirror=mirror, district=BAITA, partition_of=partition_of)
    return Screens(reader, streams=BAITA.streams, feeds=(), limits=BAITA.limits)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DeviceStore]:
    opened = DeviceStore("", tmp_path)
    yield opened
    opened.close()


def make_guest() -> Guest:
    return Guest(Viewer("", packs=True), ViewKey("wall"), KEY, {"wall": "1"})


def shown(screens: Screens, case: str) -> str:
    """Return what a screen is told that was ordered to show a case."""
    return Teller(BAITA, screens)(make_guest(), HALL, Order(case=case, told_at=NOW)).decode()


def test_a_case_is_cast_without_a_word_of_its_caller(screens: Screens) -> None:
    text = shown(screens, "city:7")

    assert "N-7" in text
    assert not [word for word in ("三楼", "3号楼", "王", "123.17") if word in text]


def test_what_is_drawn_of_a_cast_case_is_cut_down_to_the_wall(
    screens: Screens,
) -> None:
    """Operators see more than the hall; a drawer that one day showed a title would find none."""
    case = castable(screens.case, "city:7")

    assert screens.case("city:7").case.title != ""
    assert case is not None and case.open is not None
    assert (case.title, case.open.title, case.number) == ("", "", "N-7")


def test_a_confidential_case_is_not_drawn_whatever_was_ordered(screens: Screens) -> None:
    """An order may have come before the case was, or past the desk."""
    assert "N-9" not in shown(screens, "city:9")


def test_a_case_that_becomes_confidential_leaves_the_wall(
    screens: Screens, model: ReadModel, store: DeviceStore, redis_client: Any
) -> None:
    floor = Floor(redis_client, PREFIX)
    desk = Desk(store, floor, Teller(BAITA, screens))
    acts = Acts(store, floor, BAITA, screens.case)
    device, key = store.add("hall", NOW)
    guest = Guest(Viewer("", packs=True), ViewKey("wall"), key, {"wall": "1"})

    async def run() -> tuple[str, str]:
        desk.start()
        desk.arrive(guest)
        acts.show(device.id, NOW, case="7")
        before = await layer_of(guest, drawer=True)
        model.tell(seven_becomes_confidential())
        await asyncio.to_thread(desk.beat)
        after = await layer_of(guest, drawer=False)
        await asyncio.to_thread(desk.close)
        return before, after

    before, after = asyncio.run(run())

    assert "N-7" in before
    assert "N-7" not in after
    assert floor.orders()[device.id].case == "city:7"


async def layer_of(guest: Guest, *, drawer: bool) -> str:
    """Return what lies over a page once it holds a drawer, or once it holds none."""
    for _ in range(400):
        message = guest.viewer.take_control()
        if message is not None:
            layer = orjson.dumps(orjson.loads(message.text)["set"][LAYER]).decode()
            if ('"cast"' in layer) == drawer:
                return layer
        await asyncio.sleep(0.02)
    raise AssertionError("the page was told nothing of it")


@pytest.mark.parametrize(
    ("case", "answer"),
    [("7", "已执行"), ("9", "保密")],
)
def test_who_casts_from_the_page_of_screens_is_told_why_not(
    screens: Screens, store: DeviceStore, redis_client: Any, case: str, answer: str
) -> None:
    device, _ = store.add("hall", NOW)
    floor = Floor(redis_client, PREFIX)
    server = create_app(BAITA, Parts(screens, store, floor, NoPast()))
    fields = {"which": device.id, "street": "", "scene": "", "name": "", "case": case}
    clicks = [
        {"id": f"screens-{act}", "property": "n_clicks", "value": 1 if act == "show" else None}
        for act in ("show", "hold", "release", "confirm", "revoke")
    ]
    states = [
        {"id": f"screens-{name}", "property": "value", "value": fields[name]}
        for name in ("which", "scene", "street", "case", "name")
    ]
    body = {
        "output": "screens-answer.children",
        "outputs": {"id": "screens-answer", "property": "children"},
        "inputs": clicks,
        "state": [*states, {"id": "screens-page", "property": "lang", "value": "zh-CN"}],
        "changedPropIds": ["screens-show.n_clicks"],
    }

    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(server, client=("127.0.0.1", 5))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.post("/_dash-update-component", json=body)

    told = asyncio.run(post())

    assert answer in told.text
    assert (device.id in floor.orders()) == (answer == "已执行")
