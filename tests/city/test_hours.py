"""Office hours that differ by season and by department, and how a deadline follows them."""

import shutil
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from city.calendars import WorkCalendar
from city.clock import HOUR, LocalDays, to_instant
from city.clocks import Allowance, Span
from city.district import DISTRICTS, District, load_district
from city.explaining import explain_clock
from city.hours import HoursRule, told

DISTRICT = """
[[calendar.hours]]
from = "06-01"
to = "09-30"
office_hours = ["08:00-12:00", "15:00-18:30"]

[[calendar.hours]]
departments = ["sanitation"]
office_hours = ["05:00-11:00", "13:00-19:00"]

[[calendar.hours]]
departments = ["sanitation"]
from = "11-01"
to = "03-31"
office_hours = ["06:00-11:00", "13:00-17:00"]

[[calendar.hours]]
since = 2027-05-01
office_hours = ["09:00-12:00", "13:00-17:00"]
"""


def at(text: str) -> int:
    return to_instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.fixture(scope="module")
def seasonal(tmp_path_factory: pytest.TempPathFactory) -> District:
    """Baita with a summer, a street-cleaning service that rises early, and a reform to come."""
    root = tmp_path_factory.mktemp("districts")
    shutil.copytree(DISTRICTS / "baita", root / "baita")
    path = root / "baita" / "district.toml"
    path.write_text(path.read_text().replace("\n[[streams]]", f"{DISTRICT}\n[[streams]]", 1))
    return load_district("baita", root)


@pytest.mark.parametrize(
    ("day", "department", "hours"),
    [
        ("2026-05-29", "", "08:00-12:00 14:00-18:00"),  # Fri, the usual hours
        ("2026-06-01", "", "08:00-12:00 15:00-18:30"),  # Mon, the first day of summer
        ("2026-09-30", "", "08:00-12:00 15:00-18:30"),  # Wed, its last day
        ("2026-10-08", "", "08:00-12:00 14:00-18:00"),  # Thu, after it
        ("2026-07-01", "parks", "08:00-12:00 15:00-18:30"),  # no hours of its own
        ("2026-07-01", "sanitation", "05:00-11:00 13:00-19:00"),  # its own outrank the summer
        ("2026-10-30", "sanitation", "05:00-11:00 13:00-19:00"),  # Fri before its winter
        ("2026-12-31", "sanitation", "06:00-11:00 13:00-17:00"),  # its winter wraps the year end
        ("2027-03-31", "sanitation", "06:00-11:00 13:00-17:00"),
        ("2027-04-30", "", "08:00-12:00 14:00-18:00"),  # the day before the reform
        ("2027-05-03", "", "09:00-12:00 13:00-17:00"),  # the reform
        ("2027-07-01", "", "08:00-12:00 15:00-18:30"),  # a season outranks a rule of all year
        ("2027-05-04", "sanitation", "05:00-11:00 13:00-19:00"),  # its own outrank the reform
    ],
)
def test_the_most_special_hours_hold(
    seasonal: District, day: str, department: str, hours: str
) -> None:
    calendar = seasonal.calendars.calendar_of(department)

    assert told(calendar.hours_on(date.fromisoformat(day))) == hours


@pytest.mark.parametrize(
    ("start", "hours", "department", "due"),
    [
        ("2026-05-29 17:30", 5, "", "2026-06-01 15:30"),  # Fri -> Mon, summer's longer lunch
        ("2026-09-30 18:00", 1, "", "2026-10-08 08:30"),  # Wed -> Thu week, out of summer
        ("2026-10-30 18:30", 1, "sanitation", "2026-11-02 06:30"),  # Fri -> Mon, into its winter
        ("2026-10-30 18:30", 1, "", "2026-11-02 09:00"),  # Fri -> Mon, everyone else
        ("2025-12-31 16:30", 1, "sanitation", "2026-01-04 06:30"),  # Wed -> make-up Sun, New Year
        ("2028-02-28 16:30", 9, "sanitation", "2028-02-29 16:30"),  # Mon -> Tue, a leap day
    ],
)
def test_a_deadline_follows_season_and_department(
    seasonal: District, start: str, hours: int, department: str, due: str
) -> None:
    timer = seasonal.limits.timer("first", "work_hour", department)

    assert timer.add(at(start), hours * HOUR) == at(due)
    assert timer.between(at(start), at(due)) == hours * HOUR


def test_full_days_of_two_seasons_are_told_as_full(seasonal: District) -> None:
    """Eight hours on the Friday, seven and a half on the Monday: both are whole days."""
    calendar = seasonal.calendars.usual

    assert calendar.is_full(date(2026, 5, 29), 8 * HOUR)
    assert calendar.is_full(date(2026, 6, 1), 15 * HOUR // 2)
    assert not calendar.is_full(date(2026, 6, 1), 8 * HOUR)


def test_the_explanation_uses_the_departments_hours(seasonal: District) -> None:
    timer = seasonal.limits.timer("first", "work_hour", "sanitation")
    allowance = Allowance(HOUR, "work_hour", "first")
    clock = Span(timer, 0.8).start("disposal", at("2026-10-30 18:30"), allowance)

    steps = explain_clock(seasonal.limits, clock, department="sanitation", lang="en")

    assert steps == [
        "Dispatched Fri 30 Oct 18:30 + 1 working hours",
        "Fri 30 Oct: 0.5 h used",
        "Sat 31 Oct to Sun 1 Nov: weekend, not counted",
        "Mon 2 Nov: 0.5 h used",
        "80% used at Mon 2 Nov 06:18 (turns yellow); due Mon 2 Nov 06:30",
    ]


def test_hours_of_a_season_are_sealed_with_the_tables(seasonal: District) -> None:
    """What a lock of policies holds: an edit of past hours would rewrite deadlines."""
    sealed = dict(seasonal.limits.entries())

    assert sealed["calendar.office_hours"] == "08:00-12:00 14:00-18:00"
    assert sealed["calendar.hours * 06-01..09-30"] == "08:00-12:00 15:00-18:30"
    assert sealed["calendar.hours sanitation 11-01..03-31"] == "06:00-11:00 13:00-17:00"
    assert sealed["calendar.hours * 01-01..12-31 2027-05-01"] == "09:00-12:00 13:00-17:00"


def test_a_season_may_begin_on_a_leap_day() -> None:
    rule = HoursRule(((540, 600),), first=(2, 29), last=(3, 31))

    assert not rule.holds_on(date(2026, 2, 28))
    assert rule.holds_on(date(2026, 3, 1))
    assert rule.holds_on(date(2028, 2, 29))


def test_the_later_of_two_reforms_holds_from_its_day_on() -> None:
    early = HoursRule(((480, 960),), since=date(2026, 3, 2))
    late = HoursRule(((540, 1020),), since=date(2026, 3, 9))
    calendar = WorkCalendar(
        LocalDays("Asia/Shanghai"), hours=((600, 660),), seasons=(early, late), rule="weekdays"
    )

    told_on = [told(calendar.hours_on(date(2026, 3, day))) for day in (1, 2, 8, 9)]

    assert told_on == ["10:00-11:00", "08:00-16:00", "08:00-16:00", "09:00-17:00"]
