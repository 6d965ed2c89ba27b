"""What is told of a clock adds up: lengths before the deadline are its limit, come what may."""

import re
from typing import Any

import pytest
from hypothesis import given, strategies as st

from city.calendars import Calendars, WorkCalendar
from city.case import Clock
from city.clock import HOUR, MINUTE, Instant, to_instant
from city.clocks import Allowance, Span, limited, stop
from city.explaining import explain_clock
from city.policies import Policies, Policy
from city.sla import Limits
from tests.city.test_hand_over import on
from tests.factories import SHANGHAI

OFFICE = WorkCalendar(SHANGHAI, hours=((8 * 60, 12 * 60), (14 * 60, 18 * 60)))
EVENING = WorkCalendar(SHANGHAI, hours=((16 * 60, 22 * 60),))
LIMITS = Limits(
    Calendars(OFFICE, {"cleaning": EVENING}),
    classes={},
    streams={},
    policies=Policies([Policy("first", clocks={}, work_day_hours=8)]),
)
LENGTHS = {"zh": r"用 ([\d.]+) (小时|分钟)", "en": r": ([\d.]+) (h|min) used"}
ACTS = ["stop", "rest", "wake", "extend", "hand", "correct"]
UNITS = {"小时": HOUR, "h": HOUR, "分钟": MINUTE, "min": MINUTE}


def span(clock: Clock, department: str) -> Span:
    return Span(LIMITS.timer(clock.policy, clock.unit, department), 0.8)


def begun(moment: str, hours: float, unit: str = "work_hour", key: str = "accept") -> Clock:
    return start(key, to_instant(on(moment)), Allowance(round(hours * HOUR), unit, "first"), "")


def start(key: str, at: Instant, allowance: Allowance, department: str) -> Clock:
    return Span(LIMITS.timer("first", allowance.unit, department), 0.8).start(key, at, allowance)


def corrected(clock: Clock, hours: float, department: str) -> Clock:
    """Return a clock under another limit from its start on, as a correction of the case asks."""
    allowance = Allowance(round(hours * HOUR), clock.unit, "first")
    holders = (*(each for _, each in clock.held), department)
    return limited(clock, allowance, [span(clock, each) for each in holders])


def explained(clock: Clock, lang: str = "en", department: str = "") -> list[str]:
    return explain_clock(LIMITS, clock, department=department, lang=lang)


def told_length(steps: list[str], lang: str) -> float:
    found = (re.search(LENGTHS[lang], step) for step in steps)
    return sum(float(each[1]) * UNITS[each[2]] for each in found if each)


def interrupted(clock: Clock, stopped: str, went_on: str) -> Clock:
    at = to_instant(on(went_on))
    return span(clock, "").run_on(stop(clock, to_instant(on(stopped))), at)


def test_a_stop_of_a_clock_that_runs_on_with_what_was_left_is_told() -> None:
    clock = interrupted(begun("Mon 09:00", 2), "Mon 10:00", "Mon 15:00")

    assert explained(clock) == [
        "Reported Mon 23 Nov 09:00 + 2 working hours",
        "Mon 23 Nov: 1 h used",
        "Stopped at Mon 23 Nov 10:00, ran on at Mon 23 Nov 15:00: not counted in between",
        "Mon 23 Nov: 1 h used",
        "80% used at Mon 23 Nov 15:36 (turns yellow); due Mon 23 Nov 16:00",
    ]


def test_minutes_day_and_night_are_told_on_both_sides_of_a_stop() -> None:
    clock = interrupted(begun("Mon 09:00", 0.25, "minute"), "Mon 09:10", "Mon 10:00")

    assert explained(clock, "zh") == [
        "周一 11月23日 09:00 上报 + 15 分钟",
        "周一 11月23日 09:00 至 周一 11月23日 09:10：用 10 分钟",
        "周一 11月23日 09:10 停止计时，至 周一 11月23日 10:00 接着计时，其间不计时",
        "周一 11月23日 10:00 至 周一 11月23日 10:05：用 5 分钟",
        "用满 80% 于 周一 11月23日 10:02（转黄）；到期 周一 11月23日 10:05",
    ]


def test_a_rest_after_the_deadline_is_told_behind_it() -> None:
    """Parked when it was overdue: what was worked after the deadline is no part of the limit."""
    clock = begun("Mon 09:10", 4, key="disposal")
    late = span(clock, "").rest(clock, to_instant(on("Mon 16:00")), to_instant(on("Tue 08:00")))

    assert explained(late) == [
        "Dispatched Mon 23 Nov 09:10 + 4 working hours",
        "Mon 23 Nov: 4 h used",
        "80% used at Mon 23 Nov 14:22 (turns yellow); due Mon 23 Nov 15:10",
        "Suspended at Mon 23 Nov 16:00, resumed at Tue 24 Nov 08:00: "
        "it was due before, and that stays",
    ]


def test_each_rest_is_told_in_its_place() -> None:
    clock = begun("Mon 08:00", 4, key="disposal")
    once = span(clock, "").rest(clock, to_instant(on("Mon 09:00")), to_instant(on("Mon 11:00")))
    twice = span(once, "").rest(once, to_instant(on("Mon 12:00")), to_instant(on("Tue 08:00")))
    late = span(twice, "").rest(twice, to_instant(on("Tue 11:00")), to_instant(on("Wed 08:00")))

    told = explained(late)

    assert [step.partition(",")[0] for step in told[1:]] == [
        "Mon 23 Nov: 1 h used",
        "Suspended at Mon 23 Nov 09:00",
        "Mon 23 Nov: 1 h used",
        "Suspended at Mon 23 Nov 12:00",
        "Tue 24 Nov: 2 h used",
        "80% used at Tue 24 Nov 09:12 (turns yellow); due Tue 24 Nov 10:00",
        "Suspended at Tue 24 Nov 11:00",
    ]


def test_a_time_that_is_over_before_the_office_opens_is_not_called_after_hours() -> None:
    clock = interrupted(begun("Mon 17:00", 2), "Tue 07:00", "Tue 09:00")

    assert explained(clock)[1:4] == [
        "Mon 23 Nov: 1 h used",
        "Stopped at Tue 24 Nov 07:00, ran on at Tue 24 Nov 09:00: not counted in between",
        "Tue 24 Nov: 1 h used",
    ]


def test_a_clock_that_was_stopped_is_told_by_the_hours_that_it_ran_in() -> None:
    """Whoever has the case afterwards did not work on it while the clock ran."""
    clock = stop(begun("Mon 16:00", 4), to_instant(on("Mon 17:00")))
    after = span(clock, "cleaning")
    handed = span(clock, "").hand_over(clock, to_instant(on("Mon 17:30")), after, "")

    told = explained(handed, department="cleaning")

    assert told[1:3] == ["Mon 23 Nov: 2 h used", "Tue 24 Nov: 2 h used"]
    assert told[3].endswith("due Tue 24 Nov 10:00")


def test_a_limit_corrected_after_a_stopped_clock_passed_on_is_told_as_it_runs() -> None:
    """It is due by the hours in which it ran; the others count from the stop on if it goes on."""
    clock = stop(begun("Mon 16:00", 4, key="disposal"), to_instant(on("Mon 17:00")))
    handed = span(clock, "").hand_over(
        clock, to_instant(on("Mon 17:30")), span(clock, "cleaning"), ""
    )

    longer = corrected(handed, 6, "cleaning")
    gone_on = span(longer, "cleaning").go_on(longer)

    assert longer.due_at == to_instant(on("Tue 12:00"))
    assert gone_on.due_at == to_instant(on("Mon 22:00"))
    assert explained(gone_on, department="cleaning")[1:4] == [
        "Mon 23 Nov: 1 h used",
        "Mon 23 Nov 17:00: to a department with other hours, by which it counts from then on",
        "Mon 23 Nov: 5 h used",
    ]


def test_lengths_that_are_no_round_hours_add_up_all_the_same() -> None:
    """Three times a third of an hour."""
    once = interrupted(begun("Mon 08:00", 1), "Mon 08:20", "Mon 09:00")
    twice = interrupted(once, "Mon 09:20", "Mon 10:00")

    assert told_length(explained(twice), "en") == pytest.approx(HOUR)


def befallen(draw: Any, clock: Clock, department: str) -> tuple[Clock, str]:
    """Return a clock after all kinds of acts, in order, and who has the case at last."""
    at, runs_on = clock.started_at, draw(st.booleans())
    for step in draw(st.lists(st.integers(1, 40 * 60), max_size=9)):
        at += step * MINUTE
        act = draw(st.sampled_from(ACTS))
        within = span(clock, department)
        if act == "hand":
            before, department = department, draw(st.sampled_from(["", "cleaning"]))
            clock = within.hand_over(clock, at, span(clock, department), before)
        elif act == "correct":
            clock = clock if runs_on else corrected(clock, draw(st.integers(1, 30)), department)
        elif clock.stopped_at is not None:
            clock = within.run_on(clock, at) if runs_on else within.go_on(clock)
        elif act == "stop":
            clock = stop(clock, at)
        elif not runs_on:  # the clock of the light alone, and it goes on to the same deadline
            clock = granted(draw, clock, at, act, within)
    return clock, department


def granted(draw: Any, clock: Clock, at: Instant, act: str, within: Span) -> Clock:
    """Return a running clock after a rest began or ended, or after more time was given."""
    if act == "rest":
        return within.rest(clock, at, at + draw(st.integers(0, 90 * 60)) * MINUTE)
    if act == "wake":
        return within.wake(clock, at)
    in_time = clock.due_at is not None and at <= clock.due_at
    return within.extend(clock, 4 * HOUR) if in_time else clock


@given(st.data())
def test_what_is_told_before_the_deadline_adds_up_to_the_limit(data: st.DataObject) -> None:
    """Whoever reads why a case is due when it is must be able to do the sum."""
    unit = data.draw(st.sampled_from(["work_hour", "work_day", "minute", "urgent_hour"]))
    department = data.draw(st.sampled_from(["", "cleaning"]))
    at = to_instant(on("Mon 00:00")) + data.draw(st.integers(0, 7 * 24 * 60)) * MINUTE
    allowance = Allowance(data.draw(st.integers(1, 30)) * HOUR, unit, "first")
    first = start("disposal", at, allowance, department)

    clock, department = befallen(data.draw, first, department)

    for lang in ("zh", "en"):
        steps = explained(clock, lang, department)
        if len(steps) > 1 and not steps[1].startswith(("昼夜连续计时", "Counted day and night")):
            assert told_length(steps, lang) == pytest.approx(clock.limit)
