"""Every page of the product with the simulated city's history: what is seen, and where it leads."""

import json
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Error, Page, Response, WebSocket, expect

from city.settings import Settings
from ingest.simulation.texts import FAMILY, GIVEN
from tests.browser.chromium import Complaints
from tests.browser.looks import CLIPPED, FACTS, OVERLAPPING
from tests.browser.product import Product, running
from tests.browser.served import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.redis, pytest.mark.kafka, pytest.mark.slow]

SIZES = {"wall": (1920, 1080), "wide": (3840, 1080), "desk": (1440, 900), "phone": (390, 844)}
LANGUAGES = ("zh", "en")
PHONE = re.compile(r"1700000\d{4}")
NAMES = [family + given for family in FAMILY for given in GIVEN]
NOTES = """(hrefs) => Promise.all(hrefs.map((href) => new Promise((done, fail) => {
    const scope = encodeURIComponent(new URL(href, location).search.slice(1));
    const at = `/live/ws?view=queue&scope=${scope}&lang=zh&shape=0`;
    const socket = new WebSocket(`ws://${location.host}${at}`);
    const find = (tree) => {
        if (!tree || typeof tree !== 'object') return null;
        if (tree.id === 'queue-note') return tree.children;
        for (const part of Object.values(tree)) {
            const found = find(part);
            if (found) return found;
        }
        return null;
    };
    socket.onerror = () => fail(new Error(href));
    socket.onmessage = ({ data }) => {
        const note = find(JSON.parse(data));
        if (note) { socket.close(); done(note); }
    };
})))"""
"""What the lists say of themselves: the notes on top of the pages that the hrefs lead to."""
FIGURES = """() => Array.from(document.querySelectorAll('.wall a[href*="/cases?"]:not(.fig--row)'))
    .filter((link) => link.getClientRects().length)
    .map((link) => ({ href: link.getAttribute('href'), id: link.closest('[id]').id,
        text: link.innerText, title: link.title }))"""


@pytest.fixture(scope="module")
def product(
    redis_server: str,
    redis_database: int,
    kafka_server: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Product]:
    """The product with the whole history of the simulated city, which then stands still."""
    folder = tmp_path_factory.mktemp("product")
    settings = Settings(
        namespace=f"test-{uuid4().hex[:10]}",
        state=folder / "state",
        redis_url=re.sub(r"/\d+$", f"/{redis_database}", redis_server),
        kafka_servers=kafka_server,
    )
    with running(settings, folder) as product:
        product.run("simulate", "--pace", "0")
        wait_for(lambda: product.health().get("lag") == 0, 60, "the history to be applied")
        yield product


@pytest.fixture(scope="module")
def wall(product: Product, browser: Browser) -> Iterator[Page]:
    """One wall that the tests of this module look at; it may not complain either."""
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        page = context.new_page()
        complaints = Complaints(page)
        opened(page, product, "/")
        yield page
    assert complaints.heard == []


def opened(page: Page, product: Product, path: str) -> None:
    """Open a page and wait until it is live; the wall stays at the scene that is asked for."""
    still = path if path.startswith(("/leader", "/cases", "/no")) else address(path)
    page.goto(product.url + still)
    settle(page)


def address(path: str) -> str:
    """Return the address of a scene that takes no turns."""
    return f"{path}{'&' if '?' in path else '?'}rotate=off"


def settle(page: Page) -> None:
    """Wait until the page that is shown is live, its map drawn and its fonts there."""
    ready = """() => (document.querySelector('.not-found') || (window.live && live.fulls > 0
        && live.view && !live.isStale && document.querySelector('[data-live-view]')))
        && document.fonts.status === 'loaded'"""

    def holds() -> bool:
        try:
            return bool(page.evaluate(ready))
        except Error:  # the page is being loaded
            return False

    wait_for(holds, 30, f"{page.url} to be live")


def with_language(path: str, lang: str) -> str:
    """Return an address in a language."""
    return path if lang == "zh" else f"{path}{'&' if '?' in path else '?'}lang=en"


@pytest.fixture(scope="module")
def case_path(wall: Page) -> str:
    """The address of a case that is shown on the wall."""
    href = wall.locator(".urgent[href]").first.get_attribute("href")
    assert href
    return href


SCENES = ("wall", "flow", "hotline", "assessment")
PATHS = {
    "wall": "/",
    "flow": "/flow",
    "hotline": "/hotline",
    "assessment": "/assessment",
    "scores": "/scores?composite=department&window=month",
    "leader": "/leader",
    "queue": "/cases",
    "unknown": "/no/such/page",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [*PATHS, "case"])
def test_a_page_fits_every_screen_and_can_be_read_by_a_machine(
    product: Product, page: Page, case_path: str, name: str, lang: str
) -> None:
    """
    Nothing runs out at the side, is cut off in mid-word, or lies on something else.

    Screen readers need a language, one title, one main part, and a name for every link.
    """
    opened(page, product, with_language(PATHS.get(name, case_path), lang))

    wrong = {size: found for size in SIZES if (found := faults(page, size, fits=name in SCENES))}
    facts = page.evaluate(FACTS)

    assert wrong == {}
    assert (facts["h1"], facts["main"]) == (1, 1)
    assert facts["lang"] == {"zh": "zh-CN", "en": "en"}[lang]
    assert facts["title"] == facts["heading"]
    assert facts["nameless"] == []
    assert facts["twice"] == []


def faults(page: Page, size: str, *, fits: bool) -> dict[str, object]:
    """Return what is wrong with a page at a size; one that `fits` is not scrolled on its side."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    wait_for(lambda: page.evaluate("innerWidth") == width, 5, "the new size")
    with suppress(AssertionError):  # a chart follows a moment later; what stays is told below
        wait_for(lambda: page.evaluate(FACTS)["over"] <= 0, 3, "the width")
    facts = page.evaluate(FACTS)
    found = {
        "px too wide": max(facts["over"], 0),
        "px too high": max(facts["under"], 0) if fits and size != "phone" else 0,
        "cut off": page.evaluate(CLIPPED),
        "on each other": page.evaluate(OVERLAPPING),
    }
    return {what: fault for what, fault in found.items() if fault}


def test_the_keyboard_gets_everywhere(product: Product, page: Page) -> None:
    """The first stop leads past the header; every link can be reached, and is seen when it is."""
    opened(page, product, "/leader")

    page.keyboard.press("Tab")
    skip = page.evaluate("[document.activeElement.className, document.activeElement.hash]")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    links = page.evaluate(
        "Array.from(document.querySelectorAll('a')).filter((a) => a.getClientRects().length"
        " && (a.tabIndex < 0 || !a.href)).map((a) => a.outerHTML)"
    )

    assert skip == ["skip", "#content"]
    assert inside
    assert outline == "solid"
    assert links == []


@dataclass(frozen=True)
class Figure:
    """A number of the wall and the address of the cases behind it."""

    id: str
    href: str
    count: int


def figures(page: Page) -> list[Figure]:
    """Return every number on the wall that leads to a list."""
    found = []
    for each in page.evaluate(FIGURES):
        count = counted(each["title"] or each["text"])
        if count is not None:
            found.append(Figure(each["id"], each["href"], count))
    return found


def counted(text: str) -> int | None:
    """Return the count of its list that a link shows, None for a share."""
    if re.search(r"\d[./]\d", text):
        return None
    numbers = [int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", text)]
    return numbers[-1] if numbers else None


def totals(page: Page, hrefs: list[str]) -> list[int]:
    """Return how many cases each list holds, by what the live channel says its page shows."""
    notes = page.evaluate(NOTES, hrefs)
    return [int(re.sub(r"[^\d].*", "", note.replace(",", ""))) for note in notes]


def different(page: Page) -> list[tuple[str, str, int, int]]:
    """Return id, address, number and listed cases of every number that differs from its list."""
    found = []
    for each in figures(page):
        (listed,) = totals(page, [each.href])
        if listed != each.count:
            found.append((each.id, each.href, each.count, listed))
    return found


def test_every_number_on_the_wall_opens_a_list_of_so_many_cases(
    product: Product, page: Page
) -> None:
    """A figure that cannot be looked behind is not believed; one that differs, never again."""
    opened(page, product, "/")
    shown = figures(page)
    five_star = product.figures(stream="hotline", window="last-90-days")["five_star"]
    ring = page.locator("#wall-hotline-ring").get_attribute("href")
    assert ring

    looks: list[list[tuple[str, str, int, int]]] = []
    while not looks or (looks[-1] and len(looks) < 3):  # a limit may run out between two looks
        looks.append(different(page))

    assert looks[-1] == []
    assert len(shown) > 25
    assert totals(page, [ring]) == [five_star] == [1929]


def test_two_clicks_lead_from_a_figure_to_a_case_and_why_it_is_due(
    product: Product, page: Page
) -> None:
    """From 超期 to the first of them, with everything that happened to it."""
    opened(page, product, "/")
    count = int(page.locator("#wall-overdue b").inner_text().replace(",", ""))

    page.click("#wall-overdue a")
    expect(page.locator("#queue-note")).to_contain_text(f"{count} 件")
    page.click("#queue-row-1")

    expect(page.locator("#case-title h2")).not_to_be_empty()
    expect(page.locator("#case-timeline, .timeline").first).to_contain_text("上报")
    expect(page.locator("#case-explanation")).to_contain_text("到期")


class Overheard:
    """Everything that reaches a page: answers, and messages of the live channel unpacked."""

    def __init__(self, page: Page) -> None:
        self.frames = 0
        self._texts: list[str] = []
        page.on("websocket", self._socket)
        page.on("response", self._response)

    def text(self) -> str:
        return "\n".join(self._texts)

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._frame)

    def _frame(self, payload: str | bytes) -> None:
        self.frames += 1
        text = zlib.decompress(payload).decode() if isinstance(payload, bytes) else payload
        self._texts.append(json.dumps(json.loads(text), ensure_ascii=False))

    def _response(self, response: Response) -> None:
        if "/_dash" in response.url or "/api/" in response.url:
            self._texts.append(json.dumps(response.json(), ensure_ascii=False))


def test_nothing_personal_reaches_a_page(product: Product, page: Page, case_path: str) -> None:
    """The simulator tells names and numbers; the translator must have kept them all."""
    heard = Overheard(page)

    opened(page, product, "/")
    text = page.content()
    for path in ("/cases?channel=citizen", "/cases?stream=hotline", case_path):
        opened(page, product, path)
        text += page.content()
    text += heard.text()

    assert heard.frames >= 4
    assert len(text) > 100_000
    assert PHONE.findall(text) == []
    assert [name for name in NAMES if name in text] == []
