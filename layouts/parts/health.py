"""Health: in words, only if something is wrong; and which time this page shows."""

from dash import html
from dash.development.base_component import Component

from city.head import FeedLamp, Head, Health
from layouts.edition import Edition
from layouts.parts.countdown import provisional_words
from layouts.parts.marks import mark
from layouts.parts.slots import attributes, classes, hidden
from layouts.text import number

SHOWN = 2
"""Problems told; the rest is counted, and all stand in the title."""


def problems(health: Health, edition: Edition) -> list[str]:
    """Return what is wrong, the gravest first."""
    told = []
    if not health.redis:
        told.append(edition.say("redis_down"))
    if health.rebuilding is not None:
        told.append(edition.say("rebuilding", share=f"{health.rebuilding:.0%}"))
    if health.catching_up and health.lag is not None:
        told.append(edition.say("lag", count=number(health.lag)))
    if health.orphans:
        told.append(edition.say("orphans", count=number(health.orphans)))
    if health.provisional_year:
        told.append(provisional_words(health.provisional_year, edition))
    return told


def silent_feeds(head: Head, edition: Edition) -> list[str]:
    """Return which feeds have fallen silent, and where each of them stands."""
    return [
        edition.say("feed_silent", feed=edition.feed(lamp), time=_heard(lamp, head, edition))
        for lamp in head.feeds
        if lamp.state == "silent"
    ]


def _heard(lamp: FeedLamp, head: Head, edition: Edition) -> str:
    return edition.moment(lamp.heard_at, head.built_at)


def health_strip(view: str, head: Head, edition: Edition) -> Component:
    """Return the strip that says what is wrong; hidden while nothing is."""
    told = [*problems(head.health, edition), *silent_feeds(head, edition)]
    lost = "" if head.health.redis else "health--lost"  # figures are the last known: css dims them
    joint = "　" if edition.lang == "zh" else " · "
    shown = told[:SHOWN]
    if len(told) > SHOWN:
        shown.append(edition.say("health_more", count=len(told) - SHOWN))
    return html.Div(
        [mark("late"), html.Span(joint.join(shown))],
        id=f"{view}-health",
        title=joint.join(told),
        className=classes("health", lost, hidden(not told)),
        role="status",
    )


def mode_badge(view: str, head: Head, edition: Edition) -> Component:
    """Return in a word whether this is life, a demonstration, a replay or a rebuild."""
    rebuilding = head.health.rebuilding is not None
    mode = "rebuild" if rebuilding else head.mode
    more = edition.say("mode_demo_more") if mode == "demo" else ""
    return html.Span(
        edition.say(f"mode_{mode}"),
        id=f"{view}-mode",
        title=more,
        className=f"badge badge--{mode}",
    )


def stale_mark(edition: Edition) -> Component:
    """Return the banner that the page's script shows when nothing has been heard."""
    return html.Div(
        [mark("late"), html.Span("", **attributes(live_age="")), html.Span(edition.say("stale"))],
        className="stale-mark",
    )
