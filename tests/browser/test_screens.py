"""Screens as a hall has them: enrolled once by their code, told from the desk, never touched."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Error, Page, expect

from city.settings import Settings
from city.wall import SCENES
from tests.browser.chromium import Complaints
from tests.browser.product import Feed, Product, running
from tests.browser.served import wait_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.redis,
    pytest.mark.kafka,
    pytest.mark.long,
    pytest.mark.slow,
]

CODE = ".screen-code b"
VIEWPORT = "[...document.querySelectorAll('.map-name')].map((e) => e._leaflet_pos.x)"


@pytest.fixture(scope="module")
def product(
    redis_server: str,
    redis_database: int,
    kafka_server: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Product]:
    """The product with two cases in progress."""
    folder = tmp_path_factory.mktemp("product")
    settings = Settings(
        namespace=f"test-{uuid4().hex[:10]}",
        state=folder / "state",
        partitions=2,
        redis_url=f"{redis_server.rsplit('/', 1)[0]}/{redis_database}",
        kafka_servers=kafka_server,
    )
    with running(settings, folder) as product:
        feed = Feed(product)
        for number in range(2):
            feed.report(f"cast-{number}", street=number)
        feed.close()
        wait_for(
            lambda: product.figures(stream="city", window="last-30-days")["received"] == 2,
            60,
            "the cases",
        )
        yield product


@pytest.fixture
def screen(browser: Browser, product: Product) -> Iterator[Page]:
    """A screen of its own profile that shows the wall and its code."""
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        page = context.new_page()
        complaints = Complaints(page)
        shown(page, f"{product.url}/?rotate=off")
        expect(page.locator(CODE)).to_be_visible(timeout=15_000)
        yield page
    assert complaints.heard == []


def shown(page: Page, url: str) -> None:
    """Open a page and wait until it is live."""
    page.goto(url)

    def live() -> bool:
        try:
            return bool(page.evaluate("window.live && live.fulls > 0 && !live.isStale"))
        except Error:  # the page is being loaded
            return False

    wait_for(live, 30, "the page to be live")


def enrolled(page: Page, product: Product, name: str) -> None:
    """Confirm a screen's code on the command line."""
    product.run("device", "confirm", page.locator(CODE).inner_text(), name)
    expect(page.locator(CODE)).to_have_count(0, timeout=10_000)


def test_a_screen_is_enrolled_once_by_its_code(product: Product, screen: Page) -> None:
    """The code goes by itself; a load later, and a restart of the server, nobody asks again."""
    enrolled(screen, product, "大厅一")

    shown(screen, f"{product.url}/?rotate=off")
    screen.wait_for_timeout(1_500)  # the code would come with the first message for this screen

    assert screen.locator(CODE).count() == 0
    assert "HttpOnly" in str(httpx.get(product.url).headers["set-cookie"])
    assert screen.evaluate("document.cookie") == ""


def test_a_case_is_put_on_one_screen_and_taken_off_again(
    product: Product, screen: Page, browser: Browser
) -> None:
    """投到大屏: the drawer tells what a wall may tell, on that screen only."""
    enrolled(screen, product, "大厅二")
    with browser.new_context() as context:
        other = context.new_page()
        shown(other, product.url)

        product.run("screen", "show", "大厅二", "--case", "cast-1")

        expect(screen.locator(".cast")).to_contain_text("cast-1", timeout=5_000)
        expect(screen.locator(".cast .countdown")).not_to_be_empty()
        assert other.locator(".cast").count() == 0
    assert screen.evaluate("document.documentElement.dataset.hold") == "desk"
    product.run("screen", "release", "大厅二")
    expect(screen.locator(".cast")).to_have_count(0, timeout=5_000)
    assert screen.evaluate("document.documentElement.dataset.hold ?? ''") == ""


def test_a_screen_looks_at_a_street_and_back(product: Product, screen: Page) -> None:
    """The map moves without being made anew."""
    enrolled(screen, product, "大厅三")
    screen.wait_for_selector(".map-name", state="attached")
    screen.evaluate("document.getElementById('wall-map').marked = 1")
    before = screen.evaluate(VIEWPORT)

    product.run("screen", "show", "大厅三", "--street", "211002016")

    expect(screen.locator(".screen-notice")).to_contain_text("定位", timeout=5_000)
    wait_for(lambda: screen.evaluate(VIEWPORT) != before, 5, "the map to move")
    product.run("screen", "release", "大厅三")
    wait_for(lambda: near(screen.evaluate(VIEWPORT), before), 5, "the map to move back")
    assert screen.evaluate("document.getElementById('wall-map').marked") == 1


def near(found: list[float], wanted: list[float]) -> bool:
    """Return whether names stand where they stood, but for the pixel of another rounding."""
    return len(found) == len(wanted) and all(
        abs(a - b) < 4 for a, b in zip(found, wanted, strict=True)
    )


def test_a_screen_goes_where_it_is_told_without_a_load(product: Product, screen: Page) -> None:
    """And comes home to the wall when it is released."""
    enrolled(screen, product, "大厅四")
    screen.evaluate("window.marked = 1")

    product.run("screen", "show", "大厅四", "--page", "/leader")

    screen.wait_for_selector(".leader", timeout=10_000)
    product.run("screen", "release", "大厅四")
    screen.wait_for_selector(".wall", timeout=10_000)
    assert screen.evaluate("window.marked") == 1


def test_a_screen_that_came_to_a_missing_page_is_led_back(product: Product, screen: Page) -> None:
    """Nobody at the wall can; and it keeps the theme and the language that it was opened with."""
    enrolled(screen, product, "大厅六")
    screen.goto(f"{product.url}/nope?theme=day&lang=en")
    screen.wait_for_selector(".not-found")

    product.run("screen", "show", "大厅六", "--page", "/flow")

    screen.wait_for_selector("[data-scene=flow][data-lang=en]", timeout=10_000)
    assert screen.evaluate("document.documentElement.dataset.theme") == "day"
    assert "theme=day" in screen.url


def test_a_kiosk_that_is_started_with_its_key_shows_no_code(
    product: Product, browser: Browser, tmp_path: Path
) -> None:
    """For browsers whose profile is emptied at every start."""
    product.run("device", "add", "大厅五")
    key = product.told("device").rsplit("key=", 1)[1].strip()
    with browser.new_context() as context:
        page = context.new_page()
        shown(page, f"{product.url}/enrol?key={key}")
        page.wait_for_timeout(1_500)

        # a turn of the schedule may have come; the key has gone from the address
        assert page.url.removeprefix(product.url) in SCENES.values()
        assert page.locator(CODE).count() == 0


def test_the_page_of_screens_lists_enrols_and_commands(
    product: Product, screen: Page, page: Page
) -> None:
    """What the command line does, for people who have none."""
    code = screen.locator(CODE).inner_text()
    shown(page, f"{product.url}/screens")
    expect(page.get_by_text(f"未登记 {code}").first).to_be_visible(timeout=15_000)

    choose(page, "screens-which", code)
    page.fill("#screens-name", "大厅六")
    page.click("#screens-confirm")

    expect(page.locator("#screens-answer")).to_have_text("已执行")
    expect(screen.locator(CODE)).to_have_count(0, timeout=10_000)
    row = page.locator(".screens__row", has_text="大厅六")
    expect(row).to_contain_text("1920 × 1080", timeout=10_000)
    page.fill("#screens-case", "cast-0")
    page.click("#screens-show")
    expect(screen.locator(".cast")).to_contain_text("cast-0", timeout=5_000)
    expect(row).to_contain_text("city:cast-0", timeout=5_000)
    page.click("#screens-release")
    expect(screen.locator(".cast")).to_have_count(0, timeout=5_000)


def choose(page: Page, field: str, text: str) -> None:
    """Choose the entry of a drop-down list that holds a text."""
    page.click(f"#{field}")
    page.locator(".dash-dropdown-option, [role=option]", has_text=text).first.click()


def test_the_page_of_screens_is_not_for_others(product: Product) -> None:
    """Through a proxy it is a page that does not exist, and its channel a view that does not."""
    told = {"X-Forwarded-For": "10.1.2.3"}
    body = {
        "output": "..screens-answer.children..",
        "outputs": {"id": "screens-answer", "property": "children"},
        "inputs": [],
        "changedPropIds": ["screens-revoke.n_clicks"],
    }

    answer = httpx.post(f"{product.url}/_dash-update-component", json=body, headers=told)

    assert answer.status_code != 200 or "已执行" not in answer.text
