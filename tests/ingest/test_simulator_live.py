"""The simulated city goes on: whole lives, a stable backlog, nothing that the feeds refuse."""

from collections import Counter
from datetime import datetime

from city.cases import Case, fold, order_key
from city.clock import HOUR, MINUTE, NEVER, Instant, to_instant
from city.district import load_district
from city.events import CaseEvent
from city.lifecycle import STEP_OF
from ingest.adapter import Origin, Refusal
from ingest.feeds import load_feeds
from ingest.simulation.history import history
from ingest.simulation.messages import Message
from ingest.simulation.moves import AFTER, NEXT, Standing
from ingest.simulation.plan import load_plan
from ingest.simulation.present import Present
from ingest.simulation.shapes import Subject
from tests.ingest.recount import LOCAL

DISTRICT, PLAN = load_district("baita"), load_plan("baita")
START = to_instant(datetime(2026, 11, 24, 10, 0, tzinfo=LOCAL))


class World:
    """What the product makes of messages: events by case, each id once."""

    def __init__(self) -> None:
        self.adapters = {feed.name: feed.adapter for feed in load_feeds(DISTRICT, "test")}
        self.events: dict[str, dict[str, CaseEvent]] = {}
        self.refused = self.repeated = 0

    def take(self, messages: list[Message], at: Instant) -> None:
        for message in messages:
            event = self.adapters[message.feed].adapt(message.value, Origin("topic", 0, 0, at))
            if isinstance(event, Refusal):
                self.refused += 1
                continue
            told = self.events.setdefault(event.case, {})
            known = told.setdefault(event.id, event)
            assert known == event, "an id was used for two acts"
            self.repeated += known is not event

    def cases(self) -> list[Case]:
        return [
            fold(Case(case), sorted(told.values(), key=order_key), DISTRICT.limits)
            for case, told in self.events.items()
        ]


def standing_of(case: Case) -> Standing:
    number = case.id.split(":")[1]
    facts = (case.class_, "", case.title, case.street, case.department, case.channel)
    subject = Subject(case.stream, number, *facts)
    return Standing(subject, case.state, case.near_at or NEVER, case.due_at or NEVER)


def present(standing: list[Standing], *, pace: float = 30, start: Instant = START) -> Present:
    return Present(PLAN, DISTRICT, standing, pace=pace, seed=1, start=start)


def live(world: World, city: Present, *, start: Instant, hours: int) -> int:
    """Let a city go on for some hours, minute by minute; returns the messages."""
    sent = 0
    for at in range(start + MINUTE, start + hours * HOUR + 1, MINUTE):
        messages = city.step(at)
        assert all(at - 10 * MINUTE < message.at <= at for message in messages)
        world.take(messages, at)
        sent += len(messages)
    return sent


def test_the_backlog_and_its_lights_stay_about_as_they_were() -> None:
    """A wall that has been up for a day looks like one that has just been started."""
    world = World()
    world.take(history(PLAN, DISTRICT, START, seed=1), START)
    standing = [standing_of(case) for case in world.cases() if case.is_open]

    sent = live(world, present(standing), start=START, hours=8)

    now = START + 8 * HOUR
    city = [case for case in world.cases() if case.is_open and case.stream == "city"]
    hotline = [case for case in world.cases() if case.is_open and case.stream == "hotline"]
    overdue = [c for c in city if c.due_at is not None and (c.stopped_at or now) > c.due_at]
    steps = Counter(STEP_OF[case.state] for case in city)
    assert 8 * 60 * 30 * 0.9 < sent < 8 * 60 * 30 * 1.1
    assert 480 < len(city) < 640
    assert 40 < len(hotline) < 80
    assert 15 < len(overdue) < 60
    assert 350 < steps["handle"] < 470 and 40 < steps["check"] < 100
    assert min(steps[step] for step in ("report", "file", "dispatch")) > 0
    assert world.refused > 0 and world.repeated > 0


def test_a_second_start_takes_over_the_open_cases_with_ids_of_its_own() -> None:
    """Ids of the first run used again would be taken for repeats, and cases would hang."""
    world = World()
    live(world, present([]), start=START, hours=2)
    first = {case.id: case for case in world.cases() if case.is_open}
    again = START + 3 * HOUR

    city = present([standing_of(case) for case in first.values()], start=again)
    live(world, city, start=again, hours=4)

    after = {case.id: case for case in world.cases()}
    moved = [key for key, case in first.items() if after[key].state != case.state]
    assert len(moved) > 0.2 * len(first)
    assert all(case.exists for case in after.values())


def test_a_case_without_a_department_gets_one_when_it_is_sent() -> None:
    subject = Subject("city", "E1", "E0110", "1", "暴露生活垃圾", "211002016", "", "01")
    world = World()

    live(world, present([Standing(subject, "pending_dispatch")]), start=START, hours=1)

    case = next(case for case in world.cases() if case.id == "city:E1")
    assert case.department == "sanitation"


def test_a_city_that_slept_goes_on_from_the_present() -> None:
    """A laptop that was closed over night must not pour out a night of events."""
    city = present([])
    morning = START + 12 * HOUR

    assert all(message.at > morning - 10 * MINUTE for message in city.step(morning))


def test_every_state_leads_somewhere() -> None:
    for stream, states in PLAN.keep.items():
        assert set(states) == set(NEXT[stream])
        assert set(AFTER[stream].values()) <= set(NEXT[stream])
