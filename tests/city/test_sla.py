"""Time limits: the four units, when the light turns yellow, and the explanation."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from city.case import Clock
from city.clock import to_instant
from city.clocks import Allowance, Span
from city.district import District, load_district
from city.explaining import explain_clock
from city.policies import Limit
from city.sla import Deadline


def at(text: str) -> int:
    return to_instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.fixture(scope="module")
def baita() -> District:
    return load_district("baita")


@pytest.mark.parametrize(
    ("start", "value", "unit", "due"),
    [
        ("2026-09-28 17:30", 2, "work_hour", "2026-09-29 09:30"),  # Mon -> Tue
        ("2026-09-28 17:30", 2, "urgent_hour", "2026-09-28 19:30"),  # Mon, tonight
        ("2026-08-28 16:30", 4, "work_hour", "2026-08-31 10:30"),  # Fri -> Mon
        ("2026-08-28 16:30", 4, "urgent_hour", "2026-08-28 20:30"),  # Fri, tonight
        ("2026-08-28 16:30", 1, "work_day", "2026-08-31 16:30"),  # Fri -> Mon, 8 hours
        ("2026-08-28 16:30", 2, "natural_day", "2026-08-30 16:30"),  # Fri -> Sun
        ("2026-09-30 16:00", 1, "work_day", "2026-10-08 16:00"),  # Wed -> Thu, National Day
        ("2026-10-01 09:00", 2, "natural_day", "2026-10-03 09:00"),  # a holiday stops it not
        ("2026-10-09 16:30", 4, "work_hour", "2026-10-10 10:30"),  # Fri -> make-up Sat
        ("2026-09-28 11:30", 1, "work_hour", "2026-09-28 14:30"),  # Mon, over lunch
    ],
)
def test_each_unit_runs_on_its_own_clock(
    baita: District, start: str, value: float, unit: str, due: str
) -> None:
    assert baita.limits.moments(at(start), value, unit).due_at == at(due)


def test_the_light_turns_yellow_after_four_fifths_on_the_same_clock(baita: District) -> None:
    """Ten working hours from Friday afternoon: eight of them are over on Monday at 16:30."""
    deadline = baita.limits.moments(at("2026-08-28 16:30"), 10, "work_hour")

    assert deadline.near_at == at("2026-08-31 16:30")
    assert deadline.due_at == at("2026-09-01 08:30")


def test_limits_hang_on_the_filing_condition(baita: District) -> None:
    """A missing cover is an emergency; the same cover cracked may take a week."""
    missing = baita.limits.deadline("city", "C0102", "1", at("2026-08-28 16:30"))
    cracked = baita.limits.deadline("city", "C0102", "2", at("2026-08-28 16:30"))
    untold = baita.limits.deadline("city", "C0102", "", at("2026-08-28 16:30"))

    assert missing is not None and missing.due_at == at("2026-08-28 18:30")
    assert cracked is not None and cracked.due_at == at("2026-09-04 16:30")
    assert untold == missing


@pytest.mark.parametrize(
    ("stream", "class_key", "condition"),
    [
        ("city", "", ""),  # unassigned
        ("city", "E9999", ""),  # a class we do not know
        ("city", "E0110", "7"),  # a condition we do not know
        ("hotline", "H0102", "thanks"),  # nothing has to be done
        ("gossip", "", ""),  # no such stream
    ],
)
def test_no_limit_is_known_rather_than_one_invented(
    baita: District, stream: str, class_key: str, condition: str
) -> None:
    assert baita.limits.deadline(stream, class_key, condition, at("2026-08-28 16:30")) is None


@pytest.mark.parametrize(
    ("class_key", "condition", "value", "unit"),
    [
        ("H0102", "consult", 3, "work_day"),
        ("H0102", "help", 7, "work_day"),
        ("H0102", "", 7, "work_day"),  # the first of the set
        ("H0102", "emergency", 2, "urgent_hour"),
        ("", "suggest", 10, "work_day"),  # a topic nobody has settled yet still has its limit
        ("no such topic", "urgent", 24, "urgent_hour"),
    ],
)
def test_a_hotline_order_is_limited_by_its_type(
    baita: District, class_key: str, condition: str, value: float, unit: str
) -> None:
    allowance = baita.limits.allowance(
        "hotline", "answer", class_=class_key, condition=condition, start=at("2026-08-28 16:30")
    )

    assert allowance is not None
    assert allowance.unit == unit
    assert allowance.length == baita.limits.policies.at(0).length(Limit(value, unit))


def clock_of(baita: District, start: str, value: float, unit: str) -> Clock:
    allowance = Allowance(baita.limits.policies.at(0).length(Limit(value, unit)), unit, "first")
    span = Span(baita.limits.timer("first", unit, ""), 0.8)
    return span.start("disposal", at(start), allowance)


def test_a_deadline_in_a_year_without_notice_is_provisional(baita: District) -> None:
    crossing = clock_of(baita, "2030-12-30 16:00", 3, "work_day")
    continuous = clock_of(baita, "2030-12-30 16:00", 3, "natural_day")
    known = clock_of(baita, "2026-09-30 16:00", 3, "work_day")

    assert baita.limits.provisional_year(crossing) == 2030
    assert baita.limits.provisional_year(continuous) == 0  # holidays cannot move it
    assert baita.limits.provisional_year(known) == 0
    assert explain(baita, crossing, "zh")[-1].startswith("暂定：2030 年放假安排尚未公布")
    assert explain(baita, crossing, "en")[-1].startswith("Provisional: the holidays of 2030")
    assert "Provisional" not in explain(baita, known, "en")[-1]


def explain(baita: District, clock: Clock, lang: str) -> list[str]:
    return explain_clock(baita.limits, clock, department="", lang=lang)


def test_the_explanation_tells_every_step_in_chinese(baita: District) -> None:
    clock = clock_of(baita, "2026-08-28 16:30", 4, "work_hour")

    assert explain(baita, clock, "zh") == [
        "周五 8月28日 16:30 派遣 + 4 工作时",
        "周五 8月28日：用 1.5 小时",
        "周六 8月29日至周日 8月30日：周末，不计时",
        "周一 8月31日：用 2.5 小时",
        "用满 80% 于 周一 8月31日 09:42（转黄）；到期 周一 8月31日 10:30",
    ]


def test_the_explanation_tells_holidays_and_make_up_days_in_english(baita: District) -> None:
    clock = clock_of(baita, "2026-09-30 18:30", 3, "work_day")

    assert explain(baita, clock, "en") == [
        "Dispatched Wed 30 Sep 18:30 + 3 working days",
        "Wed 30 Sep: after office hours, not counted",
        "Thu 1 Oct to Wed 7 Oct: National Day, not counted",
        "Thu 8 Oct to Fri 9 Oct: 16 h used",
        "Sat 10 Oct (make-up workday): 8 h used",
        "80% used at Sat 10 Oct 11:12 (turns yellow); due Sat 10 Oct 18:00",
    ]


def test_a_clock_that_never_stops_is_explained_so(baita: District) -> None:
    steps = explain(baita, clock_of(baita, "2026-10-01 17:30", 2, "urgent_hour"), "en")

    assert steps[1] == "Counted day and night, weekends and holidays included"
    assert steps[-1].endswith("due Thu 1 Oct 19:30")


def test_a_rest_in_the_middle_is_told_where_it_was(baita: District) -> None:
    """Half of the limit before a week of rest, the other half after it."""
    clock = clock_of(baita, "2026-08-31 08:00", 8, "work_hour")
    rested = Span(baita.limits.timer("first", "work_hour", ""), 0.8).rest(
        clock, at("2026-08-31 12:00"), at("2026-09-07 08:00")
    )

    assert explain(baita, rested, "zh") == [
        "周一 8月31日 08:00 派遣 + 8 工作时",
        "周一 8月31日：用 4 小时",
        "周一 8月31日 12:00 挂账，至 周一 9月7日 08:00 恢复，其间不计时",
        "周一 9月7日：用 4 小时",
        "用满 80% 于 周一 9月7日 10:24（转黄）；到期 周一 9月7日 12:00",
    ]


def test_each_of_two_rests_is_told_where_it_was(baita: District) -> None:
    span = Span(baita.limits.timer("first", "work_hour", ""), 0.8)
    clock = clock_of(baita, "2026-08-31 08:00", 8, "work_hour")
    once = span.rest(clock, at("2026-08-31 12:00"), at("2026-09-07 08:00"))
    twice = span.rest(once, at("2026-09-07 10:00"), at("2026-09-08 08:00"))

    assert explain(baita, twice, "zh") == [
        "周一 8月31日 08:00 派遣 + 8 工作时",
        "周一 8月31日：用 4 小时",
        "周一 8月31日 12:00 挂账，至 周一 9月7日 08:00 恢复，其间不计时",
        "周一 9月7日：用 2 小时",
        "周一 9月7日 10:00 挂账，至 周二 9月8日 08:00 恢复，其间不计时",
        "周二 9月8日：用 2 小时",
        "用满 80% 于 周二 9月8日 08:24（转黄）；到期 周二 9月8日 10:00",
    ]


def test_the_moments_of_a_deadline_are_in_order(baita: District) -> None:
    """For every condition of the catalogue, from a Saturday night."""
    start = at("2026-08-29 23:00")
    for key, each in baita.classes.items():
        for condition in each.conditions:
            deadline = baita.limits.deadline("", key, condition.key, start)
            if condition.value is not None:
                assert isinstance(deadline, Deadline)
                assert start < deadline.near_at < deadline.due_at
