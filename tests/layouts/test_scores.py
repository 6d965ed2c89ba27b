"""考评 at a desk: every count of a unit leads to its cases, every head to its definition."""

import pytest
from dash.development.base_component import Component
from msgspec.structs import replace

from city.assessment import ON_TIME, SUBJECTS
from layouts.links import parse_scores, parse_selection, scores_href, scores_query
from layouts.scores.page import scores
from tests.layouts import factories as make
from tests.layouts.assessed import full_scores
from tests.layouts.reading import by_id, nodes, words

KEYS = [each.key for each in make.baita().scores.composites]


def hrefs(node: Component) -> list[str]:
    return [each.href for each in nodes(node) if hasattr(each, "href")]


@pytest.mark.parametrize("key", ["department", "street", "collector"])
def test_each_count_leads_to_the_cases_of_its_unit_and_part(key: str) -> None:
    snapshot = full_scores(key)
    page = scores(snapshot, make.baita())
    told = snapshot.told
    assert told is not None
    unit, by = told.units[0], SUBJECTS[told.composite.subject]
    row = by_id(page, "scores-own-1")

    defined, links = (
        [parse_selection(href.partition("?")[2]) for href in hrefs(row) if href.startswith(path)]
        for path in ("/definitions?", "/cases?")
    )

    terms = [term.figure for term in told.composite.terms]
    assert [link.figure for link in defined] == [*terms, ON_TIME]
    figures = [(link.figure, link.part) for link in links]
    wanted = [(ON_TIME, "denominator")] * 2
    for term in told.composite.terms:
        wanted.append((term.figure, "numerator"))
        if not term.steps:
            wanted.append((term.figure, "denominator"))
    if by:
        wanted += [(ON_TIME, "numerator"), (ON_TIME, "denominator")]
    assert figures == wanted
    for link in links:
        assert (link.stream, link.window, link.status) == ("city", "last-30-days", "all")
        assert (link.department or link.street) == (unit.standing.key if by else "")


@pytest.mark.parametrize("key", KEYS)
def test_each_head_opens_the_definition_of_its_figure(key: str) -> None:
    snapshot = replace(full_scores("department"), composite=make.baita().scores.composite(key))
    if snapshot.composite.subject != "department":
        snapshot = replace(full_scores(key), composite=snapshot.composite)
    page = scores(snapshot, make.baita())

    for n, term in enumerate(snapshot.composite.terms, 1):
        link = by_id(page, f"scores-term-{n}")
        assert link.href.startswith("/definitions?")
        assert parse_selection(link.href.partition("?")[2]).figure == term.figure


def test_whoever_has_no_rank_stands_under_the_reason() -> None:
    page = words(scores(full_scores(), make.baita()))
    few = words(scores(full_scores(units=2), make.baita()))

    assert "应处置不足 20 件，不排名" in few
    headings = ["区属部门与街道", "公共服务企业与市直分支机构", "有一项无件可算，不排名"]
    places = [page.index(heading) for heading in headings]
    assert places == sorted(places)


def test_companies_and_branches_have_numbers_of_their_own() -> None:
    page = scores(full_scores(), make.baita())

    for group in ("own", "apart"):
        firsts = [words(by_id(page, f"scores-{group}-{n}")).split()[0] for n in (1, 2)]
        assert firsts == ["1", "2"]


def test_streets_have_one_kind_only_which_needs_no_name() -> None:
    shown = words(scores(full_scores("street"), make.baita()))

    assert "区属部门与街道" not in shown
    assert "公共服务企业" not in shown


def test_cases_of_no_unit_are_told_so_that_the_rows_add_up() -> None:
    snapshot = full_scores()
    assert snapshot.told is not None
    on_time = snapshot.told.on_time
    more = replace(on_time, denominator=(on_time.denominator or 0) + 13)
    page = scores(replace(snapshot, told=replace(snapshot.told, on_time=more)), make.baita())
    link = by_id(page, "scores-unassigned")

    assert words(link) == "其中未分到单位 13"
    assert parse_selection(link.href.partition("?")[2]).department == "-"
    shown = {getattr(node, "id", "") for node in nodes(scores(snapshot, make.baita()))}
    assert "scores-unassigned" not in shown


def test_a_window_without_cases_says_so() -> None:
    snapshot = full_scores(units=0)

    assert "这一时段没有应处置的件" in words(scores(snapshot, make.baita()))


def test_an_address_names_a_composite_and_a_window() -> None:
    href = scores_href("street", "2026-10-01..2026-10-31", "en")

    assert parse_scores(href.partition("?")[2]) == ("street", "2026-10-01..2026-10-31")
    assert scores_query("street", "") == "composite=street"
    assert parse_scores("") == ("", "")


def test_what_was_assessed_is_drawn_once() -> None:
    """The page is drawn whenever a case changes, its table once a minute."""
    first = full_scores()
    later = replace(first, head=make.make_head(as_of=make.NOW + 900))
    tables = [by_id(scores(each, make.baita()), "scores-table") for each in (first, later)]

    assert tables[0] is tables[1]
    assert by_id(scores(full_scores(), make.baita()), "scores-table") is not tables[0]
