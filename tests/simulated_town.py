"""The simulator's city at the size of a village: everything it can tell, in few cases."""

from functools import cache

from msgspec.structs import replace

from city.clock import Instant
from city.district import District, load_district
from city.events import CaseEvent
from ingest.adapter import Origin, Refusal
from ingest.feeds import Feed, load_feeds
from ingest.simulation.history import history
from ingest.simulation.plan import Plan, load_plan

SHRUNK = 50
"""One case in so many of those that the district's plan has."""


def simulated_town(now: Instant, *, seed: int) -> list[CaseEvent]:
    """
    Return what the feeds' adapters make of the past until `now`, in the order of sending.

    The simulator sends some messages late and some twice; what makes no sense is left out here.
    """
    plan, events = village(), []
    for number, message in enumerate(history(plan, baita(), now, seed=seed)):
        origin = Origin(message.feed, 0, number, message.at)
        event = _feeds()[message.feed].adapter.adapt(message.value, origin)
        if not isinstance(event, Refusal):
            events.append(event)
    return events


@cache
def baita() -> District:
    """Return the district that the simulator plays."""
    return load_district("baita")


@cache
def village() -> Plan:
    """Return the district's plan with few cases, and with the more dirt."""
    plan = load_plan("baita")
    past, standing = plan.history, plan.standing
    return replace(
        plan,
        share=replace(plan.share, duplicate=0.2, late_message=0.2),
        history=replace(
            past,
            **{
                field: getattr(past, field) // SHRUNK
                for field in past.__struct_fields__
                if not field.endswith(("_days", "_window"))
            },
        ),
        standing=replace(
            standing,
            **{field: getattr(standing, field) // SHRUNK for field in standing.__struct_fields__},
        ),
        past={
            stream: replace(flow, a_day=flow.a_day / SHRUNK, open=flow.open // SHRUNK)
            for stream, flow in plan.past.items()
        },
        campaigns={},
        solved={subject: 1 for subject in plan.solved},
    )


@cache
def _feeds() -> dict[str, Feed]:
    return {feed.name: feed for feed in load_feeds(baita(), "test")}
