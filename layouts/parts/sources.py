"""按来源: how each channel's cases fare: received, closed, in progress, in time."""

from dash import html
from dash.development.base_component import Component

from city.metrics import Figures, Row
from layouts.edition import Edition
from layouts.parts.behind import behind, key_of
from layouts.parts.ranking import OTHERS, leading
from layouts.parts.slots import Filled, slots
from layouts.text import number, percent


def source_rows(prefix: str, figures: Figures, edition: Edition, *, places: int) -> list[Component]:
    """Return the channels by cases received; the last place sums those that do not fit."""

    def fill(row: Row) -> Filled:
        tally, name = row.tally, edition.label("channel", row.key)
        selection = behind(figures, channel=key_of(row.key))
        if row.key == OTHERS:
            name, selection = edition.say("others", count=row.name), behind(figures)
        children = [
            html.Span(name, className="source__name"),
            html.Span(number(tally.received)),
            html.Span(number(tally.closed)),
            html.B(number(tally.in_progress)),
            html.Span(percent(tally.closed_in_time, tally.closed)),
        ]
        return edition.cases(selection), "", children

    shown = leading(figures.rows, places, by="received")
    return slots(prefix, places, entries=shown, fill=fill, name="source")


def source_head(edition: Edition) -> Component:
    """Return the heads of the columns."""
    words = [html.Span(edition.say("source_head"), className="source__name")]
    words += [
        html.Span(edition.say(key)) for key in ("received", "closed", "department_open", "on_time")
    ]
    return html.Div(words, className="source source--head")
