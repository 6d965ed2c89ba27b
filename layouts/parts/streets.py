"""街道: what each street has in progress, adding up to the account."""

from dash import html
from dash.development.base_component import Component

from city.metrics import Figures, Row
from layouts.edition import Edition
from layouts.parts.asked import fig, row_link
from layouts.parts.behind import Over, behind, key_of, of_figure, over
from layouts.parts.lit_rows import lit_count, rest_count
from layouts.parts.ranking import OTHERS, fitted
from layouts.parts.slots import Rowed, rows
from layouts.text import number, percent


def street_rows(prefix: str, figures: Figures, edition: Edition, *, places: int) -> list[Component]:
    """Return streets by cases in progress; one more place sums those left out."""
    held = sorted(
        (row for row in figures.rows if row.tally.received),
        key=lambda row: (not row.key, -row.tally.in_progress, row.key),
    )
    shown, given = fitted(held, places), (over(figures), edition)
    return rows(prefix, places + 1, entries=shown, fill=_row, name="street", given=given)


def _row(row: Row, figures: Over, edition: Edition) -> Rowed:
    if row.key == OTHERS:
        return "is-others", _rest(row, edition)
    return "", _named(row, figures, edition)


def _named(row: Row, figures: Over, edition: Edition) -> list[Component]:
    tally, key = row.tally, key_of(row.key)
    selection = behind(figures, street=key)
    share = of_figure(figures, "in_time_rate_closed", street=key)
    name = row_link(edition.short("street", row.key), selection, edition)
    told = percent(tally.closed_in_time, tally.timed_closed)
    return [
        html.Span(name, className="street__name"),
        html.B(fig(number(tally.in_progress), selection, edition)),
        lit_count("near", tally.near_due, selection, edition, "street__count"),
        lit_count("overdue", tally.overdue, selection, edition, "street__count"),
        html.Span(fig(told, share, edition), className="street__share"),
    ]


def _rest(row: Row, edition: Edition) -> list[Component]:
    tally = row.tally
    return [
        html.Span(edition.say("others", count=row.name), className="street__name"),
        html.B(number(tally.in_progress)),
        rest_count("near", tally.near_due, "street__count"),
        rest_count("overdue", tally.overdue, "street__count"),
        html.Span(percent(tally.closed_in_time, tally.timed_closed), className="street__share"),
    ]


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
