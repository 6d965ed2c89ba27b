"""诉求事项: what people call about, as bars on one scale with shares; the rest in one row."""

from dash import html
from dash.development.base_component import Component

from city.metrics import Figures, Row
from layouts.edition import Edition
from layouts.parts.asked import fig, row_link
from layouts.parts.behind import Over, behind, key_of, over
from layouts.parts.ranking import OTHERS, leading
from layouts.parts.slots import Rowed, rows
from layouts.text import number, percent


def topic_rows(
    prefix: str, figures: Figures | None, edition: Edition, *, places: int
) -> list[Component]:
    """Return the topics by orders received; the last place sums those that do not fit."""
    if figures is None:
        return rows(prefix, places, entries=(), fill=_nothing, name="topic")
    shown = leading(figures.rows, places, by="received")
    top = max((row.tally.received for row in shown if row.key != OTHERS), default=1)
    given = over(figures), figures.total.received, top, edition
    return rows(prefix, places, entries=shown, fill=_row, name="topic", given=given)


def _nothing(row: Row) -> Rowed:
    return "", []


def _row(row: Row, figures: Over, received: int, top: int, edition: Edition) -> Rowed:
    count, others = row.tally.received, row.key == OTHERS
    name: str | Component
    told: str | Component
    if others:  # no list holds just these
        name, told = edition.say("others_topics", count=row.name), number(count)
    else:
        selection = behind(figures, status="received", class_=key_of(row.key))
        told = fig(number(count), selection, edition)
        name = row_link(edition.label("class", row.key), selection, edition)
    width = min(count / top, 1.0)
    children = [
        html.Span(name, className="topic__name"),
        html.Span(html.I(style={"width": f"{width:.1%}"}), className="topic__bar"),
        html.B(told),
        html.Span(percent(count, received), className="topic__share"),
    ]
    return "is-rest" if others else "", children
