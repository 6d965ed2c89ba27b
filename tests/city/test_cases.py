"""The reducer: states, clocks, who holds a case, and what ends it."""

from typing import Any

import pytest
from hypothesis import given

from city import events as ev
from city.cases import Case
from city.clock import MINUTE
from city.metrics import Tally
from city.timeline import Timeline, absorb
from tests.factories import (
    RULES,
    arrivals,
    at,
    instant,
    life,
    make_case,
    make_event,
    make_received,
)
from tests.strategies import events_of_case

TEN_HOURS = 600


@given(events_of_case())
def test_every_case_is_void_closed_or_open_once_it_exists(events: list[Any]) -> None:
    """`reported = void + closed + in_progress` holds of each case, so it holds of any sum."""
    case = absorb(Timeline(Case("city:1")), arrivals(events), RULES).case

    assert [case.is_void, case.is_closed, case.is_open].count(True) == 1 or not case.exists
    assert not (case.is_open and not case.exists)
    assert case.is_closed or not case.closed_in_time


@given(events_of_case())
def test_a_clock_without_a_start_has_no_moments(events: list[Any]) -> None:
    case = absorb(Timeline(Case("city:1")), arrivals(events), RULES).case

    assert (case.near_at is None) == (case.due_at is None)
    assert case.due_at is None or case.started_at is not None


def test_a_plain_life_goes_through_every_state() -> None:
    states = [make_case(*life(until=count)).state for count in range(1, 10)]

    assert states == [
        "reported",
        "pending_dispatch",
        "pending_handle",
        "handling",
        "handling",
        "handle_finish",
        "checking",
        "pending_close",
        "closed",
    ]


def test_dispatch_starts_the_clock_of_the_city() -> None:
    case = make_case(*life(until=3))

    assert (case.started_at, case.due_at) == (instant(20), instant(20 + TEN_HOURS))
    assert case.near_at == instant(20 + 0.8 * TEN_HOURS)


def test_receipt_starts_the_clock_of_the_hotline() -> None:
    case = make_case(*life("hotline:1", until=3))

    assert case.started_at == instant(0)


def test_handling_stops_the_clock_and_later_events_do_not_move_it() -> None:
    """Closing takes days of paper; the department must not turn red for it."""
    case = make_case(*life())

    assert case.stopped_at == instant(50)
    assert case.closed_in_time


def test_a_case_handled_late_was_not_closed_in_time() -> None:
    events = [*life(until=3), make_event(ev.CaseClosed, minute=20 + TEN_HOURS + 1)]

    assert not make_case(*events).closed_in_time


def test_a_case_handled_at_the_very_moment_is_in_time() -> None:
    events = [*life(until=3), make_event(ev.CaseClosed, minute=20 + TEN_HOURS)]

    assert make_case(*events).closed_in_time


def test_the_verdict_of_the_source_outranks_the_clock() -> None:
    late = make_event(ev.CaseClosed, minute=9000, data=ev.Closing(in_time=True))

    assert make_case(*life(until=3), late).closed_in_time


def test_a_returned_case_is_held_by_nobody_and_its_clock_is_void() -> None:
    case = make_case(*life(until=4), make_event(ev.CaseReturned, minute=40))

    assert (case.department, case.started_at, case.due_at) == ("", None, None)
    assert case.state == "pending_dispatch"


@pytest.mark.parametrize("revisions", [(0, 0), (1, 2), (2, 1)])
def test_a_case_returned_and_sent_on_in_one_second_is_with_the_second_department(
    revisions: tuple[int, int],
) -> None:
    """A dispatcher sends on with the same click, and whole seconds cannot tell which was first."""
    returned = make_event(ev.CaseReturned, minute=40, revision=revisions[0])
    again = make_event(
        ev.CaseDispatched, minute=40, revision=revisions[1], data=ev.Sent(department="roads")
    )

    for told in ([returned, again], [again, returned]):
        case = make_case(*life(until=4), *told)
        assert (case.state, case.department) == ("pending_handle", "roads")
        assert case.started_at == instant(40) and "b" in case.marks


def test_a_corrected_dispatch_stays_before_what_followed_it_in_the_same_second() -> None:
    """A version is that of one message: a higher one says nothing of what came after what."""
    corrected = make_event(ev.CaseDispatched, minute=20, revision=2, data=ev.Sent("roads"))
    signed = make_event(ev.CaseSigned, minute=20)

    case = make_case(*life(until=3), signed, corrected)

    assert (case.state, case.department, case.anomalies) == ("handling", "roads", ())


def test_a_second_department_gets_a_clock_of_its_own() -> None:
    again = make_event(ev.CaseDispatched, minute=60, data=ev.Sent(department="roads"))

    assert make_case(*life(until=4), again).started_at == instant(60)


def test_the_same_department_told_twice_keeps_its_clock() -> None:
    again = make_event(ev.CaseDispatched, minute=60)

    assert make_case(*life(until=4), again).started_at == instant(20)


def test_rework_goes_on_against_the_same_deadline() -> None:
    case = make_case(*life(), make_event(ev.CaseReworked, minute=200))

    assert case.is_open
    assert (case.stopped_at, case.closed_at, case.due_at) == (None, None, instant(20 + TEN_HOURS))


@pytest.mark.parametrize("kind", [ev.CaseSigned, ev.CaseHandled, ev.CaseChecked, ev.CaseReturned])
def test_nothing_but_rework_or_voiding_takes_a_case_out_of_its_end(kind: type[Any]) -> None:
    """A straggler of an old step must not bring a closed case back."""
    before = make_case(*life())
    after = make_case(*life(), make_event(kind, minute=500))

    assert after.anomalies == (f"{kind.__name__}@closed",)
    after.anomalies = ()
    assert after == before


def test_a_closed_case_can_still_be_cancelled() -> None:
    assert make_case(*life(), make_event(ev.CaseCancelled, minute=500)).is_void


def test_filing_under_another_class_counts_the_clock_anew() -> None:
    filed = make_event(ev.CaseFiled, minute=30, data=ev.Filed(class_="free"))

    case = make_case(*life(until=3), filed)

    assert (case.started_at, case.due_at) == (instant(20), None)


def test_the_deadline_of_the_source_is_kept() -> None:
    case = make_case(make_received(due=at(100)), *life(until=3)[1:])

    assert (case.started_at, case.near_at, case.due_at) == (instant(0), instant(80), instant(100))


@pytest.mark.parametrize(
    ("stream", "way"),
    [
        ("city", [(5, ev.CaseFiled)]),
        ("city", [(5, ev.VerificationStarted), (9, ev.CaseVerified)]),
        ("city", [(5, ev.CaseFiled), (10, ev.CaseDispatched), (20, ev.CaseReturned)]),
        ("video", [(5, ev.CaseVerified)]),
        ("hotline", [(10, ev.CaseDispatched), (20, ev.CaseReturned)]),
    ],
)
def test_the_deadline_told_with_the_report_counts_until_the_work_is_done(
    stream: str, way: list[tuple[float, Any]]
) -> None:
    """Filed, verified or returned, it waits; and whoever lets it wait is not in time by that."""
    case = f"{stream}:1"
    told = [make_event(kind, case=case, minute=minute) for minute, kind in way]
    waiting = [make_received(case, due=at(100)), *told]
    done = [*waiting, make_event(ev.CaseHandled, case=case, minute=200)]
    closed = [*done, make_event(ev.CaseClosed, case=case, minute=210)]
    reworked = make_event(ev.CaseReworked, case=case, minute=220)

    assert (make_case(*waiting).due_at, make_case(*waiting).stopped_at) == (instant(100), None)
    assert make_case(*done).stopped_at == instant(200)
    assert not make_case(*closed).closed_in_time
    assert make_case(*closed, reworked).stopped_at is None


def test_the_deadline_told_with_the_report_stops_when_the_case_ends_undone() -> None:
    case = make_case(make_received(due=at(100)), make_event(ev.CaseNotAccepted, minute=5))

    assert case.stopped_at == instant(5)


@pytest.mark.parametrize("kind", [ev.CaseNotAccepted, ev.CaseSelfHandled])
def test_a_deadline_that_is_told_after_the_end_runs_no_more(kind: Any) -> None:
    """No dispatch had started a clock; the report is told again with one."""
    over, again = make_event(kind, minute=5), make_received(minute=10, due=at(100))

    case = make_case(make_received(), over, again)

    assert (case.due_at, case.stopped_at) == (instant(100), instant(5))


def observed(minute: float, **changes: Any) -> Any:
    data: dict[str, Any] = {"received_at": at(0), "state": "open", **changes}
    case = ev.Received(**{"stream": "city", **data.pop("case", {})})
    return make_event(ev.CaseObserved, minute=minute, data=ev.Observed(case, **data))


def test_a_case_stands_in_a_step_from_the_moment_at_which_a_snapshot_saw_it_there() -> None:
    """How long it stood there before, nobody knows."""
    seen = observed(60)

    case = make_case(seen, make_event(ev.CaseDispatched, minute=90))

    assert make_case(seen).entered_at == instant(60)
    assert dict(case.stays) == {"report": 30 * MINUTE}


def test_a_snapshot_shows_the_case_as_it_is() -> None:
    case = make_case(observed(0), observed(60, state="closed", closed_at=at(45), in_time=True))

    assert (case.state, case.received_at, case.closed_at) == ("closed", instant(0), instant(45))
    assert case.closed_in_time


def test_a_snapshot_that_says_less_takes_back_what_earlier_ones_said() -> None:
    """The row as it is now is the whole truth: no deadline, place or class may linger."""
    place = ev.Place(street="s", lon=123.2, lat=41.3, position="exact")
    full = {"class_": "E01", "place": place, "due": at(100), "urgent": True, "title": "t"}

    case = make_case(observed(0, case=full), observed(60))

    assert case == make_case(observed(60))


def test_an_older_snapshot_that_comes_late_changes_nothing() -> None:
    new, old = observed(60, state="closed", closed_at=at(45)), observed(0)

    assert make_case(new, old) == make_case(new)


def test_events_before_the_receipt_wait_as_an_orphan() -> None:
    orphan = make_case(*life()[1:])

    assert not orphan.exists
    assert not orphan.is_open
    assert make_case(*life()[1:], life()[0]) == make_case(*life())


def test_a_tally_adds_up_whatever_it_holds() -> None:
    tally = Tally(1, 2, 3, 4, 5, 6)
    tally.add(tally)

    assert tally.in_progress == 2 * (3 + 4 + 5 + 6)
    assert tally.received == tally.closed + tally.in_progress
    assert tally.reported == tally.received + tally.void


def test_what_was_verified_before_filing_came_from_the_public() -> None:
    verified = make_case(make_received(), make_event(ev.CaseVerified, minute=5))
    alarm = make_case(
        make_received("video:1"), make_event(ev.CaseVerified, case="video:1", minute=5)
    )

    assert "y" in verified.marks
    assert "y" not in alarm.marks  # a person confirms what a machine saw: nobody told it
