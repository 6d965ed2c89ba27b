"""街道: what each street has in progress, adding up to the account."""

from dash import html
from dash.development.base_component import Component

from city.metrics import Figures, Row
from layouts.edition import Edition
from layouts.parts.behind import behind, key_of
from layouts.parts.marks import mark
from layouts.parts.ranking import fitted
from layouts.parts.slots import Filled, slots
from layouts.text import NONE, number, percent


def street_rows(prefix: str, figures: Figures, edition: Edition, *, places: int) -> list[Component]:
    """Return streets by cases in progress; one more place sums those left out."""
    rows = sorted(
        (row for row in figures.rows if row.tally.received),
        key=lambda row: (not row.key, -row.tally.in_progress, row.key),
    )

    def fill(row: Row) -> Filled:
        if row.key == "+":
            name, selection = edition.say("others", count=row.name), behind(figures)
        else:
            name = edition.label("street", row.key)
            selection = behind(figures, street=key_of(row.key))
        tally = row.tally
        children = [
            html.Span(name, className="street__name"),
            html.B(number(tally.in_progress)),
            _count("near", tally.near_due),
            _count("overdue", tally.overdue),
            html.Span(percent(tally.closed_in_time, tally.closed), className="street__share"),
        ]
        return edition.cases(selection), "", children

    return slots(prefix, places + 1, entries=fitted(rows, places), fill=fill, name="street")


def _count(light: str, count: int) -> Component:
    return html.Span([mark(light), number(count)] if count else NONE, className="street__count")


def street_head(edition: Edition) -> Component:
    """Return the heads of the columns."""
    words = [
        html.Span(edition.say("street"), className="street__name"),
        html.Span(edition.say("department_open")),
        html.Span(edition.say("near_head")),
        html.Span(edition.say("overdue_head")),
        html.Span(edition.say("on_time")),
    ]
    return html.Div(words, className="street street--head")
