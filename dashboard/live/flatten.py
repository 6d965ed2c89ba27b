"""A component tree taken apart: what each id holds, as JSON, and how the ids are nested. Pure."""

import copy
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, cast

import orjson
from dash.development.base_component import Component
from msgspec import Struct

from dashboard.live.invalid import check_figure

Features: TypeAlias = dict[str, bytes | None]
"""Feature id -> the feature as JSON, None if it was taken away."""

KEYED = ("GeoJSON", "data")
"""Type and property that are compared feature by feature."""
ENTRIES = "entries"
"""Attribute whose values travel one by one: key -> a JSON list that begins with the key."""
OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


class Layer(Struct, frozen=True, eq=False):
    """
    The features of one map layer, with the objects they were made from.

    `plain`: they are entries for the page's own scripts, not features of a Dash component.
    """

    data: Any
    sources: Mapping[str, Any]
    features: Features
    plain: bool = False


class Part(Struct, frozen=True, eq=False):
    """
    One component that has an id.

    `props` are its own values as JSON. If there are ids below it, its children are structure:
    `shell` is their JSON with a stub for every id, and `parts` are those ids in order.
    """

    component: Component
    props: dict[str, bytes]
    layer: Layer | None
    shell: bytes | None
    parts: tuple["Part", ...]


class Flat(Struct, frozen=True, eq=False):
    """A tree taken apart: id -> part in document order, and the checksum of all shells."""

    root: str
    parts: dict[str, Part]
    shape: str


class DuplicateId(ValueError):
    """Two components of one view have the same id, so an update could not tell them apart."""


def dumps(value: Any) -> bytes:
    """Return JSON of a value that Dash would accept as a property."""
    return orjson.dumps(value, default=_plain, option=OPTIONS)


def _plain(value: Any) -> Any:
    for method in ("to_plotly_json", "isoformat", "tolist"):
        if hasattr(value, method):
            return getattr(value, method)()
    raise TypeError(f"{type(value).__name__} is not a value for the page")


def flatten(tree: Component, *, was: Flat | None = None) -> Flat:
    """
    Take a tree apart; its root must have an id.

    A component that is the very same object as in `was` is not looked into again: so a layout
    that keeps a large sub-tree pays nothing for it, and must not change components it has given.

    Raises:
        DuplicateId: An id stands twice in the tree.
        ValueError: The root has no id, or a figure would break its graph.
    """
    known = was.parts if was else {}
    if not hasattr(tree, "id"):
        raise ValueError("the root of a view needs an id")
    root = _part(tree, known)
    parts: dict[str, Part] = {}
    for part in _walk(root):
        if parts.setdefault(key_of(part.component), part) is not part:
            raise DuplicateId(key_of(part.component))
    return Flat(key_of(tree), parts, _shape(parts))


def key_of(component: Component) -> str:
    """Return an id as text; a pattern id is its JSON, which the page turns back to an object."""
    given = cast(Any, component).id
    if isinstance(given, str):
        return given
    return orjson.dumps(given, option=orjson.OPT_SORT_KEYS).decode()


def _walk(part: Part) -> Iterator[Part]:
    yield part
    for below in part.parts:
        yield from _walk(below)


def _shape(parts: Mapping[str, Part]) -> str:
    crc = 0
    for key, part in parts.items():
        if part.shell is not None:
            crc = zlib.crc32(part.shell, zlib.crc32(key.encode(), crc))
    return format(crc, "x")


def _part(component: Component, known: Mapping[str, Part]) -> Part:
    old = known.get(key_of(component))
    if old is not None and old.component is component:
        return old
    below: list[Part] = []
    shell = _shell(getattr(component, "children", None), known, below)
    given = dict(component.to_plotly_json()["props"])
    del given["id"]
    if below:
        del given["children"]
    layer = _layer(component, old.layer if old else None)
    if layer is not None and not layer.plain:
        del given[KEYED[1]]
    return Part(
        component,
        {name: _value(name, value) for name, value in given.items()},
        layer,
        dumps(shell) if below else None,
        tuple(below),
    )


def _value(name: str, value: Any) -> bytes:
    if name == "figure":
        check_figure(value)
    return dumps(value)


def _shell(node: Any, known: Mapping[str, Part], below: list[Part]) -> Any:
    """Return a node with stubs instead of ids, and add what has an id to `below`."""
    if isinstance(node, (list, tuple)):
        return [_shell(each, known, below) for each in node]
    if not isinstance(node, Component):
        return node
    if hasattr(node, "id"):
        below.append(_part(node, known))
        return {"#": key_of(node), "type": node._type}
    before = len(below)
    children = _shell(getattr(node, "children", None), known, below)
    if len(below) == before:
        return node
    plain = node.to_plotly_json()
    return {**plain, "props": {**plain["props"], "children": children}}


def _layer(component: Component, old: Layer | None) -> Layer | None:
    entries = getattr(component, ENTRIES, None)
    if entries is not None:
        same = old is not None and old.data is entries
        return old if same else Layer(entries, entries, _features(entries, old), plain=True)
    if old is not None and old.data is getattr(component, KEYED[1], None):
        return old
    sources = _sources(component)
    if sources is None:
        return None
    return Layer(getattr(component, KEYED[1]), sources, _features(sources, old))


def _features(sources: Mapping[str, Any], old: Layer | None) -> Features:
    if old is None:
        return {key: dumps(feature) for key, feature in sources.items()}
    return {
        key: old.features[key] if old.sources.get(key) is feature else dumps(feature)
        for key, feature in sources.items()
    }


def _sources(component: Component) -> dict[str, Any] | None:
    """Return a map layer's features by id; None for any other component, or if ids are missing."""
    data = getattr(component, KEYED[1], None)
    if component._type != KEYED[0] or not isinstance(data, dict):
        return None
    features = data.get("features")
    if data.get("type") != "FeatureCollection" or features is None:
        return None
    sources = {_feature_id(feature): feature for feature in features}
    if None in sources or len(sources) < len(features):
        return None
    return cast("dict[str, Any]", sources)


def _feature_id(feature: Mapping[str, Any]) -> str | None:
    """Return a feature's `id`, or that of its properties, as text; both count the same."""
    given = feature.get("id", (feature.get("properties") or {}).get("id"))
    return None if given is None else str(given)


def strip(node: Any) -> Any:
    """Return a tree in which map layers with an id are empty: they follow on the channel."""
    if isinstance(node, (list, tuple)):
        return [strip(each) for each in node]
    if not isinstance(node, Component):
        return node
    bare: Any = copy.copy(node)
    if hasattr(node, "id") and _sources(node) is not None:
        bare.data = {"type": "FeatureCollection", "features": []}
    if getattr(node, "children", None) is not None:
        bare.children = strip(node.children)
    return bare
