"""Ranking: the worst share in time first, and rows that always add up."""

from collections.abc import Callable, Iterable

from city.metrics import Row, Tally, total_of

FEW = 20
"""Closed cases with a limit below which a share says little: its row has no rank and a fraction."""
OTHERS = "+"
"""Key of the row that sums the rows beyond the last place."""
APART = Row("/", "", Tally())
"""Stands above the rows that are ranked apart; it counts nothing."""
KEPT_APART = 4
"""Places that rows ranked apart have at least, with the one above them."""


def is_ranked(row: Row) -> bool:
    """Return whether a row has closed enough cases to be ranked by its share in time."""
    return bool(row.key) and row.key != OTHERS and row.tally.timed_closed >= FEW


def ranked(rows: tuple[Row, ...]) -> list[Row]:
    """Return rows with cases: ranked ones worst first, then small ones, then the unassigned."""
    held = [row for row in rows if row.tally.received]
    return sorted(held, key=_rank)


def _rank(row: Row) -> tuple[int, float, int, str]:
    tally = row.tally
    if not row.key:
        return 2, 0.0, 0, ""
    if is_ranked(row):
        return 0, tally.closed_in_time / tally.timed_closed, -tally.overdue, row.key
    return 1, 0.0, -tally.overdue * 1_000_000 - tally.received, row.key


def in_groups(rows: list[Row], is_apart: Callable[[str], bool], places: int) -> list[Row]:
    """
    Return ranked rows in two groups: the district's own, and below `APART` those ranked apart.

    At most `places` rows and, if some are left, one more that is their sum. Where there is not
    room for all, the named ones of either group lose their tail; the unassigned stand last.
    """
    apart = [row for row in rows if is_apart(row.key)]
    if not apart:
        return fitted(rows, places)
    unassigned = [row for row in rows if not row.key]
    own = [row for row in rows if row.key and not is_apart(row.key)]
    room = places - len(unassigned) - 1
    kept = min(len(own), room - min(len(apart), KEPT_APART - 1))
    shown_apart = apart[: room - kept]
    rest = [*own[kept:], *apart[len(shown_apart) :]]
    shown = [*own[:kept], APART, *shown_apart, *unassigned]
    if not rest:
        return shown
    return [*shown, Row(OTHERS, str(len(rest)), total_of(row.tally for row in rest))]


def fitted(rows: list[Row], places: int) -> list[Row]:
    """
    Return at most `places` rows and, if some are left, one more that is their sum.

    The unassigned keep their place: what is left out is only ever the tail of the named.
    """
    if len(rows) <= places:
        return rows
    unassigned = [row for row in rows if not row.key]
    named = [row for row in rows if row.key]
    kept = places - len(unassigned)
    rest = named[kept:]
    others = Row(OTHERS, str(len(rest)), total_of(row.tally for row in rest))
    return [*named[:kept], *unassigned, others]


def leading(rows: Iterable[Row], places: int, *, by: str) -> list[Row]:
    """
    Return at most `places` rows with the largest count `by`; if some are left, the last sums them.

    Rows without any case are left out; the unassigned stand by their count like the others.
    """
    held = [row for row in rows if row.tally.received]
    held.sort(key=lambda row: (-getattr(row.tally, by), -row.tally.received, row.key))
    if len(held) <= places:
        return held
    rest = held[places - 1 :]
    others = Row(OTHERS, str(len(rest)), total_of(row.tally for row in rest))
    return [*held[: places - 1], others]
