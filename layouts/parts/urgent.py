"""超期与临期: the most urgent cases by time left, with running countdowns."""

from dash import html
from dash.development.base_component import Component

from city.snapshot import Head, OpenCase
from layouts.edition import Edition
from layouts.parts.countdown import countdown
from layouts.parts.marks import mark
from layouts.parts.slots import Filled, classes, hidden, slots


def urgent_rows(
    prefix: str, cases: tuple[OpenCase, ...], edition: Edition, *, head: Head, places: int
) -> list[Component]:
    """Return the list, and the sentence that stands there while it is empty."""

    def fill(case: OpenCase) -> Filled:
        children = [
            mark(case.light),
            html.Span(edition.label("class", case.class_), className="urgent__class"),
            html.Span(whereabouts(case, edition), className="urgent__place"),
            html.Time(edition.moment(case.due_at, head.as_of), className="urgent__due"),
            countdown(case, edition, as_of=head.as_of),
        ]
        return edition.case(case.id), "", children

    nothing = html.P(
        [mark("within"), html.Span(edition.say("urgent_none"))],
        id=f"{prefix}-none",
        className=classes("nothing", hidden(cases or head.health.applied_at is None)),
    )
    return [nothing, *slots(prefix, places, entries=cases[:places], fill=fill, name="urgent")]


def whereabouts(case: OpenCase, edition: Edition) -> str:
    """Return who holds a case and in which street it lies."""
    return f"{edition.department(case.department)} · {edition.label('street', case.street)}"
