"""The book of figures: every one by its key, and what the district chose where practice differs."""

from collections.abc import Mapping

from city.errors import BadRequest
from city.registry.account import ACCOUNT
from city.registry.counts import ACCOUNT_COUNTS, ALARMS, SAID
from city.registry.figure import Figure
from city.registry.filing import FILING
from city.registry.people import HOTLINE, SETTLED
from city.registry.quality import DATA, HANDLING, PRESSURE
from city.registry.timeliness import TIMELINESS

FIGURES: dict[str, Figure] = {
    figure.key: figure
    for figure in (
        *ACCOUNT,
        *ACCOUNT_COUNTS,
        *ALARMS,
        *TIMELINESS,
        *FILING,
        *HANDLING,
        *PRESSURE,
        *HOTLINE,
        *SETTLED,
        *SAID,
        *DATA,
    )
}
SECTIONS: dict[str, tuple[str, str]] = {
    "account": ("案件", "Account"),
    "time": ("时限", "Time"),
    "quality": ("质量", "Quality"),
    "pressure": ("督促与申诉", "Pressure and appeals"),
    "people": ("群众评价", "Those who asked"),
    "data": ("数据质量", "Data quality"),
}
"""Parts of the book in its order, with their names."""

CHOICES: dict[str, tuple[str, ...]] = {
    choice: tuple(figure.key for figure in FIGURES.values() if figure.choice == choice)
    for choice in dict.fromkeys(figure.choice for figure in FIGURES.values() if figure.choice)
}
"""Where practice differs: the name of the question -> the figures that answer it."""
DEFAULTS: dict[str, str] = {choice: keys[0] for choice, keys in CHOICES.items()}


def figure_of(key: str, chosen: Mapping[str, str]) -> Figure:
    """
    Return a figure by its key; the key of a question gives the figure that the district chose.

    Raises:
        BadRequest: There is no such figure.
    """
    resolved = chosen.get(key) or DEFAULTS.get(key, key)
    figure = FIGURES.get(resolved)
    if figure is None:
        raise BadRequest("figure", f"{key!r} is not in the registry (see /definitions)")
    return figure


def figures_of(stream: str) -> tuple[Figure, ...]:
    """Return the figures of a stream in the order of the book; all for one that has no table."""
    known = tuple(figure for figure in FIGURES.values() if stream in figure.streams)
    return known or tuple(FIGURES.values())


def choice_faults(chosen: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return question and what is wrong with the answer, for each that does not fit the book."""
    faults = []
    for choice, key in chosen.items():
        if choice not in CHOICES:
            faults.append((choice, f"is none of {', '.join(CHOICES)}"))
        elif key not in CHOICES[choice]:
            faults.append((choice, f"{key!r} is none of {', '.join(CHOICES[choice])}"))
    return faults
