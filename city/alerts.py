"""Red events: for what a wall leaves its rotation. Pure."""

from collections.abc import Sequence

from city.atlas import Storm
from city.clock import Instant
from city.head import Alert, FeedLamp
from city.wall import BreakIn


def alerts(
    feeds: Sequence[FeedLamp],
    *,
    overdue: int,
    overdue_at: Instant,
    rules: BreakIn,
    storms: Sequence[Storm] = (),
    emergencies: Sequence[Instant] = (),
) -> tuple[Alert, ...]:
    """
    Return what is red now, by a district's rules.

    Args:
        feeds: All feeds; one that is silent is red since it fell silent.
        overdue: Cases that became overdue within the rules' minutes.
        overdue_at: When the last of them did, by the system's clock.
        rules: What counts, and from how many on.
        storms: Surges of linked cases as of now.
        emergencies: When new cases came in that their source calls urgent, newest first.
    """
    found = []
    if rules.feeds:
        found += [
            Alert("feed", lamp.feed, lamp.silent_at)
            for lamp in feeds
            if lamp.state == "silent" and lamp.silent_at is not None
        ]
    if rules.overdue and overdue >= rules.overdue:
        found.append(Alert("overdue", "", overdue_at, overdue))
    if rules.storms:
        found += [
            Alert("storm", f"{storm.class_}:{storm.street}", storm.reached_at, storm.cases)
            for storm in storms
        ]
    if emergencies:
        found.append(Alert("emergency", "", emergencies[0], len(emergencies)))
    return tuple(found)
