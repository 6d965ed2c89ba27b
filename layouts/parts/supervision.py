"""批示督办: what a leader instructed or the centre supervises, by the time that is left."""

from dash import html
from dash.development.base_component import Component

from city.atlas import Light
from city.clock import Instant
from city.head import Head
from city.lists import Selection
from city.snapshot import OrderRow, Orders
from layouts.edition import Edition
from layouts.parts.asked import fig, woven
from layouts.parts.marks import mark, tone_class
from layouts.parts.panel import panel
from layouts.parts.slots import Filled, attributes, classes, hidden, slots
from layouts.parts.urgent import whereabouts
from layouts.text import NONE, number, remaining_text

NEAR: Instant = 2 * 3_600_000
"""An order is near its end when less than this is left: an assumption, orders have no 80 %."""


def supervision_panel(
    view: str, orders: Orders | None, edition: Edition, *, head: Head, places: int
) -> Component:
    """Return the panel; it is not there while the read model knows nothing of orders."""
    known = orders or Orders((), 0, 0)
    rows = supervision_rows(f"{view}-order", known.rows, edition, head=head, places=places)
    nothing = html.P(
        [mark("within"), html.Span(edition.say("supervision_none"))],
        id=f"{view}-order-none",
        className=classes("nothing", hidden(known.rows)),
    )
    return panel(
        f"{view}-supervision",
        edition.say("supervision"),
        note=woven(
            edition,
            "supervision_note",
            total=fig(number(known.total), Selection(measure="orders"), edition),
            overdue=number(known.overdue),
        ),
        body=[html.Div([nothing, *rows], className="urgents orders")],
        live=False,  # countdowns go on when the data is stale
        gone=orders is None,
    )


def supervision_rows(
    prefix: str, orders: tuple[OrderRow, ...], edition: Edition, *, head: Head, places: int
) -> list[Component]:
    """Return the orders as rows, each a link to its case."""
    told = [
        (order, _light(order, head.as_of), _left(order, edition, head.as_of))
        for order in orders[:places]
    ]
    return slots(prefix, places, entries=told, fill=_order, name="urgent order", given=(edition,))


def _order(told: tuple[OrderRow, Light, str], edition: Edition) -> Filled:
    order, light, words = told
    children = [
        mark(light),
        html.Span(_title(order, edition), className="urgent__class"),
        whereabouts(order.department, order.street, edition),
        _counted(order, light, words),
    ]
    return edition.case(order.case), "", children


def _light(order: OrderRow, now: Instant) -> Light:
    if order.due_at is None:
        return "untimed"
    if now > order.due_at:
        return "overdue"
    return "near" if order.due_at - now < NEAR else "within"


def _title(order: OrderRow, edition: Edition) -> str:
    return f"{edition.say(order.kind)} {edition.label('class', order.class_)}"


def _left(order: OrderRow, edition: Edition, as_of: Instant) -> str:
    return NONE if order.due_at is None else remaining_text(edition.lang, order.due_at - as_of)


def _counted(order: OrderRow, light: Light, words: str) -> Component:
    name = classes("countdown", tone_class(light) if light != "within" else "")
    if order.due_at is None:
        return html.Span(words, className=name)
    return html.Span(words, className=name, **attributes(countdown=order.due_at))
