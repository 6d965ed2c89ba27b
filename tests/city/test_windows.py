"""Windows that are compared: the period before, and the same dates of the year before."""

from datetime import date

import pytest

from city.clock import LocalDays, to_day
from city.errors import BadRequest
from city.windows import compared, hours_of, parse_window

DAY = "2026-11-02..2026-11-02"


@pytest.mark.parametrize(
    ("today", "window", "previous", "last_year"),
    [
        ("2026-11-24", "today", "2026-11-23..2026-11-23", "2025-11-24..2025-11-24"),
        ("2026-11-24", "month", "2026-10-01..2026-10-24", "2025-11-01..2025-11-24"),
        ("2026-03-31", "month", "2026-02-01..2026-02-28", "2025-03-01..2025-03-31"),  # short month
        ("2026-01-05", "quarter", "2025-10-01..2025-10-05", "2025-01-01..2025-01-05"),
        ("2026-03-01", "year", "2025-01-01..2025-03-01", "2025-01-01..2025-03-01"),
        ("2028-02-29", "today", "2028-02-28..2028-02-28", "2027-02-28..2027-02-28"),  # leap day
        ("2026-11-24", "last-30-days", "2026-09-26..2026-10-25", "2025-10-26..2025-11-24"),
        (
            "2026-11-24",
            "2026-11-02..2026-11-03",
            "2026-10-31..2026-11-01",
            "2025-11-02..2025-11-03",
        ),
    ],
)
def test_a_window_is_compared_with_earlier_ones(
    today: str, window: str, previous: str, last_year: str
) -> None:
    asked = parse_window(window, to_day(date.fromisoformat(today)))

    assert compared(asked, "previous").text == previous
    assert compared(asked, "last-year").text == last_year


@pytest.mark.parametrize("text", ["today", "month", "2026-01-01..2026-02-01"])
def test_a_window_is_named_as_it_was_asked_for(text: str) -> None:
    assert parse_window(text, to_day(date(2026, 11, 24))).text == text


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01..0001-01-02",
        "1970-12-31..1971-01-01",
        "2999-12-31..3000-01-01",
        "9999-12-30..9999-12-31",
    ],
)
def test_a_window_of_years_that_nobody_can_mean_is_refused(text: str) -> None:
    """At the ends of the calendar there is nothing to compare it with, nor a day after it."""
    with pytest.raises(BadRequest, match=r"window: .* years 1971 to 2999"):
        parse_window(text, to_day(date(2026, 11, 24)))


@pytest.mark.parametrize("text", ["1971-01-01..1981-01-01", "2989-12-31..2999-12-31"])
def test_the_first_and_the_last_window_can_be_compared(text: str) -> None:
    asked = parse_window(text, to_day(date(2026, 11, 24)))

    assert compared(asked, "previous").last == asked.first - 1
    assert compared(asked, "last-year").text


@pytest.mark.parametrize("text", ["0001-01-01T00..0001-01-01T01", "9999-12-31T22..9999-12-31T23"])
def test_hours_of_years_that_nobody_can_mean_are_refused(text: str) -> None:
    with pytest.raises(BadRequest, match=r"hours: .* years 1971 to 2999"):
        hours_of(text, LocalDays("Asia/Shanghai"))
