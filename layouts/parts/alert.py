"""The reason for which a wall leaves its rotation, in words; the page's script acts on it."""

from dash import html
from dash.development.base_component import Component
from msgspec import json

from city.head import Alert, Head
from layouts.edition import Edition
from layouts.parts.marks import mark
from layouts.parts.slots import attributes, classes, hidden
from layouts.text import number


def alert_strip(view: str, head: Head, edition: Edition) -> Component:
    """Return the red strip; it is seen while the wall has broken in, and hidden otherwise."""
    joint = "　" if edition.lang == "zh" else " · "
    known = [[f"{each.kind}:{each.key}", each.at] for each in head.alerts]
    words = joint.join(_told(each, head, edition) for each in head.alerts)
    return html.Div(
        [
            mark("overdue"),
            html.Span(words, **attributes(alerts=json.encode(known).decode())),
        ],
        id=f"{view}-alert",
        className=classes("alert", hidden(not known)),
        role="alert",
    )


def _told(alert: Alert, head: Head, edition: Edition) -> str:
    return edition.say(
        f"alert_{alert.kind}",
        feed=_feed(alert, head, edition),
        time=_since(alert, head, edition),
        minutes=edition.district.wall.break_in.minutes,
        count=number(alert.count),
    )


def _feed(alert: Alert, head: Head, edition: Edition) -> str:
    named = (edition.feed(lamp) for lamp in head.feeds if lamp.feed == alert.key)
    return next(named, alert.key)


def _since(alert: Alert, head: Head, edition: Edition) -> str:
    """Return when a feed was heard last; for all else, when it began."""
    heard = (lamp.heard_at for lamp in head.feeds if lamp.feed == alert.key)
    return edition.moment(next(heard, None) or alert.at, head.built_at)
