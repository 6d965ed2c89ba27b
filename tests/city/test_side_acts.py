"""Acts beside the way forward: each with its own effect on state, clock, deadline and marks."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given

from city import events as ev
from city.acts import refusal
from city.case import Case
from city.clocks import Terms
from city.cycles import VOID, LifeCycle
from city.flags import pattern_of
from city.lifecycles import LIFE_CYCLES
from city.timeline import Timeline, absorb
from tests.factories import (
    RULES,
    SimpleRules,
    arrivals,
    at,
    instant,
    life,
    make_case,
    make_event,
    make_received,
)
from tests.strategies import events_of_case

DUE = 20 + 600
"""The minute at which the plain city case is due: dispatched at 20, ten hours."""
DAY = 24 * 60


def case_after(*later: Any, until: int = 5) -> Case:
    """Return the plain case, in handling since the 40th minute, after some more events."""
    return make_case(*life(until=until), *later)


def act(kind: type[Any], minute: float = 100, **data: Any) -> Any:
    changes = {"data": ev.EVENT_TYPES[kind.__name__].__annotations__["data"](**data)}
    return make_event(kind, minute=minute, **(changes if data else {}))


def rest(minute: float, until: float | None = None) -> Any:
    moment = at(until) if until is not None else None
    return act(ev.CaseSuspended, minute, note="winter", until=moment)


@given(events_of_case())
def test_a_case_is_always_in_a_state_of_its_own_stream(events: list[Any]) -> None:
    """A level or a verdict that only another stream knows must not lead into that one's states."""
    case = absorb(Timeline(Case("city:1")), arrivals(events), RULES).case

    if case.exists:
        assert case.state in LIFE_CYCLES[case.stream].states.keys() | VOID


def test_acts_told_before_the_report_that_names_the_stream_are_read_by_its_table() -> None:
    """Until then the table of city cases is assumed; the hotline has no such states or filing."""
    sent = make_event(ev.CaseDispatched, minute=1, data=ev.Sent(department="parks"))
    told = make_received(minute=2, stream="hotline")

    case = make_case(sent, told)

    assert (case.stream, case.state, case.department) == ("hotline", "dispatched", "parks")
    assert (case.anomalies, "f" in case.marks) == (("BeforeReceipt",), False)
    assert case.clock is not None and case.clock.started_at == instant(2)


# 不予受理 and 作废: out of the denominators


def test_not_accepted_ends_a_case_that_was_never_filed() -> None:
    case = case_after(act(ev.CaseNotAccepted, 5), until=1)

    assert (case.is_void, case.is_open, pattern_of(case)) == (True, False, "vA")


def test_cancelled_ends_a_case_and_says_that_it_was_filed() -> None:
    """准确立案率 needs to know: filed, and found wrong afterwards."""
    assert pattern_of(case_after(act(ev.CaseCancelled))) == "vfkTAE"
    assert "k" not in pattern_of(case_after(act(ev.CaseCancelled, 5), until=1))


# 退回: nobody's, the department's clock is void


def test_returned_takes_the_department_and_its_clock_away_and_counts() -> None:
    case = case_after(act(ev.CaseReturned, note="not ours"))

    assert (case.state, case.department, case.due_at) == ("pending_dispatch", "", None)
    assert "b" in pattern_of(case)
    again = [clock for clock in case.clocks if clock.key == "dispatch"]
    assert [clock.stopped_at for clock in again] == [instant(20), None]


def test_returned_by_the_dispatcher_too_the_case_is_to_be_filed_again() -> None:
    case = case_after(act(ev.CaseReturned), act(ev.CaseReturned, 110))

    assert (case.state, case.anomalies) == ("pending_register", ())


@pytest.mark.parametrize(
    ("told", "anomalies"),
    [
        ([act(ev.CaseReturned, 10)], ("CaseReturned@reported",)),
        ([act(ev.CaseVerified, 5), act(ev.CaseReturned, 10)], ()),  # one step back
    ],
)
def test_returned_before_anybody_filed_it_a_case_is_not_filed(
    told: list[Any], anomalies: tuple[str, ...]
) -> None:
    """Else a report that is rejected afterwards would count as filed, and wrongly."""
    case = make_case(make_received(), *told)

    assert (case.state, case.anomalies) == ("reported", anomalies)
    assert "b" in case.marks and not set("fz") & set(case.marks)
    rejected = make_case(make_received(), *told, act(ev.CaseNotAccepted, 20))
    assert rejected.is_void and "f" not in pattern_of(rejected)


def test_a_return_told_before_the_report_files_nothing() -> None:
    case = make_case(act(ev.CaseReturned, 0), make_received(minute=1))

    assert (case.state, case.marks) == ("reported", "b")


# 延期: the deadline moves by one more original limit, twice at most


def test_more_time_moves_the_deadline_by_the_original_limit_and_only_that() -> None:
    case = case_after(act(ev.ExtensionRequested, 90), act(ev.CaseExtended))

    assert (case.due_at, case.started_at, case.state) == (
        instant(20 + 1200),
        instant(20),
        "handling",
    )
    assert case.near_at == instant(20 + 0.8 * 1200)
    assert (case.extensions, "e" in case.marks, case.anomalies) == (1, True, ())


def test_the_second_time_it_is_again_the_original_limit() -> None:
    case = case_after(act(ev.CaseExtended), act(ev.CaseExtended, 200))

    assert case.due_at == instant(20 + 1800)


def test_a_request_alone_or_a_refusal_moves_nothing_and_does_not_count() -> None:
    asked = case_after(act(ev.ExtensionRequested))
    refused = case_after(act(ev.ExtensionRequested), act(ev.CaseExtended, granted=False))

    for case in (asked, refused):
        assert (case.due_at, case.extensions, "e" in case.marks) == (instant(DUE), 0, False)


def test_the_deadline_that_the_source_grants_is_taken() -> None:
    assert case_after(act(ev.CaseExtended, due=at(5000))).due_at == instant(5000)


def test_more_of_the_sources_own_deadline_is_as_long_as_that_was_at_first() -> None:
    given = [*life(due=at(100), until=1), act(ev.CaseExtended, 10), act(ev.CaseExtended, 20)]

    assert make_case(*given).due_at == instant(300)


@pytest.mark.parametrize(
    ("events", "fault", "due"),
    [
        ([act(ev.CaseExtended, n) for n in (100, 200, 300)], "ExtendedTooOften", 20 + 1800),
        ([act(ev.CaseExtended, DUE + 1)], "ExtendedOverdue", DUE),
        ([act(ev.CaseHandled, 60), act(ev.CaseExtended)], "ExtendedWithoutClock", DUE),
    ],
)
def test_more_time_against_the_rules_is_noted_and_moves_nothing(
    events: list[Any], fault: str, due: float
) -> None:
    case = case_after(*events)

    assert fault in case.anomalies
    assert case.due_at == instant(due)
    assert "a" in pattern_of(case)


def test_more_time_before_any_clock_is_noted() -> None:
    assert "ExtendedWithoutClock" in case_after(act(ev.CaseExtended), until=1).anomalies


# 挂账: the clock stops, and runs on by itself


def test_a_suspended_clock_rests_and_runs_on_by_itself_at_the_chosen_moment() -> None:
    case = case_after(rest(120, 1000))

    assert case.clock is not None
    assert (case.state, case.due_at) == ("handling", instant(DUE + 880))
    assert [case.clock.rests(instant(m)) for m in (119, 120, 999, 1000)] == [
        False,
        True,
        True,
        False,
    ]
    assert "p" in pattern_of(case)


def test_resumed_early_only_the_time_that_it_rested_is_added() -> None:
    case = case_after(rest(120, 1000), act(ev.CaseResumed, 220))

    assert (case.due_at, case.anomalies) == (instant(DUE + 100), ())


def test_resumed_after_it_woke_by_itself_changes_nothing() -> None:
    case = case_after(rest(120, 220), act(ev.CaseResumed, 300))

    assert (case.due_at, case.anomalies) == (instant(DUE + 100), ())


def test_what_an_overdue_case_rests_does_not_make_it_in_time() -> None:
    case = case_after(rest(DUE + 10, DUE + 500), act(ev.CaseHandled, DUE + 600))

    assert (case.due_at, case.kept_limit) == (instant(DUE), False)


def test_without_a_date_it_rests_as_long_as_the_policy_allows_and_no_longer() -> None:
    open_ended, too_long = case_after(rest(120)), case_after(rest(120, 500 * DAY))

    for case in (open_ended, too_long):
        assert case.clock is not None
        assert case.clock.rest_until == instant(120 + 365 * DAY)
    assert (open_ended.anomalies, too_long.anomalies) == ((), ("SuspendedTooLong",))


def test_a_second_rest_and_one_without_a_clock_are_noted_and_do_nothing() -> None:
    twice = case_after(rest(120, 220), rest(300, 400))
    early = case_after(rest(5, 100), until=1)

    assert (twice.due_at, twice.anomalies) == (instant(DUE + 100), ("SuspendedAgain",))
    assert "SuspendedWithoutClock" in early.anomalies
    assert "ResumedWithoutRest" in case_after(act(ev.CaseResumed)).anomalies


class TwoRests(SimpleRules):
    """A district whose clocks may rest twice."""

    def terms(self, at: int) -> Terms:
        return Terms(suspensions=2)


def test_a_case_rests_as_often_as_the_policy_says() -> None:
    events = [*life(until=5), rest(120, 220), rest(300, 400), rest(500, 600)]

    case = absorb(Timeline(Case("city:1")), arrivals(events), TwoRests()).case

    assert (case.due_at, case.anomalies) == (instant(DUE + 200), ("SuspendedAgain",))
    assert case.clock is not None
    assert case.clock.rests_taken == ((instant(120), instant(220)), (instant(300), instant(400)))
    assert refusal(case, act(ev.CaseSuspended, 700, note="money"), TwoRests()) == "SuspendedAgain"


def test_a_rest_that_is_chosen_anew_is_the_same_rest() -> None:
    events = [*life(until=5), rest(120, 1000), rest(200, 300)]

    case = absorb(Timeline(Case("city:1")), arrivals(events), TwoRests()).case

    assert (case.due_at, case.anomalies) == (instant(DUE + 180), ())
    assert case.clock is not None and case.clock.rests_taken == ((instant(120), instant(300)),)


def test_a_rest_is_over_when_the_work_is_done_before() -> None:
    done = [rest(120, 5000), act(ev.CaseHandled, 220)]

    case = case_after(*done)
    again = case_after(*done, act(ev.CaseReworked, 300))

    assert (case.due_at, case.disposed_at) == (instant(DUE + 100), instant(220))
    assert again.clock is not None
    assert (again.due_at, again.clock.rests(instant(400))) == (instant(DUE + 100), False)


@pytest.mark.parametrize(
    "given_anew",
    [
        act(ev.CaseExtended, 200, due=at(6000)),
        make_received("hotline:1", minute=200, due=at(6000)),
    ],
)
def test_a_deadline_that_the_source_sets_during_a_rest_stands_and_so_does_the_rest(
    given_anew: Any,
) -> None:
    case = given_anew.case
    resting = make_event(
        ev.CaseSuspended, case=case, minute=120, data=ev.Suspension(note="rain", until=at(5000))
    )
    way = [*life(case, until=3), resting, given_anew]
    asleep = make_case(*way)
    woken = make_case(*way, make_event(ev.CaseResumed, case=case, minute=300))

    for told in (asleep, woken):
        assert (told.due_at, "ResumedWithoutRest" in told.anomalies) == (instant(6000), False)
        assert told.clock is not None and told.clock.rests(instant(250))
    assert asleep.clock is not None and asleep.clock.rests(instant(400))
    assert woken.clock is not None and not woken.clock.rests(instant(400))


# 返工 and 重办: back to the same department, the same deadline


def test_rework_after_a_failed_check_goes_on_against_the_same_deadline_and_counts() -> None:
    case = make_case(
        *life(until=7), act(ev.CaseChecked, 70, passed=False), act(ev.CaseReworked, 80)
    )

    assert (case.state, case.department, case.due_at) == ("pending_handle", "parks", instant(DUE))
    assert (case.stopped_at, case.disposed_at) == (None, None)
    assert "r" in pattern_of(case)


def order(until: int, *later: Any) -> Case:
    kinds = (ev.CaseDispatched, ev.CaseSigned, ev.HandlingStarted, ev.CaseHandled, ev.CaseClosed)
    events = [make_event(k, case="hotline:1", minute=10 * n) for n, k in enumerate(kinds, 1)]
    return make_case(make_received("hotline:1"), *events[: until - 1], *later)


def of_order(kind: type[Any], minute: float, **data: Any) -> Any:
    told = act(kind, minute, **data)
    return make_event(kind, case="hotline:1", minute=minute, data=told.data)


def test_rework_of_what_nobody_has_handled_moves_and_files_nothing() -> None:
    case = make_case(make_received(), act(ev.CaseReworked, 10))

    assert (case.state, case.clock) == ("reported", None)
    assert case.anomalies == ("CaseReworked@reported",)
    assert "r" in case.marks and not set("fz") & set(case.marks)


def test_rework_does_not_bring_a_void_case_back() -> None:
    void = act(ev.CaseNotAccepted, 10)
    before, after = (
        make_case(make_received(), void, *more) for more in ([], [act(ev.CaseReworked, 20)])
    )

    assert after.anomalies == ("CaseReworked@not_accepted",)
    after.anomalies = ()
    assert after == before


def test_an_order_done_again_loses_its_rating_and_is_counted_as_done_again() -> None:
    rated = of_order(ev.CaseRated, 60, stars=2, satisfied=False, solved=False)
    case = order(6, rated, of_order(ev.CaseReworked, 70))

    assert (case.state, case.stars, case.closed_at) == ("handling", None, None)
    assert {"q"} <= set(pattern_of(case)) and not set("VSURN2") & set(pattern_of(case))


# 督办, 批示, 催办: pressure, no clock of the case is touched


@pytest.mark.parametrize(("kind", "flag"), [(ev.CaseSupervised, "s"), (ev.CaseInstructed, "i")])
def test_an_order_stands_until_it_is_answered_and_stays_in_the_figures(
    kind: type[Any], flag: str
) -> None:
    told = act(kind, 100, note="soon", level="2", department="parks", due=at(900))
    standing, answered = case_after(told), case_after(told, act(ev.SupervisionAnswered, 200))

    assert [(o.kind, o.level, o.due_at) for o in standing.orders] == [(flag, "2", instant(900))]
    assert answered.orders == ()
    for case in (standing, answered):
        assert (case.due_at, case.state, flag in pattern_of(case)) == (
            instant(DUE),
            "handling",
            True,
        )


@pytest.mark.parametrize(
    ("by", "waiting"),
    [
        ("parks", ["roads"]),  # its own, and the one that names nobody
        ("roads", ["parks"]),
        ("heating", ["parks", "roads"]),
        ("", []),  # by whom is not told: all that were asked
    ],
)
def test_a_department_answers_its_own_orders_and_those_that_name_none(
    by: str, waiting: list[str]
) -> None:
    """Else a leader's 批示 to another department would no longer wait for its answer."""
    asked = [
        act(ev.CaseSupervised, 100, department="parks"),
        act(ev.CaseInstructed, 110, department="roads"),
        act(ev.CaseInstructed, 120, note="whoever it is"),
    ]
    case = case_after(*asked, act(ev.SupervisionAnswered, 200, note="done", department=by))

    assert [order.department for order in case.orders] == waiting
    assert ("Q" in pattern_of(case)) == bool(waiting)
    assert case.anomalies == ()


def test_an_answer_of_a_department_that_nobody_asked_is_noted() -> None:
    asked = act(ev.CaseInstructed, 100, department="roads")
    case = case_after(asked, act(ev.SupervisionAnswered, 200, department="parks"))

    assert [order.department for order in case.orders] == ["roads"]
    assert case.anomalies == ("AnsweredWithoutOrder",)


def test_an_answer_to_nothing_is_noted() -> None:
    assert case_after(act(ev.SupervisionAnswered)).anomalies == ("AnsweredWithoutOrder",)


def test_urging_leaves_a_mark_and_nothing_else() -> None:
    plain, urged = case_after(), case_after(act(ev.CaseUrged))

    assert urged.marks.replace("u", "") == plain.marks
    assert (urged.state, urged.clock) == (plain.state, plain.clock)


# 强制结案, 自处理, 协同


def test_closing_by_authority_closes_from_any_state_and_stops_the_clock() -> None:
    case = case_after(act(ev.CaseClosed, forced=True))

    assert (case.state, case.stopped_at, case.kept_limit) == ("closed", instant(100), True)
    assert {"g", "d", "t"} <= set(pattern_of(case))


def test_put_right_on_the_spot_waits_for_its_review_without_a_departments_clock() -> None:
    case = case_after(act(ev.CaseSelfHandled, 5), until=1)

    assert (case.state, case.due_at, case.anomalies) == ("handle_finish", None, ())
    assert {"h", "f", "T"} <= set(pattern_of(case)) and "z" not in pattern_of(case)


def test_a_second_department_joins_and_the_first_keeps_the_case() -> None:
    case = case_after(act(ev.DepartmentJoined, department="roads"))

    assert (case.department, case.due_at, "m" in case.marks) == ("parks", instant(DUE), True)


# 申诉 and 豁免: exempt in figures, the fact of overdue stays


def late(*later: Any) -> Case:
    return case_after(act(ev.CaseHandled, DUE + 60), act(ev.CaseClosed, DUE + 90), *later)


@pytest.mark.parametrize(("granted", "exempt"), [(True, True), (False, False)])
def test_an_appeal_granted_exempts_the_case_and_keeps_that_it_was_late(
    granted: bool, exempt: bool
) -> None:
    appeal = act(ev.CaseAppealed, DUE + 200, note="no way in")
    case = late(appeal, act(ev.AppealDecided, DUE + 300, passed=granted))

    assert {"j", "l"} <= set(pattern_of(case))
    assert ("x" in pattern_of(case)) == exempt
    assert (case.state, case.kept_limit, case.anomalies) == ("closed", False, ())


@pytest.mark.parametrize(
    ("conditions", "exempt"),
    [
        ([""], False),
        (["thanks"], True),
        (["thanks", "fast"], False),  # told again: it was no thanks
        (["fast", "thanks"], True),
    ],
)
def test_an_order_of_a_kind_that_is_not_assessed_is_exempt(
    conditions: list[str], exempt: bool
) -> None:
    case = make_case(
        *(
            make_received("hotline:1", minute=minute, condition=condition)
            for minute, condition in enumerate(conditions)
        )
    )

    assert ("x" in pattern_of(case)) == exempt


def test_an_order_told_to_be_of_another_kind_stays_exempt_if_somebody_exempted_it() -> None:
    """Two reasons, of which one is gone."""
    thanks = make_received("hotline:1", condition="thanks")
    other = make_received("hotline:1", minute=5, condition="fast")

    assert "x" in pattern_of(make_case(thanks, of_order(ev.CaseExempted, 3), other))


def test_a_case_can_be_exempted_without_an_appeal() -> None:
    assert "x" in pattern_of(case_after(act(ev.CaseExempted)))


# 升级, 归档, 专项


def test_a_matter_passed_up_has_the_level_that_took_it() -> None:
    def passed(level: str, minute: float) -> Any:
        return make_event(ev.CaseEscalated, case="grid:1", minute=minute, data=ev.Escalation(level))

    received = make_received("grid:1")
    levels = ("community", "street", "district")
    up = [passed(level, 10 * n) for n, level in enumerate(levels, 1)]
    found = [make_case(received, *up[:n]) for n in range(4)]

    assert [case.level for case in found] == ["grid", *levels]
    assert [case.state for case in found] == ["reported", "community", "street", "coordinating"]
    nowhere = make_case(received, passed("moon", 5))
    assert (nowhere.level, nowhere.anomalies) == ("grid", ("EscalatedNowhere",))


@pytest.mark.parametrize(
    ("stream", "returns", "state", "level"),
    [
        ("grid", 1, "street", "street"),
        ("grid", 2, "community", "community"),
        ("grid", 3, "reported", "grid"),
        ("grid", 4, "reported", "grid"),  # nowhere further down: only noted
        ("citizen", 3, "reported", "community"),
    ],
)
def test_a_matter_handed_back_has_the_level_that_has_it_now(
    stream: str, returns: int, state: str, level: str
) -> None:
    """Settled there, it counts as settled there."""

    def told(kind: type[Any], minute: float, data: Any) -> Any:
        return make_event(kind, case=f"{stream}:1", minute=minute, data=data)

    levels = ("community", "street", "district")
    up = [told(ev.CaseEscalated, 10 * n, ev.Escalation(to)) for n, to in enumerate(levels, 1)]
    down = [told(ev.CaseReturned, 100 + n, ev.Note("no")) for n in range(returns)]
    case = make_case(make_received(f"{stream}:1"), *up, *down)

    assert (case.state, case.level) == (state, level)
    settled = [told(ev.CaseHandled, 200, ev.Note()), told(ev.CaseClosed, 210, ev.Closing())]
    assert make_case(make_received(f"{stream}:1"), *up, *down, *settled).level == level


def test_a_matter_that_its_department_returns_is_the_districts() -> None:
    """The district coordinates it now, whoever had sent it."""
    sent = make_event(ev.CaseDispatched, case="grid:1", minute=5)
    back = make_event(ev.CaseReturned, case="grid:1", minute=10)
    case = make_case(make_received("grid:1"), sent, back)

    assert (case.state, case.level) == ("coordinating", "district")


def test_a_tag_puts_a_case_into_a_campaign_and_an_empty_one_takes_it_out() -> None:
    into = act(ev.CaseTagged, campaign="parking")

    assert case_after(into).campaign == "parking"
    out = make_event(ev.CaseTagged, minute=200, data=ev.Tag(""))
    assert case_after(into, out).campaign == ""


def test_archiving_changes_nothing_and_is_in_order_only_at_an_end() -> None:
    closed = make_case(*life())

    assert make_case(*life(), act(ev.CaseArchived, 500)) == closed
    assert case_after(act(ev.CaseArchived)).anomalies == ("CaseArchived@handling",)


# The nest of bugs: pause x policy change x reopening, creation in every state


@pytest.mark.parametrize("order_of", list(permutations(["rest", "extend", "redo"])))
def test_a_rest_more_time_and_doing_again_add_up_in_any_order(order_of: tuple[str, ...]) -> None:
    """None of the three may be lost because of another."""
    events: list[Any] = []
    for number, what in enumerate(order_of):
        minute = 100 + 100 * number
        if what == "rest":
            events.append(rest(minute, minute + 50))
        elif what == "extend":
            events.append(act(ev.CaseExtended, minute + 10))
        else:
            events += [act(ev.CaseHandled, minute), act(ev.CaseReworked, minute + 30)]

    case = case_after(*events)

    assert case.anomalies == ()
    assert (case.due_at, case.is_open) == (instant(DUE + 600 + 50), True)


@pytest.mark.parametrize("cycle", list(LIFE_CYCLES.values()), ids=lambda cycle: cycle.key)
@pytest.mark.parametrize(
    "kind", [kind for kind in ev.EVENT_TYPES.values() if kind is not ev.CaseReceived]
)
def test_a_case_first_told_in_any_state_has_no_clock_that_runs_after_its_end(
    cycle: LifeCycle, kind: type[Any]
) -> None:
    """A platform that docks sends cases that are closed or parked already."""
    case = f"{cycle.key}:1"
    received = make_received(case, minute=10)
    case_now = make_case(make_event(kind, case=case, minute=10), received)

    running = [clock for clock in (case_now.clock, *case_now.clocks) if clock is not None]
    running = [clock for clock in running if clock.stopped_at is None and clock.due_at]
    if not case_now.is_open:
        assert [clock for clock in running if clock.key != "callback"] == []
    assert case_now.exists


# Acts of our own users are checked


@pytest.mark.parametrize(
    ("event", "answer"),
    [
        (act(ev.CaseExtended, DUE + 1), "ExtendedOverdue"),
        (act(ev.CaseSuspended, note=" "), "no_reason"),
        (act(ev.CaseReturned), "no_reason"),
        (act(ev.CaseAppealed, note="late by rain"), "not_allowed"),
        (act(ev.CaseClosed, forced=True), ""),
        (act(ev.CaseClosed, forced=False), "not_allowed"),
        (act(ev.CaseExtended), ""),
        (make_event(ev.CaseReturned, minute=100, expects="pending_handle"), "moved_on"),
        (make_event(ev.CaseExtended, minute=100, expects="handling"), ""),
        (act(ev.CaseDispatched, department=""), "no_department"),
        (act(ev.CaseDispatched, department="roads"), ""),
    ],
)
def test_an_act_of_our_own_that_is_out_of_order_is_refused(event: Any, answer: str) -> None:
    assert refusal(case_after(), event, RULES) == answer


def test_an_act_on_a_case_that_nobody_reported_is_refused() -> None:
    """Only an address that was typed in, or a case whose report is still on its way, has none."""
    assert refusal(Case("city:1"), act(ev.CaseUrged), RULES) == "unknown_case"
    only_told_of = make_case(act(ev.CaseUrged))
    assert refusal(only_told_of, act(ev.CaseUrged), RULES) == "unknown_case"
