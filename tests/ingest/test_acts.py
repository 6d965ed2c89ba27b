"""Every act of every feed of Baita: what a raw message means, and what the case makes of it."""

from datetime import datetime
from typing import Any

import pytest

from city import events as ev
from city.case import Case
from city.cases import fold
from city.clock import to_instant
from city.settings import ROOT
from ingest.feeds import Feed
from ingest.simulation.shapes import SHAPES
from tests.ingest.feeds import adapt, district, feed
from tests.ingest.recount import LOCAL

OURS = {ev.CaseLinked, ev.CaseUnlinked, ev.ReportJoined, ev.CaseObserved}
"""Links are made by our own linker; snapshots are another kind of feed."""
BODIES: dict[str, dict[str, Any]] = {
    "city": {"kind": "E", "classCode": "0110", "conditionCode": "1", "source": "01"},
    "hotline": {"type": "求助", "topic": "gongre", "channel": "phone", "level": "normal"},
    "citizen": {
        "source": "app",
        "classCode": "E0110",
        "streetCode": "211002016",
        "lng": 123.17,
        "lat": 41.27,
        "title": "垃圾",
        "description": "张三丰（13812345678）反映",
        "reporterName": "张三丰",
        "reporterPhone": "13812345678",
    },
    "grid": {"source": "worker", "kind": "charging", "level": "grid", "x": 123.17, "y": 41.27},
    "video": {
        "source": "camera",
        "cameraId": "BT-CAM-017",
        "cameraName": "西关商业步行街东口",
        "classCode": "street-stall",
        "confidence": 0.87,
        "snapshot": "snap/BT-CAM-017/1.jpg",
    },
    "enterprise": {"source": "visit", "kind": "legal", "type": "复杂", "firm": "演示企业7"},
}


def feed_of(stream: str) -> Feed:
    return feed("baita", SHAPES[stream].feed)


def message(stream: str, act: str, minute: int = 0, **changes: Any) -> dict[str, Any]:
    """A message of a stream's feed, so many minutes after ten on a Monday."""
    shape = SHAPES[stream]
    told: dict[str, Any] = {
        shape.id: f"{act}-{minute}",
        shape.number: "N1",
        shape.act: act,
        shape.time: f"2026-09-21 {10 + minute // 60:02d}:{minute % 60:02d}:00",
    }
    if act == shape.first:
        told[shape.body] = BODIES[stream]
    return told | changes


def event(stream: str, act: str, minute: int = 0, **changes: Any) -> Any:
    found = adapt(feed_of(stream), message(stream, act, minute, **changes))
    assert isinstance(found, ev.Envelope), found
    return found


def case_of(stream: str, *acts: str | tuple[str, dict[str, Any]]) -> Case:
    """Return the case that acts make, ten minutes apart."""
    told = [(each, {}) if isinstance(each, str) else each for each in acts]
    events = [event(stream, act, 10 * n, **facts) for n, (act, facts) in enumerate(told)]
    return fold(Case(events[0].case), events, district("baita").limits)


def test_every_event_can_be_told_by_some_feed() -> None:
    told = {
        feed_of(stream).spec.act_of(word).event for stream in SHAPES for word in acts_of(stream)
    }

    assert {ev.EVENT_TYPES[name] for name in told} == set(ev.EVENT_TYPES.values()) - OURS


def acts_of(stream: str) -> list[str]:
    return list(feed_of(stream).spec.acts)


@pytest.mark.parametrize(
    ("stream", "act"), [(stream, act) for stream in SHAPES for act in acts_of(stream)]
)
def test_every_act_can_be_read_and_stands_in_its_contract(stream: str, act: str) -> None:
    spec = feed_of(stream).spec.act_of(act)

    assert type(event(stream, act, level="street")).__name__ == spec.event
    assert f"`{act}`" in (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("stream", "class_", "channel", "condition"),
    [
        ("citizen", "E0110", "wechat-official", ""),
        ("grid", "G0104", "grid-worker", ""),
        ("video", "E0406", "video", ""),
        ("enterprise", "B0102", "enterprise-visit", "complex"),
    ],
)
def test_the_first_message_of_a_case_is_understood(
    stream: str, class_: str, channel: str, condition: str
) -> None:
    found = event(stream, SHAPES[stream].first)

    assert found.case == f"{stream}:N1"
    assert (found.data.stream, found.data.class_) == (stream, class_)
    assert (found.data.channel, found.data.condition) == (channel, condition)
    assert district("baita").limits.deadline(stream, class_, condition, to_instant(found.time))


def test_a_snapshot_of_a_citizen_is_in_the_coordinates_of_wechat_and_without_a_name() -> None:
    data = event("citizen", "report").data

    assert data.place.position == "exact"
    assert (data.place.lon, data.place.lat) != (123.17, 41.27)  # shifted back from GCJ-02
    assert data.place.raw == (123.17, 41.27)
    assert "三丰" not in data.description and "1381234" not in data.description


def test_an_alarm_says_camera_confidence_and_picture_and_waits_for_a_person() -> None:
    data = event("video", "alarm").data

    assert data.description == "摄像机 BT-CAM-017，置信度 0.87，截图 snap/BT-CAM-017/1.jpg"
    assert case_of("video", "alarm").marks == ""
    filed = case_of("video", "alarm", "review", "confirm")
    assert (filed.state, "f" in filed.marks) == ("pending_dispatch", True)
    assert case_of("video", "alarm", "dismiss").is_void


UNIT = {"department": "sanitation"}
HANDLED = ["report", ("file", {}), ("dispatch", UNIT), "sign", "start"]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("act", "facts", "data"),
    [
        (
            "extend",
            {"deadline": "2026-09-22 12:00:00"},
            ev.Extension(due=moment("2026-09-22 12:00")),
        ),
        ("refuseExtend", {"opinion": "no"}, ev.Extension(granted=False, note="no")),
        (
            "suspend",
            {"until": "2026-11-01 08:00:00", "opinion": "冬季"},
            ev.Suspension(moment("2026-11-01 08:00"), "冬季"),
        ),
        (
            "supervise",
            {"opinion": "超时", "level": "2", "deadline": "2026-09-23 12:00:00", **UNIT},
            ev.Order("超时", "sanitation", "2", moment("2026-09-23 12:00")),
        ),
        ("grantAppeal", {}, ev.Verdict(passed=True)),
        ("refuseAppeal", {}, ev.Verdict(passed=False)),
        ("tag", {"campaign": "parking"}, ev.Tag("parking")),
        ("rate", {"stars": 4, "satisfied": True, "solved": "否"}, ev.Rating(4, True, False)),
        ("forceClose", {}, ev.Closing(forced=True)),
    ],
)
def test_an_act_carries_what_its_contract_names(act: str, facts: dict[str, Any], data: Any) -> None:
    assert event("city", act, **facts).data == data


def test_five_acts_that_are_taken_for_one_another_do_five_different_things() -> None:
    """Out of the denominators, clock stopped, deadline moved, sent back, done again."""
    before = case_of("city", *HANDLED)
    void = case_of("city", *HANDLED, "cancel")
    parked = case_of("city", *HANDLED, ("suspend", {"until": "2026-09-28 10:50:00"}))
    extended = case_of("city", *HANDLED, "extendRequest", "extend")
    returned = case_of("city", *HANDLED, ("return", UNIT))
    again = case_of("city", *HANDLED, ("finish", UNIT), "check", "fail", "rework")

    assert (void.is_void, before.is_void) == (True, False)
    assert parked.clock is not None and parked.clock.rest_until == to_instant(
        moment("2026-09-28 10:50")
    )
    assert parked.is_open and parked.due_at != before.due_at
    assert extended.extensions == 1 and extended.due_at != before.due_at
    assert (returned.department, returned.due_at) == ("", None)
    assert (again.department, again.due_at, again.state) == (
        "sanitation",
        before.due_at,
        "pending_handle",
    )
    assert all(not case.anomalies for case in (void, parked, extended, returned, again))


def test_a_snapshot_goes_from_community_to_street_to_the_departments_and_back() -> None:
    way = ["report", "accept", "toStreet", "toDistrict", ("dispatch", UNIT), "start", "finish"]
    states = [case_of("citizen", *way[:count]).state for count in range(1, len(way) + 1)]
    closed = case_of("citizen", *way, "close", ("rate", {"stars": 5, "solved": True}))

    assert states == [
        "reported",
        "community",
        "street",
        "coordinating",
        "pending_handle",
        "handling",
        "fed_back",
    ]
    assert (closed.state, closed.stars, closed.level) == ("closed", 5, "district")
    assert closed.anomalies == ()


def test_a_grid_event_settled_in_its_grid_stays_at_that_level() -> None:
    case = case_of("grid", "report", "selfHandle", "close")

    assert (case.state, case.level, "h" in case.marks) == ("closed", "grid", True)


def test_a_problem_of_a_firm_is_answered_like_an_order() -> None:
    way = ["accept", ("dispatch", {"department": "justice"}), "sign", "handle", "reply", "close"]
    case = case_of("enterprise", *way)

    assert (case.department, case.is_closed, case.kept_limit) == ("justice", True, True)
