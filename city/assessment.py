"""How units are assessed: the table `[scores]` of a district, and what an assessment tells."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from city.clock import Instant
from city.errors import BadRequest
from city.fairness import FairShare
from city.figures import Reading
from city.registry.book import figure_of
from city.scores import GRADES, Composite, Score, Standing, Term
from city.sheets import Findings
from city.windows import Window

SUBJECTS: Mapping[str, str] = {
    "department": "department",
    "street": "street",
    "post": "",
    "district": "",
}
"""Whom a composite can be for, and by which dimension its figures are broken down."""
ON_TIME = "in_time_rate_due"
"""The figure whose cases the fair view adjusts."""
LATE, WAITING = "late_disposal_rate", "overdue_waiting_rate"
"""Figures whose numerators are the rest of that one's cases: done late, and overdue still."""


class ScoresSpec(Struct, frozen=True, forbid_unknown_fields=True):
    """
    The table `[scores]`.

    A unit with fewer than `least_cases` cases to be disposed of in a window is listed without a
    rank. `grades` are names with the least score of each, the best one first.
    """

    least_cases: int = 20
    grades: tuple[tuple[str, float], ...] = GRADES
    composites: tuple[Composite, ...] = ()

    def composite(self, key: str) -> Composite:
        """Return a composite, the first one for an empty key; raises `BadRequest`."""
        for each in self.composites:
            if key in ("", each.key):
                return each
        known = ", ".join(each.key for each in self.composites) or "nothing"
        raise BadRequest("composite", f"{key!r} is none of {known}")


class Assessed(Struct, frozen=True):
    """
    One unit: its place, what its score is made of, and its fair share (None without cases).

    `readings` are the figures of the score's parts, in their order, for this unit.
    """

    name: str
    standing: Standing
    score: Score
    fair: FairShare | None = None
    readings: tuple[Reading, ...] = ()

    def describe(self) -> dict[str, Any]:
        """Return the unit as the API and the command line print it."""
        standing, fair = self.standing, self.fair
        return {
            "key": standing.key,
            "name": self.name,
            "rank": standing.rank,
            "score": self.score.value,
            "grade": standing.grade,
            "cases": standing.cases,
            "small": standing.small,
            "apart": standing.apart,
            "parts": [
                {
                    "figure": part.figure,
                    "value": part.value,
                    "points": part.points,
                    "weight": part.weight,
                    "numerator": reading.numerator,
                    "denominator": reading.denominator,
                }
                for part, reading in zip(self.score.parts, self.readings, strict=True)
            ],
            "fair": _describe_fair(fair) if fair else None,
        }


def _describe_fair(fair: FairShare) -> dict[str, Any]:
    return {
        "in_time": fair.in_time,
        "settled": fair.settled,
        "expected": fair.expected,
        "raw": fair.raw,
        "fair": fair.fair,
        "low": fair.low,
        "high": fair.high,
        "verdict": fair.verdict,
    }


class Assessment(Struct, frozen=True):
    """
    A composite evaluated: the district's own units best first, then those ranked apart best first,
    then those without a rank.

    `best` and `worst` are keys of the district's own, none in both; `on_time` is the share of all
    that the fair view compares with, and `late` and `waiting` those of its cases that were not in
    time. `as_of` is the product's time, in ISO with the district's offset; `at` is the same moment.
    """

    composite: Composite
    window: Window
    as_of: str
    at: Instant
    least_cases: int
    units: tuple[Assessed, ...]
    best: tuple[str, ...]
    worst: tuple[str, ...]
    on_time: Reading
    late: int = 0
    waiting: int = 0

    def describe(self, lang: str) -> dict[str, Any]:
        """Return the answer of `GET /api/v1/scores` and `app.py scores --json`."""
        return {
            "key": self.composite.key,
            "name": self.composite.label(lang),
            "subject": self.composite.subject,
            "stream": self.composite.stream,
            "source": self.composite.source,
            "window": self.window.describe(),
            "as_of": self.as_of,
            "least_cases": self.least_cases,
            "on_time": self.on_time.describe(),
            "units": [unit.describe() for unit in self.units],
            "best": list(self.best),
            "worst": list(self.worst),
        }


def check_scores(
    found: Findings,
    file: str,
    spec: ScoresSpec,
    *,
    streams: set[str],
    chosen: Mapping[str, str],
) -> None:
    """Note every mistake in the table."""
    for row, cause in (*_rule_faults(spec), *_composite_faults(spec, streams, chosen)):
        found.note(file, row, cause)


def _rule_faults(spec: ScoresSpec) -> Iterator[tuple[str, str]]:
    if spec.least_cases < 1:
        yield "scores least_cases", "is too small"
    bounds = [least for _, least in spec.grades]
    if not bounds or bounds != sorted(set(bounds), reverse=True):
        yield "scores grades", "must go down from the best grade, without repeats"


def _composite_faults(
    spec: ScoresSpec, streams: set[str], chosen: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for number, each in enumerate(spec.composites, start=1):
        row = f"scores.composites {number}"
        if not each.key or each.key in taken:
            yield row, f"key {each.key!r} is empty or already taken"
        taken.add(each.key)
        if each.subject not in SUBJECTS:
            yield row, f"subject {each.subject!r} is none of {', '.join(SUBJECTS)}"
        if each.stream not in streams:
            yield row, f"stream {each.stream!r} is none of {', '.join(sorted(streams))}"
        if not each.terms:
            yield row, "has no terms"
        for term in each.terms:
            cause = _term_fault(term, chosen)
            if cause:
                yield row, cause


def _term_fault(term: Term, chosen: Mapping[str, str]) -> str:
    try:
        figure = figure_of(term.figure, chosen)
    except BadRequest:
        return f"figure {term.figure!r} is not in the registry"
    if figure.unit == "ms":
        return f"figure {term.figure!r} is a time, which gives no points"
    if figure.unit == "cases" and not term.steps:
        return f"figure {term.figure!r} is a count and needs steps"
    if term.weight <= 0:
        return f"weight {term.weight:g} of {term.figure!r} is not above 0"
    most = [bound for bound, _ in term.steps]
    return "" if most == sorted(set(most)) else f"steps of {term.figure!r} must go up"
