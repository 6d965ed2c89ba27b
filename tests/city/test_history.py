"""What a case's page tells of its past."""

import pytest

from city import events as ev
from city.calendars import Calendars, WorkCalendar
from city.catalogue import Condition
from city.history import Explainer, last_description, stages_of
from city.policies import Policies, Policy
from city.sla import Limits
from city.snapshot import STEPS
from city.timeline import Timeline, refold
from tests.factories import (
    RULES,
    SHANGHAI,
    at,
    instant,
    life,
    make_event,
    make_received,
    make_timeline,
)

LIMITED = Condition(key="", name="", name_en="", value=2.0, unit="work_hour")
UNLIMITED = Condition(key="", name="", name_en="", value=None, unit="work_hour")


def limits(condition: Condition) -> Limits:
    calendar = WorkCalendar(SHANGHAI, hours=[(9 * 60, 17 * 60)])
    return Limits(
        Calendars(calendar),
        classes={},
        streams={"city": (condition,)},
        policies=Policies([Policy("first")]),
    )


def explained(timeline: Timeline, lang: str = "en", condition: Condition = LIMITED) -> list[str]:
    rules = limits(condition)
    return list(Explainer(rules).explain_case(refold(timeline, rules), lang))


def test_each_step_has_the_time_it_was_first_entered() -> None:
    stages = dict(stages_of(make_timeline(*life()), RULES))

    assert stages == {
        "report": instant(0),
        "file": None,
        "dispatch": instant(10),
        "handle": instant(20),
        "check": instant(50),
        "close": instant(80),
    }
    assert tuple(stages) == STEPS


def test_a_step_entered_again_keeps_its_first_time() -> None:
    again = [make_event(ev.CaseReworked, minute=100), make_event(ev.CaseHandled, minute=120)]

    assert dict(stages_of(make_timeline(*life(), *again), RULES))["check"] == instant(50)


def test_the_last_description_is_what_the_source_said_last() -> None:
    events = (make_received(title="old"), make_event(ev.CaseFiled), make_received(title="new"))

    described = last_description(events)

    assert described is not None
    assert described.title == "new"
    assert last_description(events[1:2]) is None


@pytest.mark.parametrize(("lang", "word"), [("zh", "派遣"), ("en", "dispatched")])
def test_a_clock_that_has_not_started_says_so(lang: str, word: str) -> None:
    assert word in explained(make_timeline(make_received()), lang)[0]


def test_a_deadline_of_the_source_is_told_in_local_time() -> None:
    told = explained(make_timeline(make_received(due=at(60))))

    assert "source system" in told[0]
    assert "due Mon 21 Sep 10:00" in told[-1]


def test_a_class_without_a_limit_says_that_no_clock_runs() -> None:
    assert len(explained(make_timeline(*life(until=3)), condition=UNLIMITED)) == 1


def test_a_stopped_clock_says_whether_it_was_in_time() -> None:
    in_time = explained(make_timeline(*life()))
    late = explained(make_timeline(*life(until=3), make_event(ev.CaseHandled, minute=300)))

    assert "within" in in_time[-1]
    assert "past" in late[-1]
