"""
The fair view: a unit's on-time share adjusted for its mix of classes, with an interval.

A unit that handles road works cannot be as fast as one that handles vendors. What it did is set
against what the whole district would have done with the same classes (indirect standardisation),
and the interval says how much of the difference may be chance.
"""

from collections import defaultdict
from collections.abc import Iterable
from math import sqrt
from typing import Literal

from msgspec import Struct

Verdict = Literal["above", "level", "below", ""]
Z_90 = 1.6448536269514722
"""Two-sided 90 % of the normal distribution."""


class MixCount(Struct, frozen=True):
    """How many cases of one class a unit had to settle, and how many of them it did in time."""

    unit: str
    class_: str
    settled: int
    in_time: int


class FairShare(Struct, frozen=True):
    """
    A unit's on-time share, raw and adjusted, from 0 to 1; None where nothing was settled.

    `expected` is how many in time the whole district would have had with this unit's classes. The
    verdict compares the interval `low` to `high` (90 %) with the district's share.
    """

    unit: str
    settled: int
    in_time: int
    expected: float
    raw: float | None
    fair: float | None
    low: float | None
    high: float | None
    verdict: Verdict


def fair_shares(counts: Iterable[MixCount]) -> dict[str, FairShare]:
    """Return each unit's raw and fair share."""
    listed = [count for count in counts if count.settled]
    overall = _share(sum(c.in_time for c in listed), sum(c.settled for c in listed))
    by_class: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    by_unit: dict[str, list[MixCount]] = defaultdict(list)
    for count in listed:
        by_class[count.class_][0] += count.settled
        by_class[count.class_][1] += count.in_time
        by_unit[count.unit].append(count)
    shares = {key: in_time / settled for key, (settled, in_time) in by_class.items()}
    return {unit: _fair(unit, own, shares, overall or 0.0) for unit, own in by_unit.items()}


def _fair(unit: str, own: list[MixCount], shares: dict[str, float], overall: float) -> FairShare:
    settled, in_time = sum(c.settled for c in own), sum(c.in_time for c in own)
    expected = sum(c.settled * shares[c.class_] for c in own)
    raw = in_time / settled
    if not expected:  # nobody was ever in time with these classes, so nothing can be compared
        return FairShare(unit, settled, in_time, 0.0, raw, None, None, None, "")
    scale = overall * settled / expected
    low, high = (min(bound * scale, 1.0) for bound in wilson(in_time, settled))
    fair = min(raw * scale, 1.0)
    return FairShare(
        unit, settled, in_time, expected, raw, fair, low, high, _verdict(low, high, overall)
    )


def _verdict(low: float, high: float, overall: float) -> Verdict:
    if low > overall:
        return "above"
    return "below" if high < overall else "level"


def wilson(part: int, whole: int, z: float = Z_90) -> tuple[float, float]:
    """Return Wilson's interval of a share, from 0 to 1; raises `ValueError` if `whole` is 0."""
    if whole <= 0:
        raise ValueError("an interval of nothing")
    share, square = part / whole, z * z
    centre = share + square / (2 * whole)
    spread = z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    factor = 1 + square / whole
    # at the ends the bound is the share itself, which rounding would just miss
    low = 0.0 if part == 0 else max(0.0, (centre - spread) / factor)
    return low, 1.0 if part == whole else min(1.0, (centre + spread) / factor)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
