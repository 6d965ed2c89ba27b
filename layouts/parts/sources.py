"""按来源: how each channel's cases fare: received, closed, in progress, in time."""

from dash import html
from dash.development.base_component import Component

from city.metrics import Figures, Row
from layouts.edition import Edition
from layouts.parts.asked import fig, row_link
from layouts.parts.behind import Over, behind, key_of, of_figure, over
from layouts.parts.ranking import OTHERS, leading
from layouts.parts.slots import Rowed, rows
from layouts.text import number, percent


def source_rows(prefix: str, figures: Figures, edition: Edition, *, places: int) -> list[Component]:
    """Return the channels by cases received; the last place sums those that do not fit."""
    shown, given = leading(figures.rows, places, by="received"), (over(figures), edition)
    return rows(prefix, places, entries=shown, fill=_row, name="source", given=given)


def _row(row: Row, figures: Over, edition: Edition) -> Rowed:
    tally, key = row.tally, key_of(row.key)
    counts = [number(n) for n in (tally.received, tally.closed, tally.in_progress)]
    told: list[str | Component] = [*counts, percent(tally.closed_in_time, tally.timed_closed)]
    name: str | Component = edition.say("others", count=row.name)
    if row.key != OTHERS:
        selections = [
            behind(figures, channel=key, status="received"),
            behind(figures, channel=key, status="closed"),
            behind(figures, channel=key),
            of_figure(figures, "in_time_rate_closed", channel=key),
        ]
        told = [fig(str(t), s, edition) for t, s in zip(told, selections, strict=True)]
        name = row_link(edition.label("channel", row.key), selections[2], edition)
    children = [
        html.Span(name, className="source__name"),
        html.Span(told[0]),
        html.Span(told[1]),
        html.B(told[2]),
        html.Span(told[3]),
    ]
    return "is-others" if row.key == OTHERS else "", children


def source_head(edition: Edition) -> Component:
    """Return the heads of the columns."""
    words = [html.Span(edition.say("source_head"), className="source__name")]
    words += [
        html.Span(edition.say(key)) for key in ("received", "closed", "department_open", "on_time")
    ]
    return html.Div(words, className="source source--head")
