"""Records: a case's bytes, plain while it goes on and sealed once it has ended."""

from typing import Any

import pytest
from hypothesis import given

from city.store.records import PLAIN, SEALED, pack, unpack
from tests.factories import life, make_timeline
from tests.strategies import events_of_case


@given(events_of_case())
def test_a_record_is_read_back(events: list[Any]) -> None:
    timeline = make_timeline(*events)

    assert unpack(pack(timeline)) == timeline


def test_equal_timelines_give_equal_bytes() -> None:
    assert pack(make_timeline(*life())) == pack(make_timeline(*reversed(life())))


def test_an_ended_case_is_sealed_and_much_smaller() -> None:
    closed, going_on = pack(make_timeline(*life())), pack(make_timeline(*life(until=8)))

    assert (closed[:1], going_on[:1]) == (SEALED, PLAIN)
    assert len(closed) < len(going_on) / 2


def test_a_kind_of_record_we_do_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        unpack(b"\x07what is this")
