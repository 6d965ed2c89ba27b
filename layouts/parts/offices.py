"""承办单位: who answered hotline orders, by how many, with the share of five stars and in time."""

from dash import html
from dash.development.base_component import Component

from city.metrics import Figures, Row
from layouts.edition import Edition
from layouts.parts.behind import behind, key_of
from layouts.parts.ranking import FEW, OTHERS, leading
from layouts.parts.slots import Filled, slots
from layouts.text import NONE, number, percent


def office_rows(prefix: str, figures: Figures, edition: Edition, *, places: int) -> list[Component]:
    """Return the offices by closed orders; the last place sums those that do not fit."""

    def fill(row: Row) -> Filled:
        return _row(row, figures, edition)

    shown = leading(figures.rows, places, by="closed")
    return slots(prefix, places, entries=shown, fill=fill, name="office")


def _row(row: Row, figures: Figures, edition: Edition) -> Filled:
    tally = row.tally
    name, selection = edition.department(row.key), behind(figures, department=key_of(row.key))
    if row.key == OTHERS:
        name, selection = edition.say("others", count=row.name), behind(figures)
    children = [
        html.Span(name, className="office__name"),
        html.Span(number(tally.in_progress), className="office__open"),
        html.B(number(tally.closed)),
        _bar(tally.five_star, tally.closed),
        html.Span(_share(tally.five_star, tally.closed), className="office__share"),
        html.Span(_share(tally.closed_in_time, tally.closed), className="office__share"),
    ]
    return edition.cases(selection), "", children


def _share(part: int, whole: int) -> str:
    """Return a share in percent, or its fraction where few cases would make it say little."""
    if whole >= FEW:
        return percent(part, whole)
    return f"{part}/{whole}" if whole else NONE


def _bar(part: int, whole: int) -> Component:
    width = f"{part / whole:.1%}" if whole >= FEW else "0"
    return html.Span(html.I(style={"width": width}), className="office__bar")


def office_head(edition: Edition) -> Component:
    """Return the heads of the columns."""
    return html.Div(
        [
            html.Span(edition.say("office"), className="office__name"),
            html.Span(edition.say("hotline_open"), className="office__open"),
            html.Span(edition.say("hotline_closed")),
            html.Span("", className="office__bar"),
            html.Span(edition.say("five_star_rate"), className="office__share"),
            html.Span(edition.say("on_time"), className="office__share"),
        ],
        className="office office--head",
    )
