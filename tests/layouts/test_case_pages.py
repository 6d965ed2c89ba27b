"""The list of cases and the file of one: what they narrow, page, and explain."""

import re
from typing import Any

import pytest
from dash.development.base_component import Component

from city.lists import Selection
from layouts.cases.facets import STATUSES
from layouts.cases.file import case_file, position
from layouts.cases.queue import queue
from layouts.links import Lang, parse_selection
from tests.layouts import factories as make
from tests.layouts.reading import by_id, nodes, selection_of, words


def test_the_queue_pages_by_links() -> None:
    """Five hundred cases are eleven pages."""
    first = queue(make.full_queue(), make.baita())
    last = queue(make.full_queue(Selection(page=10)), make.baita())

    assert "第 1 / 11 页" in words(first)
    assert selection_of(by_id(first, "queue-next")).page == 1
    assert not any(getattr(node, "id", "") == "queue-previous" for node in nodes(first))
    assert not any(getattr(node, "id", "") == "queue-next" for node in nodes(last))


def test_a_facet_narrows_and_a_chip_widens() -> None:
    """Both begin at the first page again."""
    page = queue(
        make.full_queue(Selection(stream="city", street="211002016", page=3)), make.baita()
    )

    assert selection_of(by_id(page, "queue-facet-light-3")) == Selection(
        stream="city", street="211002016", light="overdue"
    )
    assert selection_of(by_id(page, "queue-chip-street")) == Selection(stream="city")
    assert "文圣街道" in words(by_id(page, "queue-chip-street"))


def test_a_status_leads_away_from_a_figure() -> None:
    """Its cases are its own, whatever their status: one beside it would change nothing."""
    page = queue(make.full_queue(parse_selection("status=all&figure=pressing")), make.baita())

    ways = [by_id(page, f"queue-status-{place}") for place in range(1, 6)]

    told = [selection_of(way) for way in ways]
    assert [(way.status, way.figure) for way in told] == [(each, "") for each in STATUSES]
    assert not any("is-on" in way.className.split() for way in ways)


ORDERS = {
    "": "531 件，按剩余时间",
    "status=carried": "531 件，按剩余时间",
    "status=all&figure=pressing&part=numerator": "531 件，按剩余时间",
    "status=closed": "531 件，新接收在前",
    "status=received": "531 件，在办在前，按剩余时间；其余新接收在前",
    "status=received&light=near": "531 件，按剩余时间",
    "status=all&figure=said_nothing": "531 件，新接收在前",
    "status=all&figure=closed_flow": "531 件，新结案在前",
}


@pytest.mark.parametrize("query", ORDERS)
def test_a_list_says_how_its_rows_are_sorted(query: str) -> None:
    """By the cases that its figure can hold, whatever its status says."""
    page = queue(make.full_queue(parse_selection(query)), make.baita())

    assert words(by_id(page, "queue-note")) == ORDERS[query]


CHIPS = {
    ("figure=pressing", "figure"): ("指标 临期与在办超期数 ×", "Figure Near due or overdue ×"),
    ("figure=pressing&part=denominator", "part"): ("分母", "denominator"),
    ("figure=pressing&part=numerator", "part"): ("分子", "numerator"),
    ("level=community", "level"): ("层级 社区 ×", "Level Community ×"),
}


@pytest.mark.parametrize("asked", CHIPS)
def test_a_chip_speaks_the_language_of_the_page(asked: tuple[str, str]) -> None:
    """Figures are called as in the registry, levels as in the district."""
    query, field = asked
    langs: tuple[Lang, ...] = ("zh", "en")
    for lang, wanted in zip(langs, CHIPS[asked], strict=True):
        page = queue(make.full_queue(parse_selection(query)), make.baita(), lang)
        told = words(by_id(page, f"queue-chip-{field}"))
        assert wanted in re.sub(r"\s+", " ", told)


def test_a_file_says_why_it_is_due_and_what_happened() -> None:
    """In the order in which people ask: now first."""
    page = case_file(make.full_case(), make.baita())

    assert words(by_id(page, "case-explanation")).count("用") >= 3
    told = words(by_id(page, "case-timeline"))
    assert told.index("签收") < told.index("派遣") < told.index("立案") < told.index("上报")
    assert "市级平台" in told
    assert "余 00:26" in words(by_id(page, "case-standing"))


@pytest.mark.parametrize(
    ("lang", "due", "name", "steps"),
    [
        ("zh", "到期 周二 11月24日 10:32", "受理时限", ("周一 16:12 上报 + 15 分钟", "到期 16:27")),
        (
            "en",
            "due Tue 24 Nov 10:32",
            "Acceptance",
            ("Reported Mon 16:12 + 15 minutes", "due 16:27"),
        ),
    ],
)
def test_a_file_explains_its_deadline_and_those_of_its_steps(
    lang: Lang, due: str, name: str, steps: tuple[str, str]
) -> None:
    """In the reader's language, word for word as they were worked out, none of the other one."""
    clocks = {"zh": {"accept": ("周一 16:12 上报 + 15 分钟", "到期 16:27")}}
    clocks["en"] = {"accept": ("Reported Mon 16:12 + 15 minutes", "due 16:27")}
    snapshot = make.full_case(clocks=clocks)

    page = case_file(snapshot, make.baita(), lang)

    told = by_id(page, "case-explanation").children
    assert tuple(words(step) for step in told) == snapshot.explanation[lang]
    assert due in words(told[-1])
    (clock,) = by_id(page, "case-clocks").children
    summary, list_of_steps = clock.children
    assert words(summary) == name
    assert tuple(words(step) for step in list_of_steps.children) == steps


def test_a_file_without_a_position_says_so() -> None:
    """And marks no place at all."""
    case = make.make_listed(6, open=make.make_open(6, lon=None, lat=None))
    snapshot = make.full_case(case=case)

    page = case_file(snapshot, make.baita())

    assert position(snapshot) is None
    assert "来源没有给出位置" in words(page)
    assert by_id(page, "case-map-point").data["features"] == []


def test_a_linked_case_leads_to_its_master_and_a_master_says_how_many_told() -> None:
    def page_of(**linked: Any) -> Component:
        listed = make.make_listed(6, open=make.make_open(6, **linked))
        return case_file(make.full_case(case=listed), make.baita())

    linked, master, plain = page_of(master="city:1"), page_of(callers=7), page_of()

    assert by_id(linked, "case-related-master").href == "/cases/city%3A1"
    assert "7" in by_id(master, "case-callers").children
    shown = [{getattr(node, "id", "") for node in nodes(page)} for page in (linked, master, plain)]
    assert [{"case-callers", "case-related-master"} & ids for ids in shown] == [
        {"case-related-master"},
        {"case-callers"},
        set(),
    ]


def test_a_confidential_case_says_why_its_words_are_missing() -> None:
    listed = make.make_listed(6, confidential=True)
    page = case_file(make.full_case(case=listed, address="", description=""), make.baita())

    assert "保密" in words(by_id(page, "case-description"))
