"""每周接件: what was received by the week, as bars with their counts; this week is dashed."""

from dash import html
from dash.development.base_component import Component

from city.clock import to_date
from city.lists import Selection
from city.metrics import Figures
from city.windows import Window
from layouts.edition import Edition
from layouts.parts.asked import fig
from layouts.parts.behind import window_text
from layouts.parts.slots import classes
from layouts.text import day_text, number

NAMED_EVERY = 4
"""Every fourth week has its date below it, and the present one its name."""


def weeks_chart(
    view: str, weeks: tuple[tuple[int, int], ...], edition: Edition, *, stream: str = "hotline"
) -> Component:
    """Return one column for each week, on one scale from nought."""
    top = max((count for _, count in weeks), default=0) or 1
    columns = [
        _week(first, count, top, edition, place=place, last=place == len(weeks) - 1, stream=stream)
        for place, (first, count) in enumerate(weeks)
    ]
    return html.Div(columns, id=f"{view}-weeks-bars", className="weeks")


def apart_from(weeks: tuple[tuple[int, int], ...], figures: Figures) -> tuple[Window, int] | None:
    """
    Return the days that only one of an account and its weeks counts, and how many it received.

    Weeks are whole, so an account's window begins some days before the first one (more than
    nought received) or after its Monday (less). None if both count the same.
    """
    window = figures.window
    first = weeks[0][0] if weeks else window.first
    more = figures.total.received - sum(count for _, count in weeks)
    if first == window.first or not more or (more > 0) != (window.first < first):
        return None
    days = Window(min(first, window.first), max(first, window.first) - 1, "days")
    return days, more


def _week(
    first: int, count: int, top: int, edition: Edition, *, place: int, last: bool, stream: str
) -> Component:
    window = window_text(Window(first, first + 6, "days"))
    received = Selection(stream=stream, window=window, status="received")
    name = edition.say("week_now") if last else day_text(edition.lang, to_date(first))
    named = last or (place % NAMED_EVERY == 0 and place != 12)
    bar = html.Span(
        html.I(
            html.B(fig(number(count), received, edition)), style={"height": f"{count / top:.1%}"}
        ),
        className="week__bar",
    )
    return html.Div(
        [bar, html.Span(name if named else "", className="week__name")],
        className=classes("week", "is-open" if last else ""),
        title=f"{name} {number(count)}",
    )
