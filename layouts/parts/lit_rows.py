"""Rows of open cases as bars on one scale, split by light: ages, departments."""

from dash import html
from dash.development.base_component import Component
from msgspec.structs import replace

from city.lists import Selection
from city.metrics import Tally
from layouts.edition import Edition
from layouts.parts.asked import fig, row_link
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


def lit_row(
    name: str, tally: Tally, top: int, selection: Selection, edition: Edition
) -> list[Component]:
    """Return name, bar, how many of the selected cases are open, near due and overdue."""
    return [
        html.Span(row_link(name, selection, edition), className="lit__name"),
        lit_bar(tally, top),
        html.B(fig(number(tally.in_progress), selection, edition)),
        lit_count("near", tally.near_due, selection, edition),
        lit_count("overdue", tally.overdue, selection, edition),
    ]


def rest_row(name: str, tally: Tally, top: int) -> list[Component]:
    """Return the row that sums those left out; no list is of just its cases."""
    return [
        html.Span(name, className="lit__name"),
        lit_bar(tally, top),
        html.B(number(tally.in_progress)),
        rest_count("near", tally.near_due),
        rest_count("overdue", tally.overdue),
    ]


def rest_count(light: str, count: int, name: str = "lit__count") -> Component:
    """Return a count of a row that sums those left out, beside its mark; a dash for none."""
    if not count:
        return html.Span(NONE, className=f"{name} is-nought")
    return html.Span([mark(light), number(count)], className=name)


def lit_count(
    light: str, count: int, selection: Selection, edition: Edition, name: str = "lit__count"
) -> Component:
    """Return how many of the selected cases have a light, beside its mark; a dash for none."""
    if not count:
        return html.Span(NONE, className=f"{name} is-nought")
    lit = fig(number(count), replace(selection, light=light), edition)
    return html.Span([mark(light), lit], className=name)
