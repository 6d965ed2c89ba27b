"""Composite scores and rankings: weights as published, no rank for the small, ties shared."""

import pytest
from hypothesis import given, strategies as st

from city.district import load_district
from city.scores import Composite, Standing, Term, best_and_worst, grade_of, ranking, score_of

YUNCHENG = Composite(
    key="yuncheng",
    subject="department",
    name="部门得分",
    terms=(
        Term("in_time", 80),
        Term("late", 32),
        Term("extended", 10, complement=True),
        Term("rework", 10, complement=True),
    ),
)
"""((in time x 1 + late x 0.4) x 0.8 + (1 - extended) x 0.1 + (1 - rework) x 0.1) x 100."""


def test_a_published_formula_comes_out_of_its_terms() -> None:
    values = {"in_time": 0.95, "late": 0.05, "extended": 0.02, "rework": 0.01}

    score = score_of(YUNCHENG, values)

    by_hand = ((0.95 + 0.05 * 0.4) * 0.8 + 0.98 * 0.1 + 0.99 * 0.1) * 100
    assert score.value == pytest.approx(by_hand)
    assert [part.figure for part in score.parts] == ["in_time", "late", "extended", "rework"]


def test_a_part_without_a_value_leaves_no_score() -> None:
    """Nothing handled is neither 0 nor 100: there is nothing to say."""
    values = {"in_time": 0.95, "late": 0.05, "extended": 0.02, "rework": None}

    assert score_of(YUNCHENG, values).value is None


@pytest.mark.parametrize(
    ("cases", "points"),
    [(50, 10.0), (51, 9.0), (100, 9.0), (1000, 4.0), (1001, 0.0)],  # the step's edge belongs to it
)
def test_a_count_gives_points_by_steps(cases: float, points: float) -> None:
    steps = ((50, 1.0), (100, 0.9), (200, 0.75), (500, 0.6), (1000, 0.4))
    volume = Composite("volume", "department", "量", (Term("cases", 10, steps=steps),))

    assert score_of(volume, {"cases": cases}).value == points


@pytest.mark.parametrize(
    ("accepted", "points"),
    [(100, 0), (101, 40), (300, 40), (301, 60), (501, 75), (1201, 90), (2000, 90), (2001, 100)],
)
def test_what_acceptors_accepted_gives_points_as_published(accepted: float, points: float) -> None:
    """>= 2001 gives 100, >= 1201 90, >= 501 75, >= 301 60, >= 101 40, else nothing; of 25 %."""
    acceptor = load_district("baita").scores.composite("acceptor")
    sent = {term.figure: 1.0 for term in acceptor.terms[1:]}

    score = score_of(acceptor, {"received": accepted, **sent})

    assert score.value == pytest.approx(0.25 * points + 40 + 35)


def test_a_district_is_scored_as_a_city_scores_it() -> None:
    """30 disposed + 20 in time + 20 (1 - rework) + 20 (1 - waiting) + 10 (1 - extended)."""
    district = load_district("baita").scores.composite("district")
    values = dict(zip((t.figure for t in district.terms), (0.9, 0.8, 0.1, 0.2, 0.3), strict=True))

    assert score_of(district, values).value == pytest.approx(27 + 16 + 18 + 16 + 7)


@pytest.mark.parametrize(
    ("score", "grade"), [(90, "A"), (89.99, "B"), (60, "C"), (40, "D"), (0, "E"), (None, "")]
)
def test_grades_begin_at_their_least_score(score: float | None, grade: str) -> None:
    assert grade_of(score) == grade


def unit(key: str, score: float | None, cases: int = 100, *, apart: bool = False) -> Standing:
    return Standing(key, cases, score, apart=apart)


def test_those_apart_are_ranked_among_themselves_and_the_small_not_at_all() -> None:
    """A company that is better than all takes no place from the district's own."""
    told = ranking(
        [
            unit("a", 80),
            unit("b", 99, cases=19),
            unit("c", 95, apart=True),
            unit("d", 90),
            unit("e", 97, apart=True),
            unit("f", 99, cases=19, apart=True),
            unit("g", None, apart=True),
        ],
        least=20,
    )

    assert [(each.key, each.rank) for each in told] == [
        ("d", 1),
        ("a", 2),
        ("e", 1),
        ("c", 2),
        ("b", None),
        ("f", None),
        ("g", None),
    ]
    assert [each.key for each in told if each.small] == ["b", "f"]


def test_equal_scores_share_a_rank_and_the_next_one_is_skipped() -> None:
    told = ranking([unit("a", 90), unit("b", 90), unit("c", 80)], least=1)

    assert [each.rank for each in told] == [1, 1, 3]


def test_the_best_and_the_worst_are_the_districts_own() -> None:
    told = ranking(
        [unit("a", 90), unit("b", 80), *(unit(key, 99, apart=True) for key in "cde")], least=1
    )

    best, worst = best_and_worst(told)

    assert [each.key for each in (*best, *worst)] == ["a", "b"]


@given(st.lists(st.floats(0, 100), max_size=25), st.integers(1, 8))
def test_nobody_is_among_the_best_and_the_worst(scores: list[float], count: int) -> None:
    told = ranking([unit(f"u{n:02}", score) for n, score in enumerate(scores)], least=1)

    best, worst = best_and_worst(told, count)

    assert not {each.key for each in best} & {each.key for each in worst}
    assert len(best) == len(worst) == min(count, len(scores) // 2)
    assert all(b.score >= w.score for b in best for w in worst if b.score and w.score)
