"""高发类别: the classes with most cases received in the window."""

from dash import html
from dash.development.base_component import Component

from city.metrics import Figures, Row
from layouts.edition import Edition
from layouts.parts.behind import Over, behind, key_of, over
from layouts.parts.slots import Filled, slots
from layouts.text import number


def kind_rows(prefix: str, figures: Figures, edition: Edition, *, places: int) -> list[Component]:
    """Return the first classes by cases received, as bars on one scale."""
    rows = sorted(
        (row for row in figures.rows if row.tally.received),
        key=lambda row: (-row.tally.received, row.key),
    )
    top = rows[0].tally.received if rows else 1
    given = top, over(figures), edition
    return slots(prefix, places, entries=rows[:places], fill=_kind, name="kind", given=given)


def _kind(row: Row, top: int, figures: Over, edition: Edition) -> Filled:
    count = row.tally.received
    selection = behind(figures, class_=key_of(row.key), status="received")
    children = [
        html.Span(edition.label("class", row.key), className="kind__name"),
        html.Span(html.I(style={"width": f"{count / top:.0%}"})),
        html.B(number(count)),
    ]
    return edition.cases(selection), "", children
