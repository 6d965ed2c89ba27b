"""Marks: shape and colour together, for the light of a case and the lamp of a feed."""

from dash import html
from dash.development.base_component import Component

from layouts.edition import Edition
from layouts.parts.slots import aria
from layouts.theme import MARKS

TONES = {
    **{str(light): each.tone for light, each in MARKS.items()},
    "ok": "ok",
    "late": "near",
    "silent": "over",
    "never": "idle",
}
"""Light of a case or lamp of a feed -> tone: circle, triangle, square, or hollow circle."""


def mark(light: str) -> Component:
    """Return the shape of a light or lamp; words beside it say the same."""
    return html.I(className=f"mark mark--{TONES[light]}", **aria(hidden="true"))


def light_name(edition: Edition, light: str) -> list[Component]:
    """Return a light's mark and name."""
    return [mark(light), html.Span(edition.say(light))]


def tone_class(light: str) -> str:
    """Return the class that colours text by a light."""
    return f"tone--{TONES[light]}"
