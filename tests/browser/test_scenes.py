"""The wall's scenes in real Chromium: layouts, themes, and how one scene gives way to another."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from city.clock import HOUR, MINUTE, SECOND
from city.wall import SCENES
from tests.browser.chromium import Complaints
from tests.browser.hall import HOLD_SECONDS, START, TURN_SECONDS
from tests.browser.looks import CELLS, CLIPPED, ELLIPSES, FACTS, OVERLAPPING, PLACES, SEAMS, SHRUNK
from tests.browser.served import Served, wait_for

pytestmark = pytest.mark.browser

SIZES = {
    "16x9": (1920, 1080),
    "32x9": (3840, 1080),
    "48x9": (5760, 1080),
    "totem": (1080, 1920),
}
PHONES = {"phone": (390, 844), "small phone": (320, 640)}
DOUBLE = {"16x9": (3840, 2160), "32x9": (7680, 2160)}
"""The same layouts at twice the size: every length is a multiple of one."""
LANGUAGES = ("zh", "en")
LIVE = """() => window.live && live.fulls > 0 && !live.isStale
    && document.fonts.status === 'loaded' && !!document.querySelector('[data-live-view]')"""
ASPECT = "document.documentElement.dataset.aspect"
SCENE = "() => (document.querySelector('[data-scene]') || { dataset: {} }).dataset.scene"
SHOW = f"(scene) => wall.show(scene).then({SCENE})"
COLOUR = """([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"""
DIMMED = """() => Array.from(document.querySelectorAll('.panel'))
    .filter((el) => el.getClientRects().length && getComputedStyle(el).opacity < 1)
    .map((el) => el.id)"""
NOON = 12 * HOUR
CLOCK = """(minute) => {
    const now = live.now, { zone } = wall.facts();
    window.ahead = (minute - wall.minute(now(), zone)) * 60000 - now() % 60000;
    live.now = () => now() + ahead;
    window.looks = 0;
    const look = wall.scenes;
    wall.scenes = (facts) => { looks++; look(facts); };
}"""
"""Puts the page's clock to a minute of the local day; then it can be moved, and looks count."""


@pytest.fixture(autouse=True)
def as_it_was(hall: Served) -> Iterator[None]:
    """Give each test the hall of a full month."""
    hall.set(**START)
    yield


def opened(page: Page, hall: Served, path: str) -> None:
    """Open a scene and wait until it is live."""
    page.goto(hall.url + path)
    wait_for(lambda: page.evaluate(LIVE), 30, f"{path} to be live")


def resized(page: Page, size: tuple[int, int]) -> None:
    """Give the window a size and wait until the page has it."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    wait_for(lambda: page.evaluate("[innerWidth, innerHeight]") == [*size], 5, "the new size")
    page.evaluate("new Promise(requestAnimationFrame)")  # before it the page is told of its size


def faults(page: Page) -> dict[str, object]:
    """Return what anyone would see is wrong with the scene as it stands."""
    facts = page.evaluate(FACTS)
    found: dict[str, object] = {
        "px too wide": max(facts["over"], 0),
        "px too high": max(facts["under"], 0),
        "cut off": page.evaluate(CLIPPED),
        "ended early": page.evaluate(ELLIPSES),
        "on each other": page.evaluate(OVERLAPPING),
        "out of its cell": page.evaluate(CELLS),
    }
    if page.evaluate(ASPECT) == "48x9":
        found["across a seam"] = page.evaluate(SEAMS)  # a cabinet's edge would cut it in two
    return {what: fault for what, fault in found.items() if fault}


def faults_of_column(page: Page) -> dict[str, object]:
    """
    Return what is wrong with a scene that is one column, which may be as long as it likes.

    Names may end early there, if half of them is left: it is read by hand, and every row opens.
    """
    found = faults(page)
    found.pop("px too high", None)
    found.pop("ended early", None)
    if shrunk := page.evaluate(SHRUNK):
        found["hardly a name any more"] = shrunk
    return found


def settled(page: Page, look: Callable[[Page], dict[str, object]] = faults) -> dict[str, object]:
    """Return the faults that stay; a chart follows a new size a moment later."""
    found: list[dict[str, object]] = []

    def calm() -> bool:
        found.append(look(page))
        return not found[-1]

    try:
        wait_for(calm, 3, "the scene to settle")
    except AssertionError:
        return found[-1]
    return {}


STATES: dict[str, tuple[dict[str, Any], str]] = {
    "a full month with orders, ten feeds": (
        {"orders": True, "feeds": 10, "late": 3},
        "night",
    ),
    "large, twelve feeds, most of them silent": (
        {"scale": 60, "untimed": 1200, "feeds": 12, "late": 9, "silent": True},
        "day",
    ),
    "no data yet": ({"data": False}, "night"),
}
"""What is told, and the theme in which it is looked at."""


PARTS_SEEN = """(selector) => [...document.querySelectorAll(selector)]
    .filter((line) => line.checkVisibility() && line.children.length)
    .map((line) => [...line.children].map((part) =>
        part.getBoundingClientRect().top < line.getBoundingClientRect().bottom - 2))"""
"""Which parts of lines are seen that show only what fits whole."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_row_leaves_out_where_a_case_lies_before_whose_it_is(
    hall: Served, page: Page, lang: str
) -> None:
    """And a movement never what happened to which case."""
    hall.set(**START | {"orders": True})
    opened(page, hall, "/?rotate=off" + ("&lang=en" if lang == "en" else ""))
    resized(page, SIZES["16x9"])
    assert settled(page) == {}

    places, movements = (
        page.evaluate(PARTS_SEEN, each) for each in (".urgent__place", ".movement")
    )

    assert len(places) > 8 and all(department or not street for department, street in places)
    whose = sum(department for department, _ in places) / len(places)
    assert whose == 1 if lang == "zh" else whose > 0.5  # English names of classes are long
    assert any(street for _, street in places)
    assert len(movements) == 3 and all(all(parts[:3]) for parts in movements)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_fits_every_layout(hall: Served, page: Page, scene: str, lang: str) -> None:
    """Nothing overflows, is cut off, lies on something else, crosses a seam or leaves its cell."""
    wrong = {}
    for state, (told, theme) in STATES.items():
        hall.set(**START | told)
        asked = f"rotate=off&theme={theme}" + ("&lang=en" if lang == "en" else "")
        opened(page, hall, f"{SCENES[scene]}?{asked}")
        for name, size in SIZES.items():
            resized(page, size)
            if found := settled(page):
                wrong[f"{state}, {name}"] = found

    assert wrong == {}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_can_be_read_on_a_phone(hall: Served, page: Page, scene: str, lang: str) -> None:
    """One part is below the other: nothing is cut off, lies on something else or is too wide."""
    wrong = {}
    for state, (told, theme) in STATES.items():
        hall.set(**START | told)
        asked = f"rotate=off&theme={theme}" + ("&lang=en" if lang == "en" else "")
        opened(page, hall, f"{SCENES[scene]}?{asked}")
        for name, size in PHONES.items():
            resized(page, size)
            if found := settled(page, faults_of_column):
                wrong[f"{state}, {name}"] = found

    assert wrong == {}


def test_a_lost_server_is_said_without_hiding_a_figure(hall: Served, page: Page) -> None:
    """The banner takes the place of the scenes' names; nothing else moves."""
    wrong = {}
    opened(page, hall, "/?rotate=off")
    page.evaluate("live.drop(0); live.connect = () => {};")
    wait_for(lambda: page.evaluate("live.isStale"), 15, "the banner")
    for name, size in SIZES.items():
        resized(page, size)
        expect(page.locator(".stale-mark")).to_be_visible()
        if found := settled(page):
            wrong[name] = found

    assert wrong == {}


def test_the_window_chooses_the_layout(hall: Served, page: Page) -> None:
    """Nobody needs to tell a screen what it is."""
    chosen = {
        (1920, 1080): "16x9",
        (1440, 900): "16x9",
        (3440, 1440): "16x9",  # 21:9 is nearer to it
        (3840, 1080): "32x9",
        (7680, 2160): "32x9",
        (5760, 1080): "48x9",
        (1080, 1920): "totem",
        (390, 844): "phone",
    }
    opened(page, hall, "/flow?rotate=off")

    for size, aspect in chosen.items():
        resized(page, size)
        wait_for(lambda a=aspect: page.evaluate(ASPECT) == a, 5, f"{aspect} at {size}")


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
    """A wall of 3840x2160 must not show small print, and nothing may stand elsewhere."""
    wrong = {}
    for scene, path in SCENES.items():
        opened(page, hall, f"{path}?rotate=off")
        for aspect, double in DOUBLE.items():
            places = []
            for size in (SIZES[aspect], double):
                resized(page, size)
                wait_for(lambda: not faults(page), 3, "the scene to settle")
                places.append(page.evaluate(PLACES))
            off = [
                (here, there)
                for here, there in zip(*places, strict=True)
                if max(abs(2 * a - b) for a, b in zip(here[1:], there[1:], strict=True))
                > 8  # hairlines stay one pixel
            ]
            if off:
                wrong[f"{scene}, {aspect}"] = off

    assert wrong == {}


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
    wanted = ["wall-departments", "wall-cases", "wall-steps", "wall-hours", "wall-kinds"]
    wait_for(lambda: page.evaluate(DIMMED) == wanted, 5, "the panels of the city's feed, no other")
    words = page.locator("#wall-health").inner_text()
    hall.set(silent=False)

    assert "市级平台停在" in words
    expect(page.locator("#wall-health")).to_be_hidden()


def test_a_number_changes_by_a_calm_fade(hall: Served, page: Page) -> None:
    """The old one is seen for a moment over the new one, and leaves nothing behind."""
    opened(page, hall, "/?rotate=off")
    page.evaluate(
        "() => { window.ghosts = []; new MutationObserver((all) => all.forEach((one) =>"
        " one.addedNodes.forEach((node) => { if (node.className === 'was')"
        " ghosts.push([node.textContent, getComputedStyle(node).fontSize]); }))).observe("
        "document.body, { childList: true }); }"
    )
    hall.set(more=7)
    expect(page.locator("#wall-closed b")).to_have_text("1,329")
    ghosts = page.evaluate("ghosts")
    hall.set(more=0)

    assert ["1,322", "120px"] in ghosts  # as large as the number that takes its place
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


def scene_of(page: Page) -> str:
    return str(page.evaluate(SCENE))


def clock_at_noon(page: Page) -> None:
    """Put the page's clock to noon: a turn begins, and nobody cares when the tests are run."""
    page.evaluate(CLOCK, NOON // MINUTE)


def later(page: Page, seconds: int) -> None:
    """Let time pass on the page, and the scenes be looked at twice."""
    page.evaluate("(ms) => { ahead += ms; looks = 0; }", seconds * 1000)
    wait_for(lambda: page.evaluate("looks") >= 2, 10, "two looks")


def test_scenes_take_turns_without_a_reload(hall: Served, page: Page) -> None:
    """By the server's clock, in the order of the district, each under its own address."""
    opened(page, hall, "/?theme=day")
    clock_at_noon(page)
    page.evaluate("window.same = true")
    order, seen = [*SCENES], []

    for _ in order:
        later(page, TURN_SECONDS)
        due = order[int(page.evaluate("live.now()")) // (TURN_SECONDS * SECOND) % len(order)]
        wait_for(lambda due=due: scene_of(page) == due, 10, due)
        wait_for(lambda: page.evaluate(LIVE), 10, "the channel of the scene")
        assert page.evaluate("location.pathname + location.search") == SCENES[due] + "?theme=day"
        seen.append(due)

    assert sorted(seen) == sorted(order)
    assert page.evaluate("window.same")  # it was never loaded again
    assert page.evaluate("live.opens") >= len(order)


def test_all_screens_show_the_same_scene(hall: Served, browser: Browser) -> None:
    """Three screens side by side are one picture: the schedule goes by the server's clock."""
    with browser.new_context() as context:
        pages = [context.new_page() for _ in range(2)]
        complaints = [Complaints(page) for page in pages]
        for page, path in zip(pages, ("/", "/flow"), strict=True):
            opened(page, hall, path)
            clock_at_noon(page)
            later(page, 0)
        for page in pages:
            later(page, TURN_SECONDS)

        wait_for(lambda: scene_of(pages[0]) == scene_of(pages[1]), 10, "the same scene")

    assert [each.heard for each in complaints] == [[], []]


def test_a_key_holds_the_scene_for_a_while(hall: Served, page: Page) -> None:
    """Who looks at something is not interrupted; afterwards the turns go on."""
    opened(page, hall, "/")
    clock_at_noon(page)
    later(page, TURN_SECONDS - HOLD_SECONDS // 2)
    wait_for(lambda: page.evaluate(SHOW, "hotline") == "hotline", 10, "a scene to be held")
    page.keyboard.press("Shift")

    later(page, HOLD_SECONDS - 5)  # the next turn has begun
    assert scene_of(page) == "hotline"

    later(page, HOLD_SECONDS)
    later(page, TURN_SECONDS)
    if scene_of(page) == "hotline":  # by chance its own turn
        later(page, TURN_SECONDS)
    wait_for(lambda: scene_of(page) != "hotline", 10, "another scene")


def test_a_red_event_breaks_in_with_its_reason_and_then_gives_way(hall: Served, page: Page) -> None:
    """The overview at once, the reason in words, and back to what was due."""
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


def test_the_screen_is_dimmed_at_night(hall: Served, page: Page) -> None:
    """By the district's hours; the page itself is not changed."""
    opened(page, hall, "/flow?rotate=off")
    clock_at_noon(page)
    later(page, 0)
    assert page.evaluate("'dim' in document.documentElement.dataset") is False

    later(page, 11 * HOUR // SECOND)  # 23:00

    assert page.evaluate("'dim' in document.documentElement.dataset") is True
    assert page.evaluate("getComputedStyle(document.body, '::after').opacity") == "0.2"


LAMPS_SEEN = """() => Array.from(document.querySelectorAll('.lamp'))
    .filter((el) => el.getClientRects().length)
    .map((el) => ({ name: el.querySelector('b').textContent, size: parseFloat(
        getComputedStyle(el.querySelector('b')).fontSize), told: el.innerText,
        mark: el.querySelector('.mark').className }))"""
"""Names, sizes, words and marks of the lamps that are seen, in their order."""


@pytest.mark.parametrize("name", SIZES)
def test_every_feed_has_a_lamp_that_is_seen(hall: Served, page: Page, name: str) -> None:
    """Nobody can ask a count which of ten feeds is late, and since when."""
    hall.set(feeds=10)
    opened(page, hall, "/?rotate=off")
    resized(page, SIZES[name])

    for late in (0, 1, 3, 10):
        hall.set(feeds=10, late=late)
        wait_for(lambda late=late: [m for m in marks(page) if m != "ok"] == worst(late), 5, "lamps")
        seen = page.evaluate(LAMPS_SEEN)

        assert settled(page) == {}
        assert len({lamp["name"] for lamp in seen}) == 10
        assert marks(page)[:late] == worst(late)
        assert min(lamp["size"] for lamp in seen) >= 18  # of 1,080 lines: the floor on the wall
        for lamp in seen[:late]:
            assert re.search(r"\d\d:\d\d.*滞后", lamp["told"], re.DOTALL), lamp


def test_every_lamp_tells_its_age_in_english_too(hall: Served, page: Page) -> None:
    """Its words are longer, and the room at 16:9 is the least."""
    hall.set(feeds=10)
    opened(page, hall, "/?rotate=off&lang=en")
    resized(page, SIZES["16x9"])

    wait_for(lambda: marks(page) == ["ok"] * 10, 5, "lamps")
    assert settled(page) == {}
    for lamp in page.evaluate(LAMPS_SEEN):
        assert re.search(r"\d+[smhd] ago$", lamp["told"]), lamp


def marks(page: Page) -> list[str]:
    """Return the marks of the lamps that are seen."""
    return [lamp["mark"].removeprefix("mark mark--") for lamp in page.evaluate(LAMPS_SEEN)]


def worst(late: int) -> list[str]:
    """Return the marks of so many late feeds of the hall, those that are silent first."""
    return ["over"] * ((late + 1) // 2) + ["near"] * (late // 2)
