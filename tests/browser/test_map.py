"""The map in a real browser: ten thousand cases that change, and nobody sees it tremble."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.maps import LAYER, layer, size
from tests.browser.served import Served, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.long]

LONG_MS = 100
MAIN_THREAD = "CrRendererMain"
TASK = "RunTask"
CATEGORIES = ["disabled-by-default-devtools.timeline", "toplevel", "__metadata"]


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


def longest_task(trace: bytes) -> float:
    """
    Return the milliseconds of computing that the page's longest task took on its main thread.

    Computing, not the time that went by: on a machine that runs other things as well a task is
    also long because it had to wait for its turn. All of the page counts, its libraries and the
    drawing of its canvas too.
    """
    events = json.loads(trace)["traceEvents"]
    mains = {
        (each["pid"], each["tid"])
        for each in events
        if each["name"] == "thread_name" and each["args"].get("name") == MAIN_THREAD
    }
    tasks = [
        each["tdur"] / 1000
        for each in events
        if each["name"].endswith(TASK) and (each["pid"], each["tid"]) in mains and "tdur" in each
    ]
    assert len(tasks) > 100, "nothing was recorded"
    return float(max(tasks))


def test_a_storm_of_updates_over_ten_thousand_cases_never_blocks_the_page(
    shown: Callable[[int], Served], page: Page, browser: Browser
) -> None:
    """A blocked page shows no clock, no countdown and no new number meanwhile."""
    served = shown(10_000)
    wait_for(lambda: page.locator(".hours__graph .js-line").count() > 0, 20, "the chart")
    wait_for(lambda: page.evaluate("document.fonts.status") == "loaded", 20, "the fonts")
    served.set(lights=200)  # what is compiled and drawn for the first time belongs to loading
    page.evaluate("() => new Promise((done) => requestIdleCallback(done))")
    draws, updates = layer(page, "draws"), 6

    browser.start_tracing(page=page, categories=CATEGORIES)
    for n in range(1, updates + 1):
        served.set(lights=200, added=20)
        wait_for(lambda n=n: size(page) == 10_000 + 20 * n, 10, "the new cases")
        page.wait_for_timeout(700)  # about as often as the read model tells of the map
    longest = longest_task(browser.stop_tracing())

    assert layer(page, "draws") >= draws + updates
    assert longest < LONG_MS


def test_view_and_choice_outlive_updates_and_nothing_is_made_anew(
    shown: Callable[[int], Served], page: Page
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
    shown: Callable[[int], Served], page: Page
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


def test_up_to_two_thousand_cases_stand_alone(shown: Callable[[int], Served], page: Page) -> None:
    """Few enough to be seen one by one."""
    shown(2_000)

    assert layer(page, "clusters.length") == 0


def test_a_chosen_case_is_told_at_the_side_and_when_it_ends(
    shown: Callable[[int], Served], page: Page
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


def test_each_mode_shows_its_own_words(shown: Callable[[int], Served], page: Page) -> None:
    """A shade without its meaning is decoration."""
    shown(500)

    for mode in ("heat", "grids", "load", "share"):
        page.hover(".map")
        page.click(f"[data-map-mode={mode}]:visible >> nth=-1")

        assert page.locator(f".map-legend__{mode}").is_visible(), mode
        assert not page.locator(".map-legend__cases").is_visible(), mode
        assert page.get_attribute(".map-frame", "data-map-mode") == mode


@pytest.mark.parametrize(("motion", "rings"), [("reduce", 0), ("no-preference", 10)])
def test_new_cases_are_ringed_only_where_motion_is_welcome(
    shown: Callable[[int], Served], page: Page, motion: Any, rings: int
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


def test_a_patched_picture_is_the_one_drawn_whole(
    shown: Callable[[int], Served], page: Page
) -> None:
    """Few changes are drawn square by square; not a pixel may tell."""
    served = shown(3_000)
    page.evaluate(f"""() => {{ const layer = {LAYER}, patch = layer.patch;
        window.patched = 0;
        layer.patch = function (...given) {{
            const found = patch.apply(this, given);
            if (found) window.patched++;
            return found;
        }}; }}""")

    for count in range(1, 6):
        served.set(added=2)
        wait_for(lambda count=count: size(page) == 3_000 + 2 * count, 10, "the new cases")
        wait_for(lambda: not layer(page, "frameAsked"), 10, "their picture")
    assert page.evaluate("patched") >= 5
    differing = page.evaluate(f"""() => {{
        const layer = {LAYER}, {{ width, height }} = layer.canvas;
        const seen = () => {{
            const ctx = new OffscreenCanvas(width, height).getContext('2d');
            ctx.fillRect(0, 0, width, height);
            ctx.drawImage(layer.canvas, 0, 0);
            return ctx.getImageData(0, 0, width, height).data;
        }};
        const was = seen();
        layer.drawn = null;
        layer.draw();
        const is = seen();
        let painted = 0, most = 0;
        is.forEach((value, n) => {{
            painted += value > 0 && n % 4 < 3;
            most = Math.max(most, Math.abs(value - was[n]));
        }});
        return [painted, most]; }}""")

    assert differing[0] > 50_000
    assert differing[1] < 48  # smoothed edges; a halo would be 56, a mark 150 and more


def seen_place(page: Page, which: str, kind: str) -> tuple[float, float]:
    """Return where one of the layer's `signs` or `eyes` can be pressed on the screen."""
    script = """([which, kind]) => {
        const layer = city.map.layerOf(document.querySelector('.map'));
        const frame = document.querySelector('.map').getBoundingClientRect();
        const seen = layer[which].find((each) => each.kind === kind && layer.at(each) === each);
        return seen ? [seen.x + frame.x, seen.y + frame.y] : null; }"""
    wait_for(lambda: page.evaluate(script, [which, kind]) is not None, 10, f"a {kind} on the map")
    x, y = page.evaluate(script, [which, kind])
    return x, y


def storm_place(page: Page) -> tuple[float, float]:
    return seen_place(page, "signs", "storm")


def camera_place(page: Page) -> tuple[float, float]:
    return seen_place(page, "eyes", "camera")


def at_the_side(page: Page) -> bool:
    """Return whether the panel stands beside the map, and nothing pops up over it."""
    drawer, frame = page.locator(".drawer").bounding_box(), page.locator(".map").bounding_box()
    assert drawer and frame
    beside = bool(drawer["x"] >= frame["x"] + frame["width"])
    return beside and page.locator(".leaflet-popup").count() == 0


def test_a_storm_is_one_mark_whose_panel_ends_with_it(
    shown: Callable[[int], Served], page: Page
) -> None:
    """Seventeen reports of one thing are one mark, told at the side; it says when it is over."""
    served = shown(100)
    served.set(storm=17)
    page.mouse.click(*storm_place(page))

    page.wait_for_selector(".drawer .map-surge")
    assert page.inner_text(".drawer__left") == "集中上报 17 件"
    assert "17 件" in page.inner_text(".drawer__facts")
    assert at_the_side(page)
    assert layer(page, "signs.length") == 1
    served.set(storm=0)

    wait_for(lambda: page.inner_text(".drawer__left") == "已不在图上", 10, "the end of the storm")
    assert layer(page, "signs.length") == 0


def test_a_camera_tells_its_state_and_never_its_picture(
    shown: Callable[[int], Served], page: Page
) -> None:
    """Shape and colour on the map, words at the side; they follow the camera's state."""
    served = shown(20)
    x, y = camera_place(page)
    page.mouse.click(x, y)
    page.wait_for_selector(".drawer .map-eye")
    assert at_the_side(page)
    assert page.locator(".drawer :is(img, video)").count() == 0

    seen = []
    for online, words in ((False, "离线"), (True, "在线")):
        served.set(online=online)
        wait_for(lambda words=words: page.inner_text(".drawer__left") == words, 10, words)
        wait_for(lambda: layer(page, "frameAsked") == 0, 5, "the map to be drawn")
        seen.append(page.evaluate(PIXELS, [x, y]))
    off, on = seen

    assert page.locator(".drawer .map-eye.is-off").count() == 0
    assert on != off


@pytest.mark.parametrize("points", [300, 3_000])
def test_the_cases_of_a_storm_are_not_drawn_and_the_account_holds(
    shown: Callable[[int], Served], page: Page, points: int
) -> None:
    """One mark for one thing: drawn singly, in a cluster or in a storm, each case once."""
    served = shown(points)
    served.set(storm=17)
    storm_place(page)

    drawn = page.evaluate(DRAWN)
    assert len(drawn["members"]) == 17
    assert not set(drawn["members"]) & {*drawn["singles"], *drawn["gathered"]}
    assert len(drawn["singles"]) + len(drawn["gathered"]) + 17 == points
    assert size(page) == points  # heat, counts and lists have them

    served.set(storm=0)
    wait_for(lambda: not layer(page, "signs.length"), 10, "the end of the storm")
    drawn = page.evaluate(DRAWN)
    assert len(drawn["singles"]) + len(drawn["gathered"]) == points


def test_a_storms_panel_leads_to_each_of_its_cases(
    shown: Callable[[int], Served], page: Page
) -> None:
    """What is not drawn must still be within reach; the one that is looked at is drawn."""
    served = shown(300)
    served.set(storm=17)
    page.mouse.click(*storm_place(page))
    page.wait_for_selector(".drawer__cases button")
    assert page.locator(".drawer__cases button").count() == 17

    page.locator(".drawer__cases button").nth(4).click()

    wait_for(lambda: layer(page, "chosen") == "city:4", 5, "the case to be chosen")
    page.wait_for_selector(".drawer__facts dd")
    assert page.locator(".drawer__cases").count() == 0
    drawn = page.evaluate(DRAWN)
    assert set(drawn["members"]) & {*drawn["singles"], *drawn["gathered"]} == {"city:4"}


def test_thousands_of_cameras_are_all_drawn_and_the_page_does_not_grow(
    shown: Callable[[int], Served], page: Page, browser: Browser
) -> None:
    """Each with its state, beneath the cases; what changes of cases does not draw them again."""
    served = shown(10_000)
    wait_for(lambda: page.evaluate("document.fonts.status") == "loaded", 20, "the fonts")
    nodes = page.evaluate(NODES)
    browser.start_tracing(page=page, categories=CATEGORIES)
    served.set(cameras=5_000)
    wait_for(lambda: layer(page, "eyes.length") == 5_000, 20, "the cameras")
    served.set(online=False)
    wait_for(lambda: not layer(page, "eyes.some(({ online }) => online)"), 20, "their state")
    for n in range(1, 4):
        served.set(lights=200, added=20)
        wait_for(lambda n=n: size(page) == 10_000 + 20 * n, 10, "the new cases")
    longest = longest_task(browser.stop_tracing())

    assert longest < LONG_MS
    assert page.evaluate(NODES) == nodes
    assert page.evaluate(BENEATH) == [True, True]

    page.evaluate(
        f"() => {{ window.looked = 0; const layer = {LAYER}, begin = layer.begin;"
        " layer.begin = function (on, patch) { looked += on === this.under;"
        " return begin.call(this, on, patch); }; }"
    )
    draws = layer(page, "draws")
    served.set(added=5)
    wait_for(lambda: layer(page, "draws") > draws, 10, "the cases to be drawn")
    assert page.evaluate("looked") == 0


def test_what_a_camera_is_drawn_as_tells_whether_it_is_online(
    shown: Callable[[int], Served], page: Page
) -> None:
    """Of a thousand, too: its own shape, not its colour alone."""
    served = shown(20)
    looks = []
    for online in (True, False):
        served.set(cameras=1_000, online=online)
        wait_for(
            lambda online=online: (
                layer(page, f"eyes.filter((e) => e.online === {str(online).lower()}).length")
                == 1_000
            ),
            10,
            "the cameras",
        )
        looks.append((layer(page, "eyes[0].r"), page.evaluate(INKED)))
    (on_r, on), (off_r, off) = looks

    assert off_r > on_r
    assert off > on > 1_000


def test_a_press_on_a_case_is_never_a_camera_beneath_it(
    shown: Callable[[int], Served], page: Page
) -> None:
    """Among thousands of cameras one is always a little nearer than the middle of the mark."""
    served = shown(300)
    served.set(cameras=5_000)
    wait_for(lambda: layer(page, "eyes.length") == 5_000, 20, "the cameras")

    hits = page.evaluate(
        """() => { const layer = city.map.layerOf(document.querySelector('.map'));
            return layer.singles.map(({ x, y, r }) =>
                layer.at({ x: x + 0.6 * r, y }).kind || 'case'); }"""
    )

    assert len(hits) == 300
    assert set(hits) == {"case"}


DRAWN = """() => {
    const layer = city.map.layerOf(document.querySelector('.map'));
    const { found, zoom } = layer.seen(), id = ({ id }) => id;
    const { singles, clusters } = city.map.gather(found, zoom, 1, layer.chosen);
    return { members: [...layer.members], singles: singles.map(id),
        gathered: clusters.flatMap(({ points }) => points.map(id)) }; }"""
"""Which cases are drawn singly, which in clusters, and for which storms stand."""

NODES = "document.querySelectorAll('.map-frame *').length"

BENEATH = """() => {
    const layer = city.map.layerOf(document.querySelector('.map')), { under, canvas } = layer;
    const data = under.getContext('2d').getImageData(0, 0, under.width, under.height).data;
    return [!!(under.compareDocumentPosition(canvas) & Node.DOCUMENT_POSITION_FOLLOWING),
        data.some((value, n) => n % 4 === 3 && value > 0)]; }"""
"""Whether the cameras' canvas lies below that of the cases, and holds something."""

INKED = """() => {
    const { under } = city.map.layerOf(document.querySelector('.map'));
    const { data } = under.getContext('2d').getImageData(0, 0, under.width, under.height);
    let count = 0;
    for (let n = 3; n < data.length; n += 4) count += data[n] > 0;
    return count; }"""
"""How many pixels the cameras cover."""

PIXELS = """([x, y]) => {
    const { under: canvas } = city.map.layerOf(document.querySelector('.map'));
    const frame = canvas.getBoundingClientRect(), ratio = canvas.width / frame.width;
    const at = [(x - frame.x - 10) * ratio, (y - frame.y - 10) * ratio, 20 * ratio, 20 * ratio];
    return Array.from(canvas.getContext('2d').getImageData(...at).data).join(); }"""
"""What is drawn around a place of the screen."""
