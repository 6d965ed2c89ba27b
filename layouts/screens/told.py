"""What one screen alone shows over its page: a stranger's code, or a case put on the screen."""

from dash import html
from dash.development.base_component import Component

from city.clock import Instant
from city.devices import Order
from city.lists import ListedCase
from layouts.edition import Edition
from layouts.parts.countdown import countdown
from layouts.parts.marks import light_name
from layouts.shell import html_lang
from layouts.text import NONE

LAYER = "shell-screen"
"""The component of the shell whose children these are."""


def corner(code: str, edition: Edition) -> Component:
    """Return the code of a screen that nobody has confirmed; it stands in the page's margin."""
    return html.Div(
        [html.Span(edition.say("screen_code")), html.B(code)],
        className="screen-code",
        lang=html_lang(edition.lang),
        title=edition.say("screen_code_more"),
    )


def notice(order: Order, edition: Edition) -> Component:
    """Return in words that somebody holds this screen, and at what."""
    told = [edition.say("screen_held")] if order.held or order.path else []
    if order.street:
        told.append(edition.say("screen_street", street=edition.label("street", order.street)))
    return html.Div(
        "　".join(told), className="screen-notice", lang=html_lang(edition.lang), role="status"
    )


def cast(case: ListedCase, edition: Edition, *, as_of: Instant) -> Component:
    """Return the drawer with a case that was put on the screen: what a wall may tell of it."""
    facts = (
        ("number", case.number),
        ("facet_street", edition.label("street", case.street)),
        ("facet_department", edition.label("department", case.department)),
        ("facet_channel", edition.label("channel", case.channel)),
        ("received_at", edition.moment(case.received_at, as_of)),
        ("state", edition.known(f"state_{case.state}", NONE)),
    )
    rows = [html.Div([html.Dt(edition.say(key)), html.Dd(value or NONE)]) for key, value in facts]
    return html.Aside(
        [
            html.Header([html.Span(edition.say("screen_cast")), html.B(case.number)]),
            html.H2(edition.label("class", case.class_)),
            html.Div(_limit(case, edition, as_of=as_of), className="cast__limit"),
            html.Dl(rows),
        ],
        className="cast",
        lang=html_lang(edition.lang),
    )


def _limit(case: ListedCase, edition: Edition, *, as_of: Instant) -> list[Component]:
    """Return the light and the time left; of an ended case when it ended, and whether in time."""
    if case.open is not None:
        left = countdown(case.open, edition, as_of=as_of, precise=True)
        return [*light_name(edition, case.open.light), left]
    ended = edition.moment(case.closed_at, as_of)
    words = "" if case.in_time is None else "closed_in_time" if case.in_time else "closed_late"
    return [
        html.Span(edition.known(f"state_{case.state}", NONE)),
        html.Span(ended),
        html.Span(edition.say(words) if words else ""),
    ]
