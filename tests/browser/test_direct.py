"""What of a change the page's script writes by itself, and what it leaves to Dash."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import dcc, html
from playwright.sync_api import Browser, Page, expect

from city.settings import ROOT
from dashboard.live.flatten import dumps
from tests.browser.served import Served, wait_for

pytestmark = pytest.mark.browser

STAGE = Path(__file__).with_name("stage.py")
COUNT = "panel-count-0"
CALM = """() => new Promise((go) => setTimeout(() => go(true), 0))"""
"""Whether what was to be done after the page's present work is done."""
Props = dict[str, Any]
Serve = Callable[..., Served]


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    """An empty page, with nothing but the scripts."""
    page = browser.new_page()
    page.add_script_tag(content="window.live = { HEAVY: { figure: 1000 } };")
    for script in ("clock.js", "direct.js"):
        page.add_script_tag(path=ROOT / "assets/live" / script)
    yield page
    page.close()


def written(page: Page, before: str, props: Props) -> tuple[bool, str]:
    """Return whether the script wrote all of a change to an element, and the element after it."""
    answer: list[Any] = page.evaluate(
        """([before, props]) => {
          document.body.innerHTML = before;
          const all = live.direct([['x', JSON.parse(props)]], new Set());
          return [all, document.body.innerHTML];
        }""",
        [before, dumps(props).decode()],
    )
    return answer[0], answer[1]


WRITTEN: dict[str, tuple[str, Props, str]] = {
    "a text": ('<b id="x">5</b>', {"children": "7"}, '<b id="x">7</b>'),
    "a number": ('<b id="x">5</b>', {"children": 0}, '<b id="x">0</b>'),
    "a class": ('<b id="x" class="a">5</b>', {"className": "a b"}, '<b id="x" class="a b">5</b>'),
    "facts": (
        '<b id="x" data-since="1" aria-label="one" title="t">5</b>',
        {"data-since": "2", "aria-label": "two", "title": "u"},
        '<b id="x" data-since="2" aria-label="two" title="u">5</b>',
    ),
    "a length": (
        '<i id="x" style="width: 4%; --share: 1;"></i>',
        {"style": {"width": "5%", "--share": "2"}},
        '<i id="x" style="width: 5%; --share: 2;"></i>',
    ),
    "a part of a row": (
        '<i id="x" style="flex-grow: 4;"></i>',
        {"style": {"flexGrow": 6}},
        '<i id="x" style="flex-grow: 6;"></i>',
    ),
    "what stands inside": (
        '<div id="x"><span class="n">=</span><a href="/c" class="t"><b>5</b> of 9</a></div>',
        {
            "children": [
                html.Span("=", className="n"),
                dcc.Link([html.B("6"), " of 10"], href="/c", className="t"),
            ]
        },
        '<div id="x"><span class="n">=</span><a href="/c" class="t"><b>6</b> of 10</a></div>',
    ),
    "nothing": ('<b id="x">5</b>', {"children": ["5", None, ""]}, '<b id="x">5</b>'),
    "a running text is the clock's": (
        '<b id="x" data-countdown="1">00:59</b>',
        {"children": "01:00", "data-countdown": "2"},
        '<b id="x" data-countdown="2">00:59</b>',
    ),
    "a figure is not a look": (
        '<b id="x" class="a"></b>',
        {"figure": {"data": []}, "className": "b"},
        '<b id="x" class="b"></b>',
    ),
}

LEFT: dict[str, tuple[str, Props]] = {
    "nobody has the id": ("<b>5</b>", {"children": "7"}),
    "the first text": ('<b id="x"></b>', {"children": "7"}),
    "one more inside": ('<p id="x"><b>5</b></p>', {"children": [html.B("5"), html.B("6")]}),
    "another element": ('<p id="x"><b>5</b></p>', {"children": html.I("5")}),
    "another component's element": ('<p id="x"><a>5</a></p>', {"children": dcc.Markdown("5")}),
    "another address": ('<a id="x" href="/a">5</a>', {"href": "/b", "children": "6"}),
    "another address inside": (
        '<p id="x"><a href="/a">5</a></p>',
        {"children": dcc.Link("6", href="/b")},
    ),
    "one more fact": ('<p id="x"><b>5</b></p>', {"children": html.B("6", title="t")}),
    "one fact less": ('<p id="x"><b title="t">5</b></p>', {"children": html.B("6")}),
    "a class that is gone": ('<b id="x" class="a">5</b>', {"className": None, "children": "6"}),
    "a title that is gone": ('<b id="x" title="a">5</b>', {"title": None, "children": "6"}),
    "one more length": (
        '<b id="x" style="width: 5%;">5</b>',
        {"style": {"width": "5%", "left": "1%"}},
    ),
    "a length in pixels": ('<b id="x" style="width: 5px;">5</b>', {"style": {"width": 6}}),
    "what does something": ('<button id="x">5</button>', {"disabled": True, "children": "6"}),
    "what dresses itself": ('<div id="x" class="a leaflet-container"></div>', {"className": "b"}),
    "an id inside": ('<p id="x"><b id="y">5</b></p>', {"children": html.B("6", id="y")}),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_texts_and_looks_are_written(blank: Page, name: str) -> None:
    """Only values change, so the page needs nobody else."""
    before, props, after = WRITTEN[name]

    assert written(blank, before, props) == (True, after)


@pytest.mark.parametrize("name", LEFT)
def test_what_is_more_than_a_look_is_left_whole(blank: Page, name: str) -> None:
    """Half of a change would be a page that nobody has drawn."""
    before, props = LEFT[name]

    assert written(blank, before, props) == (False, before)


def test_a_panel_is_written_whole_or_not_at_all(blank: Page) -> None:
    """A sum of which one term is left to Dash would be wrong until Dash has written it."""
    answer = blank.evaluate(
        """() => {
          document.body.innerHTML =
            '<section><b id="x">5</b><b id="y"></b></section><b id="z">1</b>';
          const held = new Set(), shown = () => document.body.textContent;
          const first = live.direct([['x', '7'], ['y', '2'], ['z', '3']].map(
            ([id, children]) => [id, { children }]), held);
          const seen = [first, shown(), live.direct([['x', { children: '8' }]], held), shown()];
          held.clear();
          return seen.concat([live.direct([['x', { children: '9' }]], held), shown()]);
        }"""
    )

    assert answer == [False, "53", False, "53", True, "93"]


def staged(serve: Serve, page: Page) -> Served:
    """Open the stage, and wait until its page is live and Dash has been told everything."""
    served = serve(STAGE)
    page.goto(served.url)
    expect(page.locator(f"#{COUNT}")).to_have_text("0")
    wait_for(lambda: page.evaluate("!!window.live && live.fulls > 0"), 20, "everything")
    return served


def test_a_text_needs_no_dash(serve: Serve, page: Page) -> None:
    """A number must not wait until hundreds of components have been asked."""
    served = staged(serve, page)
    page.evaluate("dash_clientside.set_props = () => {}")

    served.set(text="7")

    expect(page.locator(f"#{COUNT}")).to_have_text("7")


def test_dash_is_told_of_what_the_page_shows(serve: Serve, page: Page) -> None:
    """Whatever Dash draws anew must not bring back an old number."""
    served = staged(serve, page)
    page.evaluate(
        """() => { window.told = []; const { set_props } = dash_clientside;
        dash_clientside.set_props = (id, props) => {
            told.push([id, props.children]);
            set_props(id, props);
        };         }"""
    )

    for text in ("1", "2", "3"):
        served.set(text=text)

    wait_for(lambda: [COUNT, "3"] in page.evaluate("told"), 5, "Dash to be told")
    expect(page.locator(f"#{COUNT}")).to_have_text("3")


def test_what_dash_takes_to_be_there_is_put_right(serve: Serve, page: Page) -> None:
    """React writes only what differs from what it wrote, not from what the page shows."""
    staged(serve, page)

    page.evaluate(
        """(id) => [{ children: '7' }, { children: '0', title: 'another' }].forEach(
          (props) => live.apply(
            { k: 'd', re: false, set: { [id]: props }, layers: {}, entries: {} }))""",
        COUNT,
    )

    expect(page.locator(f"#{COUNT}")).to_have_attribute("title", "another")
    expect(page.locator(f"#{COUNT}")).to_have_text("0")


def test_new_children_are_not_overwritten_by_what_waited(serve: Serve, page: Page) -> None:
    """What was told before they came is compared with the page after they are there."""
    staged(serve, page)

    page.evaluate(
        """(id) => {
          const message = { k: 'd', layers: {}, entries: {} }, html = 'dash_html_components';
          const counter = { type: 'Strong', namespace: html, props: { id, children: '2' } };
          live.apply({ ...message, re: false, set: { [id]: { children: '1' } } });
          live.apply({ ...message, re: true, set: { 'panel-side': { children: [counter] } } });
        }""",
        COUNT,
    )

    expect(page.locator("#panel-side > strong")).to_have_text("2")
    wait_for(lambda: page.evaluate(CALM), 5, "Dash to have been told everything")
    expect(page.locator("#panel-side > strong")).to_have_text("2")
