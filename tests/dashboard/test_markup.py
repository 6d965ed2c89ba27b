"""A component tree as a still picture."""

import dash_leaflet as dl
import pytest
from dash import dcc, html

from dashboard.markup import markup


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (None, ""),
        ("a < b & c", "a &lt; b &amp; c"),
        (12, "12"),
        (["one", html.B("two"), None], "one<b>two</b>"),
        (html.Div(className='say "hi"'), '<div class="say &quot;hi&quot;"></div>'),
        (html.Div([html.Br(), "x"], lang="en"), '<div lang="en"><br>x</div>'),
        (html.I(style={"flexGrow": 3, "--at": "9px"}), '<i style="flex-grow:3;--at:9px"></i>'),
        (dcc.Link("cases", href="/cases", className="fig"), '<a class="fig">cases</a>'),
        (dcc.Graph(id="hours", className="hours", style={"height": "100%"}),
         '<div class="hours" style="height:100%"></div>'),
        (dl.Map([dl.GeoJSON(id="cases")], className="map"), '<div class="map"></div>'),
        (html.B("<i>", id="x", title="y", **{"data-live-view": "wall"}), "<b>&lt;i&gt;</b>"),
    ],
)  # fmt: skip
def test_a_tree_is_written_without_what_scripts_look_for(tree: object, expected: str) -> None:
    assert markup(tree) == expected


def test_places_that_scripts_fill_are_filled() -> None:
    tree = html.P([html.Span("", **{"data-live-age": ""}), html.Span("kept")])

    assert markup(tree, {"data-live-age": "9:15"}) == "<p><span>9:15</span><span>kept</span></p>"
