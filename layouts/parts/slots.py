"""Slots: lists with a constant number of places, so that the shape of a page never changes."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.kept import kept

T = TypeVar("T")
Rowed = tuple[str, Sequence[Component]]
"""What fills a row of figures: its class, and what it shows."""
Filled = tuple[str, str, Sequence[Component]]
"""What fills a slot: where it links to, its class, and what it shows."""
EMPTY = "is-empty"


def slots(
    prefix: str,
    count: int,
    *,
    entries: Sequence[T],
    fill: Callable[..., Filled],
    name: str,
    given: tuple[Any, ...] | None = None,
) -> list[Component]:
    """
    Return `count` links with ids `prefix-1` and so on, filled from `entries`, the rest hidden.

    `fill` is called with an entry and what is `given`; slots whose entry and all that is given are
    as they were are not drawn again (`kept`). Without `given` each is drawn every time.
    `name` is the class that every slot has. What is beyond `count` is not shown.
    """
    return _places(_slot, (name, fill), prefix, count, entries=entries, given=given)


def rows(
    prefix: str,
    count: int,
    *,
    entries: Sequence[T],
    fill: Callable[..., Rowed],
    name: str,
    given: tuple[Any, ...] | None = None,
) -> list[Component]:
    """Return slots as `slots` does, whose parts are links of their own, one for each figure."""
    return _places(_row, (name, fill), prefix, count, entries=entries, given=given)


def _places(
    draw: Callable[..., Component],
    how: tuple[str, Callable[..., Any]],
    prefix: str,
    count: int,
    *,
    entries: Sequence[Any],
    given: tuple[Any, ...] | None,
) -> list[Component]:
    made: list[Component] = []
    for place in range(1, count + 1):
        slot_id = f"{prefix}-{place}"
        if place > len(entries):
            made.append(kept(slot_id, draw, slot_id, how[0], None))
        elif given is None:
            made.append(draw(slot_id, *how, entries[place - 1]))
        else:
            made.append(kept(slot_id, draw, slot_id, *how, entries[place - 1], *given))
    return made


def _slot(slot_id: str, name: str, fill: Callable[..., Filled] | None, *given: Any) -> Component:
    href, tone, children = fill(*given) if fill else ("/cases", EMPTY, [])
    return dcc.Link(children, id=slot_id, href=href, className=classes(name, tone))


def _row(slot_id: str, name: str, fill: Callable[..., Rowed] | None, *given: Any) -> Component:
    tone, children = fill(*given) if fill else (EMPTY, [])
    return html.Div(children, id=slot_id, className=classes(name, "figs", tone))


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
