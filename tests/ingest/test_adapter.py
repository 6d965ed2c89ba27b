"""Each feed's mapping, on clean messages and on every kind of dirt."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from city import events as ev
from city.clock import to_instant
from city.events import decode_event, encode_event
from ingest.adapter import Origin, Refusal
from tests.ingest.feeds import (
    ORIGIN,
    act,
    adapt,
    appeal,
    data_of,
    feed,
    order,
    report,
    request,
)

CITY, HOTLINE = feed("baita", "city-management"), feed("baita", "hotline")
PINGSHAN, NEW_YORK = feed("pingshan"), feed("newyork")


def test_a_report_becomes_a_received_case() -> None:
    event = adapt(CITY, report())

    assert isinstance(event, ev.CaseReceived)
    assert (event.id, event.case) == ("city-management:CM-report", "city:E0110202603300031")
    assert (event.revision, event.source) == (1, "city-management")
    assert event.time == datetime(2026, 3, 30, 2, 6, 42, tzinfo=UTC)
    data = event.data
    assert (data.stream, data.channel, data.class_, data.condition) == (
        "city",
        "collector",
        "E0110",
        "1",
    )
    assert data.number == "BT-1"
    assert (data.place.street, data.place.community) == ("211002016", "nanshuidong")
    assert data.place.grid == "211002016003027"


def test_what_the_adapter_builds_passes_the_validation_of_the_log() -> None:
    """The adapter builds events without validation, for speed; the projector validates them."""
    for outcome in (
        adapt(CITY, report()),
        adapt(CITY, report(title="长" * 9_000, gridCode="9" * 500, source="?" * 500)),
        adapt(HOTLINE, order()),
        adapt(HOTLINE, order("rate", top={"stars": 5, "satisfied": True})),
        adapt(PINGSHAN, appeal(SUB_TYPE_NAME="新" * 300)),
        adapt(NEW_YORK, request()),
    ):
        assert not isinstance(outcome, Refusal)
        assert decode_event(encode_event(outcome)) == outcome


@pytest.mark.parametrize(
    ("word", "event"),
    [
        ("verify", ev.CaseVerified),
        ("file", ev.CaseFiled),
        ("reject", ev.CaseNotAccepted),
        ("cancel", ev.CaseCancelled),
        ("dispatch", ev.CaseDispatched),
        ("sign", ev.CaseSigned),
        ("return", ev.CaseReturned),
        ("start", ev.HandlingStarted),
        ("finish", ev.CaseHandled),
        ("check", ev.CheckStarted),
        ("pass", ev.CaseChecked),
        ("fail", ev.CaseChecked),
        ("rework", ev.CaseReworked),
        ("close", ev.CaseClosed),
        ("forceClose", ev.CaseClosed),
        ("urge", ev.CaseUrged),
        ("supervise", ev.CaseSupervised),
        ("instruct", ev.CaseInstructed),
    ],
)
def test_every_act_of_the_city_feed_has_its_event(word: str, event: type[ev.Envelope]) -> None:
    assert type(adapt(CITY, act(word))) is event


@pytest.mark.parametrize(
    ("word", "event"),
    [
        ("accept", ev.CaseReceived),
        ("dispatch", ev.CaseDispatched),
        ("sign", ev.CaseSigned),
        ("return", ev.CaseReturned),
        ("handle", ev.HandlingStarted),
        ("reply", ev.CaseHandled),
        ("close", ev.CaseClosed),
        ("visit", ev.CaseVisited),
        ("rate", ev.CaseRated),
        ("redo", ev.CaseReworked),
        ("urge", ev.CaseUrged),
        ("supervise", ev.CaseSupervised),
        ("instruct", ev.CaseInstructed),
        ("reject", ev.CaseNotAccepted),
        ("cancel", ev.CaseCancelled),
    ],
)
def test_every_action_of_the_hotline_has_its_event(word: str, event: type[ev.Envelope]) -> None:
    assert type(adapt(HOTLINE, order(word))) is event


def test_acts_carry_what_belongs_to_them() -> None:
    sent = data_of(
        adapt(CITY, act("dispatch", department="sanitation", deadline="2026-03-30 14:06:42"))
    )
    assert sent.department == "sanitation"
    assert sent.due == datetime(2026, 3, 30, 6, 6, 42, tzinfo=UTC)
    assert data_of(adapt(CITY, act("pass"))).passed is True
    assert data_of(adapt(CITY, act("fail"))).passed is False
    assert data_of(adapt(CITY, act("forceClose"))).forced is True
    filed = data_of(adapt(CITY, act("file", kind="E", classCode="0107", conditionCode="1")))
    assert (filed.class_, filed.condition) == ("E0107", "1")
    rating = data_of(adapt(HOTLINE, order("rate", top={"stars": "4", "satisfied": False})))
    assert (rating.stars, rating.satisfied) == (4, False)


@pytest.mark.parametrize(
    ("kind", "level", "condition", "urgent"),
    [
        ("求助", "normal", "help", False),
        ("投诉", "urgent", "urgent", True),
        ("举报", "emergency", "emergency", True),
        ("没见过", "normal", "", False),
    ],
)
def test_the_limit_of_an_order_follows_its_level_then_its_type(
    kind: str, level: str, condition: str, urgent: bool
) -> None:
    data = data_of(adapt(HOTLINE, order(type=kind, level=level)))
    assert (data.condition, data.urgent) == (condition, urgent)


@pytest.mark.parametrize("topic", ["wuye", "H0101", "0101", "物业管理"])
def test_a_class_is_known_by_code_key_or_name(topic: str) -> None:
    assert data_of(adapt(HOTLINE, order(topic=topic))).class_ == "H0101"


@pytest.mark.parametrize(
    "changes",
    [
        {"streetCode": "999", "communityCode": "x", "source": "99", "classCode": "9999"},
        {"streetCode": None, "communityCode": "-", "source": "", "classCode": "  "},
        {"streetCode": {}, "communityCode": [], "source": True, "kind": 7},
    ],
)
def test_what_is_merely_incomplete_is_kept_unassigned(changes: dict[str, Any]) -> None:
    data = data_of(adapt(CITY, report(**changes)))
    assert (data.channel, data.class_, data.place.street, data.place.community) == ("",) * 4


def test_a_report_without_its_case_is_a_case_all_the_same() -> None:
    for case in (None, "text", [], 3):
        assert data_of(adapt(CITY, act("report", case=case))).stream == "city"


def test_personal_values_go_on_nowhere() -> None:
    message = report(description="张三丰（13812345678）称垃圾未清，身份证21100219800101123X")
    raw = encode_event(adapt(CITY, message)).decode()
    for secret in ("张三丰", "13812345678", "21100219800101123X", "501"):
        assert secret not in raw
    assert "张*（138****5678）" in raw


def test_a_confidential_order_loses_texts_address_and_point() -> None:
    data = data_of(adapt(HOTLINE, order(confidential=True)))
    assert data.title == data.description == data.place.address == ""
    assert (data.place.lon, data.place.raw) == (None, None)
    assert data.place.street == "211002017"


def test_points_become_wgs84_and_keep_their_raw_pair() -> None:
    place = data_of(adapt(CITY, report())).place
    assert (place.position, place.raw, place.crs) == ("exact", (123.17, 41.27), "GCJ-02")
    assert abs(place.lon - 123.17) > 0.003  # some 500 m of shift taken back
    same = data_of(adapt(CITY, report(crs="CGCS2000"))).place
    assert (same.lon, same.lat) == (123.17, 41.27)


@pytest.mark.parametrize(
    ("changes", "position"),
    [
        ({"x": 116.4, "y": 39.9}, "none"),  # another city
        ({"x": 0, "y": 0}, "none"),
        ({"x": "abc"}, "none"),
        ({"x": "1e400"}, "none"),
        ({"crs": "LOCAL"}, "none"),
        ({"crs": ""}, "none"),  # a point of an unknown system says nothing
        ({"x": 123.174689, "y": 41.28065, "crs": "WGS84"}, "default"),  # the centre's own roof
        ({"x": "123.17", "y": "41.27"}, "exact"),  # numbers as text
    ],
)
def test_points_that_say_nothing_are_marked_and_the_case_is_kept(
    changes: dict[str, Any], position: str
) -> None:
    assert data_of(adapt(CITY, report(**changes))).place.position == position


@pytest.mark.parametrize(
    ("message", "field"),
    [
        (act("dance"), "act"),
        (act(""), "act"),
        (act("sign", caseNo=""), "city:{caseNo}"),
        (act("sign", caseNo="E\x07"), "city:{caseNo}"),
        (act("sign", caseNo="9" * 400), "city:{caseNo}"),
        (act("sign", messageId=None), "{messageId}"),
        (act("sign", actTime=""), "actTime"),
        (act("sign", actTime="yesterday"), "actTime"),
        (act("sign", actTime="2026-02-30 10:00:00"), "actTime"),
        (act("sign", actTime="1900-01-01 00:00:00"), "actTime"),
        (act("sign", actTime="9999-12-31 23:59:59"), "actTime"),
        (act("sign", version="two"), "version"),
        (act("sign", version=-1), "version"),
    ],
)
def test_a_refusal_names_the_field(message: dict[str, Any], field: str) -> None:
    outcome = adapt(CITY, message)
    assert isinstance(outcome, Refusal)
    assert outcome.field == field
    assert outcome.reason


@pytest.mark.parametrize(
    "raw",
    [
        None,
        b"",
        b"{",
        b"[1]",
        b'"text"',
        b"\xff\xfe\x00",
        b'{"act": NaN}',
        b"[" * 100_000,
        b'{"caseNo": "\\ud800"}',
    ],
)
def test_bytes_that_are_no_message_are_refused(raw: bytes | None) -> None:
    outcome = CITY.adapter.adapt(raw, ORIGIN)
    assert isinstance(outcome, Refusal)
    assert outcome.field == "message"


def test_gbk_and_a_byte_order_mark_change_nothing() -> None:
    text = json.dumps(report(), ensure_ascii=False)
    plain = CITY.adapter.adapt(text.encode(), ORIGIN)
    assert isinstance(plain, ev.CaseReceived)
    assert CITY.adapter.adapt(text.encode("gbk"), ORIGIN) == plain
    assert CITY.adapter.adapt(b"\xef\xbb\xbf" + text.encode(), ORIGIN) == plain


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-30 10:06:42",  # no zone: the feed's
        "2026-03-30T10:06:42+08:00",
        "2026-03-30T02:06:42Z",
        "2026/03/30 10:06:42",
        "20260330100642",
    ],
)
def test_times_are_understood_and_become_utc(text: str) -> None:
    event = adapt(CITY, act("sign", actTime=text))
    assert not isinstance(event, Refusal)
    assert event.time == datetime(2026, 3, 30, 2, 6, 42, tzinfo=UTC)
    assert event.time.utcoffset() == timedelta()


@pytest.mark.parametrize(("hours", "refused"), [(-24 * 400, False), (23, False), (25, True)])
def test_a_time_far_after_its_message_is_refused(hours: int, refused: bool) -> None:
    """One clock that runs a year ahead would otherwise lead every list for a year."""
    heard = datetime(2026, 3, 30, 2, 6, 42, tzinfo=UTC)
    then = heard + timedelta(hours=hours)
    origin = Origin("t", 0, 0, to_instant(heard))
    outcome = adapt(CITY, act("sign", actTime=then.isoformat()), origin)
    assert isinstance(outcome, Refusal) is refused


@pytest.mark.parametrize(
    ("flags", "state", "in_time"),
    [
        (("1", "0", "0"), "closed", False),
        (("0", "0", "1"), "closed", True),
        (("0", "1", "0"), "handling", None),
        (("-", "0", "-"), "handling", None),  # two rows of the recording have no outcome
        (("0", "0", "0"), "handling", None),
    ],
)
def test_an_appeal_shows_its_outcome_by_flags(
    flags: tuple[str, str, str], state: str, in_time: bool | None
) -> None:
    names = ("OVERTIME_ARCHIVE_NUM", "INTIME_TO_ARCHIVE_NUM", "INTIME_ARCHIVE_NUM")
    data = data_of(adapt(PINGSHAN, appeal(**dict(zip(names, flags, strict=True)))))
    assert (data.state, data.in_time, data.closed_at) == (state, in_time, None)


def test_an_appeal_is_grouped_by_names_and_dashes_are_unassigned() -> None:
    case = data_of(adapt(PINGSHAN, appeal())).case
    assert (case.class_, case.channel, case.department) == (
        "市容环卫",
        "12345",
        "龙田街道综合执法队",
    )
    dashes = appeal(STREET_NAME="-", COMMUNITY_NAME="-", DISPOSE_UNIT_NAME="-")
    case = data_of(adapt(PINGSHAN, dashes)).case
    assert (case.place.street, case.place.community, case.department) == ("", "", "")


def test_a_name_that_the_district_does_not_know_is_its_own_key_in_a_replay() -> None:
    assert data_of(adapt(PINGSHAN, appeal(DISPOSE_UNIT_NAME="新单位"))).case.department == "新单位"


@pytest.mark.parametrize(
    ("status", "closed_date", "state", "closes"),
    [
        ("Closed", "10/21/18 10:30", "closed", True),
        ("Closed", "", "closed", False),  # two such rows: closed, no one knows when
        ("Open", "", "open", False),
        ("Open", "10/21/18 9:05", "open", False),  # the status decides, not the date
        ("Assigned", "10/21/18 9:30", "handling", False),
        ("Pending", "", "handling", False),
        ("Started", "", "handling", False),
        ("Email Sent", "", "handling", False),
        ("Unassigned", "", "open", False),
        ("Something New", "", "open", False),
    ],
)
def test_a_request_has_the_state_of_its_status(
    status: str, closed_date: str, state: str, closes: bool
) -> None:
    data = data_of(adapt(NEW_YORK, request(Status=status, Closed_Date=closed_date)))
    assert (data.state, data.closed_at is not None) == (state, closes)


def test_a_request_has_local_times_and_its_own_deadline() -> None:
    data = data_of(adapt(NEW_YORK, request()))
    assert data.received_at == datetime(2018, 10, 21, 13, 5, tzinfo=UTC)  # summer time
    assert data.case.due == datetime(2018, 10, 21, 21, 5, tzinfo=UTC)
    assert data.result == "Somebody went there."
    assert data_of(adapt(NEW_YORK, request(Due_Date=""))).case.due is None


@pytest.mark.parametrize(
    ("borough", "board", "street", "community"),
    [
        ("QUEENS", "05 QUEENS", "QUEENS", "05 QUEENS"),
        ("Unspecified", "0 Unspecified", "", ""),
        ("MANHATTAN", "Unspecified MANHATTAN", "MANHATTAN", ""),
        ("", "", "", ""),
        ("QUEENS", "83 QUEENS", "QUEENS", "83 QUEENS"),  # a park's board, not in our list
    ],
)
def test_a_request_without_a_borough_is_unassigned(
    borough: str, board: str, street: str, community: str
) -> None:
    place = data_of(adapt(NEW_YORK, request(Borough=borough, Community_Board=board))).case.place
    assert (place.street, place.community) == (street, community)


def test_two_looks_at_one_request_are_two_events_in_their_order() -> None:
    """Both can fall into one minute; the number of the look then tells which is later."""
    first = adapt(NEW_YORK, request(Observation="1", Status="Open"))
    second = adapt(NEW_YORK, request(Observation="2"))
    assert not isinstance(first, Refusal) and not isinstance(second, Refusal)
    assert first.case == second.case
    assert (first.id, first.revision) != (second.id, second.revision)
    assert first.revision < second.revision


def test_a_report_of_a_wrong_goes_on_marked_as_confidential() -> None:
    """Only the clerk who handles it may read it, so it must get to him."""
    data = data_of(adapt(HOTLINE, order(type="举报")))

    assert (data.confidential, data.title, data.place.position) == (True, "电梯停运", "exact")
    assert data_of(adapt(HOTLINE, order(confidential=True))).confidential
    assert not data_of(adapt(HOTLINE, order())).confidential
