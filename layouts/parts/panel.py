"""Panels: a hairline, a title and its definition; never a box."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.parts.slots import classes, hidden


def panel(
    panel_id: str,
    title: str | list[Component | str],
    *,
    note: str | Component | list[Component | str] = "",
    body: Sequence[Component],
    live: bool = True,
    gone: bool = False,
    stale: bool = False,
) -> Component:
    """
    Return a panel; its note is a live value, its body holds components with ids.

    A panel that is not `live` keeps its full light when data are lost; a `stale` one is dimmed
    because the feed that it goes by has fallen silent.
    """
    head = html.Header(
        [
            html.H2(title, id=f"{panel_id}-title"),
            html.Span(note, id=f"{panel_id}-note", className="panel__note"),
        ]
    )
    name = classes(
        "panel", "live" if live else "", "is-stale" if stale else "", panel_id, hidden(gone)
    )
    return html.Section([head, *body], id=panel_id, className=name)
