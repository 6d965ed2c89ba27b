"""
The one way from a figure on a page: its number is a link to the list of exactly its cases.

On top of that list stands what the figure is: its definition, its two counts, its window and age.
The link looks like the number, so that a wall stays a wall; what its address names is the figure.
"""

from string import Formatter

from dash import dcc
from dash.development.base_component import Component
from msgspec.structs import replace

from city.lists import Selection
from city.metrics import Figures
from layouts import text
from layouts.edition import Edition
from layouts.links import definitions_href
from layouts.parts.behind import Over, behind
from layouts.parts.slots import classes

FIGURE = "fig"
"""Class of a number that is a figure of the registry."""


def asked(
    link_id: str, words: str, figure: str, figures: Figures | Over | None, edition: Edition
) -> dcc.Link:
    """Return words that open the definition of `figure` for the stream and window of an account."""
    selection = behind(figures) if figures is not None else Selection()
    href = definitions_href(replace(selection, figure=figure), edition.lang)
    return dcc.Link(words, id=link_id, href=href, className="asked")


def fig(
    told: str | list[Component | str], selection: Selection, edition: Edition, name: str = ""
) -> dcc.Link:
    """Return a number that opens the cases it counts."""
    return dcc.Link(told, href=edition.cases(selection), className=classes(FIGURE, name))


def row_link(words: str, selection: Selection, edition: Edition) -> dcc.Link:
    """Return the name of a row; wherever the row is no figure of its own, it is this link."""
    return dcc.Link(words, href=edition.cases(selection), className="fig fig--row")


def woven(edition: Edition, key: str, **facts: str | Component) -> list[Component | str]:
    """Return the words of a key with figures between them that are links."""
    found: list[Component | str] = []
    for words, name, _, _ in Formatter().parse(text.WORDS[edition.lang][key]):
        for told in (words, facts[name] if name else ""):
            if isinstance(told, str) and found and isinstance(found[-1], str):
                found[-1] += told
            elif told:
                found.append(told)
    return found
