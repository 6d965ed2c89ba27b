"""What changed, merged and written."""

from typing import Any

import dash_leaflet as dl
import orjson
from dash import html
from dash.development.base_component import Component
from hypothesis import given, strategies as st

from dashboard.live.delta import Delta, diff, join, merge, replacement, whole
from dashboard.live.flatten import Flat, flatten

Shown = tuple[dict[str, str], dict[str, str]]
"""What a page shows: texts by id, and lights by feature."""


def tree(texts: dict[str, str], marks: dict[str, str], extra: bool = False) -> Component:
    kids: list[Component] = [html.B(text, id=key) for key, text in sorted(texts.items())]
    data = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "id": key, "light": v} for key, v in marks.items()],
    }
    kids.append(html.Div(dl.GeoJSON(id="layer", data=data), id="map"))
    if extra:
        kids.append(html.I("x", id="extra"))
    return html.Div(kids, id="root")


def applied(shown: Shown, delta: Delta) -> Shown:
    """Return what a page shows after a message, as `assets/live/apply.js` does it."""
    message: Any = orjson.loads(join({"k": "d"}, delta))
    texts = shown[0] | {k: p["children"] for k, p in message["set"].items() if k in shown[0]}
    marks = dict(shown[1])
    for change in message["layers"].values():
        for gone in change["rm"]:
            marks.pop(gone, None)
        marks.update({f["id"]: f["light"] for f in change["up"]})
    return texts, marks


LETTERS = st.sampled_from("abc")
TEXTS = st.fixed_dictionaries({"one": LETTERS, "two": LETTERS})
MARKS = st.dictionaries(st.sampled_from("pqrs"), LETTERS)
SHOWN = st.tuples(TEXTS, MARKS)


@given(SHOWN, SHOWN)
def test_a_delta_turns_the_old_page_into_the_new_one(old: Shown, new: Shown) -> None:
    """Whatever changed, no screen is left with an old value."""
    delta = diff(flatten(tree(*old)), flatten(tree(*new)))

    assert applied(old, delta) == new
    assert bool(delta) == (old != new)


@given(st.lists(SHOWN, min_size=2, max_size=6))
def test_merged_deltas_have_the_effect_of_all(states: list[Shown]) -> None:
    """A slow screen gets one message instead of many, and ends at the same place."""
    flats = [flatten(tree(*state)) for state in states]
    steps = [diff(a, b) for a, b in zip(flats, flats[1:], strict=False)]

    assert applied(states[0], merge(steps)) == states[-1]


def test_merging_changes_none_of_the_deltas() -> None:
    """They are shared by all viewers."""
    first = Delta({"a": {"children": b'"1"'}}, {"g": {"p": b"{}"}})
    second = Delta({"a": {"children": b'"2"'}}, {"g": {"p": None}})

    merge([first, second])

    assert first.sets["a"] == {"children": b'"1"'}
    assert first.layers["g"] == {"p": b"{}"}


def test_a_property_that_is_no_longer_given_is_taken_back() -> None:
    """Or a title would stay on the page for ever."""
    old = flatten(html.Div(html.B("1", id="a", title="late"), id="root"))
    new = flatten(html.Div(html.B("1", id="a"), id="root"))

    assert diff(old, new).sets == {"a": {"title": b"null"}}


def structural() -> tuple[Flat, Flat]:
    marks = {"p": "a", "q": "b"}
    return flatten(tree({"one": "1"}, marks)), flatten(tree({"one": "2"}, marks, extra=True))


def test_another_structure_replaces_the_children_of_its_owner_only() -> None:
    """What is inside comes with it, and the map's marks are sent again as it is mounted anew."""
    delta = diff(*structural())

    assert delta.structural
    assert list(delta.sets) == ["root"]
    assert list(delta.sets["root"]) == ["children"]
    assert b'"features":[]' in delta.sets["root"]["children"]
    assert set(delta.layers["layer"]) == {"p", "q"}


def test_only_the_outermost_owner_is_replaced() -> None:
    """Replacing one inside it as well would mount it twice."""

    def deep(inner: bool, outer: bool) -> Flat:
        kids = [html.B(id="a"), *([html.B(id="b")] if inner else [])]
        more = [html.B(id="c")] if outer else []
        return flatten(html.Div(html.Div([html.Div(kids, id="in"), *more], id="out"), id="root"))

    assert set(diff(deep(False, False), deep(True, False)).sets) == {"in"}
    assert set(diff(deep(False, False), deep(True, True)).sets) == {"out"}


def test_a_full_message_fits_the_shape_of_the_page() -> None:
    """The same shape gets values, another one gets the root's children."""
    flat = structural()[1]

    assert "root" not in whole(flat).sets
    assert whole(flat).sets["one"] == {"children": b'"2"'}
    assert list(replacement(flat).sets) == ["root"]
    assert set(whole(flat).layers["layer"]) == set(replacement(flat).layers["layer"]) == {"p", "q"}


def carried(*entries: tuple[Any, ...]) -> Flat:
    """Return a view that carries entries for the page's own scripts."""
    place: Any = html.Div(id="view-cases")
    place.entries = {entry[0]: entry for entry in entries}
    return flatten(html.Div(place, id="view"))


def test_entries_travel_one_by_one_and_never_as_properties() -> None:
    """Two of ten thousand cases that changed cost two."""
    before = carried(("a", 1.0), ("b", 2.0), ("c", 3.0))
    after = carried(("a", 1.0), ("b", 2.5), ("d", 4.0))

    told = orjson.loads(join({"k": "d"}, diff(before, after)))

    assert told["set"] == {}
    assert told["layers"] == {}
    assert {entry[0] for entry in told["entries"]["view-cases"]["up"]} == {"b", "d"}
    assert told["entries"]["view-cases"]["rm"] == ["c"]


def test_merged_entries_have_the_effect_of_each_in_order() -> None:
    """A slow screen is sent several changes as one."""
    states = [carried(("a", 1.0)), carried(("a", 2.0), ("b", 1.0)), carried(("a", 3.0))]

    merged = merge(diff(old, new) for old, new in zip(states, states[1:], strict=False))

    assert merged.entries["view-cases"] == {"a": b'["a",3.0]', "b": None}


def test_a_full_message_has_every_entry() -> None:
    assert whole(carried(("a", 1.0))).entries == {"view-cases": {"a": b'["a",1.0]'}}
