"""The way from a figure on a page to its definition, its two counts and the cases behind it."""

from dash import dcc
from msgspec.structs import replace

from city.metrics import Figures
from city.snapshot import Selection
from layouts.edition import Edition
from layouts.links import definitions_href
from layouts.parts.behind import behind


def asked(
    link_id: str, words: str, figure: str, figures: Figures | None, edition: Edition
) -> dcc.Link:
    """Return words that open the definition of `figure` for the stream and window of an account."""
    selection = behind(figures) if figures is not None else Selection()
    href = definitions_href(replace(selection, figure=figure), edition.lang)
    return dcc.Link(words, id=link_id, href=href, className="asked")
