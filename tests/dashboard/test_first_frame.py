"""The first frame: a wall's figures are in its page before any script has run."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import msgspec
import pytest
from dash import html
from dash.development.base_component import Component

from city.clock import HOUR, system_now
from city.settings import ROOT
from city.wall import SCENES, WallSpec
from dashboard.first_frame import FirstFrames
from dashboard.live import view as view_module
from dashboard.live.hub import Hub
from dashboard.live.keys import ViewKey
from tests.browser.served import Served
from tests.layouts import factories as make

FRAME = re.compile(r'<div id="first-frame".*?</div>\s*<div id="react-entry-point">', re.DOTALL)


def frame_of(hall: Served, path: str, **query: str) -> str:
    """Return the first frame of the page at an address, empty if it has none."""
    found = FRAME.search(httpx.get(hall.url + path, params=query, timeout=10).text)
    return found.group(0) if found else ""


SHOWN = {
    "/": "1,853",
    "/flow": "1,844",
    "/hotline": "1,656",
    "/citizen": "68.9",
    "/assessment": "2,423",
    "/district": "专项整治",
}
"""What each scene shows between its header and its foot."""


@pytest.mark.parametrize("path", SCENES.values())
def test_every_scene_comes_with_its_figures(hall: Served, path: str) -> None:
    """A wall is right before its scripts are there, whichever scene a screen shows."""
    frame = frame_of(hall, path)
    inside = frame[frame.index("</header>") : frame.rindex("<footer")]

    assert SHOWN[path] in re.sub("<[^>]*>", "", inside)
    assert 'lang="zh-CN"' in frame


def test_a_frame_is_in_the_language_of_its_page(hall: Served) -> None:
    frame = frame_of(hall, "/", lang="en")

    assert 'lang="en"' in frame
    assert "Received" in frame


def test_a_page_that_holds_figures_is_not_kept_by_browsers(hall: Served) -> None:
    """Gone back to a day later it would show yesterday's figures."""
    assert httpx.get(hall.url, timeout=10).headers["cache-control"] == "no-store"


def test_a_frame_is_nothing_that_a_script_would_take_for_the_page(hall: Served) -> None:
    frame = frame_of(hall, "/").removeprefix('<div id="first-frame"')
    inside = frame[: frame.index('<div id="react-entry-point">')]

    assert " id=" not in inside
    assert " href=" not in inside
    assert re.findall(r" (data-[a-z-]+)=", inside) == ["data-theme"]


@pytest.mark.parametrize("path", ["/leader", "/cases", "/no-such-page"])
def test_other_pages_come_without(hall: Served, path: str) -> None:
    assert frame_of(hall, path) == ""


def test_the_account_of_the_frame_is_the_walls(hall: Served) -> None:
    words = re.sub("<[^>]*>", " ", frame_of(hall, "/"))

    assert re.findall(r"[\d,]{3,}", words.split("接收", 1)[1])[:3] == ["1,853", "1,322", "531"]


def broken(key: ViewKey) -> Component:
    raise RuntimeError("no data")


def plain(key: ViewKey) -> Component:
    return html.Div("drawn", id="drawn")


def test_a_view_that_cannot_be_drawn_has_no_frame() -> None:
    hub = Hub("1-a", render=broken, scopes=lambda _: True)

    assert FirstFrames(hub, make.baita()).html("/", {}, system_now()) == ""


def test_many_screens_at_once_cost_one_picture() -> None:
    """After a restart all of them ask within a second."""
    drawn: list[ViewKey] = []

    def draw(key: ViewKey) -> Component:
        drawn.append(key)
        return plain(key)

    frames = FirstFrames(Hub("1-a", render=draw, scopes=lambda _: True), make.baita())
    with ThreadPoolExecutor(50) as screens:
        made = set(screens.map(lambda _: frames.html("/", {}, system_now()), range(50)))

    assert len(made) == len(drawn) == 1


def test_a_newer_state_is_another_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame that is kept for ever would be a lie at each load."""
    monkeypatch.setattr(view_module, "YOUNG_SECONDS", 0.0)
    words = iter(("one", "two"))
    hub = Hub("1-a", render=lambda key: html.Div(next(words)), scopes=lambda _: True)
    frames = FirstFrames(hub, make.baita())

    assert "one" in frames.html("/", {}, system_now())
    assert "two" in frames.html("/", {}, system_now())


def test_a_picture_that_cannot_be_written_costs_no_page(caplog: pytest.LogCaptureFixture) -> None:
    """The page comes up empty and fills by itself; the log says once why."""
    hub = Hub("1-a", render=plain, scopes=lambda _: True)
    nowhere = msgspec.structs.replace(make.baita(), days=None)
    frames = FirstFrames(hub, nowhere)

    for _ in range(2):
        assert frames.html("/", {}, system_now()) == ""
    assert len([each for each in caplog.records if "no first frame" in each.getMessage()]) == 1


def test_a_view_that_there_is_not_has_no_frame() -> None:
    hub = Hub("1-a", render=plain, scopes=lambda _: False)

    assert FirstFrames(hub, make.baita()).html("/", {}, system_now()) == ""


@pytest.mark.parametrize(
    ("rule", "asked", "hour", "expected"),
    [
        ("night", "", 12, "night"),
        ("day", "", 0, "day"),
        ("day", "night", 12, "night"),
        ("night", "day", 0, "day"),
        ("night", "pink", 12, "night"),
        ("schedule", "", 6, "night"),
        ("schedule", "", 7, "day"),
        ("schedule", "", 17, "day"),
        ("schedule", "", 18, "night"),
        ("schedule", "night", 12, "night"),
    ],
)
def test_the_frame_has_the_theme_that_the_page_will_have(
    rule: str, asked: str, hour: int, expected: str
) -> None:
    district = msgspec.structs.replace(make.baita(), wall=WallSpec(theme=rule, day="07:00-18:00"))
    midnight = district.days.start_of(district.days.day_of(system_now()))
    frames = FirstFrames(Hub("1-a", render=plain, scopes=lambda _: True), district)

    frame = frames.html("/", {"theme": asked} if asked else {}, midnight + hour * HOUR)

    assert f'data-theme="{expected}"' in frame


@pytest.mark.parametrize(("hour", "dim"), [(12, False), (23, True), (5, True), (6, False)])
def test_at_night_the_frame_is_dimmed_as_the_page_is(hour: int, dim: bool) -> None:
    """A bright picture at each load would wake the room."""
    district = msgspec.structs.replace(make.baita(), wall=WallSpec(night="22:00-06:00"))
    midnight = district.days.start_of(district.days.day_of(system_now()))
    frames = FirstFrames(Hub("1-a", render=plain, scopes=lambda _: True), district)

    assert ("is-dim" in frames.html("/", {}, midnight + hour * HOUR)) is dim


@pytest.mark.parametrize("sheet", sorted((ROOT / "assets").glob("1*.css")), ids=lambda p: p.name)
def test_no_style_of_the_wall_goes_by_an_id(sheet: Path) -> None:
    """A frame has none, so what an id sets would jump when the page takes its place."""
    text = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert re.findall(r"#[\w-]+", text) == []
