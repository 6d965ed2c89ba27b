"""The live map: the district, and every case in progress that has a position."""

import json

import dash_leaflet as dl
from dash import html
from dash.development.base_component import Component

from city.atlas import MapSection, TileLayer
from layouts.edition import Edition
from layouts.parts.base_map import base_layers, bounds_of, grid_layer
from layouts.parts.kept import kept
from layouts.parts.map_layers import case_layers
from layouts.parts.map_tools import map_legend, map_tools
from layouts.parts.slots import aria, attributes

MARGINS = {"paddingTopLeft": [10, 14], "paddingBottomRight": [10, 40]}
"""Pixels around the district; below it stands the legend."""


def case_map(view: str, section: MapSection, edition: Edition) -> Component:
    """Return the map; cases are drawn by its script, within limit in clusters if they are many."""
    bounds = bounds_of(edition.district)
    return html.Div(
        [
            kept(f"{view}-map", _ground, view, edition),
            *case_layers(view, section, edition),
            kept(f"{view}-map-tools", map_tools, view, edition),
            map_legend(view, section, edition),
            _credits(edition),
        ],
        className="map-frame",
        role="region",
        **aria(label=edition.say("map_label")),
        **attributes(
            map=view,
            map_bounds=json.dumps(bounds),
            map_margins=json.dumps(MARGINS),
            map_tiles=json.dumps([_told(layer) for layer in edition.district.map_spec.tiles]),
            map_close=edition.say("map_close"),
            map_gone=edition.say("map_gone"),
            map_sign_gone=edition.say("map_sign_gone"),
        ),
    )


def _ground(view: str, edition: Edition) -> Component:
    ground: Component = dl.Map(
        [*base_layers(view, edition), grid_layer(view, edition)],
        id=f"{view}-map",
        bounds=bounds_of(edition.district),
        boundsOptions=MARGINS,
        zoomSnap=0,
        zoomDelta=0.5,
        zoomControl=False,
        attributionControl=False,
        trackViewport=False,  # it fails on a map that was given bounds instead of a centre
        preferCanvas=True,
        className="map",
    )
    return ground


def _told(layer: TileLayer) -> dict[str, object]:
    """Return what the page may know of a layer: never where its tiles come from."""
    return {
        "key": layer.key,
        "min": layer.min_zoom,
        "max": layer.max_zoom,
        "opacity": layer.opacity,
    }


def _credits(edition: Edition) -> Component:
    layers = edition.district.map_spec.tiles
    return html.Small(
        "　".join(layer.credit for layer in layers if layer.credit), className="map-credit"
    )
