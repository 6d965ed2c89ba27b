"""For tests of layouts: two very different snapshots must give one shape."""

from collections.abc import Callable
from typing import TypeVar

from dash import html
from dash.development.base_component import Component

from dashboard.live.flatten import flatten

T = TypeVar("T")


def assert_same_shape(render: Callable[[T], Component], first: T, second: T) -> None:
    """Fail, naming the ids, if a page would be mounted anew between two snapshots."""
    old, new = (flatten(html.Div(render(each), id="root")) for each in (first, second))
    shells = {
        key: (old.parts[key].shell if key in old.parts else None, part.shell)
        for key, part in new.parts.items()
    }
    differing = {key: pair for key, pair in shells.items() if pair[0] != pair[1]}
    told = "\n".join(f"{key}:\n  {a!r}\n  {b!r}" for key, (a, b) in differing.items())
    assert old.shape == new.shape, f"the structure below these ids differs:\n{told}"
