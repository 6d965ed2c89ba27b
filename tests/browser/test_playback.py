"""The time machine in a real browser: the same page, another minute, and always the way back."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from msgspec.structs import replace
from playwright.sync_api import Error, Locator, Page, Route, expect

from city.clock import DAY, HOUR, MINUTE, Instant, system_now
from city.scenes import SceneSnapshot
from city.settings import Settings
from city.store.connection import connect
from city.store.minutes import MinuteStore
from city.wall import SCENES
from layouts.wall.frame import view_of
from tests.browser.looks import CLIPPED, FACTS, OVERLAPPING
from tests.browser.product import Product, running
from tests.browser.served import wait_for
from tests.layouts import factories as make
from tests.layouts.assessed import full_assessment
from tests.layouts.districts import full_district
from tests.layouts.social import full_citizen

pytestmark = [
    pytest.mark.browser,
    pytest.mark.redis,
    pytest.mark.kafka,
    pytest.mark.long,
    pytest.mark.slow,
]


SLIDER = "[data-playback-slide] input"
SLIDE = """(minute) => { const input = document.querySelector('[data-playback-slide] input');
    input.value = minute; input.dispatchEvent(new Event('input', { bubbles: true })); }"""
STANDS = "live.clock && live.clock.rate === 0 ? live.clock.virtual : 0"
INSIDE_OUT = "'past' in document.documentElement.dataset"
HOURS_GO_BY = """() => {
    const look = wall.scenes, now = live.now;
    window.looks = 0;
    wall.scenes = (facts) => {
        looks++;
        const gone = looks * 3600000;
        live.now = () => now() + gone;
        look(facts);
        live.now = now;
    };
}"""
"""For who turns the scenes an hour passes with each look; all other clocks go on as they did."""
BOXES = """() => [...document.querySelectorAll('.playback > *')].map(e => e.getBoundingClientRect())
    .filter(box => box.width).map(box => [box.left, box.right, box.bottom])"""
"""Left, right and lower edge of what is in the bar."""
MINUTE_OF_DAY = "Number(document.querySelector('[data-playback-slide] input').value)"


@pytest.fixture(scope="module")
def day(redis_server: str) -> Instant:
    """The first instant of yesterday in the district's time."""
    assert redis_server
    days = make.baita().days
    return days.start_of(days.day_of(system_now()) - 1)


@pytest.fixture(scope="module")
def product(
    redis_server: str,
    redis_database: int,
    kafka_server: str,
    day: Instant,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Product]:
    """The product with all scenes kept for every ten minutes of yesterday, each by its figure."""
    folder = tmp_path_factory.mktemp("product")
    settings = Settings(
        namespace=f"test-{uuid4().hex[:10]}",
        state=folder / "state",
        partitions=2,
        redis_url=f"{redis_server.rsplit('/', 1)[0]}/{redis_database}",
        kafka_servers=kafka_server,
    )
    with connect(settings.redis_url) as client, running(settings, folder) as product:
        minutes = MinuteStore(client, settings.prefix)
        for n in range(144):
            for scene in FIGURE:
                minutes.keep(scene, kept(scene, day + n * 10 * MINUTE, 1_000 + n))
        for scene in ("overview", "flow"):  # one that was kept before the others were
            minutes.keep(scene, kept(scene, day - 2 * DAY, 900))
        yield product


FIGURE = {
    "overview": "#wall-closed b",
    "flow": "#flow-closed b",
    "hotline": "#hotline-closed b",
    "citizen": "#citizen-closed b",
    "assessment": "#assessment-in-time b",
    "district": "#district-campaign-parking-cases a",
}
"""Scene -> the figure that tells in these tests of which minute it is."""


@cache
def full(scene: str) -> Any:
    """Return a scene of a full month."""
    every: dict[str, Callable[[], SceneSnapshot]] = {
        "overview": lambda: make.full_wall(points=40),
        "flow": make.full_flow,
        "hotline": make.full_hotline,
        "citizen": full_citizen,
        "assessment": full_assessment,
        "district": full_district,
    }
    return every[scene]()


def kept(scene: str, moment: Instant, count: int) -> SceneSnapshot:
    """Return a scene of a moment whose figure is `count`."""
    told = full(scene)
    told = replace(told, head=replace(told.head, as_of=moment))
    if scene == "assessment":
        departments = told.told.departments
        on_time = replace(departments.on_time, numerator=count)
        departments = replace(departments, on_time=on_time)
        told = replace(told, told=replace(told.told, departments=departments))
    elif scene == "district":
        told = replace(told, tagged=(replace(told.tagged[0], received=count),))
    else:
        name = "account" if scene == "citizen" else "departments"
        figures = getattr(told, name)
        told = replace(told, **{name: replace(figures, total=replace(figures.total, closed=count))})
    snapshot: SceneSnapshot = told
    return snapshot


def live(page: Page) -> bool:
    try:
        return bool(page.evaluate("window.live && live.fulls > 0 && !live.isStale"))
    except Error:  # the page is being loaded
        return False


def figure(page: Page, scene: str) -> int:
    """Return what a scene's figure shows, 0 while it is not there."""
    place = page.locator(FIGURE[scene])
    text = place.first.inner_text() if place.count() else ""
    return int(text.replace(",", "").replace("–", "0") or 0)


def closed(page: Page) -> int:
    return figure(page, "overview")


def opened(
    page: Page, product: Product, moment: Instant, scene: str = "overview", **asked: str
) -> None:
    """Open a scene at a moment of the past."""
    local = make.baita().days.local(moment)
    asked = {"rotate": "off", "at": f"{local:%Y-%m-%dT%H:%M}"} | asked
    page.goto(f"{product.url}{SCENES[scene]}?{urlencode(asked)}")
    wait_for(lambda: live(page), 30, "the wall")


def shows(page: Page, scene: str, count: int) -> None:
    """Wait until a scene of the past shows its figure, and see that it is marked as the past."""
    wait_for(lambda: figure(page, scene) == count, 20, f"{count} on {scene}")
    expect(mode(page, scene)).to_have_text("回放 非实时")
    wait_for(lambda: page.evaluate(INSIDE_OUT), 2, "the frame of the past")


def mode(page: Page, scene: str) -> Locator:
    return page.locator(f"#{view_of(scene)}-mode")


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_is_slid_and_played_and_left(
    product: Product, page: Page, day: Instant, scene: str
) -> None:
    """By its own address; what stands there is of that minute, is said to be, and goes again."""
    opened(page, product, day + 10 * HOUR + 4 * MINUTE, scene)
    shows(page, scene, 1_060)
    local = make.baita().days.local(day + 10 * HOUR)
    expect(page.locator(f"#{view_of(scene)}-kept")).to_have_text(f"留存于 {local:%m-%d %H:%M}")
    assert {what: fault for what, fault in looks(page).items() if fault} == {}

    page.evaluate(SLIDE, 18 * 60 + 5)
    shows(page, scene, 1_108)

    page.click("[data-playback-act=day]")
    wait_for(lambda: 0 < figure(page, scene) < 1_108, 10, "the day to begin anew")
    began = figure(page, scene)
    wait_for(lambda: began < figure(page, scene), 10, "the day to go on")
    expect(mode(page, scene)).to_have_text("回放 非实时")
    page.click("[data-playback-act=pause]")
    wait_for(lambda: page.evaluate(STANDS), 10, "the day to stand still")

    page.click("[data-playback-act=now]")
    expect(mode(page, scene)).not_to_have_text("回放 非实时", timeout=10_000)
    wait_for(lambda: not page.evaluate(INSIDE_OUT), 2, "the frame of the present")
    assert page.locator(".playback").is_hidden()
    assert "at=" not in page.url and SCENES[scene] in page.url
    assert page.evaluate("live.missed") == 0


def looks(page: Page) -> dict[str, Any]:
    """Return what anyone would see is wrong with the bar and what it leaves of the scene."""
    facts = page.evaluate(FACTS)
    return {
        "px too wide": max(facts["over"], 0),
        "cut off": page.evaluate(CLIPPED),
        "on each other": page.evaluate(OVERLAPPING),
    }


def test_the_moment_stays_while_scenes_change(product: Product, page: Page, day: Instant) -> None:
    """Standing still and being played: one looks at the same minute from all sides."""
    opened(page, product, day + 10 * HOUR)
    shows(page, "overview", 1_060)

    for scene in (*list(SCENES)[1:], "overview"):
        page.click(f"[data-tab={scene}]")
        shows(page, scene, 1_060)
    assert page.evaluate(MINUTE_OF_DAY) == 600

    page.click("[data-playback-act=day]")
    wait_for(lambda: 1_000 < closed(page) < 1_060, 10, "the day to be played")
    page.click("[data-tab=flow]")
    wait_for(lambda: figure(page, "flow") > 1_003, 10, "it goes on where it was")
    assert page.evaluate("document.documentElement.dataset.playback") == "playing"

    page.click("[data-playback-act=now]")
    expect(mode(page, "flow")).not_to_have_text("回放 非实时", timeout=10_000)


def test_a_scene_that_was_not_kept_says_so_and_the_moment_stays(
    product: Product, page: Page, day: Instant
) -> None:
    """What stands there then is the present, and it is not marked as the past."""
    opened(page, product, day - 2 * DAY)
    shows(page, "overview", 900)

    page.click("[data-tab=hotline]")
    expect(page.locator(".playback__none")).to_be_visible(timeout=10_000)
    expect(mode(page, "hotline")).not_to_have_text("回放 非实时")
    assert not page.evaluate(INSIDE_OUT)
    assert page.locator(".playback__mark span").is_hidden()

    page.click("[data-tab=flow]")
    shows(page, "flow", 900)
    expect(page.locator(".playback__none")).to_be_hidden()


def test_what_the_desk_orders_is_of_the_present(product: Product, page: Page, day: Instant) -> None:
    """Whoever puts a scene on a screen means it as it is now, whatever somebody looks up there."""
    opened(page, product, day + 10 * HOUR)
    shows(page, "overview", 1_060)

    page.evaluate("live.obey({ told: 5, go: '/flow', set: {}, look: {} })")

    expect(mode(page, "flow")).not_to_have_text("回放 非实时", timeout=10_000)
    wait_for(lambda: not page.evaluate(INSIDE_OUT), 2, "the frame of the present")
    assert page.locator(".playback").is_hidden()


def test_the_bar_fits_an_upright_screen(product: Product, page: Page, day: Instant) -> None:
    """In two rows: all that can be pressed is on the screen, and the slider is long enough."""
    opened(page, product, day + 10 * HOUR, "flow")
    shows(page, "flow", 1_060)
    page.set_viewport_size({"width": 1080, "height": 1920})
    wait_for(lambda: page.evaluate("document.documentElement.dataset.aspect") == "totem", 5, "it")

    boxes = page.evaluate(BOXES)

    assert len(boxes) > 6
    assert all(left >= 0 and right <= 1080 and bottom <= 1920 for left, right, bottom in boxes)
    assert page.locator(SLIDER).bounding_box()["width"] > 600  # type: ignore[index]


def test_the_bar_has_room_for_its_words_in_english(
    product: Product, page: Page, day: Instant
) -> None:
    """Also while it says that nothing was kept, or that lists are of the present."""
    opened(page, product, day - 3 * DAY, lang="en")
    expect(page.locator(".playback__none")).to_be_visible(timeout=10_000)
    unkept = page.evaluate(BOXES)
    opened(page, product, day + 10 * HOUR, lang="en")
    wait_for(lambda: page.evaluate(INSIDE_OUT), 10, "yesterday")
    page.click("#wall-closed")
    expect(page.locator(".playback__lists")).to_be_visible()
    refused = page.evaluate(BOXES)

    for boxes in (unkept, refused):
        assert len(boxes) > 6
        assert all(left >= 0 and right <= 1920 for left, right, _ in boxes)
    faults = looks(page)
    assert {what: fault for what, fault in faults.items() if fault} == {}


def test_the_rotation_stands_still_in_the_past(product: Product, page: Page, day: Instant) -> None:
    """However long; and goes on when the present is back."""
    opened(page, product, day + 10 * HOUR, rotate="on")
    shows(page, "overview", 1_060)
    page.evaluate(HOURS_GO_BY)

    wait_for(lambda: page.evaluate("looks") > 5, 10, "scenes to be looked after")
    assert page.evaluate("wall.moves") == 0
    assert closed(page) == 1_060

    page.evaluate("live.leavePast()")
    wait_for(lambda: page.evaluate("wall.moves") > 0, 15, "the rotation to go on")


def test_an_address_opens_a_minute_of_the_past_and_says_so(
    product: Product, page: Page, day: Instant
) -> None:
    """回放 非实时 in words, the present beside it, movements and feeds gone."""
    opened(page, product, day + 10 * HOUR)

    expect(page.locator("#wall-mode")).to_have_text("回放 非实时", timeout=10_000)
    wait_for(lambda: closed(page) == 1_060, 5, "the figures of ten o'clock")
    assert page.locator("#wall-clock").inner_text() == "10:00"
    assert page.locator("[data-playback=at]").inner_text().endswith("10:00")
    assert page.locator("[data-playback=present]").inner_text() != ""
    assert page.locator(".wall__foot").evaluate("(e) => getComputedStyle(e).visibility") == "hidden"


def test_the_whole_wall_slides_without_being_made_anew(
    product: Product, page: Page, day: Instant
) -> None:
    """Only values change: map and graph are the ones that were there in the present."""
    page.goto(f"{product.url}/?rotate=off")
    wait_for(lambda: live(page), 30, "the wall")
    page.wait_for_selector("#wall-map")
    page.evaluate("document.getElementById('wall-map').marked = 1")
    page.click("[data-playback-act=open]")
    page.wait_for_selector(SLIDER)
    wait_for(lambda: page.evaluate(STANDS), 10, "the last minute that is kept")
    if page.evaluate(STANDS) >= day + DAY:  # the product has kept one of today by now
        page.click("[data-playback-act=earlier]")
        wait_for(lambda: page.evaluate(STANDS) < day + DAY, 10, "yesterday")

    page.evaluate(SLIDE, 6 * 60)
    wait_for(lambda: closed(page) == 1_036, 10, "six o'clock")
    page.evaluate(SLIDE, 18 * 60)
    wait_for(lambda: closed(page) == 1_108, 10, "six in the evening")

    page.click("[data-playback-act=now]")
    expect(page.locator("#wall-mode")).not_to_have_text("回放 非实时", timeout=10_000)
    assert page.locator(".playback").is_hidden()
    assert page.evaluate("document.getElementById('wall-map').marked") == 1
    assert page.evaluate("live.missed") == 0


def test_a_day_is_played_in_a_minute_and_can_be_stopped(
    product: Product, page: Page, day: Instant
) -> None:
    """复盘: the figures of the day pass in their order, a minute of the day each 42 ms."""
    opened(page, product, day + 12 * HOUR)
    wait_for(lambda: closed(page) == 1_072, 10, "noon")
    seen: list[int] = []

    page.click("[data-playback-act=day]")
    began = system_now()
    while len(set(seen)) < 6 and system_now() - began < 20_000:  # a busy machine draws fewer
        seen.append(closed(page))
    page.click("[data-playback-act=pause]")

    played = sorted(set(seen) - {1_072})
    assert seen.index(played[0]) < seen.index(played[-1])
    assert [n for n in seen if n != 1_072] == sorted(n for n in seen if n != 1_072)
    assert len(played) > 3
    assert played[-1] - 1_000 <= 144 * (system_now() - began) / MINUTE + 1
    page.wait_for_timeout(1_000)
    at = page.evaluate(MINUTE_OF_DAY)
    page.wait_for_timeout(1_500)
    assert abs(page.evaluate(MINUTE_OF_DAY) - at) <= 1


def test_a_past_that_was_not_kept_is_said_so(product: Product, page: Page, day: Instant) -> None:
    """And the present stays on the wall."""
    opened(page, product, day - 3 * DAY)

    expect(page.locator(".playback__none")).to_be_visible(timeout=10_000)
    expect(page.locator("#wall-mode")).not_to_have_text("回放 非实时")


def test_nobody_stays_in_the_past(product: Product, page: Page, day: Instant) -> None:
    """After five minutes untouched the wall shows the present by itself."""
    opened(page, product, day + 10 * HOUR)
    wait_for(lambda: closed(page) == 1_060, 10, "ten o'clock")

    page.evaluate(
        "{ const t = performance.now.bind(performance); performance.now = () => t() + 301000; }"
    )

    expect(page.locator("#wall-mode")).not_to_have_text("回放 非实时", timeout=10_000)
    assert page.evaluate("document.documentElement.dataset.playback ?? ''") == ""


def test_what_is_of_the_present_only_is_not_opened_from_the_past(
    product: Product, page: Page, day: Instant
) -> None:
    """A list of now would be taken for the one behind the number; who presses is told so."""
    opened(page, product, day + 10 * HOUR)
    shows(page, "overview", 1_060)
    notice = page.locator(".playback__lists")
    assert notice.is_hidden()

    page.click("#wall-closed")

    expect(notice).to_be_visible()
    assert {what: fault for what, fault in looks(page).items() if fault} == {}
    assert page.evaluate("location.pathname") == "/"
    expect(notice).to_be_hidden(timeout=10_000)

    page.evaluate("city.map.show('city:1')")

    expect(notice).to_be_visible()
    assert page.locator(".drawer").count() == 0

    page.click("[data-playback-act=now]")
    wait_for(lambda: not page.evaluate(INSIDE_OUT), 10, "the present")
    page.click("#wall-closed")
    page.wait_for_url("**/cases?**")


def test_a_panel_that_is_still_to_come_does_not_open_over_the_past(
    product: Product, page: Page, day: Instant
) -> None:
    """Whoever presses a mark and then 回放 sees the past."""
    page.goto(f"{product.url}/?rotate=off")
    wait_for(lambda: live(page), 30, "the wall")
    waiting: list[Route] = []
    page.route("**/map/case*", lambda route: waiting.append(route))
    page.evaluate("city.map.show('city:1')")
    wait_for(lambda: page.evaluate("true") and waiting, 5, "the panel to be asked for")

    page.click("[data-playback-act=open]")
    wait_for(lambda: page.evaluate(INSIDE_OUT), 10, "the past")
    for route in waiting:
        route.fulfill(json=CARD)

    page.evaluate("fetch('/healthz').then((answer) => answer.text())")
    page.unroute("**/map/case*")
    assert page.locator(".drawer").count() == 0


CARD = {
    "title": "私搭乱建",
    "left": "超 3 日",
    "tone": "over",
    "rule": "",
    "facts": [],
    "privacy": "",
    "due": None,
}


def test_another_scene_of_the_past_shows_nothing_of_the_present_on_the_way(
    product: Product, page: Page, day: Instant
) -> None:
    """What was there stays until the same moment of the other scene has come."""
    opened(page, product, day + 10 * HOUR)
    shows(page, "overview", 1_060)
    page.evaluate(
        """() => {
            const start = document.startViewTransition.bind(document);
            document.startViewTransition = (move) => start(async () => {
                await move();
                window.uncovered = document.documentElement.dataset.playback + " " +
                    document.querySelector("[data-scene]").dataset.scene + " " +
                    !!document.querySelector(".badge--playback");
            });
        }"""
    )

    page.click("[data-tab=flow]")

    wait_for(lambda: page.evaluate("window.uncovered"), 10, "the other scene")
    assert page.evaluate("uncovered") == "still flow true"
    shows(page, "flow", 1_060)
