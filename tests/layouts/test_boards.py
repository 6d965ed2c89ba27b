"""The boards: every number with its day and source, computations as computations."""

import pytest

from layouts.boards.overview import boards
from layouts.links import Lang
from layouts.parts.published import amount
from tests.layouts.boards import empty_boards, full_boards
from tests.layouts.factories import baita
from tests.layouts.reading import by_id, nodes, words


def row(key: str, lang: Lang = "zh") -> str:
    return words(by_id(boards(full_boards(), baita(), lang), f"boards-figure-{key}"))


def test_the_published_figures_are_there_with_what_follows_from_them() -> None:
    investment = row("investment")

    for told in (
        "7.74",
        "亿元",
        "33.65 %",
        "目标 23 亿元",
        "时间 33.3 %",
        "+16.95 %",
        "6.62（推算）",
    ):
        assert told in investment
    assert "15.94 %" in row("visited")
    assert "2021-05-27　区营商环境建设局" in row("visited")


def test_growth_that_we_worked_out_is_told_without_calling_its_base_derived() -> None:
    assert "+25.00 %" in row("festival-sales")
    assert "推算" not in row("festival-sales")


def test_a_required_level_is_no_share_of_a_way() -> None:
    assert "要求 100 %" in row("online-share")
    assert "时间" not in row("online-share")


def test_a_campaigns_total_is_shown_as_the_sum_that_it_is() -> None:
    page = boards(full_boards(), baita())

    assert words(by_id(page, "boards-campaign-parking-spaces")) == "14 = 4 + 4 + 6"


def test_reconciliation_names_missing_cases_and_says_what_was_not_compared() -> None:
    page = boards(full_boards(), baita())
    days = [words(by_id(page, f"boards-day-{n}")) for n in range(1, 6)]

    assert [day.split()[-1] for day in (days[0], days[1], days[2], days[4])] == [
        "一致",
        "不一致",
        "不一致",
        "平台未报",
    ]
    assert "city:E7 city:E8 等 3 件" in days[1]
    assert days[2].count("city:E2") == 1
    assert "尚缺 2 批" in days[3]
    assert "近 5 日比对 3 日，不一致 2 日" in words(by_id(page, "boards-reconciliation-note"))


def test_without_facts_no_number_is_claimed() -> None:
    page = boards(empty_boards(), baita())
    shown = words(by_id(page, "boards-figure-investment"))

    assert "7.74" not in shown and "尚无发布" in shown
    assert "未收到点位表" in words(by_id(page, "boards-cameras-note"))
    assert words(by_id(page, "boards-campaign-parking-spaces")) == "–"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_ids_are_unique(lang: Lang) -> None:
    ids = [node.id for node in nodes(boards(full_boards(), baita(), lang)) if hasattr(node, "id")]

    assert len(ids) == len(set(ids))


def test_english_names_publishers_in_english_where_the_table_does() -> None:
    assert "Commerce bureau" in row("investment", "en")
    assert "亿元" not in row("investment", "en")


@pytest.mark.parametrize(
    ("value", "told"),
    [(None, "–"), (0, "0"), (7.74, "7.74"), (2000, "2,000"), (0.5, "0.5"), (81.92, "81.92")],
)
def test_an_amount_has_no_more_decimals_than_it_needs(value: float | None, told: str) -> None:
    assert amount(value) == told
