"""The numbers of every page are those of the lists they open: the same query, case by case."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from dash.development.base_component import Component

from city.clock import MINUTE
from city.lists import Selection
from city.store.heads import FeedInfo
from city.store.screens import Screens
from layouts.cases.queue import queue
from layouts.leader.overview import leader
from layouts.text import percent
from layouts.wall.citizen import asks_of, citizen_scene
from layouts.wall.flow import flow_scene
from layouts.wall.hotline import hotline_scene
from layouts.wall.overview import wall
from tests.layouts.walking import Shown, shown
from tests.store.test_registry import Told
from tests.wild_town import wild_town

pytestmark = pytest.mark.redis

COUNT = re.compile(r"[\d,]+")
SHARE = re.compile(r"(\d+\.\d+)( %)?")
FRACTION = re.compile(r"(\d+)/(\d+)")
PAGES: dict[str, Callable[[Screens, Any], Component]] = {
    "wall": lambda screens, district: wall(screens.wall(), district),
    "flow": lambda screens, district: flow_scene(screens.flow(), district),
    "hotline": lambda screens, district: hotline_scene(screens.hotline(), district),
    "citizen": lambda screens, district: citizen_scene(
        screens.citizen(asks_of(district)), district
    ),
    "leader": lambda screens, district: leader(screens.leader(), district),
}


@pytest.fixture
def told(redis_client: Any) -> Told:
    return Told(redis_client, wild_town(900, seed=5))


@pytest.fixture
def screens(told: Told) -> Screens:
    return Screens(
        told.reader,
        streams=told.district.streams,
        feeds=(FeedInfo("city", "城管", "City", MINUTE, "city"),),
        limits=told.district.limits,
    )


@pytest.mark.parametrize("page", list(PAGES))
def test_a_number_is_as_many_cases_as_its_list_has(told: Told, screens: Screens, page: str) -> None:
    wrong, checked = [], 0
    for each in shown(PAGES[page](screens, told.district)):
        expected = _expected(told, each)
        if expected is not None:
            checked += 1
            wrong += (
                [f"{each}: {each.href} has {expected}"] if expected != each.text.strip() else []
            )

    assert wrong == []
    assert checked >= 30


def _expected(told: Told, each: Shown) -> str | None:
    """Return what the list says that a link opens; None for what is no link or no lone number."""
    selection, text = each.selection, each.text.strip()
    if selection is None or each.reason:
        return None
    if COUNT.fullmatch(text):
        return f"{told.reader.evidence.count(selection):,}"
    total = told.reader.evidence.measured(selection).total
    if FRACTION.fullmatch(text):
        return f"{total.numerator}/{total.denominator}"
    share = SHARE.fullmatch(text)
    if share is None or total.denominator is None:
        return None
    digits = len(share[1].partition(".")[2])
    return percent(total.numerator, total.denominator, digits=digits) + (share[2] or "")


def test_a_list_says_which_figure_it_is_and_what_both_its_parts_are(
    told: Told, screens: Screens
) -> None:
    for figure in ("in_time_rate_due", "closed_flow", "near_due_now"):
        _compare_strip(told, screens, figure)


def _compare_strip(told: Told, screens: Screens, figure: str) -> None:
    selection = Selection(stream="city", window="last-90-days", figure=figure, department="d1")
    snapshot = screens.queue(selection)
    page = queue(snapshot, told.district)

    strip = [each for each in shown(page) if "queue-figure" in each.names]
    counts = [each for each in strip if each.selection is not None]
    assert snapshot.measured is not None
    assert counts
    for each in counts:
        assert each.selection is not None
        assert each.selection.department == "d1"
        count = told.reader.evidence.count(each.selection)
        assert each.text.endswith(f" {count:,}")
    assert snapshot.total == snapshot.measured.total.numerator
