"""承办单位: who answered hotline orders, by how many, with the share of five stars and in time."""

from typing import TypeAlias

from dash import html
from dash.development.base_component import Component

from city.metrics import Figures, Row, Tally
from layouts.edition import Edition
from layouts.parts.asked import fig, row_link
from layouts.parts.behind import Over, behind, key_of, of_figure, over
from layouts.parts.ranking import FEW, OTHERS, leading
from layouts.parts.slots import Rowed, rows
from layouts.text import NONE, number, percent

Told: TypeAlias = str | Component


def office_rows(prefix: str, figures: Figures, edition: Edition, *, places: int) -> list[Component]:
    """Return the offices by closed orders; the last place sums those that do not fit."""
    shown, given = leading(figures.rows, places, by="closed"), (over(figures), edition)
    return rows(prefix, places, entries=shown, fill=_row, name="office", given=given)


def _row(row: Row, figures: Over, edition: Edition) -> Rowed:
    return "is-others" if row.key == OTHERS else "", _figures(row, figures, edition)


def _figures(row: Row, figures: Over, edition: Edition) -> list[Component]:
    tally, key = row.tally, key_of(row.key)
    five = _share(tally.five_star, tally.closed)
    kept = _share(tally.closed_in_time, tally.timed_closed)
    if row.key == OTHERS:  # its cases have no list of theirs
        return _cells(
            edition.say("others", count=row.name),
            number(tally.in_progress),
            number(tally.closed),
            tally,
            five,
            kept,
        )
    selection = behind(figures, department=key)
    stars, in_time = (
        of_figure(figures, figure, department=key)
        for figure in ("five_star_rate_closed", "in_time_rate_closed")
    )
    closed = behind(figures, department=key, status="closed")
    return _cells(
        row_link(edition.department(row.key), selection, edition),
        fig(number(tally.in_progress), selection, edition),
        fig(number(tally.closed), closed, edition),
        tally,
        fig(five, stars, edition),
        fig(kept, in_time, edition),
    )


def _cells(
    name: Told, waiting: Told, closed: Told, tally: Tally, five: Told, kept: Told
) -> list[Component]:
    return [
        html.Span(name, className="office__name"),
        html.Span(waiting, className="office__open"),
        html.B(closed),
        _bar(tally.five_star, tally.closed),
        html.Span(five, className="office__share"),
        html.Span(kept, className="office__share"),
    ]


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
