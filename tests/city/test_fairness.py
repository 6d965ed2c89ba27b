"""The fair view: hard classes are no fault, and chance is no verdict."""

import pytest
from hypothesis import given, strategies as st

from city.fairness import MixCount, fair_shares, wilson


def test_a_unit_with_hard_classes_is_level_where_its_raw_share_is_low() -> None:
    """Both are exactly as good as the district is with the same classes."""
    counts = [
        MixCount("roads", "hole", 200, 140),
        MixCount("roads", "vendor", 20, 19),
        MixCount("patrol", "hole", 20, 14),
        MixCount("patrol", "vendor", 200, 190),
    ]

    told = fair_shares(counts)

    assert told["roads"].raw == pytest.approx(159 / 220)
    assert told["patrol"].raw == pytest.approx(204 / 220)
    assert told["roads"].fair == pytest.approx(told["patrol"].fair)
    assert {told["roads"].verdict, told["patrol"].verdict} == {"level"}


def test_a_unit_that_is_slower_with_the_same_classes_is_below() -> None:
    told = fair_shares([MixCount("slow", "hole", 300, 210), MixCount("quick", "hole", 300, 285)])

    assert (told["slow"].verdict, told["quick"].verdict) == ("below", "above")


def test_few_cases_give_a_wide_interval_and_no_verdict() -> None:
    told = fair_shares([MixCount("few", "hole", 4, 3), MixCount("many", "hole", 400, 360)])

    assert told["few"].verdict == "level"
    assert told["few"].high is not None and told["few"].low is not None
    assert told["few"].high - told["few"].low > 0.5


def test_classes_that_nobody_settles_in_time_compare_nothing() -> None:
    told = fair_shares([MixCount("a", "hopeless", 5, 0), MixCount("b", "vendor", 5, 5)])

    assert (told["a"].fair, told["a"].verdict) == (None, "")


# 8 of 10 at 90 %: the textbook's score interval, worked out by hand from its formula
def test_wilson_gives_the_score_interval() -> None:
    low, high = wilson(8, 10)

    assert (round(low, 4), round(high, 4)) == (0.5408, 0.9314)


def test_wilson_refuses_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        wilson(0, 0)


mixes = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(1, 50), st.integers(0, 50)
    ),
    min_size=1,
    max_size=12,
)


@given(mixes)
def test_what_is_expected_adds_up_to_what_happened(rows: list[tuple[str, str, int, int]]) -> None:
    """The adjustment moves credit between units and invents none."""
    counts = [MixCount(unit, kind, n, min(hits, n)) for unit, kind, n, hits in rows]

    told = fair_shares(counts).values()

    assert sum(each.expected for each in told) == pytest.approx(sum(c.in_time for c in counts))
    for each in told:
        assert each.fair is None or each.low <= each.fair <= each.high  # type: ignore[operator]
