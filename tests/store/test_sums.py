"""Running sums over windows: kept by differences, equal to summing anew."""

from hypothesis import given, strategies as st

from city.cells import MEASURES, cell_name
from city.store.sums import KEPT_WINDOWS, CellSums

DAYS = range(5)
changes = st.lists(
    st.tuples(
        st.sampled_from(DAYS),
        st.builds(
            cell_name,
            st.sampled_from(["city", "hotline"]),
            st.sampled_from(["s", "d"]),
            st.sampled_from(["", "a"]),
            st.sampled_from([*MEASURES, "r"]),
        ),
        st.integers(-2, 3),
    ),
    max_size=40,
)


def sums_of(told: list[tuple[int, str, int]], *, loaded: range = DAYS) -> CellSums:
    sums = CellSums()
    sums.loaded = set(loaded)
    for day, cell, difference in told:
        sums.add(day, cell, difference)
    return sums


def without_zeros(counts: dict[str, list[int]]) -> dict[str, list[int]]:
    return {key: found for key, found in counts.items() if any(found)}


@given(changes, changes)
def test_a_window_asked_for_before_equals_one_asked_for_after(
    before: list[tuple[int, str, int]], after: list[tuple[int, str, int]]
) -> None:
    sums = sums_of(before)
    sums.over("city", "s", 1, 3)
    for day, cell, difference in after:
        sums.add(day, cell, difference)

    kept, anew = sums.over("city", "s", 1, 3), sums_of([*before, *after]).over("city", "s", 1, 3)

    assert without_zeros(kept) == without_zeros(anew)


def test_of_a_day_that_is_not_loaded_nothing_is_kept() -> None:
    cell = cell_name("city", "s", "a", "c")
    sums = sums_of([(9, cell, 5)])

    assert sums.of_day(9, cell) == 0
    assert sums.missing([4, 9]) == {9}


def test_replacing_a_share_leaves_those_of_others() -> None:
    cell = cell_name("city", "s", "a", "c")
    sums = sums_of([(1, cell, 5), (1, cell, 2)])

    sums.replace({1: {cell: 5}}, {1: {cell: 1}, 2: {cell: 4}})

    assert (sums.of_day(1, cell), sums.of_day(2, cell)) == (3, 4)


def test_only_so_many_windows_are_kept_and_all_are_right() -> None:
    cell = cell_name("city", "s", "a", "c")
    sums = sums_of([(1, cell, 5)])
    for last in range(1, KEPT_WINDOWS + 10):
        sums.over("city", "s", 0, last)
    sums.add(1, cell, 1)

    assert sums.over("city", "s", 0, 1)["a"][MEASURES.index("c")] == 6
