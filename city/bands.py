"""The expected band of an hour: what the same hour of the same weekday brought in earlier weeks."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

WEEKS = 8
LEAST_WEEKS = 4
"""With fewer weeks of history there is no band: it would be a guess."""
LOW, HIGH = 0.1, 0.9
Outside: TypeAlias = Literal["", "low", "high"]
SILENT_HOURS = 3
"""Whole hours that are looked at together to tell whether a feed is unusually silent."""


class Band(Struct, frozen=True):
    """
    P10 and P90 of earlier weeks, None without enough of them.

    `outside` tells on which side of it an hour lies; an hour that is not over can only be too high.
    """

    low: float | None = None
    high: float | None = None
    outside: Outside = ""


def band_of(earlier: Sequence[int], count: int, *, over: bool = True) -> Band:
    """Return the band that earlier weeks give, and where `count` lies; `over`: the hour is past."""
    if len(earlier) < LEAST_WEEKS:
        return Band()
    low, high = percentile(earlier, LOW), percentile(earlier, HIGH)
    if count > high:
        return Band(low, high, "high")
    return Band(low, high, "low" if over and count < low else "")


def is_silent(earlier: Sequence[int], count: int) -> bool:
    """
    Return whether nothing came though something should have.

    `earlier` are sums over the same hours of earlier weeks: in nine of ten weeks at least one case
    came then.
    """
    if count or len(earlier) < LEAST_WEEKS:
        return False
    return percentile(earlier, LOW) >= 1


def percentile(values: Sequence[int], share: float) -> float:
    """Return a percentile by linear interpolation; raises `ValueError` without values."""
    if not values:
        raise ValueError("a percentile of nothing")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
