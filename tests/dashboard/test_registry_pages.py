"""The registry where it is seen: the API, the page of definitions, and the lists behind figures."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from dash.development.base_component import Component
from msgspec.structs import replace

from city.clock import MINUTE
from city.district import load_district
from city.figures import Ask, Measured, Reading
from city.registry.book import FIGURES, figures_of
from city.store.heads import FeedInfo
from city.store.screens import Screens
from dashboard.live.delta import diff
from dashboard.live.flatten import flatten
from dashboard.web import create_app
from layouts.definitions.book import definitions, source_text, value_text
from layouts.edition import Edition
from layouts.links import parse_selection
from layouts.text import NONE
from tests.parts import parts_of
from tests.store.test_registry import CASES, Told
from tests.wild_town import wild_town

pytestmark = pytest.mark.redis


@pytest.fixture
def told(redis_client: Any) -> Told:
    return Told(redis_client, wild_town(CASES, seed=3))


@pytest.fixture
def screens(told: Told) -> Screens:
    return Screens(
        told.reader,
        streams=told.district.streams,
        feeds=(FeedInfo("city", "城管", "City", MINUTE, "city"),),
        limits=told.district.limits,
    )


def answer(told: Told, screens: Screens, path: str) -> tuple[int, Any]:
    async def get() -> httpx.Response:
        server = create_app(told.district, parts_of(screens))
        transport = httpx.ASGITransport(server)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get(path)

    response = asyncio.run(get())
    return response.status_code, response.json()


def test_the_api_gives_a_figure_with_its_definition(told: Told, screens: Screens) -> None:
    path = "/api/v1/metrics/closing_rate?stream=city&window=last-90-days&by=street&compare=true"
    ask = Ask("closing_rate", "city", "last-90-days", "street", True)

    assert answer(told, screens, path) == (200, told.reader.measure([ask])[ask].describe("zh"))


def test_the_api_lists_every_definition_and_what_was_chosen(told: Told, screens: Screens) -> None:
    status, body = answer(told, screens, "/api/v1/definitions?lang=en")

    assert status == 200
    assert [each["key"] for each in body["figures"]] == list(FIGURES)
    assert body["chosen"]["closing_rate"] == "closing_rate_received"


@pytest.mark.parametrize("window", ["0001-01-01..0001-01-02", "9999-12-30..9999-12-31"])
def test_a_window_at_the_end_of_the_calendar_is_refused_with_its_name(
    told: Told, screens: Screens, window: str
) -> None:
    path = f"/api/v1/metrics/received?window={window}&compare=true"
    status, body = answer(told, screens, path)

    assert status == 400
    assert "window" in json.dumps(body)


@pytest.mark.parametrize("window", ["1971-01-01..1971-01-02", "2999-12-30..2999-12-31"])
def test_the_first_and_the_last_window_are_answered(
    told: Told, screens: Screens, window: str
) -> None:
    path = f"/api/v1/metrics/received?window={window}&compare=true"

    assert answer(told, screens, path)[0] == 200


def test_an_unknown_figure_is_refused_with_its_name(told: Told, screens: Screens) -> None:
    status, body = answer(told, screens, "/api/v1/metrics/luck")

    assert status == 400
    assert "luck" in body[0]["description"]


def nodes(node: object) -> Iterator[Component]:
    if isinstance(node, (list, tuple)):
        for each in node:
            yield from nodes(each)
    if isinstance(node, Component):
        yield node
        yield from nodes(getattr(node, "children", None))


def test_the_page_opens_one_figure_and_lists_them_all(told: Told, screens: Screens) -> None:
    page = definitions(screens.definitions("city", "", "in_time_rate"), told.district)
    ids = {getattr(node, "id", "") for node in nodes(page)}

    assert {f"definition-{figure.key}" for figure in figures_of("city")} <= ids


@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_from_a_definition_one_comes_to_exactly_its_cases(
    told: Told, screens: Screens, part: str
) -> None:
    snapshot = screens.definitions("city", "", "closing_rate")
    page = definitions(snapshot, told.district)
    link = next(n for n in nodes(page) if getattr(n, "id", "") == f"definitions-{part}-link")
    listed = screens.queue(parse_selection(link.href.partition("?")[2]))

    assert listed.total == getattr(snapshot.opened.total, part) > 0


def without_cases(answer: Measured) -> Measured:
    """Return an answer as it is before the first case."""
    under = None if answer.total.denominator is None else 0
    return replace(answer, total=Reading("", "", None, 0, under), previous=None, last_year=None)


def test_the_page_keeps_its_shape_whatever_is_measured(told: Told, screens: Screens) -> None:
    full = screens.definitions("city", "", "")
    empty = replace(
        full,
        measured=tuple(without_cases(answer) for answer in full.measured),
        opened=without_cases(full.opened),
    )

    changed = diff(*(flatten(definitions(each, told.district)) for each in (empty, full)))

    assert not changed.structural
    assert len(changed.sets) > 20


def test_nothing_to_divide_by_is_a_dash(screens: Screens) -> None:
    opened = screens.definitions("city", "2020-01-01..2020-01-02", "closing_rate").opened

    assert value_text(opened, opened.total) == NONE


@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda figure: figure.key)
def test_every_mark_of_evidence_is_told_in_words(figure: Any) -> None:
    assert source_text(figure.source, Edition(load_district("baita"), "zh"))
