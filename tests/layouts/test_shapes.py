"""Shapes: an update may change every value of a page, but never its structure."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from dash.development.base_component import Component
from msgspec.structs import replace

from city.district import District
from city.lists import Selection
from city.snapshot import WallSnapshot
from dashboard.live.delta import diff
from dashboard.live.flatten import flatten
from layouts.boards.overview import boards
from layouts.cases.file import case_file
from layouts.cases.queue import queue
from layouts.leader.overview import leader
from layouts.scores.page import scores
from layouts.wall.assessment import assessment_scene
from layouts.wall.citizen import citizen_scene
from layouts.wall.district import district_scene
from layouts.wall.flow import flow_scene
from layouts.wall.hotline import hotline_scene
from layouts.wall.overview import wall
from tests.layouts import factories as make
from tests.layouts.assessed import (
    empty_assessment,
    full_assessment,
    full_scores,
    uncounted_assessment,
)
from tests.layouts.boards import empty_boards, full_boards
from tests.layouts.districts import empty_district, full_district
from tests.layouts.social import empty_citizen, full_citizen

Draw = Callable[[], Component]


def with_orders() -> WallSnapshot:
    return msgspec.structs.replace(make.full_wall(), orders=make.make_orders())


PAIRS: dict[str, list[Draw]] = {
    "wall": [
        lambda: wall(make.empty_wall(), make.baita()),
        lambda: wall(make.full_wall(points=2_500, untimed=12, scale=40), make.baita()),
        lambda: wall(make.troubled_wall(), make.baita()),
        lambda: wall(with_orders(), make.baita()),
    ],
    "flow": [
        lambda: flow_scene(make.empty_flow(), make.baita()),
        lambda: flow_scene(make.full_flow(scale=40), make.baita()),
    ],
    "hotline": [
        lambda: hotline_scene(make.empty_hotline(), make.baita()),
        lambda: hotline_scene(make.full_hotline(), make.baita()),
    ],
    "citizen": [
        lambda: citizen_scene(empty_citizen(), make.baita()),
        lambda: citizen_scene(full_citizen(), make.baita()),
        lambda: citizen_scene(full_citizen(beside=False), make.baita()),
    ],
    "assessment": [
        lambda: assessment_scene(empty_assessment(), make.baita()),
        lambda: assessment_scene(full_assessment(blank=2), make.baita()),
        lambda: assessment_scene(full_assessment(units=3, scale=90), make.baita()),
        lambda: assessment_scene(uncounted_assessment(), make.baita()),
    ],
    "leader": [
        lambda: leader(make.empty_leader(), make.baita()),
        lambda: leader(make.full_leader(), make.baita()),
    ],
    "queue": [
        lambda: queue(make.empty_queue(), make.baita()),
        lambda: queue(make.full_queue(), make.baita()),
        lambda: queue(make.ended_queue(), make.baita()),
        lambda: queue(make.full_queue(Selection(light="near", page=3)), make.baita()),
    ],
    "district": [
        lambda: district_scene(empty_district(), make.baita()),
        lambda: district_scene(full_district(), make.baita()),
        lambda: district_scene(full_district(scale=9), make.baita()),
    ],
    "boards": [
        lambda: boards(empty_boards(), make.baita()),
        lambda: boards(full_boards(), make.baita()),
        lambda: boards(full_boards(scale=9), make.baita()),
    ],
    "scores": [
        lambda: scores(replace(full_scores(), told=None), make.baita()),
        lambda: scores(full_scores(), make.baita()),
        lambda: scores(full_scores(units=2), make.baita()),
    ],
    "case": [
        lambda: case_file(make.full_case(), make.baita()),
        lambda: case_file(make.ended_case(), make.baita()),
    ],
}


@pytest.mark.parametrize("view", PAIRS)
def test_very_different_snapshots_have_one_shape(view: str) -> None:
    """Replaced children would mount the map and the chart anew, before everybody's eyes."""
    flats = [flatten(draw()) for draw in PAIRS[view]]

    assert len({flat.shape for flat in flats}) == 1
    for flat in flats[1:]:
        assert not diff(flats[0], flat).structural
        assert flat.parts.keys() == flats[0].parts.keys()


SCENES: dict[str, tuple[Callable[[Any, District], Component], Callable[[], Any]]] = {
    "wall": (wall, make.full_wall),
    "flow": (flow_scene, make.full_flow),
    "hotline": (hotline_scene, make.full_hotline),
    "citizen": (citizen_scene, full_citizen),
    "district": (district_scene, full_district),
}


@pytest.mark.parametrize("view", SCENES)
def test_a_feed_that_falls_silent_or_joins_leaves_the_scene_as_it_was(view: str) -> None:
    """Whoever looks at the map must not lose it because a lamp turns red or there is one more."""
    draw, made = SCENES[view]
    well = made()
    head = well.head
    changed = [
        tuple(replace(feed, state="silent", stream="city") for feed in head.feeds),
        tuple(replace(feed, state="silent", stream=view) for feed in head.feeds),
        head.feeds * 3,
    ]

    shapes = [
        flatten(draw(replace(well, head=replace(head, feeds=feeds)), make.baita())).shape
        for feeds in (head.feeds, *changed)
    ]

    assert len(set(shapes)) == 1


@pytest.mark.parametrize("view", PAIRS)
def test_what_changes_is_told(view: str) -> None:
    """The first test would pass for pages that show nothing."""
    first, second = (flatten(draw()) for draw in PAIRS[view][:2])

    assert len(diff(first, second).sets) > 10


@pytest.mark.parametrize("view", PAIRS)
def test_ids_belong_to_their_page(view: str) -> None:
    """Two views that share an id could be mixed up; `content` is where the skip link leads."""
    ids = flatten(PAIRS[view][0]()).parts.keys()

    assert [key for key in ids if not key.startswith(f"{view}-") and key != "content"] == []


@pytest.mark.parametrize("view", PAIRS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_link_keeps_the_language(view: str, lang: str) -> None:
    """Who reads English stays in English, but for the switch itself."""
    drawn: dict[str, Component] = {
        "wall": wall(make.full_wall(), make.baita(), lang),  # type: ignore[arg-type]
        "flow": flow_scene(make.full_flow(), make.baita(), lang),  # type: ignore[arg-type]
        "hotline": hotline_scene(make.full_hotline(), make.baita(), lang),  # type: ignore[arg-type]
        "citizen": citizen_scene(full_citizen(), make.baita(), lang),  # type: ignore[arg-type]
        "assessment": assessment_scene(full_assessment(), make.baita(), lang),  # type: ignore[arg-type]
        "leader": leader(make.full_leader(), make.baita(), lang),  # type: ignore[arg-type]
        "queue": queue(make.full_queue(), make.baita(), lang),  # type: ignore[arg-type]
        "district": district_scene(full_district(), make.baita(), lang),  # type: ignore[arg-type]
        "boards": boards(full_boards(), make.baita(), lang),  # type: ignore[arg-type]
        "scores": scores(full_scores(), make.baita(), lang),  # type: ignore[arg-type]
        "case": case_file(make.full_case(), make.baita(), lang),  # type: ignore[arg-type]
    }

    shown = [
        node
        for node in nodes(drawn[view])
        if str(getattr(node, "href", "")).startswith("/")
        and "is-empty" not in node.className
        and "nav__language" not in node.className
    ]

    assert len(shown) > 5
    assert {"lang=en" in node.href for node in shown} == {lang == "en"}


def nodes(node: object) -> Iterator[Component]:
    if isinstance(node, (list, tuple)):
        for each in node:
            yield from nodes(each)
    if isinstance(node, Component):
        yield node
        yield from nodes(getattr(node, "children", None))
