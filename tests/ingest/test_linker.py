"""The linker: whatever the order, the repeats and the restarts, the same cases belong together."""

import random
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from city import events as ev
from city.case import Case
from city.clock import DAY, HOUR, Instant
from city.linking import Linking, Neighbourhood, Reach, Report
from city.timeline import Timeline, absorb
from ingest.linker import SOURCE, Linker
from tests.factories import RULES, arrivals, instant, make_event, make_received

NOW = instant(0)
LATITUDE = 41.3
SLOW = [HealthCheck.too_slow]
"""A busy machine is no fault of the linker."""
METRE = 1 / 111_320
"""A metre in degrees of latitude."""


def report(
    case: str, *, minute: float = 0, north: float = 0, class_: str = "pothole", **data: Any
) -> ev.CaseReceived:
    """Return a report so many metres north of a place."""
    position = data.pop("position", "exact")
    place = ev.Place(lon=123.17, lat=41.27 + north * METRE, position=position)
    return make_received(case, minute=minute, class_=class_, place=place, **data)


def linker(**changes: Any) -> Linker:
    return Linker(Linking(**changes), latitude=LATITUDE)


class Log:
    """All events in the order they were sent, ours among them, as a restart reads them."""

    def __init__(self, **changes: Any) -> None:
        self._changes = changes
        self.events: list[Any] = []
        self.linker = linker(**changes)

    def tell(self, *events: Any, now: Instant = NOW) -> list[Any]:
        """Send events and let the linker say what it has to; returns that."""
        for event in events:
            self.linker.learn(event, NOW)
        told = self.linker.settle(now)
        self.events += [*events, *told]
        return told

    def restart(self) -> None:
        """Begin anew with what the log holds."""
        self.linker = linker(**self._changes)
        for event in self.events:
            self.linker.learn(event, NOW)

    def cases(self) -> dict[str, Any]:
        """Return the cases as the projector folds them."""
        timelines: dict[str, Timeline] = {}
        for event, raw in arrivals(self.events):
            before = timelines.get(event.case) or Timeline(Case(event.case))
            timelines[event.case] = absorb(before, [(event, raw)], RULES)
        return {case_id: timeline.case for case_id, timeline in timelines.items()}

    def links(self) -> dict[str, str]:
        """Return case -> master, as folded."""
        return {case_id: case.master for case_id, case in self.cases().items() if case.master}


def links_of(events: Iterable[Any], **changes: Any) -> dict[str, str]:
    log = Log(**changes)
    log.tell(*events)
    return log.links()


def test_a_second_report_of_the_same_thing_is_linked_to_the_first() -> None:
    log = Log()
    told = log.tell(report("city:1"), report("city:2", minute=30, north=40))
    cases = log.cases()

    assert [(event.id, type(event).__name__) for event in told] == [
        ("link:city:2", "CaseLinked"),
        ("join:city:1:city:2", "ReportJoined"),
    ]
    assert told[0].data.distance_m == pytest.approx(40, abs=0.2)
    assert (cases["city:2"].master, cases["city:1"].reports) == ("city:1", ("city:2",))
    assert cases["city:1"].callers == 2
    assert cases["city:2"].is_open  # linked, never dropped


@pytest.mark.parametrize(
    "other",
    [
        report("city:2", minute=30, north=51),  # too far
        report("city:2", minute=25 * 60, north=10),  # too late
        report("city:2", minute=30, class_="lamp"),  # another thing
        report("hotline:2", minute=30),  # another stream
        report("city:2", minute=30, position="default"),  # the centre's own roof
        report("city:2", minute=30, position="none"),
        report("city:2", minute=30, class_=""),
        report("city:2", minute=30, confidential=True),
    ],
)
def test_what_may_be_another_thing_is_not_linked(other: ev.CaseReceived) -> None:
    assert links_of([report("city:1"), other]) == {}


def test_two_default_points_are_no_place() -> None:
    """Half of a district's orders without a place lie on the centre's own roof."""
    told = [report(f"city:{n}", minute=n, position="default") for n in range(5)]

    assert links_of(told) == {}


def test_a_class_may_have_a_reach_of_its_own() -> None:
    told = [report("city:1"), report("city:2", minute=120, north=80)]

    assert links_of(told, classes={"pothole": Reach(100, 3)}) == {"city:2": "city:1"}
    assert links_of(told, classes={"pothole": Reach(100, 1)}) == {}


def test_a_chain_of_reports_has_one_master() -> None:
    """Each is near the one before, and none is linked to a linked one."""
    told = [report(f"city:{n}", minute=n, north=40 * n) for n in range(5)]

    assert links_of(told) == {f"city:{n}": "city:0" for n in range(1, 5)}


@pytest.mark.parametrize("kind", [ev.CaseCancelled, ev.CaseNotAccepted])
def test_a_void_case_is_nobodys_master(kind: type[Any]) -> None:
    told = [report("city:1"), make_event(kind, minute=10), report("city:2", minute=30)]

    assert links_of(told) == {}


def test_a_void_case_told_to_be_reworked_stays_void_and_is_nobodys_master() -> None:
    void = make_event(ev.CaseNotAccepted, minute=10)
    rework = make_event(ev.CaseReworked, minute=20)

    assert links_of([report("city:1"), void, rework, report("city:2", minute=30)]) == {}


def test_a_case_closed_before_is_no_master_but_one_closed_later_is() -> None:
    closed = make_event(ev.CaseClosed, minute=20)
    before, after = report("city:2", minute=10), report("city:3", minute=30)

    assert links_of([report("city:1"), closed, before]) == {"city:2": "city:1"}
    assert links_of([report("city:1"), closed, after]) == {}


def test_when_a_master_turns_out_void_the_next_one_is_master() -> None:
    log = Log()
    log.tell(*(report(f"city:{n}", minute=n) for n in (1, 2, 3)))
    assert log.links() == {"city:2": "city:1", "city:3": "city:1"}

    log.tell(make_event(ev.CaseCancelled, minute=10))

    assert log.links() == {"city:3": "city:2"}
    cases = log.cases()
    assert (cases["city:1"].reports, cases["city:2"].reports) == ((), ("city:3",))


def test_a_case_whose_class_is_corrected_is_unlinked() -> None:
    log = Log()
    log.tell(report("city:1"), report("city:2", minute=5))
    filed = make_event(ev.CaseFiled, case="city:2", minute=9, data=ev.Filed(class_="lamp"))

    told = log.tell(filed)

    assert {type(event).__name__ for event in told} == {"CaseUnlinked"}
    assert log.links() == {}
    assert log.cases()["city:1"].callers == 1


def test_what_a_person_decides_stays() -> None:
    log = Log()
    log.tell(report("city:1"), report("city:2", minute=5))
    parted = make_event(
        ev.CaseUnlinked, case="city:2", minute=9, source="desk", data=ev.Link("city:1")
    )

    assert log.tell(parted) == []
    assert log.tell(report("city:3", minute=12)) != []
    assert log.links() == {"city:3": "city:1"}


def test_what_was_said_is_not_said_again() -> None:
    log = Log()
    told = [report("city:1"), report("city:2", minute=5)]
    log.tell(*told)

    assert log.tell(*told) == []
    log.restart()
    assert log.tell() == []


def test_what_comes_back_from_the_log_late_is_old_news() -> None:
    """The log gives back what was said, when something newer was said already."""
    log = Log()
    early = log.tell(*(report(f"city:{n}", minute=n) for n in (1, 2, 3)))
    log.tell(make_event(ev.CaseCancelled, minute=10))

    for event in early:
        log.linker.learn(event, NOW)

    assert log.linker.settle(NOW) == []


def test_a_join_that_a_crash_cut_off_is_made_up_for() -> None:
    log = Log()
    log.tell(report("city:1"), report("city:2", minute=5))
    log.events.pop()
    log.restart()

    assert [event.id for event in log.tell()] == ["join:city:1:city:2"]


def test_an_old_link_stays_when_its_master_is_forgotten() -> None:
    log = Log()
    log.tell(report("city:1"), report("city:2", minute=5))
    later = NOW + log.linker.kept - HOUR
    third = make_event(ev.CaseClosed, case="city:2", minute=90)

    log.linker.forget(later)
    assert log.tell(third, now=later) == []
    log.linker.forget(NOW + log.linker.kept + 1)
    assert len(log.linker) == 0


def test_memory_holds_the_last_days_alone() -> None:
    kept = linker()
    for day in range(30):
        for n in range(50):
            heard = NOW + day * DAY
            kept.learn(report(f"city:{day}-{n}", minute=day * 1440 + n, north=90 * n), heard)
        kept.settle(NOW + day * DAY)
        kept.forget(NOW + day * DAY)

    assert len(kept) <= 50 * (kept.kept // DAY + 1)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 600),  # metres north
        st.integers(0, 2000),  # minutes
        st.sampled_from(["pothole", "lamp"]),
        st.sampled_from(["open", "open", "closed", "void", "refiled"]),
    ),
    min_size=1,
    max_size=12,
)


def events_of(steps: list[tuple[int, int, str, str]]) -> list[Any]:
    """Return receipts, and what became of the cases twenty minutes later."""
    events: list[Any] = []
    for n, (north, minute, class_, end) in enumerate(steps):
        case = f"city:{n}"
        events.append(report(case, minute=minute, north=north, class_=class_))
        if end == "closed":
            events.append(make_event(ev.CaseClosed, case=case, minute=minute + 20))
        elif end == "void":
            events.append(make_event(ev.CaseCancelled, case=case, minute=minute + 20))
        elif end == "refiled":
            filed = ev.Filed(class_="lamp")
            events.append(make_event(ev.CaseFiled, case=case, minute=minute + 20, data=filed))
    return events


@settings(max_examples=120, deadline=None, suppress_health_check=SLOW)
@given(STEPS, st.integers(0, 2**32))
def test_order_repeats_and_restarts_change_nothing(
    steps: list[tuple[int, int, str, str]], seed: int
) -> None:
    chance = random.Random(seed)
    events = events_of(steps)
    expected = links_of(events)
    shuffled = [*events, *chance.sample(events, len(events) // 2)]
    chance.shuffle(shuffled)
    log = Log()
    while shuffled:
        size = chance.randint(1, 4)
        log.tell(*shuffled[:size])
        shuffled = shuffled[size:]
        if chance.random() < 0.3:
            log.restart()

    assert log.links() == expected
    joined = {case: tuple(sorted(c.reports)) for case, c in log.cases().items() if c.reports}
    assert {report for reports in joined.values() for report in reports} == expected.keys()
    assert all(expected[each] == master for master, reports in joined.items() for each in reports)


@settings(max_examples=80, deadline=None, suppress_health_check=SLOW)
@given(STEPS)
def test_a_link_points_to_an_open_case_that_is_linked_to_none(
    steps: list[tuple[int, int, str, str]],
) -> None:
    log = Log()
    log.tell(*events_of(steps))
    links, cases = log.links(), log.cases()

    for case, master in links.items():
        assert master not in links
        assert not cases[master].is_void and not cases[case].is_void
        assert cases[master].received_at <= cases[case].received_at
        assert cases[master].class_ == cases[case].class_
    assert {event.source for event in log.events} <= {"city-management", SOURCE}


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=40))
def test_the_grid_finds_whom_a_search_through_all_finds(places: list[tuple[int, int]]) -> None:
    linking = Linking()
    near = Neighbourhood(linking, latitude=LATITUDE)
    reports = [
        Report(str(n), "city", "a", 123.1 + east * METRE, 41.2 + north * METRE, NOW)
        for n, (east, north) in enumerate(places)
    ]
    for each in reports:
        near.put(each)
    for each in reports:
        wide = Neighbourhood(Linking(metres=50, classes={"x": Reach(5000, 1)}), latitude=LATITUDE)
        for other in reports:
            wide.put(other)
        assert {r.id for r in near.near(each)} == {r.id for r in wide.near(each)}
