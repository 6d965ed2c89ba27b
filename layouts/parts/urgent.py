"""超期与临期: the most urgent cases by time left, with running countdowns."""

from dash import html
from dash.development.base_component import Component

from city.clock import SECOND
from city.head import Head
from city.snapshot import OpenCase
from layouts.edition import Edition
from layouts.parts.countdown import counted, left, provisional
from layouts.parts.marks import mark
from layouts.parts.slots import Filled, classes, hidden, slots

FRESH = 30 * SECOND
"""For so long a case that became overdue is underlined."""


def urgent_rows(
    prefix: str, cases: tuple[OpenCase, ...], edition: Edition, *, head: Head, places: int
) -> list[Component]:
    """Return the list, and the sentence that stands there while it is empty."""
    as_of = head.as_of
    told = [
        (case, _fresh(case, head), edition.moment(case.due_at, as_of), left(case, edition, as_of))
        for case in cases[:places]
    ]
    nothing = html.P(
        [mark("within"), html.Span(edition.say("urgent_none"))],
        id=f"{prefix}-none",
        className=classes("nothing", hidden(cases or head.health.applied_at is None)),
    )
    return [
        nothing,
        *slots(prefix, places, entries=told, fill=_case, name="urgent", given=(edition,)),
    ]


def _case(told: tuple[OpenCase, str, str, str], edition: Edition) -> Filled:
    case, tone, due, words = told
    children = [
        mark(case.light),
        html.Span(edition.label("class", case.class_), className="urgent__class"),
        whereabouts(case.department, case.street, edition),
        html.Time(due, className="urgent__due"),
        html.Span([*provisional(case, edition), counted(case, words)], className="urgent__left"),
    ]
    return edition.case(case.id), tone, children


def _fresh(case: OpenCase, head: Head) -> str:
    """Return the class that underlines a case for a while after it became overdue."""
    running = case.due_at is not None and case.stopped_at is None
    return "is-fresh" if running and 0 <= head.as_of - (case.due_at or 0) < FRESH else ""


def whereabouts(department: str, street: str, edition: Edition) -> Component:
    """Return who holds a case and in which street it lies; where there is no room, who holds it."""
    parts = [edition.department(department), f" · {edition.short('street', street)}"]
    return html.Span([html.Span(part) for part in parts], className="urgent__place")
