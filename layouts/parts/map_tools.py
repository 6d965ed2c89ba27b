"""What a map can show besides cases, and what its marks mean, in words."""

from collections.abc import Iterator
from typing import Any

from dash import html
from dash.development.base_component import Component

from city.atlas import MapSection
from layouts.edition import Edition
from layouts.parts.marks import mark
from layouts.parts.sign_card import storm_words
from layouts.parts.slots import aria, attributes
from layouts.text import number

MODES = ("cases", "heat", "grids", "load", "share")
"""Single cases, heat of a class, grids by load, streets by load, streets by share in time."""

CLUSTERED_OVER = 2_000
"""Points up to which every case is drawn by itself; `assets/map/clusters.js` knows the same."""


def map_tools(view: str, edition: Edition) -> Component:
    """Return the buttons that choose what is shown; the map's script hears them."""
    modes = [mode for mode in MODES if mode != "grids" or edition.district.grids]
    buttons = [
        html.Button(edition.say(f"map_mode_{mode}"), type="button", **attributes(map_mode=mode))
        for mode in modes
    ]
    return html.Div(
        [*buttons, _classes(edition)],
        id=f"{view}-map-tools",
        className="map-tools",
        role="group",
        **aria(label=edition.say("map_tools")),
    )


def _classes(edition: Edition) -> Component:
    district = edition.district
    options = [html.Option(edition.say("map_all_classes"), value="")]
    options += [
        html.Option(edition.label("class", key), value=key)
        for key, each in district.classes.items()
        if _is_primary(edition, each.major)
    ]
    return html.Select(options, className="map-tools__class", **aria(label=edition.say("class")))


def _is_primary(edition: Edition, major: str) -> bool:
    known = edition.district.majors.get(major)
    return known is None or known.stream in ("", edition.district.primary.key)


def map_legend(view: str, section: MapSection, edition: Edition) -> Component:
    """Return one sentence for each mode; the style sheet shows the one that holds."""
    return html.Div(
        [
            html.P(list(_words(mode, section, edition)), className=f"map-legend__{mode}")
            for mode in MODES
        ],
        id=f"{view}-map-legend",
        className="map-legend",
    )


def _words(mode: str, section: MapSection, edition: Edition) -> Iterator[Any]:
    if mode == "cases":
        for light in ("within", "near", "overdue"):
            yield html.Span([mark(light), edition.say(light)])
        if len(section.points) > CLUSTERED_OVER:
            yield html.Span(edition.say("map_clusters"))
        if section.storms:  # the largest: what its mark is of cannot be asked for on a wall
            yield html.Span(
                [html.I(className="map-surge"), storm_words(section.storms[0], edition)]
            )
        if section.cameras:
            online = sum(camera.online for camera in section.cameras)
            facts = {"online": number(online), "count": number(len(section.cameras))}
            yield html.Span([html.I(className="map-eye"), edition.say("map_cameras", **facts)])
            yield html.Span([html.I(className="map-eye is-off"), edition.say("camera_offline")])
        return
    most = max((area.open for area in _areas(mode, section)), default=0)
    target = f"{edition.district.target_share * 100:g}"
    invented = any(grid.demo for grid in edition.district.grids.values())
    drawn = edition.say("map_demo_grids") if invented else ""
    words = edition.say(f"map_legend_{mode}", most=number(most), target=target, drawn=drawn)
    yield html.Span(words)


def _areas(mode: str, section: MapSection) -> Any:
    return section.grids if mode == "grids" else section.streets
