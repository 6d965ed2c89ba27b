"""Working time: nights, lunch, weekends, holidays and clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from city.calendars import Override, WorkCalendar, full_years
from city.clock import HOUR, MINUTE, LocalDays, to_instant

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
OFFICE = WorkCalendar(LocalDays("Asia/Shanghai"), hours=((480, 720), (840, 1080)))


def at(text: str, zone: ZoneInfo = SHANGHAI) -> int:
    return to_instant(datetime.fromisoformat(text).replace(tzinfo=zone))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-09-28 15:00", 2, "2026-09-28 17:00"),  # Mon, within the afternoon
        ("2026-09-28 17:30", 2, "2026-09-29 09:30"),  # Mon -> Tue, overnight is free
        ("2026-09-28 11:00", 2, "2026-09-28 15:00"),  # Mon, lunch 12-14 is free
        ("2026-09-28 12:30", 1, "2026-09-28 15:00"),  # Mon, starts in the lunch break
        ("2026-09-28 16:00", 2, "2026-09-28 18:00"),  # Mon, used up at closing time, not Tue 08:00
        ("2026-09-28 18:00", 1, "2026-09-29 09:00"),  # Mon, starts at closing time
        ("2026-09-28 05:00", 1, "2026-09-28 09:00"),  # Mon, before opening
        ("2026-08-28 16:00", 3, "2026-08-31 09:00"),  # Fri -> Mon
        ("2026-08-29 10:00", 1, "2026-08-31 09:00"),  # starts on a Sat
        ("2026-10-09 16:30", 4, "2026-10-10 10:30"),  # Fri -> make-up Sat
        ("2026-10-10 17:00", 2, "2026-10-12 09:00"),  # make-up Sat -> Mon
        ("2026-09-20 10:00", 1, "2026-09-20 11:00"),  # make-up Sun
        ("2026-09-30 17:00", 2, "2026-10-08 09:00"),  # Wed -> Thu week, National Day
        ("2026-02-14 17:00", 2, "2026-02-24 09:00"),  # make-up Sat -> Tue, Spring Festival
        ("2025-12-31 17:00", 2, "2026-01-04 09:00"),  # Wed -> make-up Sun, over New Year
        ("2021-04-30 17:00", 2, "2021-05-06 09:00"),  # Fri -> Thu, Labour Day 2021
    ],
)
def test_working_time_runs_in_office_hours_only(start: str, hours: int, due: str) -> None:
    assert OFFICE.add(at(start), hours * HOUR) == at(due)


def test_no_allowance_is_due_at_once_even_at_night() -> None:
    assert OFFICE.add(at("2026-10-03 03:00"), 0) == at("2026-10-03 03:00")


def test_a_negative_allowance_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        OFFICE.add(at("2026-10-03 03:00"), -1)


def test_time_between_runs_backwards_too_and_crosses_years() -> None:
    first, second = at("2024-12-31 17:00"), at("2026-01-04 09:00")

    assert OFFICE.between(first, second) == -OFFICE.between(second, first)
    assert OFFICE.add(first, OFFICE.between(first, second)) == second


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-10-01", False),  # Thu, National Day
        ("2026-10-10", True),  # Sat, make-up
        ("2026-10-11", False),  # Sun
        ("2026-09-20", True),  # Sun, make-up
        ("2026-06-19", False),  # Fri, Dragon Boat
        ("2021-04-25", True),  # Sun, make-up in the source's own spring
        ("2021-05-08", True),  # Sat, make-up
    ],
)
def test_state_council_days_are_followed(day: str, works: bool) -> None:
    assert OFFICE.is_workday(date.fromisoformat(day)) is works


def test_a_year_that_is_not_published_counts_weekdays_and_says_so() -> None:
    """A missing notice must neither stop the centre nor pass for an official calendar."""
    assert OFFICE.provisional(2031)
    assert not OFFICE.provisional(2026)
    assert OFFICE.is_workday(date(2031, 10, 1))  # Wed, surely a holiday once it is published


def test_a_few_days_around_new_year_do_not_make_a_year_published() -> None:
    listed = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 10, 1)]

    assert full_years(listed) == {2027}


def test_overrides_outrank_the_rule_and_can_confirm_a_year() -> None:
    overrides = {
        date(2031, 10, 1): Override(False, "国庆节", "National Day"),
        date(2026, 10, 1): Override(True, "应急值守", "Emergency duty"),
    }
    calendar = WorkCalendar(
        OFFICE.days, hours=OFFICE.hours, overrides=overrides, confirmed_years=[2031]
    )

    assert not calendar.is_workday(date(2031, 10, 1))
    assert calendar.is_workday(date(2026, 10, 1))
    assert not calendar.provisional(2031)
    assert calendar.occasion(date(2031, 10, 1), "zh") == "国庆节"
    assert calendar.occasion(date(2031, 10, 1), "en") == "National Day"


def test_holidays_are_called_by_their_names() -> None:
    assert OFFICE.occasion(date(2026, 10, 1), "zh") == "国庆节"
    assert OFFICE.occasion(date(2026, 10, 1), "en") == "National Day"
    assert OFFICE.occasion(date(2026, 10, 12), "zh") == ""


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-07 22:00", 8, "2026-03-08 07:00"),  # Sat -> Sun, the hour from 2 to 3 is missing
        ("2026-10-31 22:00", 8, "2026-11-01 05:00"),  # Sat -> Sun, the hour from 1 to 2 comes twice
        ("2026-07-03 22:00", 8, "2026-07-04 06:00"),  # Fri -> Sat, an ordinary night
    ],
)
def test_elapsed_hours_count_on_the_days_a_clock_changes(start: str, hours: int, due: str) -> None:
    """A limit is time that passes, not what the hands of the clock show."""
    calendar = WorkCalendar(LocalDays("America/New_York"), hours=((0, 1440),), rule="every-day")

    assert calendar.add(at(start, NEW_YORK), hours * HOUR) == at(due, NEW_YORK)


def test_office_hours_keep_their_local_time_across_a_clock_change() -> None:
    calendar = WorkCalendar(LocalDays("America/New_York"), hours=((540, 1020),), rule="weekdays")

    due = calendar.add(at("2026-03-06 16:00", NEW_YORK), 2 * HOUR)  # Fri -> Mon, now summer time

    assert due == at("2026-03-09 10:00", NEW_YORK)


def test_a_calendar_that_never_works_is_an_error_not_an_endless_search() -> None:
    calendar = WorkCalendar(OFFICE.days, hours=())

    with pytest.raises(ValueError, match="no working days"):
        calendar.add(at("2026-09-28 15:00"), HOUR)


def test_worked_by_day_adds_up_to_the_allowance() -> None:
    start = at("2026-09-29 17:00")
    due = OFFICE.add(start, 40 * HOUR)

    by_day = OFFICE.worked_by_day(start, due)

    assert sum(worked for _, worked in by_day) == 40 * HOUR
    assert by_day[0] == (date(2026, 9, 29), HOUR)


# --- a second opinion, minute by minute, that shares no code with the calendar ---

OFF_2026 = {
    *(f"2026-01-0{day}" for day in (1, 2, 3)),
    *(f"2026-10-0{day}" for day in range(1, 8)),
    *(f"2026-09-{day}" for day in (25, 26, 27)),
}
ON_2026 = {"2026-01-04", "2026-10-10", "2026-09-20"}


def open_at(moment: datetime, spans: list[tuple[int, int]], *, chinese: bool) -> bool:
    day = moment.strftime("%Y-%m-%d")
    works = moment.weekday() < 5
    if chinese:
        works = day in ON_2026 or (works and day not in OFF_2026)
    minute = moment.hour * 60 + moment.minute
    return works and any(opens <= minute < closes for opens, closes in spans)


def oracle(
    start: datetime, minutes: int, spans: list[tuple[int, int]], zone: str, *, chinese: bool
) -> datetime:
    """Walk on minute by minute, crossing one off for each that is worked."""
    moment = start
    while minutes:
        if open_at(moment.astimezone(ZoneInfo(zone)), spans, chinese=chinese):
            minutes -= 1
        moment += timedelta(minutes=1)
    return moment


@st.composite
def office_spans(draw: st.DrawFn) -> list[tuple[int, int]]:
    # from 04:00, after the hours that a clock change skips or repeats
    edges = draw(st.lists(st.integers(240, 1440), min_size=2, max_size=6, unique=True).map(sorted))
    return list(zip(edges[::2], edges[1::2], strict=False))


@settings(max_examples=60, deadline=None)
@given(
    spans=office_spans(),
    offset=st.integers(0, 40 * 24 * 60),
    minutes=st.integers(1, 1500),
    place=st.sampled_from([("Asia/Shanghai", 9), ("America/New_York", 3)]),
)
def test_the_calendar_agrees_with_counting_minutes(
    spans: list[tuple[int, int]], offset: int, minutes: int, place: tuple[str, int]
) -> None:
    """Random office hours around National Day and around the start of summer time."""
    zone, month = place
    chinese = month == 9
    per_day = sum(closes - opens for opens, closes in spans)
    minutes = min(minutes, per_day * 8)
    calendar = WorkCalendar(LocalDays(zone), hours=spans, rule="chinese" if chinese else "weekdays")
    start = datetime(2026, month, 1, tzinfo=UTC) + timedelta(minutes=offset)

    due = calendar.add(to_instant(start), minutes * MINUTE)

    assert due == to_instant(oracle(start, minutes, spans, zone, chinese=chinese))
    assert calendar.between(to_instant(start), due) == minutes * MINUTE
