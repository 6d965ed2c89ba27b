"""Years without a notice: said early enough, on the day it matters, and gone once it is entered."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from city.calendars import Calendars, WorkCalendar
from city.clock import HOUR, LocalDays, to_instant
from city.district import District, load_district
from city.notices import doubtful_year, matters_from, missing_notices
from tests.districts import UNKNOWN_YEAR as UNKNOWN, baita_after, baita_before


def at(text: str) -> int:
    return to_instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.fixture(scope="module")
def unpublished(tmp_path_factory: pytest.TempPathFactory) -> District:
    root = tmp_path_factory.mktemp("before")
    return load_district(baita_before(root).name, root)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> District:
    root = tmp_path_factory.mktemp("after")
    return load_district(baita_after(root).name, root)


@pytest.mark.parametrize(
    ("now", "year"),
    [
        ("2030-11-29 09:00", None),  # Fri, the longest limit (15 days) ends in December
        ("2030-12-10 18:00", None),  # Tue, 15 working days are left of the year
        ("2030-12-11 08:00", None),  # Wed, used up exactly on New Year's Eve
        ("2030-12-11 08:01", UNKNOWN),  # Wed, a minute of it is left for the new year
        ("2031-03-03 09:00", UNKNOWN),  # Mon, in the midst of it
        ("2031-12-31 09:00", UNKNOWN),  # Wed, the first one that is unknown is named
        ("2032-01-05 09:00", 2032),  # Mon, and then the next
    ],
)
def test_a_missing_notice_matters_once_limits_reach_it(
    unpublished: District, now: str, year: int | None
) -> None:
    assert doubtful_year(unpublished.limits, at(now)) == year


def test_an_open_deadline_makes_it_matter_earlier(unpublished: District) -> None:
    """A suspended or extended case can be due long after limits that start today."""
    limits, now = unpublished.limits, at("2030-09-02 09:00")

    assert doubtful_year(limits, now, at("2030-12-31 18:00")) is None
    assert doubtful_year(limits, now, at("2031-02-03 10:00")) == UNKNOWN


def test_the_year_after_next_is_named_when_the_next_is_known(published: District) -> None:
    limits, now = published.limits, at("2030-12-20 09:00")

    assert doubtful_year(limits, now) is None
    assert doubtful_year(limits, now, at("2032-01-05 09:00")) == UNKNOWN + 1


def test_check_warns_two_months_before_and_names_the_file(unpublished: District) -> None:
    early = missing_notices(unpublished, at("2030-10-11 09:00"))
    (warning,) = missing_notices(unpublished, at("2030-10-13 09:00"))

    assert early == []
    assert str(warning).startswith(f"baita/calendar.csv, year {UNKNOWN}: its days off")
    assert "from 2030-12-11 on" in str(warning)
    assert "confirmed_years of district.toml" in str(warning)


def test_a_notice_that_was_entered_is_not_missed(published: District) -> None:
    assert missing_notices(published, at("2030-12-20 09:00")) == []


def test_check_names_each_of_two_missing_years(unpublished: District) -> None:
    warnings = missing_notices(unpublished, at("2031-11-03 09:00"))

    assert [warning.row for warning in warnings] == [f"year {UNKNOWN}", f"year {UNKNOWN + 1}"]


def test_a_city_without_limits_of_its_own_needs_no_notice() -> None:
    newyork = load_district("newyork")

    assert missing_notices(newyork, at("2031-12-20 09:00")) == []
    assert doubtful_year(newyork.limits, at("2031-12-20 09:00")) is None


def test_a_department_with_short_days_reaches_the_new_year_first(unpublished: District) -> None:
    """The warning is for whoever is concerned first."""
    short = WorkCalendar(LocalDays("Asia/Shanghai"), hours=((540, 660),), rule="weekdays")
    usual = unpublished.calendar

    assert matters_from(usual, UNKNOWN, 20 * HOUR) == date(2030, 12, 27)  # Fri, before 2.5 days
    assert matters_from(short, UNKNOWN, 20 * HOUR) == date(2030, 12, 18)  # Wed, before 10 days
    assert Calendars(usual, {"short": short}).calendar_of("short") is short


def test_the_notice_moves_a_deadline_that_depended_on_it(
    unpublished: District, published: District
) -> None:
    """New Year's Day was counted as a Wednesday like any other until it was known to be off."""
    start = at("2030-12-31 16:00")  # Tue
    before = unpublished.limits.moments(start, 1, "work_day")
    after = published.limits.moments(start, 1, "work_day")

    assert before.due_at == at("2031-01-01 16:00")
    assert after.due_at == at("2031-01-02 16:00")
