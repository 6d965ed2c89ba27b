"""Bugs that help desks and city systems had in their working clocks, each as a row of a table."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from city.calendars import Override, WorkCalendar
from city.clock import HOUR, MINUTE, LocalDays, to_instant
from city.hours import HoursRule

DAYS = LocalDays("Asia/Shanghai")
LUNCH = ((480, 720), (840, 1080))
FOUR_PARTS = ((0, 60), (480, 600), (660, 720), (1380, 1440))
OFFICE = WorkCalendar(DAYS, hours=LUNCH)
WHOLE_DAY = WorkCalendar(DAYS, hours=((0, 1440),), rule="weekdays")
PARTS = WorkCalendar(DAYS, hours=FOUR_PARTS, rule="weekdays")
MONDAY_AND_THURSDAY = WorkCalendar(
    DAYS,
    hours=LUNCH,
    rule="weekdays",
    overrides={
        day: Override(works=False)
        for number in range(400)
        if (day := date(2026, 1, 1) + timedelta(number)).weekday() not in (0, 3)
    },
)
NIGHT_SUMMER = WorkCalendar(
    DAYS,
    hours=LUNCH,
    rule="weekdays",
    seasons=(HoursRule(((0, 360), (1200, 1440)), first=(6, 1), last=(8, 31)),),
)


def at(text: str) -> int:
    return to_instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.mark.parametrize(
    ("calendar", "start", "minutes", "due"),
    [
        # an escalation jumped to 00:00 where a day had several parts
        (PARTS, "2026-09-28 08:30", 120, "2026-09-28 11:30"),  # Mon, over one gap
        (PARTS, "2026-09-28 11:30", 60, "2026-09-28 23:30"),  # Mon, over the long gap
        (PARTS, "2026-09-28 23:30", 60, "2026-09-29 00:30"),  # Mon -> Tue, through midnight
        (PARTS, "2026-09-28 23:30", 30, "2026-09-29 00:00"),  # Mon, used up at midnight itself
        (PARTS, "2026-10-02 23:30", 60, "2026-10-05 00:30"),  # Fri -> Mon
        # a lunch break broke it
        (OFFICE, "2026-09-28 11:59", 2, "2026-09-28 14:01"),  # Mon, a minute on each side
        (OFFICE, "2026-09-28 12:00", 1, "2026-09-28 14:01"),  # Mon, starts when lunch begins
        (OFFICE, "2026-09-28 14:00", 1, "2026-09-28 14:01"),  # Mon, starts when it ends
        (OFFICE, "2026-09-28 08:00", 240, "2026-09-28 12:00"),  # Mon, used up at lunch, not 14:00
        (OFFICE, "2026-09-28 08:00", 480, "2026-09-28 18:00"),  # Mon, one whole day
        # wrong unless Monday and Thursday existed; and wrong if they were all there was
        (MONDAY_AND_THURSDAY, "2026-09-28 17:00", 120, "2026-10-01 09:00"),  # Mon -> Thu
        (MONDAY_AND_THURSDAY, "2026-10-01 17:00", 120, "2026-10-05 09:00"),  # Thu -> Mon
        (MONDAY_AND_THURSDAY, "2026-09-29 10:00", 960, "2026-10-05 18:00"),  # Tue -> Thu, Mon
        # dispatched at 17:30 with two working hours
        (OFFICE, "2026-11-25 17:30", 120, "2026-11-26 09:30"),  # Wed -> Thu
        # midnight is in no day's way
        (WHOLE_DAY, "2026-09-28 23:00", 120, "2026-09-29 01:00"),  # Mon -> Tue
        (WHOLE_DAY, "2026-10-02 23:00", 120, "2026-10-05 01:00"),  # Fri -> Mon
        (WHOLE_DAY, "2026-09-27 23:59", 1, "2026-09-28 00:01"),  # Sun, a minute before Monday
        # a leap day is a day, and 2027 has none
        (OFFICE, "2024-02-28 17:00", 120, "2024-02-29 09:00"),  # Wed -> Thu
        (OFFICE, "2024-02-29 17:00", 120, "2024-03-01 09:00"),  # Thu -> Fri
        (OFFICE, "2025-02-28 17:00", 120, "2025-03-03 09:00"),  # Fri -> Mon
        # the year's end
        (OFFICE, "2020-12-31 17:00", 120, "2021-01-04 09:00"),  # Thu -> Mon
        (OFFICE, "2025-12-31 18:00", 1, "2026-01-04 08:01"),  # Wed -> make-up Sun
        (WHOLE_DAY, "2026-12-31 23:00", 120, "2027-01-01 01:00"),  # Thu -> Fri, weekdays by rule
        # hours that change overnight
        (NIGHT_SUMMER, "2026-05-29 17:00", 120, "2026-06-01 01:00"),  # Fri -> Mon, nights begin
        (NIGHT_SUMMER, "2026-08-31 23:00", 120, "2026-09-01 09:00"),  # Mon -> Tue, and end
    ],
)
def test_a_bug_that_others_had_is_none_here(
    calendar: WorkCalendar, start: str, minutes: int, due: str
) -> None:
    assert calendar.add(at(start), minutes * MINUTE) == at(due)
    assert calendar.between(at(start), at(due)) == minutes * MINUTE


def dates(year: int, *spans: tuple[int, int, int]) -> list[date]:
    """Return the dates of spans: month, first day, last day."""
    return [
        date(year, month, day) for month, first, last in spans for day in range(first, last + 1)
    ]


OFF_2026 = dates(
    2026, (1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)
)
WORKED_2026 = dates(2026, (1, 4, 4), (2, 14, 14), (2, 28, 28), (5, 9, 9), (9, 20, 20), (10, 10, 10))
OFF_2021 = dates(2021, (4, 3, 5), (5, 1, 5))
WORKED_2021 = dates(2021, (4, 25, 25), (5, 8, 8))


def test_every_day_of_2026_is_as_the_notice_says() -> None:
    """Listed days off and make-up workdays, and nothing else than weekends beside them."""
    year = [date(2026, 1, 1) + timedelta(number) for number in range(365)]

    for day in year:
        listed = day in WORKED_2026 or (day not in OFF_2026 and day.weekday() < 5)
        assert OFFICE.is_workday(day) is listed, day


def test_the_spring_of_2021_is_as_the_notice_says() -> None:
    assert [OFFICE.is_workday(day) for day in OFF_2021] == [False] * len(OFF_2021)
    assert [OFFICE.is_workday(day) for day in WORKED_2021] == [True] * len(WORKED_2021)


@pytest.mark.parametrize(
    ("last_day", "next_day"),
    [
        ("2026-02-14", "2026-02-24"),  # make-up Sat -> Tue, Spring Festival
        ("2026-04-03", "2026-04-07"),  # Fri -> Tue, Qingming
        ("2026-04-30", "2026-05-06"),  # Thu -> Wed, Labour Day
        ("2026-05-08", "2026-05-09"),  # Fri -> make-up Sat
        ("2026-06-18", "2026-06-22"),  # Thu -> Mon, Dragon Boat
        ("2026-09-24", "2026-09-28"),  # Thu -> Mon, Mid-Autumn
        ("2026-09-30", "2026-10-08"),  # Wed -> Thu, National Day
        ("2026-10-09", "2026-10-10"),  # Fri -> make-up Sat
        ("2021-04-02", "2021-04-06"),  # Fri -> Tue, Qingming
        ("2021-04-24", "2021-04-25"),  # a Sat off -> make-up Sun
        ("2021-04-30", "2021-05-06"),  # Fri -> Thu, Labour Day
        ("2021-05-07", "2021-05-08"),  # Fri -> make-up Sat
    ],
)
def test_the_next_working_morning_after_a_day(last_day: str, next_day: str) -> None:
    assert OFFICE.add(at(f"{last_day} 18:00"), HOUR) == at(f"{next_day} 09:00")


def test_round_the_clock_hours_have_their_own_unit() -> None:
    """17:30 and two 紧急工作时 is 19:30 tonight; `test_sla.py` has the units side by side."""
    every_hour = WorkCalendar(DAYS, hours=((0, 1440),), rule="every-day")

    assert every_hour.add(at("2026-11-27 17:30"), 2 * HOUR) == at("2026-11-27 19:30")
    assert every_hour.add(at("2026-11-28 23:30"), 2 * HOUR) == at("2026-11-29 01:30")


@pytest.mark.parametrize(
    ("opens", "closes", "start", "minutes", "due"),
    [
        (60, 180, "2026-03-08 00:00", 60, "2026-03-08 03:00"),  # Sun, 02:00 to 03:00 is skipped
        (60, 150, "2026-03-08 00:00", 60, "2026-03-08 03:00"),  # closes in the hour that is not
        (150, 240, "2026-03-08 00:00", 60, "2026-03-08 04:00"),  # opens in it
        (120, 180, "2026-03-08 00:00", 60, "2026-03-09 03:00"),  # all of it skipped: Mon
    ],
)
def test_hours_that_a_clock_skips_are_not_worked_twice(
    opens: int, closes: int, start: str, minutes: int, due: str
) -> None:
    """A closing time that did not exist was taken for one an hour later."""
    zone = ZoneInfo("America/New_York")
    calendar = WorkCalendar(LocalDays(zone.key), hours=((opens, closes),), rule="every-day")
    first, last = (
        to_instant(datetime.fromisoformat(text).replace(tzinfo=zone)) for text in (start, due)
    )

    assert calendar.add(first, minutes * MINUTE) == last
