"""考评 over a real read model: each count is the length of the list that it leads to."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from dash.development.base_component import Component
from msgspec.structs import replace

from city.assessment import ScoresSpec
from city.clock import MINUTE
from city.errors import BadRequest
from city.scores import Composite
from city.store.heads import FeedInfo
from city.store.screens import Screens
from dashboard.live.keys import ViewKey
from dashboard.views import Views
from layouts.links import parse_selection, scores_query
from layouts.scores.page import scores
from layouts.wall.assessment import assessment_scene
from tests.parts import NoPast
from tests.store.test_assessing import TERMS, UNITS, busy_town
from tests.store.test_registry import Told
from tests.waiting import eventually, nobody_works

pytestmark = pytest.mark.redis


@pytest.fixture
def told(redis_client: Any) -> Told:
    return Told(redis_client, busy_town(160))


@pytest.fixture
def screens(told: Told) -> Iterator[Screens]:
    composites = (
        Composite("unit", "department", "unit", TERMS),
        Composite("street", "street", "street", TERMS),
        Composite("post", "post", "post", TERMS),
    )
    told.reader.district = replace(told.district, scores=ScoresSpec(4, composites=composites))
    told.reader.assessor._district = told.reader.district
    yield Screens(
        told.reader,
        streams=told.district.streams,
        feeds=(FeedInfo("city", "城管", "City", MINUTE, "city"),),
        limits=told.district.limits,
    )
    nobody_works()


def nodes(node: object) -> Iterator[Component]:
    if isinstance(node, (list, tuple)):
        for each in node:
            yield from nodes(each)
    if isinstance(node, Component):
        yield node
        yield from nodes(getattr(node, "children", None))


def counts(page: Component) -> dict[str, int]:
    """Return address of a list -> the number that stands on the link to it."""
    found = {}
    for node in nodes(page):
        href, shown = str(getattr(node, "href", "")), getattr(node, "children", "")
        if href.startswith("/cases?") and isinstance(shown, str) and re.fullmatch(r"[\d,]+", shown):
            found[href] = int(shown.replace(",", ""))
    return found


@pytest.mark.parametrize("key", ["unit", "street", "post"])
def test_every_count_is_that_of_the_list_behind_it(screens: Screens, key: str) -> None:
    eventually(lambda: screens.scores(key, "last-90-days").told is not None)
    page = scores(screens.scores(key, "last-90-days"), screens.reader.district)

    wrong = {
        href: (count, listed)
        for href, count in counts(page).items()
        if (listed := screens.queue(parse_selection(href.partition("?")[2])).total) != count
    }

    assert wrong == {}
    assert len(counts(page)) > (10 if key != "post" else 4)


def test_the_account_of_the_scene_is_that_of_its_lists(screens: Screens) -> None:
    eventually(lambda: screens.assessment().told is not None)
    page = assessment_scene(screens.assessment(), screens.reader.district)
    told = {getattr(node, "id", ""): node for node in nodes(page)}

    for name in ("due", "in-time", "late", "waiting"):
        link = next(n for n in nodes(told[f"assessment-{name}"]) if hasattr(n, "href"))
        number = link.children[-1].children
        listed = screens.queue(parse_selection(link.href.partition("?")[2]))
        assert number == f"{listed.total:,}", name


def test_a_stranger_cannot_make_up_a_view(screens: Screens) -> None:
    views = Views(screens.reader.district, screens, minutes=NoPast(), rows=tuple)

    assert views.exists(ViewKey("scores", ""))
    assert views.exists(ViewKey("scores", scores_query("street", "2026-01-01..2026-01-31")))
    for scope in ("composite=luck", "window=ever", "window=month&composite=street", "x=1"):
        assert not views.exists(ViewKey("scores", scope)), scope
    with pytest.raises(BadRequest, match="unit, street, post"):
        screens.scores("luck")


def test_units_and_those_of_no_unit_add_up_to_the_account(screens: Screens) -> None:
    eventually(lambda: screens.scores("unit", "last-90-days").told is not None)
    told = screens.scores("unit", "last-90-days").told
    assert told is not None
    page = scores(screens.scores("unit", "last-90-days"), screens.reader.district)
    rest = next(n for n in nodes(page) if getattr(n, "id", "") == "scores-unassigned")
    listed = screens.queue(parse_selection(rest.href.partition("?")[2])).total

    assert "" in UNITS  # some cases were sent to nobody
    assert sum(u.standing.cases for u in told.units) + listed == told.on_time.denominator
    assert str(listed) in rest.children
