"""Nothing of a person passes: cases full of markers are told, and every way out is searched."""

import asyncio
import logging
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from fastapi import FastAPI

from city import events as ev, facts
from city.clock import MINUTE, system_now, to_datetime
from city.devices import Device, Order, ScreenRow, Sighting, digest_of, id_of
from city.district import District, load_district
from city.lists import Selection
from city.logs import JsonFormatter, TextFormatter
from city.playback import Playback
from city.registry.book import FIGURES
from city.store.fact_writer import FactWriter
from city.store.heads import FeedInfo
from city.store.keys import Keys
from city.store.minutes import MinuteStore
from city.store.mirror import Mirror
from city.store.reader import Reader
from city.store.screens import Screens
from city.surfaces import Surface, for_surface
from city.wall import SCENES
from dashboard.live.keys import ViewKey
from dashboard.scenes import scenes_of
from dashboard.views import LANGUAGES, Views
from dashboard.web import create_app
from layouts.wall.frame import view_of
from tests.factories import EMPTY_DATA
from tests.facts_world import reading
from tests.parts import NoPast, parts_of
from tests.store_world import PREFIX, SCHEMA, ReadModel, partition_of
from tests.waiting import eventually, nobody_works

pytestmark = pytest.mark.redis

SECRETS = ("13812345678", "21100219800101123X", "辽K12345", "王建国", "501室")
MARKER = "标记"
WORDS = ("title", "description", "note", "result", "address")
STREAM = "rtsp://10.0.0.7/1"
KEY = "the-key-of-a-screen"
CASES = ("city:open", "city:all", "city:secret")
TOLD = frozenset({("case", "city:open"), ("case", "city:all")})
"""The views that show words of a case, with whom they tell of left out; no other shows any."""
WORKED_OUT = ("assessment", "scores")
"""Views whose snapshot is made beside them."""


def marked(data: Any) -> Any:
    """Return a payload in which every field that holds words is full of what must not pass."""
    changes: dict[str, Any] = {
        name: f"{MARKER}{name}，我叫王建国，电话13812345678，身份证21100219800101123X，"
        "车牌辽K12345，住3号楼2单元501室"
        for name in data.__struct_fields__
        if name in WORDS
    }
    for name in data.__struct_fields__:
        value = getattr(data, name)
        if isinstance(value, msgspec.Struct):
            changes[name] = marked(value)
    return msgspec.structs.replace(data, **changes)


def told(kind: type[Any], data: Any, *, case: str, time: datetime) -> Any:
    return kind(id=f"{case}/{kind.__name__}", case=case, time=time, source="desk-1", data=data)


def whole_life(case: str, *, confidential: bool, kinds: list[type[Any]]) -> list[Any]:
    """Return one event of each kind, all of them of today, every text full of markers."""
    start = to_datetime(system_now()) - timedelta(hours=2)
    place = ev.Place("211002017", "", "g1", "x", 123.1712345, 41.2712345, "exact", (1.0, 2.0), "x")
    received = ev.Received(
        case.partition(":")[0],
        class_="E0101",
        department="d1",
        title="x",
        description="x",
        number=f"N-{case}",
        place=place,
        due=start + timedelta(hours=2, minutes=10),
        confidential=confidential,
    )
    data = {ev.CaseReceived: received, ev.CaseObserved: ev.Observed(received, start, "open")}
    return [
        told(
            kind,
            marked(data.get(kind) or EMPTY_DATA.get(kind, ev.Note())),
            case=case,
            time=start + timedelta(seconds=place),
        )
        for place, kind in enumerate(kinds)
    ]


OPEN = [ev.CaseReceived, ev.CaseFiled, ev.CaseDispatched, ev.CaseUrged, ev.CaseInstructed]


@pytest.fixture(scope="module")
def district() -> District:
    return load_district("baita")


@pytest.fixture
def screens(redis_client: Any, district: District) -> Iterator[Screens]:
    model = ReadModel(redis_client)
    every_kind: list[Any] = list(ev.EVENT_TYPES.values())
    for stream in district.streams:
        model.tell(whole_life(f"{stream.key}:open", confidential=False, kinds=OPEN))
        model.tell(whole_life(f"{stream.key}:all", confidential=False, kinds=every_kind))
        model.tell(whole_life(f"{stream.key}:secret", confidential=True, kinds=OPEN))
    tell_of_a_camera(redis_client, model.keys)
    mirror = Mirror(redis_client, PREFIX, district.days)
    mirror.load()
    reader = Reader(
        redis_client, PREFIX, mirror=mirror, district=district, partition_of=partition_of
    )
    yield Screens(
        reader,
        streams=district.streams,
        feeds=(FeedInfo("hotline", "热线", "Hotline", MINUTE),),
        limits=district.limits,
    )
    nobody_works()  # the cameras of the map are read beside it


def tell_of_a_camera(redis: Any, keys: Keys) -> None:
    """Tell of a camera that is named after somebody's home, and of an indicator."""
    writer = FactWriter(redis, keys.facts, schema=SCHEMA)
    writer.open()
    camera = facts.Camera("c1", f"{MARKER}王建国家门口", online=True, url=STREAM)
    placed = facts.Camera("c2", "新华路口", online=True, url=STREAM, lon=123.17, lat=41.27)
    listed = facts.CameraList("all", (camera, placed))
    told_at = to_datetime(system_now())
    fact = facts.CamerasListed(id="l", about="cameras:all", time=told_at, source="t", data=listed)
    writer.apply([fact, reading(7.74)], 2)


def enrolled() -> list[ScreenRow]:
    """Return the hall's one screen, to which the confidential case was ordered."""
    digest, now = digest_of(KEY), system_now()
    seen = Sighting(id_of(digest), digest, "view=wall", "7-a", 1920, 1080, 1.0, now)
    device = Device(id_of(digest), "hall", digest, now)
    return [ScreenRow(device.id, device, seen, Order(case="city:secret", told_at=now))]


def views_of(screens: Screens, district: District) -> Views:
    return Views(district, screens, minutes=NoPast(), rows=enrolled)


def every_view() -> list[tuple[str, str]]:
    """Return all views of the product with what each is asked for; a new one is among them."""
    nothing: Any = None  # the names are known before anything is read
    names = views_of(nothing, load_district("baita")).names
    scopes = {"case": CASES, "queue": ("", "status=all")}
    return [(name, scope) for name in names for scope in scopes.get(name, ("",))]


def text_of(record: Any) -> str:
    return msgspec.json.encode(record, enc_hook=str).decode()


def page(view: str, scope: str, screens: Screens, district: District) -> str:
    """Return what a page says in all languages, once what it shows is worked out."""
    if view in WORKED_OUT:
        eventually(lambda: getattr(screens, view)().told is not None)
    views = views_of(screens, district)
    keys = [ViewKey(view, scope, lang) for lang in LANGUAGES]
    assert all(views.exists(key) for key in keys)
    return text_of([views.render(key).to_plotly_json() for key in keys])


def test_the_wall_and_the_leader_are_given_no_words_of_a_caller(screens: Screens) -> None:
    wall, leader = screens.wall(), screens.leader()

    assert {case.id for case in wall.urgent} == {"city:open", "city:secret"}
    for snapshot in (wall, leader):
        assert MARKER not in text_of(snapshot)
    assert all(case.lon in (None, 123.17) for case in leader.urgent)


@pytest.mark.parametrize("status", ["open", "all"])
def test_lists_have_words_without_whom_they_tell_of(screens: Screens, status: str) -> None:
    rows = screens.queue(Selection(status=status)).rows
    text = text_of(rows)

    assert MARKER in text
    assert not [secret for secret in SECRETS if secret in text]


def test_a_case_is_told_whole_but_for_the_persons_in_it(screens: Screens) -> None:
    for case in ("city:open", "city:all"):
        text = text_of(screens.case(case))
        assert not [secret for secret in SECRETS if secret in text]
    assert all(f"{MARKER}{word}" in text for word in WORDS)


def test_a_confidential_case_keeps_its_words_and_its_place(screens: Screens) -> None:
    shown = screens.case("city:secret")
    row = next(r for r in screens.queue(Selection()).rows if r.id == "city:secret")

    assert MARKER not in text_of([shown, row])
    assert "123.17" not in text_of([shown, row])
    assert row.confidential and row.street == "211002017"


def test_a_confidential_case_is_neither_on_the_map_nor_among_the_movements(
    screens: Screens,
) -> None:
    wall = screens.wall()

    assert "city:secret" not in {point.id for point in wall.map.points}
    assert {each.case.partition(":")[2] for each in wall.movements} == {"all"}
    assert wall.unplaced == 1


@pytest.mark.parametrize(("view", "scope"), every_view())
def test_no_page_shows_what_identifies_a_person(
    screens: Screens, district: District, view: str, scope: str
) -> None:
    text = page(view, scope, screens, district)

    assert not [secret for secret in (*SECRETS, STREAM, digest_of(KEY)) if secret in text]
    assert (MARKER in text) == ((view, scope) in TOLD)


def test_every_stream_has_cases_that_a_page_could_tell_of(
    screens: Screens, district: District
) -> None:
    """Or a scene would keep its secrets by having none."""
    for stream in district.streams:
        total = screens.figures(stream.key, "last-30-days", "department").total
        assert total.received + total.void >= 3, stream.key


@pytest.mark.parametrize(
    ("view", "surface"), [*((scene, "wall") for scene in SCENES), ("leader", "leader")]
)
def test_a_page_is_given_no_more_than_its_surface_may_carry(
    screens: Screens, view: str, surface: Surface
) -> None:
    """The table in `city/surfaces.py` is done to each snapshot before it leaves the store."""
    if view in WORKED_OUT:
        eventually(lambda: getattr(screens, view)().told is not None)
    snapshot = getattr(screens, "wall" if view == "overview" else view)()

    assert for_surface(snapshot, surface) == snapshot


@pytest.mark.parametrize("scene", SCENES)
def test_the_past_of_a_scene_tells_no_more_than_the_wall_may_carry(
    redis_client: Any, screens: Screens, district: District, scene: str
) -> None:
    """What is kept for thirty days is searched as what is shown now is: the record and its page."""
    eventually(lambda: screens.assessment().told is not None)
    minutes, now = MinuteStore(redis_client, PREFIX), system_now()
    views = Views(district, screens, minutes=minutes, rows=enrolled)
    key = ViewKey(view_of(scene), str(Playback(now, 0, now)))
    assert not views_of(screens, district).exists(key)  # where nothing was kept

    minutes.keep(scene, scenes_of(screens, district)[scene]())

    kept = minutes.at(scene, system_now())
    assert kept is not None and for_surface(kept, "wall") == kept
    assert views.exists(key)
    for text in (text_of(kept), text_of(views.render(key).to_plotly_json())):
        assert MARKER not in text
        assert not [secret for secret in (*SECRETS, STREAM) if secret in text]
    nobody_works()


def test_an_assessment_holds_counts_and_nobody(screens: Screens) -> None:
    """It is looked at once it is made: an empty one would hold nothing of anybody."""
    eventually(lambda: screens.assessment().told is not None)
    eventually(lambda: screens.scores().told is not None)

    for text in (text_of(screens.assessment()), text_of(screens.scores())):
        assert MARKER not in text
        assert not [secret for secret in SECRETS if secret in text]
    nobody_works()


def test_the_scene_of_the_district_knows_no_camera_and_nobody(
    screens: Screens, district: District
) -> None:
    """Cameras are counted; the addresses of their streams have no place in the hall."""
    assert {each.url for each in screens.boards().cameras.cameras} == {STREAM}
    for text in (text_of(screens.district()), page("district", "", screens, district)):
        assert "7.74" in text
        assert MARKER not in text and "rtsp" not in text
        assert not [secret for secret in SECRETS if secret in text]


def test_the_page_of_a_confidential_case_says_why_it_is_empty(
    screens: Screens, district: District
) -> None:
    assert "保密" in page("case", "city:secret", screens, district)
    assert "保密" not in page("case", "city:open", screens, district)


def test_no_answer_of_the_api_holds_a_word_of_a_caller(
    screens: Screens, district: District
) -> None:
    """The map's panel is asked too, of a case that it may tell of."""
    answers = asyncio.run(every_answer(create_app(district, parts_of(screens))))

    assert {"/api/v1/figures", "/healthz", "/metrics", f"{PANEL}city:open"} <= answers.keys()
    assert {f"/api/v1/metrics/{key}" for key in FIGURES} <= answers.keys()
    assert "N-city:open" in answers[f"{PANEL}city:open"][1]
    for path, (status, text) in answers.items():
        assert status == 200, path
        assert MARKER not in text, path
        assert not [secret for secret in SECRETS if secret in text], path


@pytest.mark.parametrize("case", ["city:secret", "city:all"])
def test_the_panel_of_the_map_tells_nothing_of_a_case_that_is_not_on_it(
    screens: Screens, district: District, case: str
) -> None:
    """One is confidential, the other has ended."""
    status, text = asyncio.run(answer_of(create_app(district, parts_of(screens)), PANEL + case))

    assert status == 404
    assert MARKER not in text and "N-" not in text


def test_the_panel_of_a_camera_has_no_address_and_knows_only_those_on_the_map(
    screens: Screens, district: District
) -> None:
    """The stream of a camera belongs to who may watch it; one without a place is on no map."""
    server = create_app(district, parts_of(screens))

    (known, told), (unknown, _) = (
        asyncio.run(answer_of(server, f"/map/camera?id={key}")) for key in ("c2", "c1")
    )

    assert (known, unknown) == (200, 404)
    assert "新华路口" in told
    assert "rtsp" not in told and STREAM not in told


PANEL = "/map/case?id="
GIVEN = {"key": tuple(FIGURES)}
"""Part of an address -> what is asked for in its place; a new part fails until it has a row."""


async def answer_of(server: FastAPI, path: str) -> tuple[int, str]:
    transport = httpx.ASGITransport(server)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        answer = await client.get(path)
    return answer.status_code, answer.text


def addresses(path: str) -> Iterator[str]:
    """Yield the addresses that a path of the schema stands for."""
    begin, opened, rest = path.partition("{")
    if not opened:
        yield path
        return
    part, _, end = rest.partition("}")
    for value in GIVEN[part]:
        yield from addresses(f"{begin}{value}{end}")


async def every_answer(server: FastAPI) -> dict[str, tuple[int, str]]:
    """Return what every GET of the schema and the map's panel answer, by the address asked."""
    transport = httpx.ASGITransport(server)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        described = (await client.get("/api/v1/openapi.json")).json()["paths"]
        paths = [
            each for path, acts in described.items() if "get" in acts for each in addresses(path)
        ]
        found = {path: await client.get(path) for path in (*paths, f"{PANEL}city:open")}
    return {path: (answer.status_code, answer.text) for path, answer in found.items()}


def test_reading_cases_writes_nothing_of_them_to_the_log(
    screens: Screens, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    screens.wall(), screens.leader(), screens.queue(Selection()), screens.case("city:all")

    assert MARKER not in caplog.text


@pytest.mark.parametrize("formatter", [JsonFormatter(), TextFormatter()])
def test_no_line_of_the_log_names_a_person(formatter: logging.Formatter) -> None:
    """Whatever a message or an error quotes, the last gate is the formatter."""
    said = ev.Note(" ".join(SECRETS))
    try:
        raise ValueError(f"我叫王建国 {marked(said).note}")
    except ValueError:
        fault = sys.exc_info()
    record = logging.LogRecord("city", 30, "x.py", 1, "told: %s", (marked(said).note,), fault)

    line = formatter.format(record)

    assert MARKER in line
    assert not [secret for secret in SECRETS if secret in line]
