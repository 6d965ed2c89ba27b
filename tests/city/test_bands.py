"""The expected band of an hour, and when a feed is unusually silent."""

import pytest

from city.bands import Band, band_of, is_silent, percentile

WEEKS = (10, 12, 14, 16, 18, 20, 22, 24)


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 10), (1.0, 24), (0.5, 17), (0.1, 11.4), (0.9, 22.6)]
)
def test_a_percentile_is_interpolated(share: float, value: float) -> None:
    assert percentile(WEEKS, share) == pytest.approx(value)


def test_a_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile((), 0.5)


@pytest.mark.parametrize(
    ("count", "over", "outside"),
    [(17, True, ""), (11, True, "low"), (23, True, "high"), (0, False, ""), (23, False, "high")],
)
def test_an_hour_outside_its_band_is_marked(count: int, over: bool, outside: str) -> None:
    """An hour that is not over yet may still fill up, so it is never too low."""
    assert band_of(WEEKS, count, over=over).outside == outside


def test_without_enough_weeks_there_is_no_band() -> None:
    assert band_of((1, 2, 3), 100) == Band()


@pytest.mark.parametrize(
    ("earlier", "count", "silent"),
    [
        (WEEKS, 0, True),
        (WEEKS, 1, False),
        ((0, 0, 3, 1, 2, 5, 2, 1), 0, False),  # such hours were empty before
        ((9, 9, 9), 0, False),  # three weeks are no history
    ],
)
def test_a_feed_is_silent_only_where_something_always_came(
    earlier: tuple[int, ...], count: int, silent: bool
) -> None:
    assert is_silent(earlier, count) is silent
