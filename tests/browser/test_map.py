"""The map in a real browser: ten thousand cases that change, and nobody sees it tremble."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.served import Served, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.long]

SCRIPT = Path(__file__).parent / "map_stage.py"
LAYER = "city.map.layerOf(document.querySelector('.map'))"
LONG_MS = 100
WATCH = """() => {
    window.longest = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((each) => {
        window.longest = Math.max(window.longest, each.duration);
    })).observe({ type: 'longtask' });
}"""


@pytest.fixture
def shown(serve: Callable[..., Served], page: Page) -> Callable[..., Served]:
    """Open the wall over a map of so many points; returns who tells it what to show."""

    def show(points: int, *arguments: str) -> Served:
        served = serve(SCRIPT, "--points", str(points), *arguments)
        page.goto(f"{served.url}/?rotate=off")
        wait_for(lambda: size(page) == points, 30, f"{points} points on the map")
        return served

    return show


def size(page: Page) -> int:
    """Return how many cases the map holds."""
    return int(page.evaluate(f"() => window.city && {LAYER} ? {LAYER}.points.size : -1"))


def layer(page: Page, what: str) -> Any:
    """Return something of the layer of cases."""
    return page.evaluate(f"() => {LAYER}.{what}")


def place_of(page: Page, light: str) -> tuple[str, float, float]:
    """Return the id of a case that stands alone, and where it is on the screen."""
    found = page.evaluate(
        """(light) => {
            const layer = city.map.layerOf(document.querySelector('.map'));
            const frame = document.querySelector('.map').getBoundingClientRect();
            const hit = layer.singles.find((each) => each.light === light
                && layer.at(each) === each && each.x > 60 && each.y > 90
                && each.x < frame.width - 60 && each.y < frame.height - 60);
            return [hit.id, hit.x + frame.x, hit.y + frame.y];
        }""",
        light,
    )
    return found[0], found[1], found[2]


def test_a_storm_of_updates_over_ten_thousand_cases_never_blocks_the_page(
    shown: Callable[..., Served], page: Page
) -> None:
    """A blocked page shows no clock, no countdown and no new number meanwhile."""
    served = shown(10_000)
    page.wait_for_timeout(1_500)  # loading is over
    page.evaluate(WATCH)
    draws = layer(page, "draws")

    for _ in range(8):
        served.set(lights=200, added=20)
        page.wait_for_timeout(1_000)  # as often as the read model tells of the map

    wait_for(lambda: size(page) == 10_160, 10, "the new cases")
    assert layer(page, "draws") >= draws + 8
    assert page.evaluate("window.longest") < LONG_MS


def test_view_and_choice_outlive_updates_and_nothing_is_made_anew(
    shown: Callable[..., Served], page: Page
) -> None:
    """Whoever looks at one case goes on looking at it."""
    served = shown(3_000)
    case_id, x, y = place_of(page, "o")
    page.mouse.click(x, y)
    page.wait_for_selector(".drawer__facts dd")
    page.evaluate(
        """() => { const layer = city.map.layerOf(document.querySelector('.map'));
            layer._map.setZoom(14.5, {animate: false});
            window.kept = [layer, layer.canvas, document.querySelector('.drawer'),
                document.querySelector('.map-name')];
            window.view = JSON.stringify(layer._map.getBounds()); }"""
    )

    for _ in range(3):
        served.set(added=50)
    wait_for(lambda: size(page) == 3_150, 10, "the new cases")

    same = """() => { const layer = city.map.layerOf(document.querySelector('.map'));
        return [layer === kept[0], layer.canvas === kept[1] && layer.canvas.isConnected,
            document.querySelector('.drawer') === kept[2],
            document.querySelector('.map-name') === kept[3],
            JSON.stringify(layer._map.getBounds()) === view]; }"""
    assert page.evaluate(same) == [True] * 5
    assert layer(page, "chosen") == case_id
    assert layer(page, f"singles.some((each) => each.id === '{case_id}')")


def test_only_cases_within_limit_are_gathered_and_all_add_up(
    shown: Callable[..., Served], page: Page
) -> None:
    """A cluster that swallowed an overdue case would hide it; one that lost a case would lie."""
    shown(3_000)

    told = page.evaluate(
        """() => { const layer = city.map.layerOf(document.querySelector('.map'));
            const { found, zoom } = layer.seen();
            const { singles, clusters } = city.map.gather(found, zoom, 1, null);
            const inside = clusters.flatMap((each) => each.points);
            return { sum: singles.length + inside.length, clusters: clusters.length,
                lights: [...new Set(inside.map((each) => each.light))].join('') }; }"""
    )

    assert told["sum"] == 3_000
    assert told["clusters"] > 3
    assert told["lights"] == "w"


def test_up_to_two_thousand_cases_stand_alone(shown: Callable[..., Served], page: Page) -> None:
    """Few enough to be seen one by one."""
    shown(2_000)

    assert layer(page, "clusters.length") == 0


def test_a_chosen_case_is_told_at_the_side_and_when_it_ends(
    shown: Callable[..., Served], page: Page
) -> None:
    """Never a popup over the map, and never a countdown of a case that is no longer open."""
    served = shown(300)
    case_id, x, y = place_of(page, "o")

    page.mouse.click(x, y)
    page.wait_for_selector(".drawer [data-countdown]")
    drawer, frame = page.locator(".drawer").bounding_box(), page.locator(".map").bounding_box()
    served.set(removed=[case_id])

    page.wait_for_selector(".drawer__left:not([data-countdown])")
    assert page.inner_text(".drawer__left") == "已不在办"
    assert drawer and frame
    assert drawer["x"] >= frame["x"] + frame["width"]
    assert page.locator(".leaflet-popup").count() == 0
    page.click(".drawer__close")
    assert page.locator(".drawer").count() == 0


@pytest.mark.parametrize("mode", ["heat", "grids", "load", "share"])
def test_each_mode_shows_its_own_words(shown: Callable[..., Served], page: Page, mode: str) -> None:
    """A shade without its meaning is decoration."""
    shown(500)

    page.hover(".map")
    page.click(f"[data-map-mode={mode}]:visible >> nth=-1")

    assert page.locator(f".map-legend__{mode}").is_visible()
    assert not page.locator(".map-legend__cases").is_visible()
    assert page.get_attribute(".map-frame", "data-map-mode") == mode


@pytest.mark.parametrize(("motion", "rings"), [("reduce", 0), ("no-preference", 10)])
def test_new_cases_are_ringed_only_where_motion_is_welcome(
    shown: Callable[..., Served], page: Page, motion: Any, rings: int
) -> None:
    """Who asked their system for calm gets it."""
    page.emulate_media(reduced_motion=motion)
    served = shown(300)
    page.evaluate(f"""() => {{ const layer = {LAYER}, ring = layer.drawRings;
        window.most = 0;
        layer.drawRings = function () {{
            window.most = Math.max(window.most, this.rings.length);
            ring.call(this);
        }}; }}""")

    served.set(added=10)
    wait_for(lambda: size(page) == 310, 10, "the new cases")

    wait_for(lambda: page.evaluate("most") == rings, 5, f"{rings} rings")
    wait_for(lambda: layer(page, "rings.length") == 0, 5, "the rings to end")
