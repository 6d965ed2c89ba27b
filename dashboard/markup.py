"""A component tree as HTML: a still picture of a page, for before any script has run. Pure."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from dash.development.base_component import Component

ATTRIBUTES = {"className": "class", "lang": "lang", "hidden": "hidden"}
"""Properties that style sheets may ask for; a picture is not for scripts, nor read aloud."""
LINK = ("dash_core_components", "Link")
VOID = frozenset({"br", "hr", "img", "input", "wbr"})
CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def markup(tree: Any, told: Mapping[str, str] | None = None) -> str:
    """
    Return a tree as HTML without ids, data or links, so that no script takes it for the page.

    What is no HTML component (a chart, a map) is an empty box with its class and style. `told`
    maps attributes to the texts that scripts would write into what has them.
    """
    return "".join(_nodes(tree, told or {}))


def _nodes(node: Any, told: Mapping[str, str]) -> Iterator[str]:
    if node is None:
        return
    if isinstance(node, (list, tuple)):
        for each in node:
            yield from _nodes(each, told)
    elif isinstance(node, Component):
        yield from _element(node, told)
    else:
        yield escape(str(node))


def _element(component: Component, told: Mapping[str, str]) -> Iterator[str]:
    own = component._namespace == "dash_html_components"
    linked = (component._namespace, component._type) == LINK
    tag = component._type.lower() if own else "a" if linked else "div"
    props = component.to_plotly_json()["props"]
    yield f"<{tag}{''.join(_attributes(props))}>"
    if tag in VOID:
        return
    text = next((words for name, words in told.items() if name in props), None)
    if own or linked:
        yield from _nodes(props.get("children") if text is None else text, told)
    yield f"</{tag}>"


def _attributes(props: Mapping[str, Any]) -> Iterator[str]:
    for name, attribute in ATTRIBUTES.items():
        if props.get(name):
            yield f' {attribute}="{escape(str(props[name]))}"'
    if props.get("style"):
        yield f' style="{escape(_style(props["style"]))}"'


def _style(style: Mapping[str, Any]) -> str:
    """Return a style as CSS; values stand as they are, so a length needs its unit."""
    return ";".join(f"{_property(name)}:{value}" for name, value in style.items())


def _property(name: str) -> str:
    return name if name.startswith("--") else CAPITAL.sub("-", name).lower()
