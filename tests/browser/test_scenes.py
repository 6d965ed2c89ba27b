"""The wall's scenes in real Chromium: layouts, themes, and how one scene gives way to another."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Complaints
from tests.browser.looks import CELLS, CLIPPED, FACTS, OVERLAPPING, SEAMS
from tests.browser.served import Served, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.long]

HALL = Path(__file__).with_name("hall.py")
Serve = Callable[..., Served]
PATHS = {
    "overview": "/",
    "flow": "/flow",
    "hotline": "/hotline",
    "assessment": "/assessment",
    "district": "/district",
}
SIZES = {
    "16x9": (1920, 1080),
    "16x9 double": (3840, 2160),
    "32x9": (3840, 1080),
    "32x9 double": (7680, 2160),
    "48x9": (5760, 1080),
    "totem": (1080, 1920),
    "totem double": (2160, 3840),
}
LANGUAGES = ("zh", "en")
LIVE = """() => window.live && live.fulls > 0 && !live.isStale
    && document.fonts.status === 'loaded' && !!document.querySelector('[data-live-view]')"""
SCENE = "() => (document.querySelector('[data-scene]') || { dataset: {} }).dataset.scene"
COLOUR = """([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"""


@pytest.fixture(scope="module")
def hall(browser: Browser) -> Any:
    """A hall that shows one scene for an hour."""
    from tests.browser.served import free_port

    served = Served(HALL, port=free_port(), env={})
    served.start()
    yield served
    served.kill()


def opened(page: Page, hall: Served, path: str, *, view: str = "") -> None:
    """Open a scene and wait until it is live."""
    page.goto(hall.url + path)
    wait_for(lambda: page.evaluate(LIVE), 20, f"{path} to be live")


def address(path: str, **asked: str) -> str:
    """Return an address with a query; empty values are left out."""
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    return f"{path}?{query}" if query else path


def resized(page: Page, size: tuple[int, int]) -> None:
    """Give the window a size and wait until the chart has followed."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    wait_for(lambda: page.evaluate("[innerWidth, innerHeight]") == [*size], 5, "the new size")


def faults(page: Page) -> dict[str, object]:
    """Return what anyone would see is wrong with the scene as it stands."""
    facts = page.evaluate(FACTS)
    found: dict[str, object] = {
        "px too wide": max(facts["over"], 0),
        "px too high": max(facts["under"], 0),
        "cut off": page.evaluate(CLIPPED),
        "on each other": page.evaluate(OVERLAPPING),
        "out of its cell": page.evaluate(CELLS),
    }
    return {what: fault for what, fault in found.items() if fault}


def settled(page: Page) -> dict[str, object]:
    """Return the faults that stay; a chart follows a new size a moment later."""
    found: list[dict[str, object]] = []

    def calm() -> bool:
        found.append(faults(page))
        return not found[-1]

    try:
        wait_for(calm, 2, "the scene to settle")
    except AssertionError:
        return found[-1]
    return {}


STATES: dict[str, dict[str, Any]] = {
    "a full month": {},
    "orders": {"orders": True},
    "large": {"scale": 60, "untimed": 1200},
    "no data yet": {"data": False},
    "a silent feed": {"silent": True},
}
PLAIN: dict[str, Any] = {
    "orders": False,
    "scale": 1,
    "untimed": 0,
    "data": True,
    "silent": False,
}


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scene", PATHS)
def test_a_scene_fits_every_layout(hall: Served, page: Page, scene: str, lang: str) -> None:
    """Nothing overflows, is cut off, lies on something else, or leaves its cell; nowhere."""
    wrong = {}
    for state, told in STATES.items():
        hall.set(**PLAIN | told)
        opened(page, hall, address(PATHS[scene], rotate="off", lang=lang if lang == "en" else ""))
        for name, size in SIZES.items():
            resized(page, size)
            if found := settled(page):
                wrong[f"{state}, {name}"] = found
        resized(page, SIZES["16x9"])
    hall.set(**PLAIN)

    assert wrong == {}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scene", PATHS)
def test_no_text_lies_across_the_seams_of_three_screens(
    hall: Served, page: Page, scene: str, lang: str
) -> None:
    """At 48:9 a cabinet's edge would cut a figure in two."""
    resized(page, SIZES["48x9"])
    opened(page, hall, address(PATHS[scene], rotate="off", lang=lang if lang == "en" else ""))

    assert page.evaluate(SEAMS) == []


@pytest.mark.parametrize(
    ("size", "aspect"),
    [
        ((1920, 1080), "16x9"),
        ((1440, 900), "16x9"),
        ((3440, 1440), "16x9"),  # 21:9 is nearer to it
        ((3840, 1080), "32x9"),
        ((7680, 2160), "32x9"),
        ((5760, 1080), "48x9"),
        ((1080, 1920), "totem"),
        ((390, 844), "phone"),
    ],
)
def test_the_window_chooses_the_layout(
    hall: Served, page: Page, size: tuple[int, int], aspect: str
) -> None:
    """Nobody needs to tell a screen what it is."""
    resized(page, size)
    opened(page, hall, "/flow?rotate=off")

    assert page.evaluate("document.documentElement.dataset.aspect") == aspect


def test_an_address_may_choose_the_layout(hall: Served, page: Page) -> None:
    """A processor that shows one picture on odd cabinets knows better than the window."""
    opened(page, hall, "/?rotate=off&view=totem")
    columns = page.evaluate(
        "getComputedStyle(document.querySelector('.wall')).gridTemplateColumns.split(' ').length"
    )

    assert page.evaluate("document.documentElement.dataset.aspect") == "totem"
    assert columns == 2
    assert page.evaluate("getComputedStyle(document.querySelector('.wall')).transform") == "none"


def test_double_density_is_the_same_picture_at_twice_the_size(hall: Served, page: Page) -> None:
    """A wall of 3840x2160 must not show small print."""
    sizes = []
    for name in ("16x9", "16x9 double"):
        resized(page, SIZES[name])
        opened(page, hall, "/?rotate=off")
        sizes.append(page.evaluate(COLOUR, ["#wall-received b", "fontSize"]))

    assert [float(size.removesuffix("px")) for size in sizes] == [120.0, 240.0]


def test_the_day_theme_is_one_attribute(hall: Served, page: Page) -> None:
    """Page, words and the chart's line take the other colours."""
    seen = {}
    for theme in ("night", "day"):
        opened(page, hall, f"/?rotate=off&theme={theme}")
        wait_for(lambda: page.locator(".hours__graph .js-line").count() > 0, 10, "the chart")
        seen[theme] = [
            page.evaluate(COLOUR, [".wall", "backgroundColor"]),
            page.evaluate(COLOUR, [".wall", "color"]),
            page.evaluate(COLOUR, [".hours__graph .js-line", "stroke"]),
        ]

    assert seen == {
        "night": ["rgb(12, 18, 21)", "rgb(244, 241, 233)", "rgb(244, 241, 233)"],
        "day": ["rgb(244, 243, 238)", "rgb(16, 25, 29)", "rgb(16, 25, 29)"],
    }


def test_a_page_that_is_no_wall_keeps_its_own_theme(hall: Served, page: Page) -> None:
    """The screen's theme and layout end where the wall does."""
    opened(page, hall, "/?rotate=off&theme=night")
    page.click(".nav__link[href='/leader']")
    expect(page.locator(".leader")).to_be_visible()

    wait_for(lambda: not page.evaluate("document.documentElement.dataset.theme"), 5, "no theme")
    assert page.evaluate(COLOUR, [".leader", "backgroundColor"]) == "rgb(244, 243, 238)"


def test_too_small_text_is_told_in_the_corner(hall: Served, page: Page) -> None:
    """18 of 1,080 lines on 2.4 m are 40 mm: 22.9 minutes of arc at 6 m, 11.5 at 12 m."""
    opened(page, hall, "/?rotate=off&height=2.4&distance=12")
    expect(page.locator(".too-small")).to_have_text("▲ 最小字 11.5′，低于 17′")

    opened(page, hall, "/?rotate=off&height=2.4&distance=6")
    expect(page.locator(".wall")).to_be_visible()
    wait_for(lambda: page.evaluate("!!document.documentElement.dataset.theme"), 5, "the frame")
    expect(page.locator(".too-small")).to_have_count(0)


def test_only_panels_of_a_silent_feed_are_dimmed(hall: Served, page: Page) -> None:
    """The hotline is well; the strip says which feed is not, and countdowns keep their light."""
    hall.set(silent=True)
    opened(page, hall, "/?rotate=off")
    dimmed = page.evaluate(
        "Array.from(document.querySelectorAll('.panel')).filter((el) => el.getClientRects().length"
        " && getComputedStyle(el).opacity < 1).map((el) => el.id)"
    )
    words = page.locator("#wall-health").inner_text()
    hall.set(silent=False)

    assert dimmed == ["wall-departments", "wall-cases", "wall-steps", "wall-hours", "wall-kinds"]
    assert "市级平台停在" in words
    expect(page.locator("#wall-health")).to_be_hidden()


def test_a_number_changes_by_a_calm_fade(hall: Served, page: Page) -> None:
    """The old one is seen for a moment over the new one, and leaves nothing behind."""
    opened(page, hall, "/?rotate=off")
    page.evaluate(
        "() => { window.ghosts = []; new MutationObserver((all) => all.forEach((one) =>"
        " one.addedNodes.forEach((node) => { if (node.className === 'was')"
        " ghosts.push(node.textContent); }))).observe(document.body, { childList: true }); }"
    )
    hall.set(more=7)
    expect(page.locator("#wall-closed b")).to_have_text("1,329")
    ghosts = page.evaluate("ghosts")
    hall.set(more=0)

    assert "1,322" in ghosts
    expect(page.locator(".was")).to_have_count(0)


def test_nothing_moves_for_who_asked_for_stillness(hall: Served, browser: Browser) -> None:
    """`prefers-reduced-motion` is a promise."""
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        opened(page, hall, "/?rotate=off")
        page.evaluate(
            "() => { window.ghosts = 0; new MutationObserver(() => { ghosts +="
            " document.querySelectorAll('.was').length; }).observe(document.body,"
            " { childList: true }); }"
        )
        hall.set(more=9)
        expect(page.locator("#wall-closed b")).to_have_text("1,331")
        ghosts = page.evaluate("ghosts")
        hall.set(more=0)

    assert ghosts == 0


def test_a_case_that_became_overdue_just_now_is_underlined(hall: Served, page: Page) -> None:
    """For thirty seconds, in the colour of what is overdue."""
    hall.set(fresh=True)
    opened(page, hall, "/?rotate=off")
    line = page.evaluate(COLOUR, ["#wall-urgent-1", "borderBottomColor"])
    other = page.evaluate(COLOUR, ["#wall-urgent-2", "borderBottomColor"])
    hall.set(fresh=False)

    assert line == "rgb(255, 114, 94)"
    assert other != line


@pytest.fixture
def quick(serve: Serve) -> Served:
    """A hall that turns every four seconds."""
    return serve(HALL, "--seconds", "4")


def scene_of(page: Page) -> str:
    return str(page.evaluate(SCENE))


def seen_scenes(page: Page, wanted: int, seconds: float) -> list[str]:
    """Return the scenes in the order in which they came, until there were so many changes."""
    seen = [scene_of(page)]

    def enough() -> bool:
        now = scene_of(page)
        if now != "None" and now != seen[-1]:
            seen.append(now)
        return len(seen) > wanted

    wait_for(enough, seconds, f"{wanted} changes of scene, saw {seen}")
    return seen


@pytest.mark.slow
def test_scenes_take_turns_without_a_reload(quick: Served, page: Page) -> None:
    """By the server's clock, in the order of the district, each under its own address."""
    opened(page, quick, "/?theme=day")
    page.evaluate("window.same = true")

    seen = seen_scenes(page, 4, 30)

    order = ["overview", "flow", "hotline"]
    steps = [(order.index(b) - order.index(a)) % 3 for a, b in zip(seen, seen[1:], strict=False)]
    assert set(steps) == {1}
    assert page.evaluate("window.same")  # it was never loaded again
    wait_for(lambda: page.evaluate("location.pathname") == PATHS[scene_of(page)], 5, "its address")
    wait_for(lambda: page.evaluate("location.search") == "?theme=day", 5, "what was asked for")
    assert page.evaluate("live.opens") >= 4


@pytest.mark.slow
def test_all_screens_show_the_same_scene(quick: Served, browser: Browser) -> None:
    """Three screens side by side are one picture: the schedule goes by the server's clock."""
    with browser.new_context() as context:
        pages = [context.new_page() for _ in range(2)]
        complaints = [Complaints(page) for page in pages]
        for page in pages:
            opened(page, quick, "/")
        seen_scenes(pages[0], 1, 20)

        wait_for(lambda: scene_of(pages[0]) == scene_of(pages[1]), 2, "the same scene")

    assert [each.heard for each in complaints] == [[], []]


@pytest.mark.slow
def test_a_key_holds_the_scene_for_a_while(quick: Served, page: Page) -> None:
    """Who looks at something is not interrupted; afterwards the turns go on."""
    opened(page, quick, "/")
    seen_scenes(page, 1, 20)
    page.keyboard.press("Shift")
    wait_for(lambda: page.evaluate("document.querySelectorAll('[data-scene]').length") == 1, 5, "")
    held = scene_of(page)
    began = page.evaluate("performance.now()")

    seen_scenes(page, 1, 20)

    assert held != scene_of(page)
    assert page.evaluate("performance.now()") - began > 3_500  # four seconds in this hall


@pytest.mark.slow
def test_a_red_event_breaks_in_with_its_reason_and_then_gives_way(serve: Serve, page: Page) -> None:
    """The overview at once, the reason in words, and back to what was due."""
    hall = serve(HALL, "--seconds", "3600")
    opened(page, hall, "/hotline")
    assert page.locator(".alert").is_hidden()

    hall.set(alarm=True)
    wait_for(lambda: scene_of(page) == "overview", 5, "the overview")
    strip = page.locator("#wall-alert")
    expect(strip).to_be_visible()
    expect(strip).to_contain_text("10 分钟内新增超期 7 件")
    expect(strip.locator(".mark--over")).to_be_visible()

    expect(page.locator(".alert")).to_be_hidden(timeout=10_000)
    assert page.evaluate("'breaking' in document.documentElement.dataset") is False


def test_the_screen_is_dimmed_at_night(serve: Serve, page: Page) -> None:
    """By the district's hours; the page itself is not changed."""
    hall = serve(HALL, "--night", "00:00-23:59")
    opened(page, hall, "/flow")

    wait_for(lambda: page.evaluate("'dim' in document.documentElement.dataset"), 5, "the night")
    assert page.evaluate("getComputedStyle(document.body, '::after').opacity") == "0.2"
