"""Every number that a page shows, and what it is: a figure that opens its cases, or declared."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dash.development.base_component import Component

from city.asked import figure_asked
from city.lists import Selection
from city.registry.book import CHOICES, FIGURES
from layouts.links import CASES, DEFINITIONS, parse_selection

NAMES = re.compile(
    r"12345|\d+ (天|days)"
    r"|近 ?\d+ ?[天日]|24 ?(小时|hours)|[Ll]ast \d+ (?:days|weeks)|前 ?\d+ ?周"
    r"|\d+月\d+日|\d+ [A-Z][a-z]{2}\b"
)
"""Digits that are names of things, of windows and of days."""
NO_FIGURE: dict[str, str] = {
    # moments and lengths of time
    r"clock": "the time",
    r"wall__date": "the date",
    r"countdown|urgent__due|case-row|movement|urgent\b": "moments and words of one case",
    r"data-age|lamp": "how old the data of a feed are",
    r"as-of|measured__window": "the age of what is shown",
    r"-window$|wall-hotline-note|book__facts": "the window of what is shown, in words",
    # scales and names
    r"hours__(scale|axis)|week__name|day__name": "ticks of an axis",
    r"rank--head|worst-note": "the target that is drawn",
    r"bar__part": "a bar's words, whose number is beside it",
    r"map-legend": "the scale of the shades; cameras and a storm, which the map itself opens",
    r"load--grid": "the points that the map draws in a grid, wherever their feed says they are",
    r"playback": "how long a day is played",
    r"^definitions$": "the thresholds of the lights",
    r"pager|queue-page-of": "the pages of a list",
    r"queue-note|facet--rest": "how long this list is, and how many values are left out",
    r"chip": "what a list is narrowed to",
    r"assessment-(small|worst|best)-heading": "how many units are named, and how few are few",
    r"assessment-(months|units|streets)-note|__interval|plot--head": "weights, scales, intervals",
    r"score__(rank|made)|scores__rules": "a rank, a sum of the parts beside it, a share adjusted",
    r"scores-small-heading": "how few are few",
    r"^assessment-(own|apart|unranked)$": "units, which stand below by name",
    # parts of a sum that stands beside them
    r"band__share|topic__share": "a share of the sum beside it",
    r"is-others|is-rest": "the sum of the rows that did not fit",
    r"work__street": "the sum of the row beside it",
    r"wall-cases-note": "which of the map's cases are drawn: the sum is in the title",
    r"level__fact": "how long a level took: the page of definitions has it by its clock",
    # what feeds of tables tell, with publisher and day beside it; no case is behind it
    r"boards-(figure|campaign|camera)": "an indicator, a result or a list of the boards",
    r"district-(aim|board|campaign|owner)": "the same on the wall",
    r"district-(indicators|line)": "how many indicators there are, and how old they are",
    r"district-bar": "a bar's words, whose number is beside it",
    r"district-(compared|day)": "the platform's days on the wall",
    r"citizen-cameras": "the list of cameras that the boards show",
    r"supervision-note": "orders whose own time is over, which no light tells",
    r"boards-reconciliation-note|boards-day-\d+": "a platform's day, with the cases it lacks",
}
"""What is no figure, by a pattern of class or id of the element or of one around it, and why."""


class Shown(NamedTuple):
    """A text with a digit in it, and the elements around it, the nearest last."""

    text: str
    around: tuple[Component, ...]

    @property
    def names(self) -> list[str]:
        """Classes and ids of the elements around it."""
        parts = ((getattr(e, "id", ""), getattr(e, "className", "")) for e in self.around)
        return [str(part) for pair in parts for part in pair if part]

    @property
    def href(self) -> str:
        """Where a click on it leads to."""
        links = [getattr(e, "href", "") for e in self.around]
        return next((href for href in reversed(links) if href), "")

    @property
    def selection(self) -> Selection | None:
        """The list that it opens, if it opens one."""
        path, _, query = self.href.partition("?")
        return parse_selection(query) if path == CASES and query else None

    @property
    def figure(self) -> str:
        """The key of the figure that it is, empty if it is none."""
        path, _, query = self.href.partition("?")
        if path == DEFINITIONS:
            key = parse_selection(query).figure
        elif path == CASES:
            key = figure_asked(parse_selection(query))[0]
        else:
            return ""
        return key if key in FIGURES or key in CHOICES else ""

    @property
    def reason(self) -> str:
        """Why it is no figure, empty if nobody said so."""
        for pattern, reason in NO_FIGURE.items():
            if any(re.search(pattern, name) for name in self.names):
                return reason
        return ""

    def __str__(self) -> str:
        """Return it with the ids and classes around it."""
        return f"{self.text!r} in {' > '.join(self.names[-6:])}"


def shown(node: object, around: tuple[Component, ...] = ()) -> Iterator[Shown]:
    """Yield every text with a digit that can be read on a page."""
    if isinstance(node, list | tuple):
        for each in node:
            yield from shown(each, around)
    elif isinstance(node, Component):
        if "is-empty" not in str(getattr(node, "className", "")):
            yield from shown(getattr(node, "children", None), (*around, node))
    elif node is not None and re.search(r"\d", NAMES.sub("", str(node))):
        yield Shown(str(node), around)
