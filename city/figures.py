"""Figures evaluated: one definition over cells, open rows and single cases alike."""

from collections.abc import Iterable, Mapping
from math import sqrt
from typing import TypeAlias

from msgspec import Struct

from city.cells import STEP, bucket_start
from city.registry.book import FIGURES
from city.registry.figure import BASIS_WORDS, Figure
from city.windows import Window

Counts: TypeAlias = Mapping[tuple[str, str], int]
"""(pattern of flags, light) -> how many cases; the light is empty for ended ones."""


class Ask(Struct, frozen=True):
    """
    A figure that someone wants: of which stream, over which window, broken down by what.

    `figure` is a key of the registry, or that of a question that the district has answered. An
    empty stream is the primary one, an empty window the stream's own, an empty `by` no breakdown.
    `compare` asks for the previous period and the same one last year too.
    """

    figure: str
    stream: str = ""
    window: str = ""
    by: str = ""
    compare: bool = False


class Reading(Struct, frozen=True):
    """
    One value of a figure: of a row, or of all.

    `value` is a share from 0 to 1, a count or a time in ms; None where there is nothing to divide
    by or nothing took time: a dash, never 0 or 100 %. `denominator` is None for what has none,
    and so is `halved`: how many of the numerator count half.
    """

    key: str
    name: str
    value: float | None
    numerator: int
    denominator: int | None = None
    halved: int | None = None

    def describe(self) -> dict[str, object]:
        """Return the row as the API and the command line print it."""
        return {
            "key": self.key,
            "name": self.name,
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "halved": self.halved,
        }


class Compared(Struct, frozen=True):
    """The same figure over an earlier window, as its cases stand now."""

    window: Window
    total: Reading

    def describe(self) -> dict[str, object]:
        """Return window and reading as the API prints them."""
        return {"window": self.window.describe(), **self.total.describe()}


class Measured(Struct, frozen=True):
    """
    A figure with its rows, which add up to the total; `""` is the row of the unassigned.

    `key` is that of the figure, the chosen one where the district had a choice. `as_of` is the
    product's time, in ISO with the district's offset.
    """

    ask: Ask
    key: str
    stream: str
    by: str
    window: Window
    as_of: str
    total: Reading
    rows: tuple[Reading, ...] = ()
    previous: Compared | None = None
    last_year: Compared | None = None

    @property
    def figure(self) -> Figure:
        """Its definition."""
        return FIGURES[self.key]

    def describe(self, lang: str) -> dict[str, object]:
        """Return the answer of `GET /api/v1/metrics/{key}` and `app.py figures --figure`."""
        return {
            **define(self.figure, lang),
            "stream": self.stream,
            "by": self.by,
            "window": self.window.describe(),
            "as_of": self.as_of,
            "total": self.total.describe(),
            "rows": [row.describe() for row in self.rows],
            "previous": self.previous.describe() if self.previous else None,
            "last_year": self.last_year.describe() if self.last_year else None,
        }


def found(measured: Iterable[Measured], ask: Ask) -> Measured | None:
    """Return the answer to an ask, None if a snapshot has none."""
    return next((answer for answer in measured if answer.ask == ask), None)


def define(figure: Figure, lang: str) -> dict[str, object]:
    """Return a figure's definition as the API prints it."""
    under, halved = figure.denominator, figure.halved
    return {
        "key": figure.key,
        "name": figure.label(lang),
        "formula": figure.formula(lang),
        "numerator_name": figure.numerator.label(lang),
        "denominator_name": under.label(lang) if under else None,
        "halved_name": halved.label(lang) if halved else None,
        "basis": figure.basis,
        "rule": BASIS_WORDS[figure.basis][lang == "en"],
        "unit": figure.unit,
        "source": figure.source,
        "caveat": figure.note(lang),
        "choice": figure.choice,
        "section": figure.section,
        "streams": list(figure.streams),
        "better": figure.better,
    }


def evaluate(figure: Figure, counts: Counts, *, key: str = "", name: str = "") -> Reading:
    """Return a share or a count over cases that are told by pattern and light."""
    over = counted(figure, "numerator", counts)
    if figure.denominator is None:
        return Reading(key, name, float(over), over)
    under = counted(figure, "denominator", counts)
    halved = counted(figure, "halved", counts) if figure.halved else None
    return share_of(over, under, halved, key=key, name=name)


def share_of(
    over: int, under: int, halved: int | None, *, key: str = "", name: str = ""
) -> Reading:
    """Return the share that so many cases are, of which those `halved` count half."""
    value = (over - (halved or 0) / 2) / under if under else None
    return Reading(key, name, value, over, under, halved)


def counted(figure: Figure, part: str, counts: Counts) -> int:
    """Return how many cases are in a part of a figure."""
    chosen = figure.part(part)
    if chosen is None:
        return 0
    holds = chosen.holds
    return sum(count for (pattern, light), count in counts.items() if holds(pattern, light))


def time_of(
    figure: Figure, buckets: Mapping[int, int], *, key: str = "", name: str = ""
) -> Reading:
    """Return a duration: the quantile of times that are told by bucket."""
    return Reading(key, name, quantile(buckets, figure.quantile), sum(buckets.values()))


def quantile(buckets: Mapping[int, int], share: float) -> float | None:
    """
    Return the time (ms) that a share of the times does not exceed, None if there are none.

    It is the middle of a bucket, so it is off by at most 8 %, and by half a minute in the first.
    """
    total = sum(buckets.values())
    seen = 0
    for bucket in sorted(buckets):
        seen += buckets[bucket]
        if buckets[bucket] > 0 and seen >= share * total:
            return _middle(bucket)
    return None


def _middle(bucket: int) -> float:
    return bucket_start(bucket) * sqrt(STEP) if bucket > 0 else bucket_start(1) / 2


def merged(groups: Iterable[Counts]) -> dict[tuple[str, str], int]:
    """Return the sum of counts."""
    total: dict[tuple[str, str], int] = {}
    for group in groups:
        for told, count in group.items():
            total[told] = total.get(told, 0) + count
    return total
