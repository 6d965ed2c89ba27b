"""Selections: which cases stand behind a figure."""

from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from city.figures import Measured
from city.lists import Selection
from city.metrics import Figures, Window

UNASSIGNED = "-"
A = TypeVar("A", Figures, Measured)


class Over(Struct, frozen=True):
    """What an account is of: a stream over a window, without its numbers."""

    stream: str
    window: Window


def over(figures: Figures) -> Over:
    """Return what an account is of."""
    return Over(figures.stream, figures.window)


def timeless(answer: A) -> A:
    """
    Return an account, or an answer of the registry, without the moment at which it was read.

    For parts that are kept (`layouts/parts/kept.py`) and do not tell it: it is another one in each
    second, though nothing has changed.
    """
    return msgspec.structs.replace(answer, as_of="")


def behind(figures: Figures | Over, **narrower: Any) -> Selection:
    """Return the selection of a figure's stream and window, narrowed; by default those open."""
    plain = Selection(stream=figures.stream, window=window_text(figures.window))
    return msgspec.structs.replace(plain, **narrower)


def of_figure(
    figures: Figures | Over, key: str, part: str = "numerator", **narrower: Any
) -> Selection:
    """Return the selection of a part of a figure of the registry, for an account's window."""
    return behind(figures, figure=key, part=part, status="all", **narrower)


def figure_selection(answer: Measured, part: str, **narrower: Any) -> Selection:
    """Return the selection of the cases of a part of a figure of the registry."""
    return part_selection(answer.key, part, answer.stream, answer.window, **narrower)


def part_selection(
    figure: str, part: str, stream: str, window: Window, **narrower: Any
) -> Selection:
    """Return the selection of the cases of a part of a figure, of a stream over a window."""
    plain = Selection(
        stream=stream, window=window_text(window), figure=figure, part=part, status="all"
    )
    return msgspec.structs.replace(plain, **narrower)


def window_text(window: Window) -> str:
    """Return a window as an address names it."""
    if window.rule != "days":
        return window.rule
    told = window.describe()
    return f"{told['from']}..{told['to']}"


def key_of(key: str) -> str:
    """Return a row's key as a selection names it: the unassigned have one too."""
    return key or UNASSIGNED
