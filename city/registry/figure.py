"""What a figure is: two groups of cases, the day they are counted on, and where it comes from."""

from functools import lru_cache
from typing import Literal, TypeAlias

from msgspec import Struct

from city.cells import CLOSED_ON, DUE, RECEIVED
from city.flags import CLOSED, OPEN, VOID

Basis: TypeAlias = Literal["received", "due", "closed", "now", "before", "unreported"]
"""
Which cases a window holds: those received in it, those whose deadline lies in it, those closed in
it (a flow, which adds up with nothing else), or whatever is in progress now: whatever the window,
or received before it. Cases that were never reported have no day; they are in every window.
"""
Unit: TypeAlias = Literal["cases", "share", "ms"]
PAGE_BASIS: dict[str, str] = {"received": RECEIVED, "due": DUE, "closed": CLOSED_ON}
"""The code of the pages that hold the ended cases of a basis; those without a day have none."""
BASIS_WORDS: dict[str, tuple[str, str]] = {
    "received": ("窗口内接收的，按现在的情况", "received in the window, as they stand now"),
    "due": ("时限截止日在窗口内的", "with a deadline in the window"),
    "closed": ("窗口内结案的", "closed in the window"),
    "now": ("此刻在办的", "in progress at this moment"),
    "unreported": ("未见上报，不分窗口", "never reported, whatever the window"),
    "before": ("窗口开始前接收、此刻在办的", "received before the window, in progress now"),
}

PARTS = ("numerator", "denominator", "halved")
"""The parts of a figure, each of which has a count and the list of its cases."""

CLOSING = "closing"
"""Times from receipt to closing."""
HANDLING = "handling"
"""Times on the clock of the light, whatever it is called in a stream."""
ENDED = ""
"""The light of a case that is in progress no longer."""


class Group(Struct, frozen=True):
    """
    Cases told by their flags (see `city.flags`): all of `has`, none of `lacks`, one of `any_of`.

    `lights` narrows to cases in progress under one of these lights.
    """

    has: str = ""
    lacks: str = ""
    any_of: str = ""
    lights: tuple[str, ...] = ()

    def holds(self, pattern: str, light: str) -> bool:
        """Return whether a case of this pattern and light is one of the group."""
        return (
            all(flag in pattern for flag in self.has)
            and not any(flag in pattern for flag in self.lacks)
            and (not self.any_of or any(flag in pattern for flag in self.any_of))
            and (not self.lights or light in self.lights)
        )


class Part(Struct, frozen=True):
    """A numerator or a denominator: the cases of any of its groups, and how people call them."""

    name: str
    name_en: str
    groups: tuple[Group, ...]

    def label(self, lang: str) -> str:
        """Return the name in a language."""
        return self.name_en if lang == "en" else self.name

    def holds(self, pattern: str, light: str) -> bool:
        """Return whether a case belongs to it; `light` is empty for one that has ended."""
        return _holds(self.groups, pattern, light)

    @property
    def may_be_open(self) -> bool:
        """Whether cases in progress can belong to it."""
        return any(CLOSED not in group.has and VOID not in group.has for group in self.groups)

    @property
    def may_have_ended(self) -> bool:
        """Whether cases that are closed or void can belong to it."""
        return any(OPEN not in group.has for group in self.groups)


@lru_cache(maxsize=262_144)
def _holds(groups: tuple[Group, ...], pattern: str, light: str) -> bool:
    return any(group.holds(pattern, light) for group in groups)


class Figure(Struct, frozen=True):
    """
    One figure and all that defines it.

    A share has a denominator, a count none. Cases of the numerator that are in `halved` too count
    half; each of the three has its list. A duration is the `quantile` of the times that `timing`
    names (`CLOSING`, `HANDLING`), over those of its numerator that took such a time.
    `source` is a mark of evidence: `S` the district's own published figures, `V:n` read in a
    source, `O` general knowledge not verified, `A` assumed. `choice` names the question that this
    figure is one answer to: the district chooses. `better` says whether `more` or `less` of it is
    welcome, or neither.
    """

    key: str
    name: str
    name_en: str
    numerator: Part
    basis: Basis
    source: str
    streams: tuple[str, ...]
    denominator: Part | None = None
    unit: Unit = "share"
    caveat: str = ""
    caveat_en: str = ""
    section: str = "account"
    choice: str = ""
    variant: str = ""
    variant_en: str = ""
    better: Literal["more", "less", ""] = ""
    timing: str = ""
    quantile: float = 0.0
    halved: Part | None = None

    def label(self, lang: str) -> str:
        """Return the name on screen, which says which variant it is where practice differs."""
        name, variant = (
            (self.name_en, self.variant_en) if lang == "en" else (self.name, self.variant)
        )
        if not variant:
            return name
        return f"{name} ({variant})" if lang == "en" else f"{name}（{variant}）"

    def formula(self, lang: str) -> str:
        """Return the formula in words."""
        over = self.numerator.label(lang)
        if self.unit == "ms":
            share = f"P{self.quantile * 100:g}"
            return f"{share} of times, {over}" if lang == "en" else f"{over}用时的 {share}"
        if self.denominator is None:
            return over
        if self.halved is not None:
            over = f"{over} − 0.5 × {self.halved.label(lang)}"
        return f"{_bracketed(over)} ÷ {_bracketed(self.denominator.label(lang))}"

    def note(self, lang: str) -> str:
        """Return the caveat in a language; empty if there is none."""
        return self.caveat_en if lang == "en" else self.caveat

    def part(self, name: str) -> Part | None:
        """Return the part of a name of `PARTS`; None for any other name, or if it has none."""
        return getattr(self, name) if name in PARTS else None


def _bracketed(term: str) -> str:
    return f"({term})" if " − " in term else term
