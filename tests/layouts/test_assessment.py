"""部门考评: what the wall shows of an assessment adds up, leads to its cases, and says why not."""

import pytest
from msgspec.structs import replace

from city.assessment import LATE, ON_TIME, WAITING
from city.lists import Selection
from layouts.edition import Edition
from layouts.parts.assessed import Groups, formula_of, groups_of, scale_of
from layouts.wall.assessment import OWN, assessment_scene
from layouts.wall.terms import ENDS
from layouts.wall.trends import line, runs
from tests.layouts import factories as make
from tests.layouts.assessed import (
    LEAST,
    empty_assessment,
    full_assessment,
    make_standings,
    uncounted_assessment,
)
from tests.layouts.reading import by_id, nodes, selection_of, words

ZH = Edition(make.baita(), "zh")


def test_the_account_adds_up_and_each_term_leads_to_its_cases() -> None:
    """Due = in time + late + overdue, by the figures of the registry that say so."""
    page = assessment_scene(full_assessment(), make.baita())
    told = {key: by_id(page, f"assessment-{key}") for key in ("due", "in-time", "late", "waiting")}
    counts = [int(words(term).split()[-1].replace(",", "")) for term in told.values()]
    links = [
        selection_of(next(n for n in nodes(term) if hasattr(n, "href"))) for term in told.values()
    ]

    assert counts[0] == sum(counts[1:]) > 0
    assert min(counts) > 0
    parts = [(link.figure, link.part) for link in links]
    assert parts == [
        (ON_TIME, "denominator"),
        (ON_TIME, "numerator"),
        (LATE, "numerator"),
        (WAITING, "numerator"),
    ]


def grouped(*, units: int = 28, blank: int = 0) -> Groups:
    return groups_of(make_standings(units=units, blank=blank).departments)


@pytest.mark.parametrize("units", [0, 1, 9, 28])
@pytest.mark.parametrize("blank", [0, 2])
def test_every_unit_is_in_one_group(units: int, blank: int) -> None:
    groups = grouped(units=units, blank=blank)
    told = [
        unit.standing.key for name in groups.__struct_fields__ for unit in getattr(groups, name)
    ]

    assert sorted(told) == sorted(list(make.baita().departments)[:units])
    assert len(groups.own) + len(groups.apart) + groups.unranked == units


def test_each_of_the_two_groups_has_its_own_ranks() -> None:
    """And what pages list as the district's own is under the district's command."""
    groups, departments = grouped(), make.baita().departments

    for group, commanded in ((groups.own, True), (groups.apart, False)):
        assert [unit.standing.rank for unit in group] == list(range(1, len(group) + 1)) != []
        kinds = {departments[unit.standing.key].under_command for unit in group}
        assert kinds == {commanded}
    assert not [unit for unit in (*groups.small, *groups.blank) if unit.standing.rank]


def test_the_two_groups_are_headed_numbered_and_counted_by_themselves() -> None:
    page = assessment_scene(full_assessment(), make.baita())
    groups = grouped()

    for name in ("unit", "apart"):
        assert words(by_id(page, f"assessment-{name}-1")).split()[0] == "1"
    counts = [words(by_id(page, f"assessment-{key}")) for key in ("own", "apart", "unranked")]
    assert counts == [
        f"区属排名 {len(groups.own)}",
        f"另组排名 {len(groups.apart)}",
        f"不排名 {groups.unranked}",
    ]
    assert words(by_id(page, "assessment-best-heading")).startswith("区属前")


def test_who_has_no_rank_is_listed_apart_with_the_reason() -> None:
    page = words(by_id(assessment_scene(full_assessment(), make.baita()), "assessment-units"))
    few = words(
        by_id(
            assessment_scene(full_assessment(units=28, scale=1, blank=0), make.baita()),
            "assessment-small-heading",
        )
    )

    assert "公共服务企业与市直分支机构 另组排名，不与区属部门同排" in page
    assert f"应处置不足 {LEAST} 件，不排名" in few


def test_a_heading_without_units_is_not_shown() -> None:
    page = assessment_scene(full_assessment(units=3, scale=90), make.baita())
    shown = {getattr(node, "id", "") for node in nodes(page)}

    headings = {f"assessment-{name}-heading" for name in ("apart", "small", "blank")}
    assert not headings & shown


def test_units_that_do_not_fit_are_counted_and_lead_to_the_desk() -> None:
    snapshot = full_assessment(scale=60)
    ranked = len(grouped_own(snapshot))
    last = by_id(assessment_scene(snapshot, make.baita()), f"assessment-unit-{OWN}")

    assert ranked > OWN
    assert words(last).split()[-2:] == [str(ranked - OWN + 1), "个单位"]
    assert last.href == "/scores"


def test_a_unit_leads_to_the_cases_that_its_shares_are_of() -> None:
    snapshot = full_assessment()
    first = by_id(assessment_scene(snapshot, make.baita()), "assessment-unit-1")
    assert snapshot.told and snapshot.told.departments
    unit = snapshot.told.departments.units[0]

    assert selection_of(first) == Selection(
        stream="city",
        window="last-30-days",
        department=unit.standing.key,
        figure=ON_TIME,
        part="denominator",
        status="all",
    )


def test_the_worst_stand_below_the_best_in_the_order_of_their_ranks() -> None:
    snapshot = full_assessment(scale=60)
    page = assessment_scene(snapshot, make.baita())
    ranks = [
        int(words(by_id(page, f"assessment-{end}-{n}")).split()[0])
        for end in ("best", "worst")
        for n in range(1, ENDS + 1)
    ]
    total = len(grouped_own(snapshot))

    assert ranks == [1, 2, 3, 4, 5, *range(total - 4, total + 1)]


def test_curves_of_those_apart_come_last_and_say_so() -> None:
    """However low a company's share is, it does not stand before the district's own."""
    page = assessment_scene(full_assessment(units=14, scale=9), make.baita())
    shown = {getattr(node, "id", "") for node in nodes(page)}
    ids = [f"assessment-month-{n}" for n in range(1, 15)]
    told = ["另排" in words(by_id(page, each)) for each in ids if each in shown]

    assert told == sorted(told)
    assert set(told) == {False, True}


def grouped_own(snapshot: object) -> tuple[object, ...]:
    told = getattr(snapshot, "told", None)
    return groups_of(told.departments if told else None).own


@pytest.mark.parametrize("units", [2, 9, 28])
def test_the_scale_has_room_for_every_interval(units: int) -> None:
    departments = make_standings(units=units).departments
    groups = groups_of(departments)
    scale = scale_of(groups.drawn, departments)

    assert scale.low <= 80
    for unit in groups.drawn:
        assert unit.fair and unit.fair.low is not None and unit.fair.raw is not None
        assert scale.low <= min(unit.fair.low, unit.fair.raw) * 100


@pytest.mark.parametrize("draw", [empty_assessment, uncounted_assessment])
def test_before_the_first_assessment_there_are_dashes_and_no_noughts(draw: object) -> None:
    page = assessment_scene(draw(), make.baita())  # type: ignore[operator]
    told = words([by_id(page, "assessment-account"), by_id(page, "assessment-units")])

    assert "正在统计" in told
    assert not {"0", "0.0"} & set(told.split())
    assert "is-empty" not in by_id(page, "assessment-nothing").className


def test_the_time_of_the_assessment_is_told_not_that_of_the_picture() -> None:
    snapshot = full_assessment()
    assert snapshot.told and snapshot.told.departments
    made = replace(snapshot.told.departments, at=make.NOW - 47_000)
    later = replace(snapshot, told=replace(snapshot.told, departments=made))

    assert "10:05:55 统计" in words(assessment_scene(later, make.baita()))


def test_what_was_assessed_is_drawn_once() -> None:
    """A scene is drawn several times a second, and its assessment changes once a minute."""
    first = full_assessment()
    later = replace(first, head=make.make_head(as_of=make.NOW + 900))
    again = replace(first, told=make_standings())
    panels = [
        by_id(assessment_scene(each, make.baita()), "content").children
        for each in (first, later, again)
    ]

    assert all(now is was for now, was in zip(panels[1], panels[0], strict=True))
    assert not any(now is was for now, was in zip(panels[2], panels[0], strict=True))


def test_a_formula_is_told_as_it_is_configured() -> None:
    composite = make.baita().scores.composite("department")

    assert formula_of(composite, ZH) == (
        "80 × 按期率 + 32 × (1 − 按期率) + 10 × (1 − 延期率) + 10 × (1 − 返工率)"
    )


def test_a_month_with_too_few_cases_interrupts_the_curve() -> None:
    places = [(0.0, 1.0), (20.0, 2.0), None, (60.0, 1.0), None, (90.0, 1.0), (100.0, 3.0)]

    assert runs(places) == [[(0.0, 1.0), (20.0, 2.0)], [(90.0, 1.0), (100.0, 3.0)]]
    assert line([(0.0, 10.0), (50.0, 20.0)]) == (
        "polygon(0.0% 7.8%,50.0% 17.8%,50.0% 22.2%,0.0% 12.2%)"
    )
