"""Panels: a hairline, a title and its definition; never a box."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component


def panel(
    panel_id: str,
    title: str | list[Component | str],
    *,
    note: str = "",
    body: Sequence[Component],
    live: bool = True,
) -> Component:
    """Return a panel; its note is a live value, its body holds components with ids."""
    head = html.Header(
        [
            html.H2(title, id=f"{panel_id}-title"),
            html.Span(note, id=f"{panel_id}-note", className="panel__note"),
        ]
    )
    name = "panel live" if live else "panel"
    return html.Section([head, *body], id=panel_id, className=f"{name} {panel_id}")
