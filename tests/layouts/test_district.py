"""The scene 区情: what was published is said as it was, and every sum on it adds up."""

import re
from datetime import date

from dash.development.base_component import Component

from city.boards import board_sections, figure_of
from city.facts import Reading
from city.indicators import Indicator
from layouts.edition import Edition
from layouts.wall.district import district_scene
from layouts.wall.indicators import board_columns, pace
from tests.layouts.boards import empty_district, full_district
from tests.layouts.factories import baita
from tests.layouts.test_pages import by_id, nodes, words


def scene(*, full: bool = True, lang: str = "zh") -> Component:
    """Return the scene of Baita."""
    snapshot = full_district() if full else empty_district()
    return district_scene(snapshot, baita(), "en" if lang == "en" else "zh")


def numbers(text: str) -> list[int]:
    return [int(each.replace(",", "")) for each in re.findall(r"\d[\d,]*", text)]


def test_a_goal_says_how_far_it_is_and_how_much_time_has_gone() -> None:
    """7.74 of 23 is 33.7 %; four of twelve months are 33.3 %."""
    told = words(by_id(scene(), "district-goal-investment"))

    assert "7.74" in told
    assert "目标 23 亿元" in told
    assert "33.7 %" in told
    assert "时间 33.3 %" in told
    assert "快 0.3 点" in told


def test_a_goal_that_nobody_published_is_a_dash_without_a_pace() -> None:
    told = words(by_id(scene(full=False), "district-goal-investment"))

    assert "–" in told or "—" in told
    assert "点" not in told


def test_what_should_fall_is_behind_when_it_is_above_the_time_gone() -> None:
    falling = Indicator(
        "x", "x", board="hazards", direction="down", target=100, target_period="year"
    )
    reading = Reading("x", 90, date(2021, 1, 1), date(2021, 4, 30), date(2021, 4, 30))

    shown = pace(figure_of(falling, [reading]), Edition(baita(), "zh"))

    assert [n for n in nodes(shown) if "mark--near" in str(getattr(n, "className", ""))]


def test_a_campaigns_results_add_up() -> None:
    total, *parts = numbers(
        words(next(n for n in nodes(scene()) if getattr(n, "className", "") == "campaign__sum"))
    )

    assert total == sum(parts) == 14


def test_a_campaigns_sum_is_empty_until_all_parts_are_told() -> None:
    assert not numbers(
        words(
            next(
                n
                for n in nodes(scene(full=False))
                if getattr(n, "className", "") == "campaign__sum"
            )
        )
    )


def test_cameras_are_those_online_and_those_that_are_not() -> None:
    page = scene()
    whole, online, offline = (
        numbers(words(by_id(page, f"district-cameras-{key}")))[0]
        for key in ("all", "online", "offline")
    )

    assert whole == online + offline == 100


def test_the_boards_stand_in_two_columns_of_nearly_one_height() -> None:
    sections = board_sections(baita().indicators.values(), [])

    first, second = board_columns("district", sections, Edition(baita(), "zh"))

    heights = [
        sum(1 for n in nodes(column) if str(getattr(n, "className", "")).startswith("ind "))
        + sum(1 for n in nodes(column) if getattr(n, "className", "") == "ind")
        for column in (first, second)
    ]
    assert sum(heights) == len(baita().indicators)
    assert abs(heights[0] - heights[1]) <= max(len(s.figures) for s in sections)


def test_every_indicator_says_its_unit_and_its_board_the_day() -> None:
    page = scene()

    assert "33 家" in words(by_id(page, "district-ind-visited")).replace("\n", " ").replace(
        "  ", " "
    )
    assert "2021-05-27" in words(by_id(page, "district-board-visits"))


def test_the_days_beside_the_platform_are_marked_by_shape() -> None:
    marks = [n for n in nodes(scene()) if getattr(n, "className", "") == "compared-day"]

    assert len(marks) == 14
    assert {"mark--ok", "mark--over"} <= {
        name
        for day in marks
        for n in nodes(day)
        for name in str(getattr(n, "className", "")).split()
        if name.startswith("mark--")
    }
