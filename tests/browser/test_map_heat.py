"""Heat on the map, pixel by pixel: the squares of the chosen class, and grids by what is open."""

from collections import Counter
from collections.abc import Callable
from statistics import mean

import pytest
from playwright.sync_api import Page
from shapely.geometry import shape

from city.atlas import MapPoint
from layouts.parts.map_layers import level
from tests.browser.maps import choose_mode, layer, size
from tests.browser.served import Served, wait_for
from tests.layouts import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.long]

POINTS = 600
SQUARE = 30
"""Side of a square of heat, in pixels of the design."""

PLACES = """(points) => {
    const { _map: leaflet } = city.map.layerOf(document.querySelector('.map'));
    return points.map(([lon, lat]) => {
        const { x, y } = leaflet.project([lat, lon], leaflet.getZoom());
        const at = leaflet.latLngToContainerPoint([lat, lon]);
        return [x, y, at.x, at.y];
    }); }"""
"""Where places are, in pixels of the world and of the map's frame."""

INKED = """(places) => {
    const layer = city.map.layerOf(document.querySelector('.map')), { canvas } = layer;
    const ctx = canvas.getContext('2d'), ratio = canvas.width / layer._map.getSize().x;
    const probe = document.createElement('canvas').getContext('2d');
    probe.fillStyle = layer.kit.inks.data;
    probe.fillRect(0, 0, 1, 1);
    const wanted = probe.getImageData(0, 0, 1, 1).data;
    return places.map(([x, y]) => {
        const is = ctx.getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data;
        const same = [0, 1, 2].every((n) => Math.abs(is[n] - wanted[n]) < 12);
        return same ? is[3] / 255 : 0;
    }); }"""
"""How strongly pixels are covered by the ink of figures, and 0 where they hold another or none."""

GROUND = """(places) => {
    const { _map: leaflet } = city.map.layerOf(document.querySelector('.map'));
    const canvas = leaflet.getPane('overlayPane').querySelector('canvas');
    const frame = leaflet.getContainer().getBoundingClientRect();
    const box = canvas.getBoundingClientRect(), ratio = canvas.width / box.width;
    return places.map(([x, y]) => Array.from(canvas.getContext('2d').getImageData(
        Math.round((x + frame.x - box.x) * ratio), Math.round((y + frame.y - box.y) * ratio),
        1, 1).data)); }"""
"""The pixels of the ground, on which streets and grids are drawn."""

NUMBER = """() => {
    const layer = city.map.layerOf(document.querySelector('.map')), { x, y } = layer.mostHeat;
    const ctx = layer.canvas.getContext('2d'), ratio = layer.canvas.width / layer._map.getSize().x;
    const ink = document.createElement('canvas').getContext('2d');
    ink.fillStyle = layer.kit.inks.ink;
    ink.fillRect(0, 0, 1, 1);
    const wanted = ink.getImageData(0, 0, 1, 1).data;
    const { lat, lng } = layer._map.containerPointToLatLng([x, y]);
    const seen = (light) => {
        const marks = Array(8).fill(0).map((_, n) => ['number-' + n, lng, lat, light, 'x']);
        marks.forEach((mark) => layer.put(mark));
        layer.draw();
        const at = [(x - 14) * ratio, (y - 14) * ratio, 28 * ratio, 28 * ratio];
        const { data } = ctx.getImageData(...at.map(Math.round)), found = [];
        for (let n = 0; n < data.length; n += 4)
            found.push([0, 1, 2].every((part) => Math.abs(data[n + part] - wanted[part]) < 12));
        return found;
    };
    return [seen('w'), seen('o')]; }"""
"""Which pixels around the number have its ink: over squares alone, and over overdue cases."""


def squares(page: Page, points: tuple[MapPoint, ...]) -> dict[tuple[int, int], Counter[str]]:
    """Return the squares that hold cases, by the corner on the screen: how many of which class."""
    side = SQUARE * page.evaluate("city.map.scale()")
    found: dict[tuple[int, int], Counter[str]] = {}
    at = page.evaluate(PLACES, [[round(p.lon, 6), round(p.lat, 6)] for p in points])
    for point, (x, y, here_x, here_y) in zip(points, at, strict=True):
        corner = round(here_x - x % side), round(here_y - y % side)
        found.setdefault(corner, Counter())[point.class_] += 1
    return found


def shade(page: Page, corner: tuple[int, int], side: float) -> float:
    """Return how strongly a square is covered: seen near its corners, where marks hide it least."""
    near, far = 4, side - 5
    places = [[corner[0] + x, corner[1] + y] for x in (near, far) for y in (near, far)]
    return float(max(page.evaluate(INKED, places)))


def test_only_squares_of_the_chosen_class_are_coloured(
    shown: Callable[[int], Served], page: Page
) -> None:
    """Heat of another class would send people to the wrong place."""
    shown(POINTS)
    points = make.make_points(POINTS).points
    assert size(page) == len(points)
    (kind, _), *_ = Counter(point.class_ for point in points).most_common()

    choose_mode(page, "heat")
    draws = layer(page, "draws")
    page.select_option(".map-tools__class", kind)
    wait_for(lambda: layer(page, "draws") > draws, 10, "the class")

    held, side = squares(page, points), SQUARE * page.evaluate("city.map.scale()")
    shades = {corner: shade(page, corner, side) for corner in held}
    with_it = {corner for corner in held if held[corner][kind]}
    assert len(with_it) > 20 and len(held) - len(with_it) > 20
    assert [corner for corner in with_it if not shades[corner]] == []
    assert [corner for corner in held if corner not in with_it and shades[corner]] == []
    rising = [mean(shades[c] for c in with_it if held[c][kind] == n) for n in (1, 2, 3)]
    assert rising == sorted(set(rising)), "more cases are a darker square"


def test_heat_of_all_classes_colours_every_square_that_holds_a_case(
    shown: Callable[[int], Served], page: Page
) -> None:
    """Members of a storm are not drawn, and are heat all the same."""
    served = shown(POINTS)
    served.set(storm=POINTS // 2)
    points = make.make_points(POINTS).points
    wait_for(lambda: layer(page, "members.size") == POINTS // 2, 10, "the storm")

    choose_mode(page, "heat")

    side = SQUARE * page.evaluate("city.map.scale()")
    storm = layer(page, "signs[0]")
    apart = [
        corner
        for corner in squares(page, points)
        if max(abs(corner[0] - storm["x"]), abs(corner[1] - storm["y"])) > storm["r"] + side
    ]
    assert len(apart) > 100
    assert [corner for corner in apart if not shade(page, corner, side)] == []


def test_the_number_of_the_fullest_square_lies_over_its_marks(
    shown: Callable[[int], Served], page: Page
) -> None:
    """The legend promises it, and a number under a mark counts nothing."""
    shown(POINTS)
    choose_mode(page, "heat")

    bare, marked = page.evaluate(NUMBER)

    assert sum(bare) > 30
    assert [n for n, inked in enumerate(bare) if inked and not marked[n]] == []


def test_grids_are_shaded_by_what_is_open_in_them(
    shown: Callable[[int], Served], page: Page
) -> None:
    """None where nothing is open, and the more the darker."""
    shown(POINTS)
    loads = {area.key: area.open for area in make.make_grids(POINTS)}
    most = max(loads.values())
    inside = {
        each["properties"]["key"]: shape(each["geometry"]).representative_point()
        for each in make.baita().map.grids["features"]
    }
    at = page.evaluate(PLACES, [[point.x, point.y] for point in inside.values()])
    places = [[x, y] for *_, x, y in at]
    plain = page.evaluate(GROUND, places)

    choose_mode(page, "grids")
    wait_for(lambda: page.evaluate(GROUND, places) != plain, 10, "the grids")

    shaded = page.evaluate(GROUND, places)
    changed: dict[int, list[int]] = {}
    for key, before, after in zip(inside, plain, shaded, strict=True):
        by = sum(abs(a - b) for a, b in zip(before, after, strict=True))
        changed.setdefault(level(loads[key], most), []).append(by)
    assert max(changed.pop(0)) == 0
    steps = [mean(changed[step]) for step in sorted(changed)]
    assert len(steps) >= 4 and steps == sorted(set(steps))
    assert min(min(each) for each in changed.values()) > 10
