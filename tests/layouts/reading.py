"""How tests read a page: its components, what can be read on it, where its links lead."""

from collections.abc import Iterator

from dash.development.base_component import Component

from city.lists import Selection
from layouts.links import parse_selection


def nodes(node: object) -> Iterator[Component]:
    """Yield every component that is not hidden."""
    if isinstance(node, (list, tuple)):
        for each in node:
            yield from nodes(each)
    if isinstance(node, Component) and "is-empty" not in str(getattr(node, "className", "")):
        yield node
        yield from nodes(getattr(node, "children", None))


def words(node: object) -> str:
    """Return what can be read, hidden parts left out."""
    if isinstance(node, (list, tuple)):
        return " ".join(words(each) for each in node)
    if isinstance(node, Component):
        if "is-empty" in str(getattr(node, "className", "")):
            return ""
        return words(getattr(node, "children", ""))
    return "" if node is None else str(node)


def by_id(tree: Component, key: str) -> Component:
    return next(node for node in nodes(tree) if getattr(node, "id", None) == key)


def selection_of(node: Component) -> Selection:
    """Return what a link selects, or the first link in a row of figures: that of its name."""
    href = next(each.href for each in nodes(node) if hasattr(each, "href"))
    return parse_selection(href.partition("?")[2])
