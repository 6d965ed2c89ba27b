"""每日接收: cases received by day as bars of the page itself, so that a phone loads no chart."""

from dash import dcc, html
from dash.development.base_component import Component

from city.clock import to_date
from city.lists import Selection
from city.metrics import Figures
from layouts.edition import Edition
from layouts.text import number


def days_chart(
    prefix: str,
    days: tuple[tuple[int, int], ...],
    figures: Figures,
    edition: Edition,
    *,
    places: int,
    waiting: bool,
) -> Component:
    """Return one bar for each day, today's outlined because it is not over."""
    shown = days[-places:]
    top = max((count for _, count in shown), default=0) or 1
    bars = []
    for n, (day, count) in enumerate(shown, 1):
        last = n == len(shown)
        children = [
            html.B(number(None if waiting else count)),
            html.Span(html.I(style={"height": f"{count / top:.1%}"}), className="day__bar"),
            html.Small(_name(day, edition, last=last)),
        ]
        bars.append(
            dcc.Link(
                children,
                id=f"{prefix}-{n}",
                href=edition.cases(_received_on(day, figures)),
                className="day is-today" if last else "day",
            )
        )
    return html.Div(bars, className="days")


def _name(day: int, edition: Edition, *, last: bool) -> str:
    return edition.say("today") if last else edition.say("day_of_month", day=to_date(day).day)


def _received_on(day: int, figures: Figures) -> Selection:
    date = to_date(day).isoformat()
    return Selection(stream=figures.stream, window=f"{date}..{date}", status="received")
