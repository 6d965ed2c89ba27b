"""动态: what just happened, newest first; entries are replaced, they never scroll."""

from dash import html
from dash.development.base_component import Component

from city.snapshot import Movement
from layouts.edition import Edition
from layouts.parts.slots import Filled, slots


def movement_slots(
    prefix: str, movements: tuple[Movement, ...], edition: Edition, *, places: int
) -> list[Component]:
    """Return the newest movements, each a link to its case."""
    return slots(
        prefix, places, entries=movements[:places], fill=_moved, name="movement", given=(edition,)
    )


def _moved(movement: Movement, edition: Edition) -> Filled:
    children = [
        html.Time(f"{edition.local(movement.at):%H:%M}"),
        html.B(edition.say(movement.event)),
        html.Span(edition.label("class", movement.class_), className="movement__class"),
        html.Em(_where(movement, edition)),
    ]
    return edition.case(movement.case), "", children


def _where(movement: Movement, edition: Edition) -> str:
    parts = []
    if movement.street:
        parts.append(edition.short("street", movement.street))
    if movement.department:
        parts.append(edition.department(movement.department))
    return " · ".join(parts)
