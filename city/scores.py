"""Composite scores: weighted sums of figures, their grades, and rankings of units."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace


class Term(Struct, frozen=True, forbid_unknown_fields=True):
    """
    One part of a composite score: a figure of the registry and its weight.

    `complement` takes 1 minus the figure, as for shares that are better when small. `steps` turns a
    count into a share: the first `[at most, share]` that fits counts, 0 beyond the last.
    """

    figure: str
    weight: float
    complement: bool = False
    steps: tuple[tuple[float, float], ...] = ()

    def share(self, value: float) -> float:
        """Return what a figure's value contributes, before its weight."""
        if self.steps:
            return next((share for most, share in self.steps if value <= most), 0.0)
        return 1.0 - value if self.complement else value


class Composite(Struct, frozen=True, forbid_unknown_fields=True):
    """
    A composite score: whom it is for (`department`, `street`, `post`, the whole `district`) and
    what it is made of.

    The score is the sum of weight x share, so weights that add up to 100 give 0 to 100. `source`
    says where the weights come from.
    """

    key: str
    subject: str
    name: str
    terms: tuple[Term, ...]
    name_en: str = ""
    stream: str = "city"
    source: str = "A"

    def label(self, lang: str) -> str:
        """Return the name in a language."""
        return self.name_en or self.name if lang == "en" else self.name


class Part(Struct, frozen=True):
    """What one term gave: the figure, its value (None: nothing to divide by) and its points."""

    figure: str
    value: float | None
    points: float | None
    weight: float


class Score(Struct, frozen=True):
    """A score with its parts; `value` is None if a part has no value: a dash, never a guess."""

    value: float | None
    parts: tuple[Part, ...]


def score_of(composite: Composite, values: Mapping[str, float | None]) -> Score:
    """Return the score that the values of figures make, by the figures' keys."""
    parts = tuple(_part(term, values.get(term.figure)) for term in composite.terms)
    points = [part.points for part in parts if part.points is not None]
    return Score(round(sum(points), 6) if len(points) == len(parts) else None, parts)


def _part(term: Term, value: float | None) -> Part:
    points = None if value is None else term.weight * term.share(value)
    return Part(term.figure, value, points, term.weight)


GRADES: tuple[tuple[str, float], ...] = (("A", 90), ("B", 75), ("C", 60), ("D", 40), ("E", 0))
"""Grades with the least score of each, the best one first; a district may set others."""


def grade_of(score: float | None, grades: Sequence[tuple[str, float]] = GRADES) -> str:
    """Return the grade of a score; empty without one."""
    if score is None:
        return ""
    return next((grade for grade, least in grades if score >= least), grades[-1][0])


class Standing(Struct, frozen=True):
    """
    One unit in a ranking. Those not under the district's command (`apart`) are ranked among
    themselves: `rank` counts from 1 in either group, and equal scores share it. It is None for a
    unit that is listed without one: too few cases (`small`), or without a score.
    """

    key: str
    cases: int
    score: float | None
    grade: str = ""
    rank: int | None = None
    small: bool = False
    apart: bool = False


def ranking(units: Iterable[Standing], *, least: int) -> tuple[Standing, ...]:
    """
    Return units with their ranks: the district's own best first, then those apart best first, then
    those without a rank by their key.

    `least` is the number of cases from which a unit is ranked.
    """
    told = [replace(unit, small=unit.cases < least) for unit in units]
    ranked = [unit for unit in told if not unit.small and unit.score is not None]
    rest = [unit for unit in told if unit.small or unit.score is None]
    own = _placed(unit for unit in ranked if not unit.apart)
    apart = _placed(unit for unit in ranked if unit.apart)
    return (*own, *apart, *sorted(rest, key=lambda unit: (unit.apart, unit.key)))


def _placed(group: Iterable[Standing]) -> list[Standing]:
    """Return one group best first, with its ranks."""
    placed: list[Standing] = []
    ordered = sorted(group, key=lambda unit: (-(unit.score or 0.0), unit.key))
    for place, unit in enumerate(ordered, start=1):
        same = placed and placed[-1].score == unit.score
        placed.append(replace(unit, rank=placed[-1].rank if same else place))
    return placed


def best_and_worst(
    standings: Sequence[Standing], count: int = 5
) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """
    Return the best and the worst of the district's own ranked units, the worst one first.

    No unit is in both lists: with fewer than twice `count` units each gets its half.
    """
    ranked = [unit for unit in standings if unit.rank is not None and not unit.apart]
    most = min(count, len(ranked) // 2)
    return tuple(ranked[:most]), tuple(reversed(ranked[len(ranked) - most :]))
