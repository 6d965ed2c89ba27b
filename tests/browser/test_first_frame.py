"""What a screen shows before the page's scripts have run, and where they never do."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from city.wall import SCENES
from tests.browser.served import Served, wait_for
from tests.browser.walls import LIVE, answers

pytestmark = pytest.mark.browser

SCRIPTS = "**/_dash-component-suites/**"
ACCOUNT = ".wall .account b:visible"
SIZES = {"16x9": (1920, 1080), "32x9": (3840, 1080), "totem": (1080, 1920)}
SHIFT = 2
"""Pixels by which the whole picture moves from hour to hour; rows give way to it."""
LEAST = 0.5
"""Of a pixel: what nobody sees."""
PLACES = """(root) => Array.from(document.querySelectorAll(
  ['h2', 'h3', 'b', 'label'].map((tag) => `${root} .wall ${tag}`).join())).filter(
    (el) => el.textContent && el.getClientRects().length && !el.closest('.leaflet-container')
).map((el) => {
    const { left, top } = el.getBoundingClientRect();
    return [el.textContent, left, top];
})"""


@pytest.fixture
def cut_off(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Open the wall in a layout with all of Dash's scripts cut off."""
    contexts = []

    def opened(layout: str) -> Page:
        width, height = SIZES[layout]
        contexts.append(browser.new_context(viewport={"width": width, "height": height}))
        page = contexts[-1].new_page()
        page.route(SCRIPTS, lambda route: route.abort())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("layout", "path"), [*((each, "/") for each in SIZES), *(("16x9", p) for p in SCENES.values())]
)
def test_the_frame_is_the_wall_in_the_same_places(
    hall: Served, cut_off: Callable[[str], Page], layout: str, path: str
) -> None:
    """Nothing moves when the page takes the frame's place, but for the shift against retention."""
    page = cut_off(layout)
    page.goto(f"{hall.url}{path}?rotate=off&theme=day")
    expect(page.locator(ACCOUNT).first).to_be_visible()
    page.evaluate("document.fonts.ready")
    frame = page.evaluate(PLACES, "#first-frame")
    assert len(frame) > 5
    page.unroute(SCRIPTS)
    page.reload()
    wait_for(lambda: answers(page, LIVE), 30, "the wall to be live")

    assert page.locator("#first-frame").count() == 0
    assert page.evaluate("document.documentElement.dataset.theme") == "day"
    live = page.evaluate(PLACES, "#react-entry-point")
    assert [text for text, *_ in live] == [text for text, *_ in frame]
    moved = {
        (x - was_x, y - was_y) for (_, x, y), (_, was_x, was_y) in zip(live, frame, strict=True)
    }
    assert all(-LEAST < each < SHIFT + LEAST for place in moved for each in place)


def test_a_frame_that_stays_says_how_old_it_is(
    hall: Served, cut_off: Callable[[str], Page]
) -> None:
    page = cut_off("16x9")
    page.goto(f"{hall.url}/flow?rotate=off", wait_until="commit")
    late = page.locator(".first-frame .stale-mark")
    expect(page.locator(ACCOUNT).first).to_be_visible()
    assert not late.is_visible()

    expect(late).to_be_visible(timeout=10_000)
    expect(late).to_contain_text("数据截至")
    expect(page.locator(".first-frame .wall__ways")).not_to_be_visible()


def test_a_page_whose_scripts_did_not_come_asks_again(
    hall: Served, cut_off: Callable[[str], Page]
) -> None:
    """Screens load pages while a server stops or starts, and nobody is there to press a key."""
    page = cut_off("16x9")
    page.clock.install()
    page.goto(f"{hall.url}/?rotate=off")
    expect(page.locator("#first-frame")).to_be_visible()
    page.unroute(SCRIPTS)

    page.clock.fast_forward("00:31")
    wait_for(lambda: answers(page, LIVE), 30, "the wall to be live")

    assert page.evaluate("sessionStorage.firstTries") is None
    assert page.locator("#first-frame").count() == 0
