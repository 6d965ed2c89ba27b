"""Slots: lists with a constant number of places, so that the shape of a page never changes."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from dash import dcc, html
from dash.development.base_component import Component

T = TypeVar("T")
Rowed = tuple[str, Sequence[Component]]
"""What fills a row of figures: its class, and what it shows."""
Filled = tuple[str, str, Sequence[Component]]
"""What fills a slot: where it links to, its class, and what it shows."""
EMPTY = "is-empty"


def slots(
    prefix: str, count: int, *, entries: Sequence[T], fill: Callable[[T], Filled], name: str
) -> list[Component]:
    """
    Return `count` links with ids `prefix-1` and so on, filled from `entries`, the rest hidden.

    `name` is the class that every slot has. What is beyond `count` is not shown.
    """
    shown = [_slot(f"{prefix}-{n}", name, *fill(entry)) for n, entry in enumerate(entries, 1)]
    spare = range(len(shown) + 1, count + 1)
    return shown[:count] + [_slot(f"{prefix}-{n}", name, "/cases", EMPTY, []) for n in spare]


def rows(
    prefix: str,
    count: int,
    *,
    entries: Sequence[T],
    fill: Callable[[T], Rowed],
    name: str,
) -> list[Component]:
    """Return slots as `slots` does, whose parts are links of their own, one for each figure."""
    shown: list[Component] = []
    for n, entry in enumerate(entries[:count], 1):
        tone, children = fill(entry)
        shown.append(html.Div(children, id=f"{prefix}-{n}", className=classes(name, "figs", tone)))
    spare = range(len(shown) + 1, count + 1)
    for n in spare:
        shown.append(html.Div([], id=f"{prefix}-{n}", className=classes(name, "figs", EMPTY)))
    return shown


def _slot(
    slot_id: str, name: str, href: str, tone: str, children: Sequence[Component]
) -> Component:
    return dcc.Link(children, id=slot_id, href=href, className=f"{name} {tone}".strip())


def hidden(condition: object) -> str:
    """Return the class that hides a component if `condition` holds."""
    return EMPTY if condition else ""


def classes(*names: str) -> str:
    """Return class names as one, the empty ones left out."""
    return " ".join(name for name in names if name)


def attributes(**values: Any) -> dict[str, Any]:
    """Return `data-` attributes; underscores become hyphens."""
    return {f"data-{name.replace('_', '-')}": str(value) for name, value in values.items()}


def aria(**values: str) -> dict[str, Any]:
    """Return `aria-` attributes."""
    return {f"aria-{name}": value for name, value in values.items()}
