"""The load for benchmarks is steady, and the plan it is made from fits the district."""

from itertools import islice
from pathlib import Path

import pytest

from city.clock import SECOND
from city.district import load_district
from city.errors import ConfigurationError
from ingest.simulation.load import Load
from ingest.simulation.plan import load_plan
from tests.ingest.recount import outcome, recount

START = 1_800_000_000_000
DISTRICT, PLAN = load_district("baita"), load_plan("baita")


def load(open_cases: int) -> Load:
    return Load(PLAN, DISTRICT, open_cases=open_cases, seed=1, start=START)


def test_a_load_keeps_its_number_of_open_cases_at_the_rate_asked_for() -> None:
    city = load(50)
    opening = list(city.opening())
    events = list(islice(city.messages(200), 5_000))

    cases = recount([message.value for message in opening + events]).cases

    assert len(opening) == 4 * 50
    assert sum(outcome(acts) == "open" for acts in cases.values()) in (49, 50)
    assert sum(outcome(acts) == "closed" for acts in cases.values()) > 500
    assert events[-1].at - events[0].at == pytest.approx(5_000 / 200 * SECOND, rel=0.01)


def test_a_load_has_no_dirt() -> None:
    city = load(10)
    values = [m.value for m in [*city.opening(), *islice(city.messages(50), 500)]]

    past = recount(values)

    assert past.unusable == 0
    assert sum(len(acts) for acts in past.cases.values()) == len(values)


def test_every_class_and_condition_of_the_plan_is_the_districts() -> None:
    for key in (*PLAN.classes, *PLAN.winter.classes):
        assert key in DISTRICT.classes
    for entry in (*PLAN.lasting, *PLAN.campaign):
        key, _, condition = entry.partition("/")
        assert condition in {each.key for each in DISTRICT.classes[key].conditions}, entry
    assert set(PLAN.late) - {"rest"} <= set(DISTRICT.departments)
    assert {len(hours) for hours in PLAN.hours.values()} == {24}
    assert {len(days) for days in PLAN.weekdays.values()} == {7}


def test_winter_heats_and_summer_does_not() -> None:
    assert PLAN.in_month(1).topics["gongre"] > 5 * PLAN.in_month(7).topics["gongre"]
    assert PLAN.in_month(1).classes["E0504"] > PLAN.in_month(7).classes["E0504"]


def test_a_district_without_a_plan_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere/simulation\.toml"):
        load_plan("nowhere", root=tmp_path)
