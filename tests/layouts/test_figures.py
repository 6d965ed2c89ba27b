"""No number without its way: whatever a page counts opens its definition and its cases."""

from collections.abc import Callable

import pytest
from dash.development.base_component import Component

from layouts.boards.overview import boards
from layouts.cases.queue import queue
from layouts.leader.overview import leader
from layouts.links import Lang
from layouts.scores.page import scores
from layouts.wall.assessment import assessment_scene
from layouts.wall.citizen import citizen_scene
from layouts.wall.district import district_scene
from layouts.wall.flow import flow_scene
from layouts.wall.hotline import hotline_scene
from layouts.wall.overview import wall
from tests.layouts import factories as make
from tests.layouts.assessed import full_assessment, full_scores
from tests.layouts.boards import full_boards
from tests.layouts.districts import full_district
from tests.layouts.social import full_citizen
from tests.layouts.walking import shown

PAGES: dict[str, Callable[[Lang], Component]] = {
    "wall": lambda lang: wall(make.full_wall(untimed=12), make.baita(), lang),
    "flow": lambda lang: flow_scene(make.full_flow(), make.baita(), lang),
    "hotline": lambda lang: hotline_scene(make.full_hotline(), make.baita(), lang),
    "citizen": lambda lang: citizen_scene(full_citizen(), make.baita(), lang),
    "district": lambda lang: district_scene(full_district(), make.baita(), lang),
    "assessment": lambda lang: assessment_scene(full_assessment(), make.baita(), lang),
    "scores": lambda lang: scores(full_scores(), make.baita(), lang),
    "leader": lambda lang: leader(make.full_leader(), make.baita(), lang),
    "queue": lambda lang: queue(make.full_queue(), make.baita(), lang),
    "boards": lambda lang: boards(full_boards(), make.baita(), lang),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", list(PAGES))
def test_every_number_is_a_figure_with_its_way_or_said_to_be_none(page: str, lang: Lang) -> None:
    lost = [str(each) for each in shown(PAGES[page](lang)) if not each.figure and not each.reason]

    assert lost == []
