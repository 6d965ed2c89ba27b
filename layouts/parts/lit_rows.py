"""Rows of open cases as bars on one scale, split by light: ages, departments."""

from dash import html
from dash.development.base_component import Component

from city.metrics import Tally
from layouts.parts.marks import mark
from layouts.text import NONE, number

PARTS = {
    "within": "within_limit",
    "near": "near_due",
    "overdue": "overdue",
    "untimed": "not_timed",
}
"""Light -> the count of a tally, in the order in which they stand in a bar."""


def lit_bar(tally: Tally, top: int) -> Component:
    """Return the bar of a tally, as long as its open cases are of `top`."""
    parts = [
        html.I(
            className=f"bar__part bar__part--{light}",
            style={"width": f"{getattr(tally, count) / top:.2%}" if top else "0"},
        )
        for light, count in PARTS.items()
        if getattr(tally, count)
    ]
    return html.Span(parts, className="lit__bar")


def lit_row(name: str, tally: Tally, top: int) -> list[Component]:
    """Return name, bar, how many are open, near due and overdue."""
    return [
        html.Span(name, className="lit__name"),
        lit_bar(tally, top),
        html.B(number(tally.in_progress)),
        lit_count("near", tally.near_due),
        lit_count("overdue", tally.overdue),
    ]


def lit_count(light: str, count: int) -> Component:
    """Return a count beside its mark, a dash for none."""
    if not count:
        return html.Span(NONE, className="lit__count is-nought")
    return html.Span([mark(light), number(count)], className="lit__count")
