"""Lamps: each feed's health in words, with its last message and how far it lags."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from city.head import FeedLamp, Head
from layouts.edition import Edition
from layouts.parts.countdown import age
from layouts.parts.marks import mark, tone_class
from layouts.parts.slots import EMPTY, classes, hidden
from layouts.text import number

LAMPS = 12
"""Places for feeds; of more, those in trouble come first, and the others are counted."""
IN_A_BAR = 4
"""Places in the bar on top of a desk page, which has one line for everything."""
FEW = 4
"""Up to so many lamps stand in one line, and each tells the time of its last message."""
TROUBLED = 4
"""More feeds in trouble than these need the room of what just happened, which they fail to tell."""
WORST_FIRST = ("silent", "never", "late", "unusual", "ok")


def lamps(view: str, head: Head, edition: Edition, *, places: int = LAMPS) -> Component:
    """Return the row of lamps."""
    return lamp_row(f"{view}-feed", head.feeds, head, edition, places=places)


def lamp_row(
    prefix: str, listed: Sequence[FeedLamp], head: Head, edition: Edition, *, places: int = LAMPS
) -> Component:
    """Return a row of lamps with ids `prefix-1` and so on, the places that are left over hidden."""
    # sorting is stable: feeds that are well keep their places
    ranked = sorted(listed, key=lambda lamp: WORST_FIRST.index(standing(lamp)))
    feeds: list[FeedLamp | None] = [*ranked[:places]]
    feeds += [None] * (places - len(feeds))
    rest = len(ranked) - places
    troubled = sum(is_late(lamp) for lamp in ranked) > TROUBLED
    return html.Div(
        [
            *(_lamp(f"{prefix}-{n}", feed, head, edition) for n, feed in enumerate(feeds, 1)),
            html.Span(
                edition.say("lamps_rest", count=max(rest, 0)),
                id=f"{prefix}-rest",
                className=classes("lamp lamps__rest", hidden(rest <= 0)),
            ),
        ],
        id=f"{prefix}-lamps",  # without one a feed more would be another page
        className=classes(
            "lamps",
            "lamps--many" if len(ranked) > FEW else "",
            "lamps--troubled" if troubled else "",
        ),
    )


def standing(lamp: FeedLamp) -> str:
    """Return a lamp's state, `unusual` for one that is well but brought no case when it should."""
    return "unusual" if lamp.unusual and lamp.state == "ok" else lamp.state


def is_late(lamp: FeedLamp) -> bool:
    """Return whether a feed was heard before and is late or silent now, or unusually quiet."""
    return standing(lamp) in ("silent", "late", "unusual")


def _lamp(lamp_id: str, feed: FeedLamp | None, head: Head, edition: Edition) -> Component:
    if feed is None:
        return html.Span([], id=lamp_id, className=classes("lamp", EMPTY))
    heard = _heard(feed, head, edition)
    shown = "late" if standing(feed) == "unusual" else feed.state
    tone = tone_class(shown) if is_late(feed) else ""
    children = [
        mark(shown),
        html.B(edition.feed(feed)),
        html.Time(heard, className=classes("lamp__heard", hidden(not heard))),
        age(feed.heard_at, edition, now=head.built_at),
    ]
    return html.Span(
        children,
        id=lamp_id,
        className=classes("lamp", tone),
        title=" ".join(_told(feed, edition)),
    )


def _heard(feed: FeedLamp, head: Head, edition: Edition) -> str:
    """Return when a feed was last heard: to the second while that is today and it is well."""
    if feed.heard_at is None:
        return ""
    same_day = edition.local(feed.heard_at).date() == edition.local(head.built_at).date()
    if same_day and not is_late(feed):
        return edition.clock(feed.heard_at)
    return edition.moment(feed.heard_at, head.built_at)


def _told(feed: FeedLamp, edition: Edition) -> list[str]:
    words = [edition.feed(feed), edition.say(f"lamp_{feed.state}"), number(feed.messages)]
    if feed.unusual:
        words.append(edition.say("lamp_unusual"))
    if feed.refused:
        words.append(edition.say("refused", count=number(feed.refused)))
    return words


def data_age(view: str, head: Head, edition: Edition) -> Component:
    """Return how long ago the read model was last written."""
    since = head.health.applied_at
    told = age(since, edition, now=head.built_at) if since is not None else edition.say("waiting")
    return html.Span(
        [html.B(edition.say("data_age")), " ", told], id=f"{view}-data-age", className="data-age"
    )
