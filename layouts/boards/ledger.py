"""Reconciliation: the platform's days beside ours, a row a day, the missing cases by name."""

from typing import TypeAlias

from dash import dcc, html
from dash.development.base_component import Component
from msgspec.structs import replace

from city.boards import ReconciliationSection
from city.clock import to_date
from city.lists import Selection
from city.reconcile import Reconciled, Side
from layouts.edition import Edition
from layouts.parts.asked import fig
from layouts.parts.panel import panel
from layouts.parts.slots import classes, hidden
from layouts.text import NONE, number

Told: TypeAlias = str | list[Component | str]
DAYS = 14
NAMED = 2
"""Missing cases that a row names; the API names all."""
HEADS = (
    "reconciliation_day",
    "reconciliation_received",
    "reconciliation_closed",
    "reconciliation_here",
    "reconciliation_there",
)


def reconciliation_panel(section: ReconciliationSection, edition: Edition) -> Component:
    """Return the panel with a constant number of rows, the newest day first."""
    summary = section.summary
    note = edition.say(
        "reconciliation_note",
        days=summary.days,
        compared=summary.compared,
        differ=summary.differ,
    )
    head = html.Div(
        [*(html.Span(edition.say(key)) for key in HEADS), html.Span("")],
        className="day-row is-head",
    )
    rows = [
        _row(place, section.days[place] if place < len(section.days) else None, edition)
        for place in range(DAYS)
    ]
    return panel(
        "boards-reconciliation",
        edition.say("reconciliation"),
        note=note,
        body=[
            html.P(edition.say("reconciliation_rule"), className="boards__small"),
            html.Div([head, *rows]),
        ],
    )


def _row(place: int, day: Reconciled | None, edition: Edition) -> Component:
    key = f"boards-day-{place + 1}"
    cells: list[Told] = [*_cells(day, edition)] if day else [""] * len(HEADS)
    tone = "is-differing" if day and day.compared and not day.agrees else ""
    *told, verdict = [html.Span(cell, id=f"{key}-{n}") for n, cell in enumerate(cells, 1)]
    return html.Div(
        [*told, _missing_there(key, day, edition), verdict],
        id=key,
        className=classes("day-row", tone, hidden(day is None)),
    )


def _cells(day: Reconciled, edition: Edition) -> list[Told]:
    date = to_date(day.day).isoformat()
    ours = Selection(edition.district.primary.key, window=f"{date}..{date}", status="all")
    return [
        date,
        _counts(day.received, replace(ours, figure="reported"), edition),
        _counts(day.closed, replace(ours, figure="closed_flow"), edition),
        _missing(day.received.missing_here, day.closed.missing_here, edition),
        verdict(day, edition),
    ]


def _counts(side: Side, ours: Selection, edition: Edition) -> list[Component | str]:
    return [f"{number(side.theirs)} / ", fig(number(side.ours), ours, edition)]


def _missing(
    received: tuple[str, ...] | None, closed: tuple[str, ...] | None, edition: Edition
) -> str:
    cases = _both(received, closed)
    if cases is None:
        return NONE
    if len(cases) <= NAMED:
        return " ".join(cases) or "0"
    return edition.say("reconciliation_more", ids=" ".join(cases[:NAMED]), count=len(cases))


def _missing_there(key: str, day: Reconciled | None, edition: Edition) -> Component:
    """Return the cases that only we have: how many, and links to the first ones."""
    cases = _both(day.received.missing_there, day.closed.missing_there) if day else None
    count = NONE if cases is None else str(len(cases))
    named = (cases or [])[:NAMED]
    links = [
        dcc.Link(
            named[n] if n < len(named) else "",
            id=f"{key}-case-{n + 1}",
            href=edition.case(named[n]) if n < len(named) else edition.page("/cases"),
            className=classes("day-row__case", hidden(n >= len(named))),
        )
        for n in range(NAMED)
    ]
    return html.Span([html.Span(count, id=f"{key}-there"), *links])


def _both(received: tuple[str, ...] | None, closed: tuple[str, ...] | None) -> list[str] | None:
    if received is None and closed is None:
        return None
    return [*dict.fromkeys([*(received or ()), *(closed or ())])]


def verdict(day: Reconciled, edition: Edition) -> str:
    """Return whether a day agrees, or why it cannot be compared."""
    if not day.told:
        return edition.say("reconciliation_silent")
    if day.missing_parts:
        return edition.say("reconciliation_parts", count=day.missing_parts)
    return edition.say("reconciliation_agrees" if day.agrees else "reconciliation_differs")
