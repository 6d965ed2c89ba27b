"""Windows that are compared: the period before, and the same dates of the year before."""

from datetime import date

import pytest

from city.clock import to_day
from city.windows import compared, parse_window

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
