"""Reconciliation names missing cases, and calls no day equal that was not compared."""

from city.ledger import PlatformDay
from city.reconcile import OurDay, lines_of, reconcile, summarise

OURS = OurDay(7, frozenset({"a", "b"}), frozenset({"c"}))


def platform(**changes: object) -> PlatformDay:
    told = {
        "received": 2,
        "closed": 1,
        "opened": frozenset({"a", "b"}),
        "ended": frozenset({"c"}),
    } | changes
    return PlatformDay(7, "city", **told)  # type: ignore[arg-type]


def test_equal_books_agree() -> None:
    assert reconcile(platform(), OURS, "city").agrees


def test_a_case_missing_on_either_side_is_named() -> None:
    """The totals are equal here, so that only the lists show it."""
    day = reconcile(platform(opened=frozenset({"a", "x"})), OURS, "city")

    assert (day.received.missing_here, day.received.missing_there) == (("x",), ("b",))
    assert day.received.theirs == day.received.ours == 2
    assert not day.agrees
    assert day.closed.agrees


def test_totals_alone_can_agree_or_differ_but_name_nothing() -> None:
    same = reconcile(platform(opened=None, ended=None), OURS, "city")
    other = reconcile(platform(opened=None, ended=None, received=3), OURS, "city")

    assert same.agrees and not other.agrees
    assert same.received.missing_here is same.received.missing_there is None


def test_a_platform_whose_list_is_not_its_total_differs_from_itself() -> None:
    assert not reconcile(platform(closed=2, ended=frozenset({"c"})), OURS, "city").agrees
    day = reconcile(platform(received=None, closed=None), OURS, "city")
    assert day.agrees


def test_a_day_that_was_not_told_or_not_told_whole_is_not_compared() -> None:
    silent = reconcile(None, OURS, "city")
    half = reconcile(platform(missing_parts=1), OURS, "city")

    assert not silent.compared and not half.compared
    assert not silent.agrees and not half.agrees


def test_a_summary_counts_the_days_that_were_compared() -> None:
    days = [
        reconcile(platform(), OURS, "city"),
        reconcile(platform(received=9), OURS, "city"),
        reconcile(platform(received=9, missing_parts=2), OURS, "city"),
        reconcile(None, OURS, "city"),
    ]

    summary = summarise(days)

    assert (summary.days, summary.compared, summary.differ) == (4, 2, 1)
    told = "\n".join(lines_of(summary, days))
    assert told.startswith("2 of 4 days compared, 1 differ")
    assert "1970-01-08  DIFFERS" in told
    assert "2 parts are still to come" in told and "told nothing" in told


def test_a_line_names_a_few_missing_cases_and_counts_all() -> None:
    listed = frozenset("abuvwxyz")
    day = reconcile(platform(opened=listed, received=8), OURS, "city")

    told = "\n".join(lines_of(summarise([day]), [day]))

    assert "missing here 6: u v w ..." in told
