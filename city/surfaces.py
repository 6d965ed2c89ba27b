"""Which surface may carry which field: a table, and what applies it to parts of a snapshot."""

from collections.abc import Callable
from typing import Any, Literal, TypeAlias, TypeVar, get_args

import msgspec
from msgspec import Struct

from city.privacy import mask_identity, mask_name, mask_phone
from city.redaction import redact, redact_address

Surface: TypeAlias = Literal["wall", "leader", "operator", "handler", "public", "export", "log"]
"""
Who looks: the hall's wall, a leader's page, a clerk's lists, the clerk who handles the case,
anybody outside, a file that is taken away, a line of the log.
"""
Carry: TypeAlias = Literal["shown", "masked", "redacted", "coarse", "none"]
T = TypeVar("T", bound=Struct)

SURFACES: tuple[Surface, ...] = get_args(Surface)
TABLE: dict[str, tuple[Carry, ...]] = {
    # ------------ wall     leader   operator    handler     public    export    log
    "title": ("none", "none", "redacted", "redacted", "none", "none", "none"),
    "description": ("none", "none", "redacted", "redacted", "none", "none", "none"),
    "note": ("none", "none", "redacted", "redacted", "none", "none", "none"),
    "result": ("none", "none", "redacted", "redacted", "none", "none", "none"),
    "address": ("none", "none", "redacted", "redacted", "none", "none", "none"),
    "person.name": ("none", "none", "masked", "masked", "none", "none", "none"),
    "person.phone": ("none", "none", "masked", "masked", "none", "none", "none"),
    "person.identity": ("none", "none", "masked", "masked", "none", "none", "none"),
    "lon": ("shown", "coarse", "shown", "shown", "coarse", "coarse", "none"),
    "lat": ("shown", "coarse", "shown", "shown", "coarse", "coarse", "none"),
    "raw": ("none", "none", "none", "none", "none", "none", "none"),
    "grid": ("shown", "shown", "shown", "shown", "none", "shown", "none"),
    "community": ("shown", "shown", "shown", "shown", "shown", "shown", "none"),
    "street": ("shown", "shown", "shown", "shown", "shown", "shown", "shown"),
    "id": ("shown", "shown", "shown", "shown", "none", "shown", "shown"),
    "case": ("shown", "shown", "shown", "shown", "none", "shown", "shown"),
    "master": ("shown", "shown", "shown", "shown", "none", "shown", "shown"),
    "number": ("shown", "shown", "shown", "shown", "none", "shown", "shown"),
    # ids of cases, and addresses of our pages, which may name one
    "missing_here": ("shown", "shown", "shown", "shown", "none", "shown", "shown"),
    "missing_there": ("shown", "shown", "shown", "shown", "none", "shown", "shown"),
    "path": ("shown", "shown", "shown", "shown", "none", "shown", "shown"),
    "view": ("shown", "shown", "shown", "shown", "none", "shown", "shown"),
    # what opens something: a camera's stream; a screen is known by what its key leaves
    "url": ("none", "none", "shown", "shown", "none", "none", "none"),
    "digest": ("none", "none", "shown", "shown", "none", "none", "none"),
}
"""Field -> what each of `SURFACES` may carry of it, in their order."""
CONFIDENTIAL = frozenset(
    {"title", "description", "note", "result", "address", "lon", "lat", "raw", "grid", "community"}
)
"""
What of a confidential case (保密, 举报) nobody sees but the clerk who handles it: its words, and
where it is, but for the street.
"""
PLAIN = frozenset(
    {
        # keys of the district's configuration, and words of our own
        *("stream", "class_", "department", "channel", "state", "step", "condition", "campaign"),
        *("major", "level", "event", "source", "expects", "measure", "light", "status", "window"),
        *("anomalies", "differences", "explanation", "stages", "facets", "crs"),
        *("clocks", "kind", "figure", "part", "reached", "hours"),
        # modes, feeds and figures
        *("feed", "name", "name_en", "key", "by", "rule", "district", "as_of"),
        "owner",  # the office whose camera it is
        # what other systems publish, and for which campaign: tables of the district, and offices
        *("board", "unit", "unit_en", "publisher", "publisher_en", "over", "under", "worked_out"),
        *("area", "area_en", "classes", "adds_to"),
        # assessments are of departments, streets and posts, never of a person
        *("subject", "best", "worst", "grade", "shares"),
        "build",  # the version that a screen runs
    }
)
"""Fields that hold words but never a person's, nor where somebody is."""
COARSE_DIGITS = 2
"""Decimals of a degree that are left of a coarse position: about a kilometre."""


def carry_of(field: str, surface: Surface, *, confidential: bool = False) -> Carry:
    """
    Return what a surface may carry of a field.

    Raises:
        KeyError: The field is in no table, so nobody has decided about it.
    """
    if field in PLAIN:
        return "shown"
    if confidential and surface != "handler" and field in CONFIDENTIAL:
        return "none"
    return TABLE[field][SURFACES.index(surface)]


def carried(value: Any, field: str, surface: Surface, *, confidential: bool = False) -> Any:
    """Return what a surface may carry of one value; of nothing there is nothing to hide."""
    if value is None or value == "":
        return value
    treat = _TREAT[carry_of(field, surface, confidential=confidential)]
    return treat(value, field)


def for_surface(record: T, surface: Surface, *, confidential: bool = False) -> T:
    """
    Return a part of a snapshot with no more than a surface may carry.

    Records inside, also in tuples, are treated alike. A record whose field `confidential` is set is
    confidential with all that it holds. Fields that can hold neither words nor a place stay.
    """
    confidential = confidential or bool(getattr(record, "confidential", False))
    changes = {}
    for field in record.__struct_fields__:
        value = getattr(record, field)
        now = _treated(value, field, surface, confidential)
        if now is not value:
            changes[field] = now
    return msgspec.structs.replace(record, **changes) if changes else record


def _treated(value: Any, field: str, surface: Surface, confidential: bool) -> Any:
    if isinstance(value, Struct):
        return for_surface(value, surface, confidential=confidential)
    if isinstance(value, tuple) and value and isinstance(value[0], Struct):
        return tuple(for_surface(each, surface, confidential=confidential) for each in value)
    if field in TABLE:
        return carried(value, field, surface, confidential=confidential)
    return value


def _masked(value: str, field: str) -> str:
    return _MASK[field](value)


def _redacted(value: str, field: str) -> str:
    return redact_address(value) if field == "address" else redact(value)


def _coarse(value: float, _field: str) -> float:
    return round(value, COARSE_DIGITS)


def _nothing(value: Any, _field: str) -> Any:
    return "" if isinstance(value, str) else None


_MASK: dict[str, Callable[[str], str]] = {
    "person.name": mask_name,
    "person.phone": mask_phone,
    "person.identity": mask_identity,
}
_TREAT: dict[Carry, Callable[[Any, str], Any]] = {
    "shown": lambda value, _field: value,
    "masked": _masked,
    "redacted": _redacted,
    "coarse": _coarse,
    "none": _nothing,
}
