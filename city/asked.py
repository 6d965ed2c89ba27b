"""Which figure a list shows the cases of: every list is a part of one figure of the registry."""

from collections.abc import Mapping

from city.errors import BadRequest
from city.lists import Selection

LIGHTS: Mapping[str, str] = {
    "within": "within_limit",
    "near": "near_due",
    "overdue": "overdue",
    "untimed": "not_timed",
}
"""Light of a case in progress -> the figure that counts the cases under it."""
STATUSES: Mapping[str, str] = {
    "open": "in_progress",
    "carried": "carried_over",
    "closed": "closed",
    "void": "void",
    "received": "received",
    "all": "reported",
}
"""What a list may be limited to -> the figure that counts just these cases."""
MEASURES: Mapping[str, str] = {
    "closed_in_time": "in_time_rate_closed",
    "five_star": "five_star_rate_closed",
    "orders": "orders_waiting",
}
"""Narrower counts -> the figure that counts them, or the share whose numerator they are."""


def figure_asked(selection: Selection) -> tuple[str, str]:
    """
    Return the key of the figure whose cases a selection lists, and which part of it.

    A list of open cases without a window is one of the present moment.

    Raises:
        BadRequest: The status, the light or the measure is none of those we know.
    """
    if selection.figure:
        return selection.figure, selection.part or "numerator"
    if selection.measure:
        return _known("measure", selection.measure, MEASURES), "numerator"
    key = _known("status", selection.status, STATUSES)
    if key != "in_progress":
        return key, "numerator"
    if selection.light:
        key = _known("light", selection.light, LIGHTS)
    return key if selection.window else f"{key}_now", "numerator"


def _known(field: str, value: str, names: Mapping[str, str]) -> str:
    if value not in names:
        raise BadRequest(field, f"{value!r} is none of {', '.join(names)}")
    return names[value]
