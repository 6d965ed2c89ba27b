"""Units assessed: scores, ranks and fair shares equal a recount over single cases."""

import random
from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from city import events as ev
from city.assessment import ON_TIME, Assessed, Assessment, ScoresSpec
from city.case import Case
from city.cells import page
from city.clock import to_date
from city.departments import Department
from city.errors import BadRequest
from city.fairness import MixCount, fair_shares
from city.registry.book import FIGURES, figure_of
from city.registry.figure import PAGE_BASIS, Figure
from city.scores import Composite, Term
from city.standings import MONTHS
from city.store.assessing import Assessor
from city.windows import parse_window
from tests.factories import life
from tests.store.test_registry import MIDDLE, Told, held, key_of
from tests.wild_town import CLASSES, DAYS, STREETS

pytestmark = pytest.mark.redis

TERMS = (
    Term("in_time_rate_due", 60),
    Term("closing_rate_due", 10),
    Term("rework_rate", 10, complement=True),
    Term("received", 20, steps=((5, 1.0), (1000, 0.5))),
)
UNITS = ("d1", "d2", "d2", "d3", "d4", "")
SUBJECTS = ("department", "street")
WINDOWS = ("last-90-days", MIDDLE)


def spec_of(*, least: int = 4) -> ScoresSpec:
    subjects = (*SUBJECTS, "post")
    return ScoresSpec(least, composites=tuple(Composite(s, s, s, TERMS) for s in subjects))


COMPANY = Department("d1", "排水公司", "Drainage", "company")


@pytest.fixture
def told(redis_client: Any) -> Told:
    return Told(redis_client, busy_town(160))


def busy_town(cases: int) -> list[Any]:
    """Return events of city cases of four units and five classes, some late, some still open."""
    chance = random.Random(5)
    events: list[Any] = []
    for number in range(cases):
        told = life(
            f"city:{number}",
            minute=chance.uniform(0, DAYS * 24 * 60 - 1000),
            until=chance.choice((9, 9, 9, 3, 5)),
            class_=chance.choice(CLASSES),
            place=ev.Place(street=chance.choice(STREETS)),
        )
        late = timedelta(hours=chance.choice((0, 0, 0, 11)))
        sent = replace(told[2], data=ev.Sent(department=chance.choice(UNITS)))
        events += [*told[:2], sent, *(replace(event, time=event.time + late) for event in told[3:])]
    return events


def assessed(told: Told, key: str, window: str, *, least: int = 4) -> Assessment:
    district = replace(told.district, scores=spec_of(least=least), departments={"d1": COMPANY})
    reader = told.reader
    return Assessor(reader.mirror, district, reader.measurer).assess(key, window)


def counted(told: Told, figure: Figure, part: str, cases: list[Case]) -> int:
    chosen = figure.part(part)
    assert chosen is not None
    return sum(chosen.holds(*told.looks[case.id]) for case in cases)


def of_unit(told: Told, answer: Assessment, figure: Figure, unit: str) -> list[Case]:
    """Return a unit's cases that the window holds; those of all for a post."""
    window, by = answer.window, answer.composite.subject
    return [
        case
        for case in told.cases
        if case.stream == "city"
        and held(case, figure.basis, window.first, window.last)
        and (by == "post" or key_of(case, by, told.district) == unit)
    ]


def recounted_score(told: Told, answer: Assessment, unit: str) -> float | None:
    points = []
    for term in answer.composite.terms:
        figure = figure_of(term.figure, {})
        cases = of_unit(told, answer, figure, unit)
        over = counted(told, figure, "numerator", cases)
        value: float | None = over
        if figure.denominator is not None:
            under = counted(told, figure, "denominator", cases)
            value = over / under if under else None
        if value is None:
            return None
        points.append(term.weight * term.share(value))
    return round(sum(points), 6)


def recounted_mix(told: Told, answer: Assessment) -> list[MixCount]:
    figure, by = FIGURES[ON_TIME], answer.composite.subject
    groups = defaultdict[tuple[str, str], list[Case]](list)
    window = answer.window
    for case in told.cases:
        if case.stream == "city" and held(case, figure.basis, window.first, window.last):
            groups[key_of(case, by, told.district), case.class_].append(case)
    return [
        MixCount(
            unit,
            class_,
            counted(told, figure, "denominator", cases),
            counted(told, figure, "numerator", cases),
        )
        for (unit, class_), cases in groups.items()
    ]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("key", [*SUBJECTS, "post"])
def test_every_score_equals_a_recount_over_single_cases(told: Told, key: str, window: str) -> None:
    answer = assessed(told, key, window)

    assert any(unit.score.value is not None for unit in answer.units)
    for unit in answer.units:
        expected = recounted_score(told, answer, unit.standing.key)
        assert unit.score.value == expected, unit.standing.key


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("key", SUBJECTS)
def test_fair_shares_equal_a_recount_with_open_overdue_cases(
    told: Told, key: str, window: str
) -> None:
    answer = assessed(told, key, window)

    expected = fair_shares(recounted_mix(told, answer))

    assert expected
    listed = {unit.standing.key: unit.fair for unit in answer.units}
    for unit, fair in expected.items():
        if unit:
            found = listed[unit]
            assert found is not None
            assert (found.settled, found.in_time) == (fair.settled, fair.in_time)
            assert found.fair == pytest.approx(fair.fair)
            assert (found.low, found.high) == pytest.approx((fair.low, fair.high))


def test_the_raw_shares_add_up_to_that_of_all(told: Told) -> None:
    answer = assessed(told, "department", "last-90-days")

    rows = recounted_mix(told, answer)

    assert answer.on_time.denominator == sum(row.settled for row in rows)
    assert answer.on_time.numerator == sum(row.in_time for row in rows)


def test_small_units_have_no_rank_and_companies_have_one_of_their_own(told: Told) -> None:
    """Neither is among the best or the worst."""
    cases = {unit.standing.key: unit.standing.cases for unit in _units(told, least=1)}
    assert min(cases["d2"], cases["d3"]) > 0
    least = cases["d2"]  # it has about twice as many as any other

    answer = assessed(told, "department", "last-90-days", least=least)

    unranked = {unit.standing.key for unit in answer.units if unit.standing.rank is None}
    assert not {*unranked, "d1"} & {*answer.best, *answer.worst}
    for unit in answer.units:
        assert unit.standing.apart == (unit.standing.key == "d1")
        assert unit.standing.small == (unit.standing.cases < least)
        assert (unit.standing.key in unranked) == unit.standing.small
    alone = {unit.standing.key: unit.standing for unit in _units(told, least=1)}
    assert [alone["d1"].rank, alone["d1"].apart] == [1, True]
    own = [standing.rank or 0 for standing in alone.values() if not standing.apart]
    assert sorted(own) == list(range(1, len(alone)))


def _units(told: Told, *, least: int) -> tuple[Assessed, ...]:
    return assessed(told, "department", "last-90-days", least=least).units


def test_a_second_assessment_reads_nothing_from_redis(told: Told, redis_client: Any) -> None:
    first = assessed(told, "department", MIDDLE)
    before = redis_client.info("stats")["total_commands_processed"]

    again = assessed(told, "department", MIDDLE)

    # the question itself is one command
    assert redis_client.info("stats")["total_commands_processed"] == before + 1
    assert again == first


def test_an_unknown_composite_is_refused_with_the_known_ones(told: Told) -> None:
    with pytest.raises(BadRequest, match="department, street, post"):
        assessed(told, "nobody", "today")


def test_the_cases_of_an_assessment_add_up(told: Told) -> None:
    """In time, late, and overdue still: a visitor adds up the account of the scene."""
    answer = assessed(told, "department", "last-90-days")

    assert answer.on_time.denominator == answer.on_time.numerator + answer.late + answer.waiting
    assert min(answer.late, answer.waiting) > 0


def test_all_units_are_assessed_at_one_moment_with_six_months(told: Told) -> None:
    spec = ScoresSpec(4, composites=(*spec_of().composites, Composite("p2", "post", "p2", TERMS)))
    reader = told.reader
    district = replace(told.district, scores=spec, departments={"d1": COMPANY})

    answer = Assessor(reader.mirror, district, reader.measurer).standings()

    assert answer.departments and answer.streets
    assert [post.composite.key for post in answer.posts] == ["post", "p2"]
    ends = [(to_date(m.window.first), to_date(m.window.last)) for m in answer.months]
    assert len(ends) == MONTHS
    assert all(first.day == 1 for first, _ in ends)
    assert all(ends[n][1] + timedelta(days=1) == ends[n + 1][0] for n in range(MONTHS - 1))
    assert ends[-1][1] == to_date(reader.today())
    for month in answer.months:
        alone = assessed(told, "department", month.window.text)
        shares = {unit.standing.key: unit.fair for unit in alone.units if unit.fair}
        assert {key: share for key, share in month.shares.items() if key} == shares


def test_windows_are_loaded_a_week_at_a_time(told: Told) -> None:
    """A year is loaded while the wall goes on: the mirror is let go between the weeks."""
    reader = told.reader
    window = parse_window("2025-01-01..2026-11-30", reader.today())

    reader.assessor.prepare([window])

    pages = {page(basis, day) for basis in PAGE_BASIS.values() for day in window.days}
    assert set(pages) <= reader.mirror.sums.loaded
