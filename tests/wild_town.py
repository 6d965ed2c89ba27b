"""A town of every stream whose cases wander through their life cycles; same seed, same town."""

import random
from typing import Any

from city import events as ev
from city.case import Case
from city.clock import DAY
from city.lifecycle import LIFE_CYCLES, allowed_events
from city.timeline import Timeline, absorb
from tests.factories import EMPTY_DATA, RULES, arrivals, instant, make_event

DAYS = 40
NOW = instant(DAYS * 24 * 60)
"""The moment at which the town is looked at: some lights are about to turn."""
STREETS = ("s1", "s2", "")
DEPARTMENTS = ("d1", "d2", "d3", "")
CLASSES = ("E0101", "E0102", "C0201", "free", "")
CAMPAIGNS = ("", "", "", "parking")
STEPS = 14


def wild_town(cases: int, *, seed: int) -> list[Any]:
    """Return the events of so many cases in the order in which they happened, case by case."""
    chance = random.Random(seed)
    streams = list(LIFE_CYCLES)
    return [
        event
        for number in range(cases)
        for event in _life(streams[number % len(streams)], number, chance)
    ]


def folded(events: list[Any]) -> list[Case]:
    """Return the cases that events make, each folded on its own."""
    by_case: dict[str, list[Any]] = {}
    for event in events:
        by_case.setdefault(event.case, []).append(event)
    return [absorb(Timeline(Case(k)), arrivals(told), RULES).case for k, told in by_case.items()]


def _life(stream: str, number: int, chance: random.Random) -> list[Any]:
    case, minute = f"{stream}:{number}", chance.uniform(0, DAYS * 24 * 60 - 1)
    if chance.random() < 0.3:  # the last hours: cases whose clocks run
        minute = DAYS * 24 * 60 - chance.uniform(1, 14 * 60)
    told = [_received(case, stream, minute, chance)]
    timeline = absorb(Timeline(Case(case)), arrivals(told), RULES)
    for _ in range(chance.randrange(STEPS)):
        minute += chance.choice((1, 20, 90, 400))
        if instant(minute) > NOW:
            break
        event = _next(case, timeline.case.state, stream, minute, chance)
        timeline = absorb(timeline, arrivals([event]), RULES)
        told.append(event)
    return told


def _received(case: str, stream: str, minute: float, chance: random.Random) -> ev.CaseReceived:
    data = ev.Received(
        stream=stream,
        channel=chance.choice(("phone", "collector")),
        class_=chance.choice(CLASSES),
        condition=chance.choice(("", "fast", "thanks")),
        campaign=chance.choice(CAMPAIGNS),
        place=ev.Place(
            street=chance.choice(STREETS),
            community=chance.choice(("m1", "")),
            grid=chance.choice(("g1", "g2", "")),
        ),
    )
    event: ev.CaseReceived = make_event(ev.CaseReceived, case=case, minute=minute, data=data)
    return event


def _next(case: str, state: str, stream: str, minute: float, chance: random.Random) -> Any:
    """Return an act that the table allows, now and then any other one."""
    kinds = sorted(allowed_events(stream, state), key=lambda kind: kind.__name__)
    if chance.random() < 0.1 or not kinds:
        kinds = list(ev.EVENT_TYPES.values())
    kind = chance.choice(kinds)
    return make_event(kind, case=case, minute=minute, data=_data(kind, stream, chance))


def _data(kind: type[ev.Envelope], stream: str, chance: random.Random) -> Any:
    yes_no = chance.choice((None, True, False))
    department = chance.choice(DEPARTMENTS)
    special: dict[type[ev.Envelope], Any] = {
        ev.CaseReceived: ev.Received(stream=stream, channel="phone"),
        ev.CaseObserved: ev.Observed(
            ev.Received(stream=stream), ev_time(chance), "closed", ev_time(chance)
        ),
        ev.CaseDispatched: ev.Sent(department=department),
        ev.CaseChecked: ev.Verdict(passed=bool(yes_no)),
        ev.CaseClosed: ev.Closing(in_time=yes_no, forced=chance.random() < 0.1),
        ev.CaseRated: ev.Rating(
            stars=chance.choice((None, 1, 2, 3, 4, 5)), satisfied=yes_no, solved=yes_no
        ),
        ev.CaseEscalated: ev.Escalation(level=chance.choice(("community", "street", "district"))),
    }
    return special.get(kind, EMPTY_DATA.get(kind, ev.Note()))


def ev_time(chance: random.Random) -> Any:
    """Return a moment of the town's life."""
    return RULES.days.local(NOW - chance.randrange(DAYS * DAY))
