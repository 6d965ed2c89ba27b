"""What changed between two trees, and how it is written. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from dashboard.live.flatten import Features, Flat, Part, dumps, key_of, strip

Sets: TypeAlias = dict[str, dict[str, bytes]]
"""Id -> property -> JSON."""
NULL = b"null"


class Delta(Struct, frozen=True):
    """
    What changed: properties by id, map features by layer, and whether children were replaced.

    `entries` are the same as `layers` for the page's own scripts. Deltas that replace children
    (`structural`) cannot be merged with others, because they contain values of other ids.
    """

    sets: Sets
    layers: dict[str, Features]
    structural: bool = False
    entries: dict[str, Features] = {}

    def __bool__(self) -> bool:
        """Return whether anything changed."""
        return bool(self.sets or self.layers or self.entries)


def diff(old: Flat, new: Flat) -> Delta:
    """Return what turns the page that shows `old` into one that shows `new`."""
    sets: Sets = {}
    layers: dict[str, Features] = {}
    entries: dict[str, Features] = {}
    owners = _restructured(old, new)
    inside = {key for owner in owners for key in _below(new.parts[owner])}
    for key, part in new.parts.items():
        was = old.parts.get(key)
        if was is part and key not in inside:
            continue
        changed = _changed_props(was, part) if was and key not in inside else {}
        if key in owners and part.shell is not None:
            changed["children"] = dumps(strip(part.component.children))
        if changed:
            sets[key] = changed
        features = _changed_features(was, part, again=key in inside)
        if features:
            (entries if part.layer and part.layer.plain else layers)[key] = features
    return Delta(sets, layers, bool(owners), entries)


def _restructured(old: Flat, new: Flat) -> set[str]:
    """Return the outermost ids whose structure changed: replacing theirs replaces all inside."""
    if old.shape == new.shape:
        return set()
    owners: set[str] = set()
    inside: set[str] = set()
    for key, part in new.parts.items():  # document order: owners come before what is inside
        was = old.parts.get(key)
        if was is None or key in inside or was.shell == part.shell:
            continue
        owners.add(key)
        inside.update(_below(part))
    return owners


def _below(part: Part) -> Iterable[str]:
    for each in part.parts:
        yield key_of(each.component)
        yield from _below(each)


def _changed_props(was: Part, part: Part) -> dict[str, bytes]:
    changed = {name: value for name, value in part.props.items() if was.props.get(name) != value}
    # a property that is no longer given falls back, or the page would keep the old value
    gone = was.props.keys() - part.props.keys()
    if part.shell is not None:
        gone -= {"children"}
    return changed | dict.fromkeys(gone, NULL)


def _changed_features(was: Part | None, part: Part, *, again: bool) -> Features:
    if part.layer is None:
        return {}
    old: Features = was.layer.features if was and was.layer else {}
    new = part.layer.features
    if again:  # the layer is mounted anew, and empty
        return new | dict.fromkeys(old.keys() - new.keys())
    if old is new:
        return {}
    changed = {key: value for key, value in new.items() if old.get(key) != value}
    return changed | dict.fromkeys(old.keys() - new.keys())


def whole(flat: Flat) -> Delta:
    """Return everything that a page of the same shape needs."""
    sets = {key: dict(part.props) for key, part in flat.parts.items() if part.props}
    return Delta(sets, _all_layers(flat), entries=_all_layers(flat, plain=True))


def replacement(flat: Flat) -> Delta:
    """Return everything for a page of another shape: the root's children, remounted."""
    root = flat.parts[flat.root]
    if root.shell is None:
        return whole(flat)
    children = dumps(strip(root.component.children))
    sets = {flat.root: {"children": children}}
    return Delta(sets, _all_layers(flat), True, _all_layers(flat, plain=True))


def _all_layers(flat: Flat, *, plain: bool = False) -> dict[str, Features]:
    return {
        key: part.layer.features
        for key, part in flat.parts.items()
        if part.layer and part.layer.plain == plain
    }


def merge(deltas: Iterable[Delta]) -> Delta:
    """Return one delta with the effect of several in order; none may be structural."""
    sets: Sets = {}
    layers: dict[str, Features] = {}
    entries: dict[str, Features] = {}
    for delta in deltas:
        for key, props in delta.sets.items():
            sets.setdefault(key, {}).update(props)
        for kept, given in ((layers, delta.layers), (entries, delta.entries)):
            for key, features in given.items():
                kept.setdefault(key, {}).update(features)
    return Delta(sets, layers, entries=entries)


def join(head: Mapping[str, Any], delta: Delta) -> bytes:
    """Return one message; values are JSON already, so they are only strung together."""
    return b'%s,"re":%s,"set":{%s},"layers":{%s},"entries":{%s}}' % (
        dumps(head)[:-1],
        b"true" if delta.structural else b"false",
        b",".join(_pair(key, _object(props)) for key, props in delta.sets.items()),
        b",".join(_pair(key, _features(each)) for key, each in delta.layers.items()),
        b",".join(_pair(key, _features(each)) for key, each in delta.entries.items()),
    )


def _object(props: Mapping[str, bytes]) -> bytes:
    return b"{%s}" % b",".join(_pair(name, value) for name, value in props.items())


def _pair(name: str, value: bytes) -> bytes:
    return b"%s:%s" % (dumps(name), value)


def _features(features: Features) -> bytes:
    up = b",".join(value for value in features.values() if value is not None)
    gone = [key for key, value in features.items() if value is None]
    return b'{"up":[%s],"rm":%s}' % (up, dumps(gone))
