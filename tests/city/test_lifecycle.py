"""Life cycles as tables: nothing may fall between them, and feeds are believed."""

import pytest

from city import events as ev
from city.cycles import ENDED, VOID, LifeCycle
from city.lifecycle import allowed_events, life_cycle, step_of, steps_of, turn
from city.lifecycles import BACKWARD, LIFE_CYCLES, ONWARD, REOPENING

CYCLES = list(LIFE_CYCLES.values())


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.key)
def test_every_state_that_an_event_leads_to_is_in_the_table_or_void(cycle: LifeCycle) -> None:
    led_to = {*cycle.after.values(), *cycle.turns.values(), *map(cycle.observed, ["open", "void"])}

    assert led_to <= cycle.states.keys() | VOID


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.key)
def test_every_state_says_which_events_are_in_order(cycle: LifeCycle) -> None:
    assert cycle.allowed.keys() == cycle.states.keys() | VOID | {""}


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.key)
def test_steps_come_in_the_order_of_the_states(cycle: LifeCycle) -> None:
    assert tuple(dict.fromkeys(cycle.states.values())) == cycle.steps


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.key)
def test_clocks_run_in_states_that_exist(cycle: LifeCycle) -> None:
    for rule in cycle.clocks:
        assert rule.states <= cycle.states.keys()
    assert cycle.is_disposed("closed")
    assert not any(cycle.is_disposed(state) for state in cycle.main.states)


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.key)
def test_every_case_can_come_to_its_end(cycle: LifeCycle) -> None:
    """From each state some row of allowed events leads to closed."""
    reached, seen = {cycle.first}, set()
    while reached - seen:
        state = (reached - seen).pop()
        seen.add(state)
        for kind in allowed_events(cycle.key, state):
            for target in ("", "pending_close", "street", "coordinating"):
                if target and target not in cycle.states:
                    continue
                special = kind in (ev.CaseChecked, ev.CaseEscalated)
                reached.add(turn(cycle.key, state, kind, target=target if special else "").after)

    assert "closed" in reached
    assert cycle.states.keys() <= reached


def test_what_reopens_a_case_leads_to_a_state_that_is_open() -> None:
    for cycle in CYCLES:
        for kind in REOPENING:
            assert cycle.after[kind] not in ENDED


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.key)
@pytest.mark.parametrize("kind", sorted(BACKWARD, key=lambda kind: kind.__name__))
def test_a_return_or_a_rework_leads_no_case_forward(
    cycle: LifeCycle, kind: type[ev.Envelope]
) -> None:
    """Told of a case that has not come so far, it would file what nobody filed."""
    for state in ("", *cycle.states, *VOID):
        turned = turn(cycle.key, state, kind)

        stays = turned.after == state
        assert stays or cycle.rank(turned.after) < cycle.rank(state)
        assert stays or kind in allowed_events(cycle.key, state) or turned.contradiction
        assert not (turned.filed and cycle.rank(state) < cycle.rank(cycle.filed))


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.key)
@pytest.mark.parametrize("kind", sorted(ONWARD, key=lambda kind: kind.__name__))
def test_a_step_told_late_leads_no_case_back(cycle: LifeCycle, kind: type[ev.Envelope]) -> None:
    """A dispatched case that waits for its dispatch again would have no deadline meanwhile."""
    for state in cycle.states:
        turned = turn(cycle.key, state, kind)

        back = cycle.rank(turned.after) < cycle.rank(state)
        assert not back or kind in allowed_events(cycle.key, state)
        assert turned.after == state or not turned.contradiction


def test_one_state_is_shown_in_one_step_whatever_the_stream() -> None:
    """Lists hold cases of all streams, and the step of a row is looked up by its state."""
    for cycle in CYCLES:
        assert all(step_of(state) == step for state, step in cycle.states.items())


def test_a_stream_without_a_table_of_its_own_has_that_of_the_city() -> None:
    assert life_cycle("appeals").key == "city"
    assert steps_of("appeals") == steps_of("city")


@pytest.mark.parametrize(
    ("stream", "state", "kind", "after", "skipped", "contradiction"),
    [
        ("city", "reported", ev.CaseFiled, "pending_dispatch", False, False),  # in order
        ("city", "reported", ev.CaseDispatched, "pending_handle", True, False),  # filing untold
        ("city", "reported", ev.CaseClosed, "closed", True, False),  # nothing told in between
        ("city", "handling", ev.CaseFiled, "handling", False, True),  # told late
        ("city", "handle_finish", ev.CaseDispatched, "pending_handle", False, True),  # sent again
        ("city", "pending_dispatch", ev.CaseReturned, "pending_register", False, False),
        ("city", "handling", ev.CaseReturned, "pending_dispatch", False, False),
        ("city", "pending_register", ev.CaseReturned, "reported", False, False),
        ("city", "reported", ev.CaseReturned, "reported", False, True),  # never sent to anybody
        ("city", "reported", ev.CaseReworked, "reported", False, True),  # never handled
        ("city", "closed", ev.CaseSigned, "closed", False, True),  # a straggler
        ("city", "closed", ev.CaseReworked, "pending_handle", False, False),
        ("city", "closed", ev.CaseCancelled, "cancelled", False, False),  # void after all
        ("city", "cancelled", ev.CaseClosed, "cancelled", False, True),
        ("city", "not_accepted", ev.CaseReworked, "not_accepted", False, True),
        ("city", "handling", ev.CaseRated, "handling", False, True),  # nothing to rate yet
        ("city", "", ev.CaseDispatched, "pending_handle", False, False),  # an orphan waits
        ("hotline", "signed", ev.HandlingStarted, "handling", False, False),
        ("hotline", "accepted", ev.CaseSigned, "signed", True, False),
        ("hotline", "handling", ev.CaseSigned, "handling", False, True),  # at work already
        ("citizen", "reported", ev.CaseSigned, "community", False, False),
        ("citizen", "pending_handle", ev.CaseSigned, "handling", False, False),
        ("hotline", "accepted", ev.CaseReturned, "accepted", False, True),
        ("hotline", "signed", ev.CaseReworked, "signed", False, True),  # not answered yet
        ("citizen", "coordinating", ev.CaseReturned, "street", False, False),
        ("citizen", "community", ev.CaseReturned, "reported", False, False),  # one level down
        ("grid", "reported", ev.CaseReturned, "reported", False, True),
        ("video", "alarmed", ev.CaseVerified, "pending_dispatch", False, False),
        ("video", "alarmed", ev.CaseNotAccepted, "not_accepted", False, False),  # false alarm
    ],
)
def test_what_an_event_does_to_a_state(
    stream: str, state: str, kind: type[ev.Envelope], after: str, skipped: bool, contradiction: bool
) -> None:
    turned = turn(stream, state, kind)

    assert (turned.after, turned.skipped, turned.contradiction) == (after, skipped, contradiction)
