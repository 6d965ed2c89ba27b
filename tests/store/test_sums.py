"""Running sums over spans of pages: kept by differences, equal to summing anew."""

from hypothesis import given, strategies as st

from city.cells import DUE, RECEIVED, cell_name, page
from city.store.sums import KEPT_WINDOWS, NO_HISTORY, CellSums, Span

PAGES = [page(basis, day) for basis in (RECEIVED, DUE) for day in range(5)]
SPAN = Span("city", "s", RECEIVED, 1, 3)
Told = list[tuple[str, str, int]]
changes = st.lists(
    st.tuples(
        st.sampled_from(PAGES),
        st.builds(
            cell_name,
            st.sampled_from(["city", "hotline"]),
            st.sampled_from(["s", "d"]),
            st.sampled_from(["", "a"]),
            st.sampled_from(["c", "cdt", "v"]),
        ),
        st.integers(-2, 3),
    ),
    max_size=40,
)


def sums_of(told: Told) -> CellSums:
    sums = CellSums()
    sums.loaded = set(PAGES)
    for where, cell, difference in told:
        sums.add(where, cell, difference)
    return sums


def kept(sums: CellSums, span: Span = SPAN) -> dict[str, dict[str, int]]:
    """Copies of the sums, with whatever is at nought: nothing may be."""
    return {key: dict(patterns) for key, patterns in sums.over(span).items()}


@given(changes, changes)
def test_a_span_asked_for_before_equals_one_asked_for_after(before: Told, after: Told) -> None:
    sums = sums_of(before)
    sums.over(SPAN)
    for where, cell, difference in after:
        sums.add(where, cell, difference)

    assert kept(sums) == kept(sums_of([*before, *after]))


@given(changes)
def test_what_is_back_at_nought_is_not_kept(told: Told) -> None:
    """Else a page followed for months grows, and rows of nothing stand in its tables."""
    sums = sums_of(told)
    sums.over(SPAN)
    for where, cell, difference in told:
        sums.add(where, cell, -difference)

    assert kept(sums) == {}
    assert sums.first_day(RECEIVED) == NO_HISTORY


def test_each_basis_has_pages_of_its_own() -> None:
    cell = cell_name("city", "s", "a", "c")
    sums = sums_of([("r1", cell, 5), ("d1", cell, 2)])

    assert kept(sums, Span("city", "s", RECEIVED, 0, 4)) == {"a": {"c": 5}}
    assert kept(sums, Span("city", "s", DUE, 0, 4)) == {"a": {"c": 2}}


def test_of_a_page_that_is_not_loaded_nothing_is_kept() -> None:
    cell = cell_name("city", "s", "a", "c")
    sums = sums_of([("r9", cell, 5)])

    assert sums.of_page("r9", cell) == 0


def test_replacing_a_share_leaves_those_of_others() -> None:
    cell = cell_name("city", "s", "a", "c")
    sums = sums_of([("r1", cell, 5), ("r1", cell, 2)])

    sums.replace({"r1": {cell: 5}}, {"r1": {cell: 1}, "r2": {cell: 4}})

    assert (sums.of_page("r1", cell), sums.of_page("r2", cell)) == (3, 4)


def test_only_so_many_spans_are_kept_and_all_are_right() -> None:
    cell = cell_name("city", "s", "a", "c")
    sums = sums_of([("r1", cell, 5)])
    for last in range(1, KEPT_WINDOWS + 10):
        sums.over(Span("city", "s", RECEIVED, 0, last))
    sums.add("r1", cell, 1)

    assert kept(sums, Span("city", "s", RECEIVED, 0, 1)) == {"a": {"c": 6}}


@given(changes, changes)
def test_pages_let_go_take_their_sums_with_them(before: Told, after: Told) -> None:
    """Loaded again, they are summed anew; other spans go on as they were."""
    sums, gone = sums_of(before), {page(RECEIVED, 2), page(RECEIVED, 4)}
    other = Span("city", "s", DUE, 0, 4)
    kept(sums), kept(sums, other)

    sums.forget(gone)
    for where, cell, difference in after:
        sums.add(where, cell, difference)

    told = [*before, *after]
    held = sums_of([each for each in told if each[0] not in gone])
    assert kept(sums) == kept(held)
    assert kept(sums, other) == kept(held, other)
    assert sums.loaded == set(PAGES) - gone
