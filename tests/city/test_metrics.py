"""Windows of local days, tallies and shares."""

from datetime import date

import pytest

from city.clock import to_date, to_day
from city.errors import BadRequest
from city.metrics import COUNTS, WINDOWS, Figures, Row, Tally, parse_window, share, total_of

TODAY = to_day(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("today", "2026-11-24"),
        ("month", "2026-11-01"),
        ("quarter", "2026-10-01"),
        ("year", "2026-01-01"),
        ("last-30-days", "2026-10-26"),  # today and the 29 days before it
        ("last-90-days", "2026-08-27"),
    ],
)
def test_named_windows_end_today(text: str, first: str) -> None:
    assert parse_window(text, TODAY).describe() == {"from": first, "to": "2026-11-24", "rule": text}


@pytest.mark.parametrize("month", range(1, 13))
def test_a_quarter_begins_with_january_april_july_or_october(month: int) -> None:
    window = parse_window("quarter", to_day(date(2026, month, 28)))

    first = to_date(window.first)
    assert (first.day, first.month) == (1, {0: 1, 1: 4, 2: 7, 3: 10}[(month - 1) // 3])


def test_every_window_that_is_offered_is_understood() -> None:
    assert {parse_window(name, TODAY).rule for name in WINDOWS} == set(WINDOWS)


def test_a_range_of_dates_holds_both_ends() -> None:
    window = parse_window("2026-02-27..2026-03-01", TODAY)

    assert [to_date(day).day for day in window.days] == [27, 28, 1]


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01", "1990-01-01..2026-01-01"],
)
def test_what_is_no_window_is_refused_and_named(text: str) -> None:
    with pytest.raises(BadRequest, match="window"):
        parse_window(text, TODAY)


def test_counts_are_told_in_full_and_in_order() -> None:
    assert tuple(Tally().counts()) == COUNTS


def test_a_total_is_the_sum_of_its_rows() -> None:
    total = total_of([Tally(1, 2, 3), Tally(10, 20, 30, five_star=5)])

    assert (total.void, total.closed, total.within_limit, total.five_star) == (11, 22, 33, 5)
    assert total.reported == 11 + 22 + 33


def test_figures_describe_themselves_as_the_api_promises() -> None:
    window = parse_window("today", TODAY)
    row = Row("a", "A", Tally(closed=1))
    told = Figures("d", "city", "street", window, "now", (row,), row.tally, 3).describe()

    assert list(told) == [
        "district",
        "stream",
        "by",
        "window",
        "as_of",
        "rows",
        "total",
        "carried_over",
    ]
    assert told["rows"] == [{"key": "a", "name": "A", **row.tally.counts()}]


def test_a_share_of_nothing_is_no_number() -> None:
    assert share(0, 0) is None
    assert share(1, 4) == 0.25


def test_every_count_of_a_tally_is_added() -> None:
    fields = Tally.__struct_fields__
    total = Tally(*range(1, len(fields) + 1))

    total.add(Tally(*(100 * n for n in range(1, len(fields) + 1))))

    assert [getattr(total, field) for field in fields] == [
        101 * n for n in range(1, len(fields) + 1)
    ]
