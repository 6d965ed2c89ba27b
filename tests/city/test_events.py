"""The vocabulary: what is read back, what is refused, and that the field at fault is named."""

from datetime import UTC, datetime

import msgspec
import pytest

from city import events as ev
from tests.factories import EMPTY_DATA, make_event, make_received


@pytest.mark.parametrize("kind", list(ev.EVENT_TYPES.values()), ids=list(ev.EVENT_TYPES))
def test_every_event_survives_its_bytes(kind: type[ev.Envelope]) -> None:
    event = make_event(kind, data=EMPTY_DATA.get(kind, ev.Note(note="一句话", department="d")))

    assert ev.decode_event(ev.encode_event(event)) == event


def test_an_event_has_the_shape_of_a_cloud_event() -> None:
    told = msgspec.json.decode(ev.encode_event(make_received(class_="E01")))

    assert told["type"] == "CaseReceived"
    assert {"id", "source", "time", "data"} <= set(told)
    assert told["data"]["class"] == "E01"


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    raw = ev.encode_event(make_received()).replace(b"01:00:00Z", b"09:00:00+08:00")

    assert ev.decode_event(raw).time == datetime(2026, 9, 21, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (b'"time":"2026-09-21T01:00:00Z"', b'"time":"2026-09-21T01:00:00"', "time"),  # naive
        (b'"case":"city:1"', b'"case":""', "case"),
        (b'"data":{"stream":"city"}', b'"data":{}', "stream"),
        (b'"type":"CaseReceived"', b'"type":"CaseForgotten"', "type"),
    ],
)
def test_what_is_wrong_is_named(old: bytes, new: bytes, field: str) -> None:
    raw = ev.encode_event(make_received())
    assert old in raw

    with pytest.raises(msgspec.ValidationError, match=field):
        ev.decode_event(raw.replace(old, new))


def test_the_order_of_a_life_cycle_breaks_ties() -> None:
    ranks = ev.LIFE_CYCLE_RANK

    assert ranks[ev.CaseReceived] < ranks[ev.CaseDispatched] < ranks[ev.CaseClosed]
    assert ranks[ev.CaseReturned] < ranks[ev.CaseDispatched] < ranks[ev.CaseSigned]
    assert len(set(ranks.values())) == len(ev.EVENT_TYPES)
