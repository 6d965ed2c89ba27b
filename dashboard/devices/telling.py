"""What one screen is told, as a message of the live channel."""

from collections.abc import Callable
from typing import Any

from dash.development.base_component import Component

from city.devices import Device, Order
from city.district import District
from city.errors import CityError
from city.lists import ListedCase
from city.ports import ScreenSource
from city.surfaces import for_surface
from dashboard.devices.desk import code_shown
from dashboard.live.flatten import dumps
from dashboard.live.guests import Guest
from layouts.edition import Edition
from layouts.parts.base_map import bounds_of
from layouts.parts.case_map import MARGINS
from layouts.screens.told import LAYER, cast, corner, notice

PADDING = [10, 18]
"""Pixels around what the map looks at; those that it begins with."""


class Teller:
    """Draws what screens are told with the layouts that pages are drawn with."""

    def __init__(self, district: District, source: ScreenSource) -> None:
        self._district, self._source = district, source

    def __call__(self, guest: Guest, device: Device | None, order: Order | None) -> bytes:
        """Return the message; two that say the same are the same bytes."""
        edition = Edition(self._district, "en" if guest.key.lang == "en" else "zh")
        order = order if device is not None and order is not None else Order()
        return dumps(
            {
                "k": "c",
                "screen": device.name if device else "",
                "go": order.path,
                "told": order.told_at,
                "hold": order.held or bool(order.path or order.street or order.case),
                "set": {LAYER: {"children": self._layer(guest, device, order, edition)}},
                "look": {f"{guest.key.name}-map": self._bounds(order)},
            }
        )

    def _layer(
        self, guest: Guest, device: Device | None, order: Order, edition: Edition
    ) -> list[Component]:
        code = code_shown(guest, device)
        shown = [corner(code, edition)] if code else []
        if order != Order():
            shown.append(notice(order, edition))
        case = castable(self._source.case, order.case)
        if case is not None:
            shown.append(cast(case, edition, as_of=self._source.head().as_of))
        return shown

    def _bounds(self, order: Order) -> dict[str, Any]:
        """Return where the map looks: at a street, or at the whole district."""
        street = street_bounds(self._district, order.street)
        box, options = bounds_of(self._district), MARGINS  # as it was before anybody told it
        if street is not None:
            box, options = street, {"padding": PADDING}
        return {
            "street": order.street,
            "viewport": {
                "bounds": box,
                "transition": "fitBounds",
                "options": options,
            },
        }


def street_bounds(district: District, street: str) -> list[list[float]] | None:
    """Return the box of a street as Leaflet wants it, None if there is no such street."""
    for feature in district.map.streets["features"]:
        if street and feature["properties"]["key"] == street:
            points = list(_points(feature["geometry"]["coordinates"]))
            lons, lats = [p[0] for p in points], [p[1] for p in points]
            return [[min(lats), min(lons)], [max(lats), max(lons)]]
    return None


def _points(nested: Any) -> Any:
    """Return the positions in a geometry's coordinates, however deep they are nested."""
    if isinstance(nested[0], (int, float)):
        yield nested
    else:
        for each in nested:
            yield from _points(each)


def castable(read: Callable[[str], Any], case_id: str) -> ListedCase | None:
    """Return what a wall may tell of a case, None if that is nothing."""
    try:
        case: ListedCase | None = read(case_id).case if case_id else None
    except CityError:  # it may have gone with a rebuild; the wall stays what it is
        return None
    if case is None or case.confidential:  # it may have become so after it was put here
        return None
    return for_surface(case, "wall")
