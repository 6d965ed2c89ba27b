"""The wall over a map of any number of cases, for tests that look at the map; a pytest plugin."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.served import Served, free_port, wait_for

SCRIPT = Path(__file__).parent / "map_stage.py"
LAYER = "city.map.layerOf(document.querySelector('.map'))"


@pytest.fixture(scope="module")
def map_server(browser: Browser) -> Iterator[Served]:
    """One server for all maps; each test tells how many cases there are."""
    served = Served(SCRIPT, port=free_port(), env={})
    served.start()
    yield served
    served.kill()


@pytest.fixture
def shown(map_server: Served, page: Page) -> Callable[[int], Served]:
    """Open the wall over a map of so many points; returns who tells it what to show."""

    def show(points: int) -> Served:
        map_server.set(points=points)
        page.goto(f"{map_server.url}/?rotate=off")
        wait_for(lambda: size(page) == points, 30, f"{points} points on the map")
        return map_server

    return show


def size(page: Page) -> int:
    """Return how many cases the map holds."""
    return int(page.evaluate(f"() => window.city && {LAYER} ? {LAYER}.points.size : -1"))


def layer(page: Page, what: str) -> Any:
    """Return something of the layer of cases."""
    return page.evaluate(f"() => {LAYER}.{what}")


def choose_mode(page: Page, mode: str) -> None:
    """Press the button of what the map can show, and wait until it is drawn."""
    draws = layer(page, "draws")
    page.hover(".map")
    page.click(f"[data-map-mode={mode}]:visible >> nth=-1")
    wait_for(lambda: layer(page, "draws") > draws, 10, f"the map's {mode}")
