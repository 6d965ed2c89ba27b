"""The time machine in a real browser: the same page, another minute, and always the way back."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from playwright.sync_api import Error, Page, expect

from city.clock import DAY, HOUR, MINUTE, Instant, system_now
from city.settings import Settings
from city.snapshot import WallSnapshot
from city.store.connection import connect
from city.store.minutes import MinuteStore
from tests.browser.product import Product, running
from tests.browser.served import wait_for
from tests.layouts import factories as make

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
    """The product with a wall kept for every ten minutes of yesterday: so many near due."""
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
            minutes.keep("overview", kept(day + n * 10 * MINUTE, n))
        yield product


def kept(moment: Instant, n: int) -> WallSnapshot:
    """Return the wall of a moment, on which `n` more cases were closed."""
    wall = make.full_wall(points=40)
    figures = wall.departments
    tally = msgspec.structs.replace(figures.total, closed=1_000 + n)
    return msgspec.structs.replace(
        wall,
        head=msgspec.structs.replace(wall.head, as_of=moment),
        departments=msgspec.structs.replace(figures, total=tally),
    )


def live(page: Page) -> bool:
    try:
        return bool(page.evaluate("window.live && live.fulls > 0 && !live.isStale"))
    except Error:  # the page is being loaded
        return False


def closed(page: Page) -> int:
    text: Any = page.locator("#wall-closed b").first.inner_text()
    return int(text.replace(",", "").replace("–", "0") or 0)


def opened(page: Page, product: Product, moment: Instant) -> None:
    """Open the wall at a moment of the past."""
    local = make.baita().days.local(moment)
    page.goto(f"{product.url}/?rotate=off&at={local:%Y-%m-%dT%H:%M}")
    wait_for(lambda: live(page), 30, "the wall")


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
