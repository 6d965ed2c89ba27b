"""The live map: the district, and every case in progress that has a position."""

from functools import lru_cache
from typing import Any

import dash_leaflet as dl
from dash import html
from dash.development.base_component import Component

from city.snapshot import MapPoint, MapSection
from layouts.edition import Edition
from layouts.parts.base_map import base_layers, bounds_of, script
from layouts.parts.identity import Same
from layouts.parts.slots import aria

CLUSTERS = {"radius": 108, "maxZoom": 16, "minPoints": 6}
"""How `within` points are gathered; the others are always single."""
MANY = 400
"""Marks of the page's own above this block it; then they are drawn, smaller, on the canvas."""


def case_map(view: str, section: MapSection, edition: Edition) -> Component:
    """Return the map with two layers: cases within limit in clusters, all others single."""
    within, urgent = _layers(view, Same(section))
    return html.Div(
        [
            dl.Map(
                [*base_layers(view, edition), within, urgent],
                id=f"{view}-map",
                bounds=bounds_of(edition.district),
                boundsOptions={"padding": [10, 18]},
                zoomSnap=0,
                zoomDelta=0.5,
                zoomControl=False,
                attributionControl=False,
                trackViewport=False,  # it fails on a map that was given bounds instead of a centre
                preferCanvas=True,
                className="map",
            )
        ],
        className="map-frame",
        role="region",
        **aria(label=edition.say("map_label")),
    )


@lru_cache(maxsize=8)
def _layers(view: str, key: Same[MapSection]) -> tuple[Component, Component]:
    """Return both layers; the same section gives the very same components, so it costs nothing."""
    calm: list[dict[str, Any]] = []
    urgent: list[dict[str, Any]] = []
    for point in key.record.points:
        gathered = point.light in ("within", "untimed")
        (calm if gathered else urgent).append(feature(point))
    urgent.sort(key=lambda each: str(each["properties"]["light"]))  # near below overdue
    within = dl.GeoJSON(
        id=f"{view}-map-within",
        data=collection(calm),
        cluster=True,
        zoomToBoundsOnClick=True,
        superClusterOptions=CLUSTERS,
        pointToLayer=script("point"),
        clusterToLayer=script("cluster"),
        eventHandlers={"click": script("open")},
    )
    single = dl.GeoJSON(
        id=f"{view}-map-urgent",
        data=collection(urgent),
        pointToLayer=script("point"),
        hideout={"many": len(urgent) > MANY},
        eventHandlers={"click": script("open")},
    )
    return within, single


@lru_cache(maxsize=65_536)
def feature(point: MapPoint) -> dict[str, Any]:
    """Return a point as GeoJSON; updates are matched by its id, and equal points are one."""
    return {
        "type": "Feature",
        "id": point.id,
        "properties": {"id": point.id, "light": point.light},
        "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
    }


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Return features as a GeoJSON collection."""
    return {"type": "FeatureCollection", "features": features}
