"""Parts that are kept: never a picture of other figures than those that hold now."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from dash import html
from dash.development.base_component import Component
from msgspec import Struct, structs

from city.figures import Measured
from city.metrics import Figures
from dashboard.live.flatten import dumps
from layouts.parts import kept as module
from layouts.parts.kept import SIDE_BY_SIDE, kept
from layouts.wall.overview import wall
from tests.layouts import factories as make
from tests.layouts.test_shapes import PAIRS, SCENES


def told(tree: Component) -> Any:
    return orjson.loads(dumps(tree))


def drawn(words: str, number: int) -> Component:
    return html.Span(f"{words} {number}")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_made", {})


def test_what_is_equal_is_the_very_same_component() -> None:
    first = kept("a", drawn, "cases", 1)

    assert kept("a", drawn, "cases", 1) is first
    assert told(kept("a", drawn, "cases", 2)) == told(drawn("cases", 2))
    assert kept("b", drawn, "cases", 1) is not first
    assert kept("a", drawn, "cases", 1) is first  # still there, beside the other


def test_only_the_last_few_of_a_part_are_kept() -> None:
    first = kept("a", drawn, "cases", 0)
    for number in range(1, SIDE_BY_SIDE + 1):
        kept("a", drawn, "cases", number)

    assert kept("a", drawn, "cases", 0) is not first


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_a_page_drawn_after_another_is_as_if_it_were_the_first(name: str) -> None:
    """Whatever was shown before: a part that forgot one of its inputs would keep its old number."""
    alone: list[Any] = []
    for draw in PAIRS[name]:
        module._made.clear()
        alone.append(told(draw()))
    module._made.clear()

    for _ in range(2):
        assert [told(draw()) for draw in PAIRS[name]] == alone


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("more", [0, 1, 2])
def test_one_case_more_is_seen_wherever_it_counts(lang: Any, more: int) -> None:
    wall(make.full_wall(), make.baita(), lang)
    after = told(wall(make.full_wall(more=more), make.baita(), lang))
    module._made.clear()

    assert after == told(wall(make.full_wall(more=more), make.baita(), lang))


def test_parts_go_by_what_they_are_given_and_nothing_else() -> None:
    """A function with a way of its own to a value could be kept while that value changes."""
    for draws in PAIRS.values():
        for draw in draws:
            draw()
    functions: list[Callable[..., Any]] = [draw for _, draw in module._made]
    functions += [
        each
        for kept_parts in module._made.values()
        for given, _ in kept_parts
        for each in given
        if callable(each)
    ]

    assert len(functions) > 50
    assert [each for each in functions if getattr(each, "__closure__", None)] == []


def later(node: Any) -> Any:
    """Return a snapshot as it is read a second later, when nothing has changed."""
    if isinstance(node, tuple):
        return tuple(later(each) for each in node)
    if not isinstance(node, Struct) or not node.__struct_config__.frozen:
        return node
    fields = {name: later(getattr(node, name)) for name in node.__struct_fields__}
    if isinstance(node, (Figures, Measured)):
        fields["as_of"] = "2026-11-24T10:06:01+08:00"
    return structs.replace(node, **fields)


def panels(page: Any) -> list[Any]:
    """Return what stands between a page's header and its foot."""
    return next(list(each.children) for each in page.children if each._type == "Main")


@pytest.mark.parametrize("name", ["citizen", "district"])
def test_a_second_later_the_same_panels_are_given_again(name: str) -> None:
    """A moment that no panel tells would have all of them drawn and compared each second."""
    draw, made = SCENES[name]
    snapshot = made()

    first, second = (panels(draw(each, make.baita())) for each in (snapshot, later(snapshot)))

    assert len(first) > 4
    assert [a is b for a, b in zip(first, second, strict=True)] == [True] * len(first)
