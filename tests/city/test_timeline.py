"""A case is a fold of its events: their order, batches and repeats must leave no trace."""

from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from city import events as ev
from city.cases import Case
from city.store.records import pack
from city.timeline import DIGEST_BYTES, Timeline, absorb, refold
from tests.factories import RULES, arrivals, life, make_event, make_received, make_timeline
from tests.strategies import events_of_case, partitions_of


def told(batches: list[list[Any]]) -> Timeline:
    """Return the timeline of a case told in batches."""
    timeline = Timeline(Case(batches[0][0].case))
    for batch in batches:
        timeline = absorb(timeline, arrivals(batch), RULES)
    return timeline


@given(st.data())
def test_any_order_any_batches_and_any_repeats_give_the_same_bytes(data: st.DataObject) -> None:
    """The log delivers at least once and in the order of arrival; the case must not care."""
    events = data.draw(events_of_case())
    other = data.draw(st.permutations([*events, *data.draw(st.lists(st.sampled_from(events)))]))

    one = told(data.draw(partitions_of(events)))
    two = told(data.draw(partitions_of(other)))

    assert pack(one) == pack(two)


@given(events_of_case(least=3))
def test_a_timeline_equals_its_own_refold(events: list[Any]) -> None:
    """An audit refolds from the stored events; it must find what the fast path left."""
    timeline = told([[event] for event in events])

    assert pack(refold(timeline, RULES)) == pack(timeline)


def test_events_in_order_and_one_by_one_equal_one_sorted_batch() -> None:
    events = life()

    assert pack(told([[event] for event in events])) == pack(told([events[::-1]]))


def test_what_is_known_already_returns_the_very_same_object() -> None:
    """Identity is what lets the writer skip a case that a repeat did not change."""
    timeline = make_timeline(*life())

    assert absorb(timeline, arrivals(life()[2:5]), RULES) is timeline


def test_a_higher_revision_replaces_and_a_lower_one_does_not() -> None:
    first = make_received(class_="E01")
    second = make_event(id=first.id, revision=1, data=ev.Received(stream="city", class_="E02"))

    assert make_timeline(first, second).case.class_ == "E02"
    assert make_timeline(second, first).case.class_ == "E02"
    assert len(make_timeline(second, first).events) == 1


def test_a_correction_may_move_an_event_in_time() -> None:
    """Its place in the order is that of the new time, also when it was the last event known."""
    closing = make_event(ev.CaseClosed, minute=90)
    corrected = make_event(ev.CaseClosed, minute=30, id=closing.id, revision=1)
    timeline = make_timeline(*life(until=3), closing)

    moved = absorb(timeline, arrivals([corrected]), RULES)

    assert [type(event) for event in moved.decoded()][-1] is ev.CaseClosed
    assert moved.case.closed_at == make_timeline(*life(until=3), corrected).case.closed_at


def test_a_digest_found_across_two_others_is_no_repeat() -> None:
    """A match that does not begin where a digest begins is a coincidence of bytes."""
    event = make_received()
    digest = make_timeline(event).digests
    half = DIGEST_BYTES // 2
    straddling = b"\x00" * half + digest + b"\x00" * half
    timeline = Timeline(Case(event.case), straddling, [])

    assert absorb(timeline, arrivals([event]), RULES).case.exists
