"""Boards: the published figures of the source text, where they are computations, are computed."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from city.boards import IndicatorFigure, board_sections, camera_section, campaign_figures, figure_of
from city.district import load_district
from city.facts import Camera, CampaignResults, Reading
from city.indicators import BOARDS, Direction, Indicator
from city.periods import period_of, share_gone

BAITA = load_district("baita")
APRIL = (date(2021, 1, 1), date(2021, 4, 30), date(2021, 4, 30))


def told(key: str, value: float, last: date, **more: float) -> Reading:
    return Reading(key, value, date(last.year, 1, 1), last, last, **more)


def test_investment_is_a_third_of_its_target_with_a_third_of_the_year_gone() -> None:
    """实际引进域外资金 7.74 亿元, 目标 23 亿元, 1 至 4 月."""
    reading = Reading("investment", 7.74, *APRIL, growth_percent=16.95)

    figure = figure_of(BAITA.indicators["investment"], [reading])

    assert figure.share is not None and figure.time_gone is not None and figure.before is not None
    assert round(figure.share * 100, 2) == 33.65
    assert round(figure.time_gone * 100, 1) == 33.3
    assert round(figure.before, 2) == 6.62  # 同比增长 16.95 %
    assert figure.worked_out == "before"


def test_enterprise_visits_are_a_share_of_all_enterprises() -> None:
    """走访 33 家 of 207 家."""
    figure = figure_of(BAITA.indicators["visited"], [told("visited", 33, date(2021, 5, 27))])

    assert figure.share is not None and round(figure.share * 100, 2) == 15.94


def test_parking_spaces_are_the_sum_of_what_was_cleared() -> None:
    """4 处 + 4 辆 + 6 把 = 14 个."""
    counters = {"debris": 4.0, "bicycles": 4.0, "locks": 6.0}
    results = [CampaignResults("parking", date(2021, 5, 27), counters)]

    (figure,) = campaign_figures(BAITA.campaigns.values(), results)

    values = {each.counter.key: each.value for each in figure.counters}
    assert values == counters | {"spaces": 14}


def test_a_sum_is_unknown_while_a_part_is_and_newer_results_replace() -> None:
    early = CampaignResults("parking", date(2021, 5, 1), {"debris": 1.0})
    late = CampaignResults("parking", date(2021, 5, 2), {"debris": 2.0})

    (figure,) = campaign_figures(BAITA.campaigns.values(), [late, early])

    values = {each.counter.key: each.value for each in figure.counters}
    assert values == {"debris": 2.0, "bicycles": None, "locks": None, "spaces": None}
    assert figure.as_of == date(2021, 5, 2)


def test_growth_comes_from_the_year_before_if_that_is_given() -> None:
    figure = figure_of(Indicator("i", "i"), [told("i", 12, date(2021, 4, 30), before=10.0)])

    assert figure.growth == pytest.approx(0.2)
    assert figure.worked_out == "growth"


def test_growth_from_nothing_is_no_number() -> None:
    figure = figure_of(Indicator("i", "i"), [told("i", 12, date(2021, 4, 30), before=0.0)])

    assert (figure.growth, figure.before) == (None, 0.0)


def test_an_indicator_that_nobody_published_shows_no_number() -> None:
    figure = figure_of(BAITA.indicators["investment"], [])

    assert (figure.value, figure.share, figure.time_gone) == (None, None, None)
    assert figure.target == 23


def test_the_latest_period_counts_as_published_last_and_history_keeps_one_of_each() -> None:
    march = told("i", 5, date(2021, 3, 31))
    first = Reading("i", 7, *APRIL)
    better = Reading("i", 8, APRIL[0], APRIL[1], date(2021, 5, 9))

    figure = figure_of(Indicator("i", "i"), [better, march, first])

    assert (figure.value, figure.as_of) == (8, date(2021, 5, 9))
    assert figure.history == ((date(2021, 3, 31), 5), (date(2021, 4, 30), 8))


def test_a_publishers_own_target_outranks_the_table() -> None:
    figure = figure_of(
        Indicator("i", "i", target=10.0, target_period="year"),
        [told("i", 5, date(2021, 6, 30), target=20.0)],
    )

    assert (figure.share, figure.time_gone) == (0.25, 0.5)


def test_a_required_level_has_no_time_gone() -> None:
    figure = figure_of(
        BAITA.indicators["online-share"], [told("online-share", 100, date(2021, 5, 1))]
    )

    assert (figure.share, figure.time_gone) == (1.0, None)


def test_boards_stand_in_their_order_and_hold_every_indicator() -> None:
    sections = board_sections(BAITA.indicators.values(), [])

    assert [section.board for section in sections] == list(BOARDS)
    assert sum(len(section.figures) for section in sections) == len(BAITA.indicators)


def test_cameras_are_counted_by_owner_and_add_up() -> None:
    listed = [
        Camera("1", online=True, lon=123.1, lat=41.2, owner="police"),
        Camera("2", owner="police"),
        Camera("3", online=True, owner="parks"),
    ]

    section = camera_section(listed)

    assert (section.online, section.offline, section.unplaced) == (2, 1, 2)
    assert [(each.owner, each.online, each.offline) for each in section.owners] == [
        ("police", 1, 1),
        ("parks", 1, 0),
    ]


@pytest.mark.parametrize(
    ("kind", "day", "gone"),
    [
        ("year", date(2021, 4, 30), 4 / 12),
        ("year", date(2021, 12, 31), 1.0),
        ("quarter", date(2021, 5, 31), 2 / 3),
        ("month", date(2021, 2, 14), 0.5),
        ("month", date(2024, 2, 29), 1.0),  # a leap day
    ],
)
def test_months_count_alike(kind: str, day: date, gone: float) -> None:
    assert share_gone(period_of(kind, day), day) == pytest.approx(gone)


@given(st.dates(date(2019, 1, 1), date(2025, 12, 30)), st.sampled_from(["year", "quarter"]))
def test_the_time_gone_never_runs_backwards(day: date, kind: str) -> None:
    period = period_of(kind, day)
    days = [date.fromordinal(day.toordinal() + n) for n in range(2)]

    shares = [share_gone(period, each) for each in days]

    assert all(0 <= a <= b <= 1 for a, b in pairwise(shares))


def test_a_day_outside_the_period_is_before_it_or_after_it() -> None:
    period = date(2021, 4, 1), date(2021, 6, 30)

    assert share_gone(period, date(2021, 3, 31)) == 0
    assert share_gone(period, date(2021, 7, 1)) == 1


def test_a_share_is_worked_out_from_its_parts_of_the_same_days() -> None:
    """接通率 is told by nobody: 3,021 of 3,120 calls; a part without the other gives nothing."""
    may, june = (date(2021, 5, 1), date(2021, 5, 26)), (date(2021, 6, 1), date(2021, 6, 30))
    told = [
        Reading("calls-offered", 3120, *may, as_of=may[1]),
        Reading("calls-answered", 3021, *may, as_of=may[1]),
        Reading("calls-answered", 99, *june, as_of=june[1]),
    ]

    (section,) = (
        each for each in board_sections(BAITA.indicators.values(), told) if each.board == "calls"
    )
    shares = {figure.indicator.key: figure.value for figure in section.figures}

    assert shares["calls-answered-share"] == pytest.approx(96.827, abs=0.001)
    assert shares["calls-at-once-share"] is None


def stands(
    value: float | None, *, target: float | None, kind: Direction, gone: float | None
) -> str:
    share = None if value is None or target is None else value / target
    indicator = Indicator("i", "i", direction=kind)
    return IndicatorFigure(
        indicator, value=value, target=target, share=share, time_gone=gone
    ).standing


@pytest.mark.parametrize(
    ("value", "target", "kind", "gone", "told"),
    [
        (None, 10.0, "up", 0.5, "silent"),  # nobody has said anything
        (7.0, None, "up", None, "free"),
        (5.0, 10.0, "up", 0.5, "ahead"),  # as far as the time
        (4.9, 10.0, "up", 0.5, "behind"),
        (10.0, 10.0, "up", 0.5, "reached"),
        (12.0, 10.0, "up", 1.0, "reached"),
        (99.0, 100.0, "up", None, "behind"),  # a level has no time to wait for
        (100.0, 100.0, "up", None, "reached"),
        (3.0, 5.0, "down", None, "reached"),  # fewer is better
        (6.0, 5.0, "down", 0.9, "behind"),
    ],
)
def test_an_indicator_stands_by_its_target_and_the_time_gone(
    value: float | None, target: float | None, kind: Direction, gone: float | None, told: str
) -> None:
    assert stands(value, target=target, kind=kind, gone=gone) == told
