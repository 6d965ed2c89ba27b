"""Names on the map: on their own ground, and never on each other."""

from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from shapely.geometry import Point, box, shape

from tests.browser.maps import choose_mode, size
from tests.browser.served import Served, wait_for
from tests.layouts import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.long]

SCREENS = [(1366, 768), (1920, 1080), (3440, 1440), (800, 1280), (1080, 1920)]
EDGE = 0.0001
"""Degrees that a name's centre may be outside, about one pixel."""

NAMES = """() => {
    const el = document.querySelector('.map'), { _map: leaflet } = city.map.layerOf(el);
    const frame = el.getBoundingClientRect();
    return [...document.querySelectorAll('.map-name span')].map((span) => {
        const at = span.getBoundingClientRect();
        const { lng, lat } = leaflet.containerPointToLatLng(
            [at.x + at.width / 2 - frame.x, at.y + at.height / 2 - frame.y]);
        return { name: span.textContent, key: span.dataset.key || '', centre: [lng, lat],
            box: [at.left, at.top, at.right, at.bottom], placed: span.style.translate !== '' };
    }); }"""
"""Each name: where its centre is in the world, and its box on the screen."""

FITS = """() => {
    const { _map: leaflet } = city.map.layerOf(document.querySelector('.map'));
    const { x, y } = leaflet.getSize(), el = leaflet.getContainer();
    return x === el.clientWidth && y === el.clientHeight; }"""


def names(page: Page) -> list[dict[str, Any]]:
    """Return all names as soon as they are placed."""

    def placed() -> bool:
        seen = page.evaluate(NAMES)
        return bool(seen) and all(each["placed"] for each in seen)

    wait_for(placed, 10, "the names")
    frames = "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))"
    page.evaluate(f"() => new Promise((done) => {frames})")
    return list(page.evaluate(NAMES))


def astray(seen: list[dict[str, Any]]) -> list[str]:
    """Return the names of streets whose centre lies on other ground than their own."""
    streets = make.baita().map.streets["features"]
    grounds = {each["properties"]["key"]: shape(each["geometry"]) for each in streets}
    keyed = [each for each in seen if each["key"]]
    assert {each["key"] for each in keyed} == set(grounds)
    return [
        each["name"]
        for each in keyed
        if grounds[each["key"]].distance(Point(each["centre"])) > EDGE
    ]


def overlapping(seen: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the names that lie on each other."""
    return [
        (one["name"], other["name"])
        for one, other in combinations(seen, 2)
        if box(*one["box"]).intersection(box(*other["box"])).area > 0
    ]


def resize(page: Page, width: int, height: int) -> None:
    """Show the page on a screen of another size."""
    page.set_viewport_size({"width": width, "height": height})
    wait_for(lambda: page.evaluate(FITS), 10, "the map to fit")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_street_is_named_on_its_own_ground(map_server: Served, page: Page, lang: str) -> None:
    """A name beside its street says that the neighbour is called so."""
    map_server.set(points=528)
    page.goto(f"{map_server.url}/?lang={lang}&rotate=off")
    wait_for(lambda: size(page) == 528, 30, "the cases")

    for screen in SCREENS:
        resize(page, *screen)

        seen = names(page)

        assert astray(seen) == [], screen
        assert overlapping(seen) == [], screen


@pytest.mark.parametrize("zoom", [12, 16])
def test_a_street_keeps_its_name_when_the_view_changes(
    shown: Callable[[int], Served], page: Page, zoom: float
) -> None:
    """Where a name gave way before may be another street's ground now."""
    shown(528)
    names(page)

    page.evaluate(
        "(zoom) => { city.map.layerOf(document.querySelector('.map'))"
        "._map.setZoom(zoom, {animate: false}); }",
        zoom,
    )

    assert astray(names(page)) == []


TOOLS = """() => [...document.querySelectorAll('.map-tools > *')]
    .map((each) => each.getBoundingClientRect())
    .filter(({ width }) => width)
    .map((at) => [at.left, at.top, at.right, at.bottom])"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tools_lie_on_no_name_and_on_no_figure(
    map_server: Served, page: Page, lang: str
) -> None:
    """Whoever has chosen what the map shows still points at it."""
    map_server.set(points=528)
    page.goto(f"{map_server.url}/?lang={lang}&rotate=off")
    wait_for(lambda: size(page) == 528, 30, "the cases")

    for screen, mode in product(SCREENS, ("heat", "load", "share")):
        resize(page, *screen)
        choose_mode(page, mode)

        seen, tools = names(page), [box(*at) for at in page.evaluate(TOOLS)]

        assert len(tools) >= 5
        assert astray(seen) == [], (screen, mode)
        assert overlapping(seen) == [], (screen, mode)
        for each in seen:
            assert not any(box(*each["box"]).intersects(t) for t in tools), (screen, mode)


@pytest.mark.parametrize("touch", [True, False])
def test_tools_are_seen_where_a_finger_points(
    map_server: Served, browser: Browser, touch: bool
) -> None:
    """What can be pressed is seen; a mouse brings them out, and a wall without one stays bare."""
    with browser.new_context(has_touch=touch, is_mobile=touch) as context:
        page = context.new_page()
        page.goto(f"{map_server.url}/?rotate=off")
        wait_for(lambda: size(page) > 0, 30, "the map")

        style = "getComputedStyle(document.querySelector('.map-tools'))"
        assert page.evaluate("matchMedia('(hover: none) and (pointer: coarse)').matches") == touch
        seen = page.evaluate(f"[{style}.opacity, {style}.pointerEvents]")

    assert seen == (["1", "auto"] if touch else ["0", "none"])


CROWD = """([lng, lat]) => {
    const layer = city.map.layerOf(document.querySelector('.map'));
    const { x, y } = layer._map.project([lat, lng], 0);
    for (let n = 0; n < 300; n++) layer.points.set('crowd:' + n, { x, y, kind: 'overdue' });
    layer.draw(); }"""
NUMBER = """() => {
    const el = document.querySelector('.map'), frame = el.getBoundingClientRect();
    const { mostHeat: { count, x, y } } = city.map.layerOf(el);
    return [count, x + frame.left, y + frame.top]; }"""
"""How many cases the fullest square has, and where its number stands on the screen."""


def test_a_name_gives_way_to_the_number_of_the_fullest_square(
    shown: Callable[[int], Served], page: Page
) -> None:
    """Also where the number comes to it, and nobody moves the map."""
    shown(528)
    choose_mode(page, "heat")
    (first, *_) = [each for each in names(page) if each["key"]]

    page.evaluate(CROWD, first["centre"])

    def apart() -> bool:
        count, x, y = page.evaluate(NUMBER)
        boxes = [box(*each["box"]) for each in page.evaluate(NAMES)]
        return count >= 300 and not any(each.intersects(Point(x, y)) for each in boxes)

    wait_for(apart, 5, "the name to give way")
    assert astray(names(page)) == []
