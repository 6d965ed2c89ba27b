"""Taking trees apart."""

from typing import Any

import dash_leaflet as dl
import orjson
import plotly.graph_objects as go
import pytest
from dash import dcc, html

from dashboard.live.flatten import DuplicateId, flatten, strip
from dashboard.live.invalid import InvalidFigure


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def feature(key: str, light: str = "within") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"id": key, "light": light}, "geometry": None}


def test_every_id_holds_its_own_values_as_json() -> None:
    """Only what has an id can be updated alone; what has none belongs to the next id above."""
    tree = html.Div([html.B("1", id="a", className="x"), html.I("no id")], id="root")

    flat = flatten(tree)

    assert list(flat.parts) == ["root", "a"]
    assert flat.parts["a"].props == {"children": b'"1"', "className": b'"x"'}
    assert flat.parts["root"].props == {}
    assert b"no id" in (flat.parts["root"].shell or b"")


def test_the_shape_does_not_depend_on_values_under_an_id() -> None:
    """A screen keeps its graph and map as long as the shape is the same."""

    def tree(text: str, more: bool = False) -> html.Div:
        kids = [html.B(text, id="a"), *([html.I(id="b")] if more else [])]
        return html.Div(kids, id="root")

    assert flatten(tree("1")).shape == flatten(tree("2")).shape
    assert flatten(tree("1")).shape != flatten(tree("1", more=True)).shape


def test_an_unchanged_object_is_not_looked_into_again() -> None:
    """A layout that keeps its map with 10,000 marks pays nothing for it."""
    kept = html.Div([html.B("1", id="a")], id="kept")
    was = flatten(html.Div([kept, html.B("1", id="b")], id="root"))

    now = flatten(html.Div([kept, html.B("2", id="b")], id="root"), was=was)

    assert now.parts["kept"] is was.parts["kept"]
    assert now.parts["b"].props["children"] == b'"2"'


def test_unchanged_features_are_not_serialised_again() -> None:
    """Marks that stayed are compared by identity, so a new list of old marks is cheap."""
    stays, goes = feature("p1"), feature("p2")
    was = flatten(html.Div(dl.GeoJSON(id="g", data=collection(stays, goes)), id="root"))

    now = flatten(html.Div(dl.GeoJSON(id="g", data=collection(stays)), id="root"), was=was)

    old, new = was.parts["g"].layer, now.parts["g"].layer
    assert old and new
    assert new.features["p1"] is old.features["p1"]
    assert list(new.features) == ["p1"]


@pytest.mark.parametrize(
    "data",
    [
        collection({"type": "Feature", "properties": {}, "geometry": None}),  # no id
        collection(feature("p1"), feature("p1")),  # one id twice
        {"type": "Feature", "properties": {}, "geometry": None},  # not a collection
    ],
)
def test_features_that_cannot_be_told_apart_are_one_value(data: dict[str, Any]) -> None:
    """Nothing is lost for want of an id; it is only dearer to send."""
    part = flatten(html.Div(dl.GeoJSON(id="g", data=data), id="root")).parts["g"]

    assert part.layer is None
    assert orjson.loads(part.props["data"]) == data


def test_an_id_that_stands_twice_is_refused() -> None:
    """An update could not tell the two apart, and Dash would raise in the page."""
    with pytest.raises(DuplicateId):
        flatten(html.Div([html.B(id="a"), html.Div(html.B(id="a"))], id="root"))


def test_a_root_without_id_is_refused() -> None:
    """Its children could never be replaced."""
    with pytest.raises(ValueError, match="root"):
        flatten(html.Div("no id"))


def test_a_pattern_id_is_its_json() -> None:
    """The page turns it back to an object, or `set_props` would not find it."""
    tree = html.Div(html.B("1", id={"type": "row", "index": 3}), id="root")

    assert list(flatten(tree).parts) == ["root", '{"index":3,"type":"row"}']


@pytest.mark.parametrize(
    "figure",
    [
        {"data": "none"},  # data is no list
        {"data": [3]},  # a trace is no dict
        {"data": [{"type": 3}]},  # a trace's type is no word
        {"data": [], "layout": []},  # the layout is no dict
        "figure",  # no figure at all
    ],
)
def test_a_figure_that_would_break_its_graph_is_refused(figure: Any) -> None:
    """A graph that was given one stays broken for every good figure after it."""
    with pytest.raises(InvalidFigure):
        flatten(html.Div(dcc.Graph(id="g", figure=figure), id="root"))


def test_figures_of_plotly_and_plain_dicts_are_taken() -> None:
    """Both ways to write a figure are in use."""
    kids = [
        dcc.Graph(id="g", figure=go.Figure(go.Bar(y=[1, 2]))),
        dcc.Graph(id="h", figure={"data": [{"type": "bar", "y": [1, 2]}]}),
    ]

    parts = flatten(html.Div(kids, id="root")).parts

    assert b'"bar"' in parts["g"].props["figure"]
    assert b'"bar"' in parts["h"].props["figure"]


def test_a_first_paint_carries_no_features_and_changes_no_original() -> None:
    """Ten thousand marks would make the page heavy; they follow on the channel."""
    layer = dl.GeoJSON(id="g", data=collection(feature("p1")))
    drawn = dl.GeoJSON(data=collection(feature("street")))  # without an id: part of the page

    bare = strip(html.Div([html.Div(layer), drawn], id="root"))

    assert bare.children[0].children.data == collection()
    assert bare.children[1].data == collection(feature("street"))
    assert layer.data == collection(feature("p1"))
