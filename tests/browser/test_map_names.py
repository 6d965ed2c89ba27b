"""Names on the map: on their own ground, and never on each other."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page
from shapely.geometry import Point, box, shape

from tests.browser.maps import size
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


def names(page: Page) -> list[dict[str, Any]]:
    """Return all names as soon as they are placed."""

    def placed() -> bool:
        seen = page.evaluate(NAMES)
        return bool(seen) and all(each["placed"] for each in seen)

    wait_for(placed, 10, "the names")
    page.evaluate("document.fonts.ready.then(() => city.map.placeSoon())")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
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


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_street_is_named_on_its_own_ground(
    map_server: Served, page: Page, screen: tuple[int, int], lang: str
) -> None:
    """A name beside its street says that the neighbour is called so."""
    map_server.set(points=528)
    page.set_viewport_size({"width": screen[0], "height": screen[1]})
    page.goto(f"{map_server.url}/?lang={lang}&rotate=off")
    wait_for(lambda: size(page) == 528, 30, "the cases")

    seen = names(page)

    assert astray(seen) == []
    assert overlapping(seen) == []


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
