"""Messages of the four feeds, valid by default: a test names only what it is about."""

from functools import cache
from typing import Any

import msgspec

from city.district import District, load_district
from city.events import CaseEvent
from ingest.adapter import Origin, Refusal
from ingest.feeds import Feed, load_feeds

HEARD_AT = 1_800_000_000_000
ORIGIN = Origin("some-topic", 3, 42, HEARD_AT)


@cache
def district(name: str) -> District:
    return load_district(name)


@cache
def feed(district_name: str, name: str = "") -> Feed:
    feeds = {each.name: each for each in load_feeds(district(district_name), "test")}
    return feeds[name or district_name]


def adapt(feed: Feed, message: dict[str, Any], origin: Origin = ORIGIN) -> CaseEvent | Refusal:
    return feed.adapter.adapt(msgspec.json.encode(message), origin)


def data_of(outcome: CaseEvent | Refusal) -> Any:
    assert not isinstance(outcome, Refusal), outcome
    return outcome.data


def act(act: str, **changes: Any) -> dict[str, Any]:
    """One act of the city-management feed."""
    return {
        "messageId": f"CM-{act}",
        "version": 1,
        "caseNo": "E0110202603300031",
        "act": act,
        "actTime": "2026-03-30 10:06:42",
    } | changes


def report(**changes: Any) -> dict[str, Any]:
    """A report of the city-management feed; `changes` are to its `case`."""
    case = {
        "source": "01",
        "kind": "E",
        "classCode": "0110",
        "conditionCode": "1",
        "streetCode": "211002016",
        "communityCode": "nanshuidong",
        "gridCode": "211002016003027",
        "address": "东四小区3号楼2单元501室",
        "x": 123.17,
        "y": 41.27,
        "crs": "GCJ02",
        "title": "暴露生活垃圾",
        "description": "垃圾三天未清",
        "reporterName": "张三丰",
        "reporterPhone": "13812345678",
    } | changes
    return act("report", case=case, localNo="BT-1")


def order(action: str = "accept", *, top: dict[str, Any] | None = None, **changes: Any) -> Any:
    """A message of the hotline feed; `changes` are to its `order`, `top` to the message."""
    inner = {
        "type": "投诉",
        "topic": "wuye",
        "channel": "phone",
        "level": "normal",
        "title": "电梯停运",
        "content": "李四反映电梯停运两天",
        "street": "211002017",
        "address": "某小区",
        "lng": 123.17,
        "lat": 41.27,
        "callerName": "李四",
        "callerPhone": "13912345678",
        "confidential": False,
    } | changes
    return {
        "id": f"HL-{action}",
        "version": 1,
        "orderNo": "LY12345-20260330-00123",
        "action": action,
        "time": "2026-03-30T10:06:42+08:00",
        "order": inner,
    } | (top or {})


def appeal(**changes: str) -> dict[str, str]:
    """A row of the Pingshan feed, invented."""
    return {
        "REC_ID": "7",
        "CREATE_TIME": "2018-09-03 08:15:00",
        "STREET_NAME": "龙田街道",
        "COMMUNITY_NAME": "南布社区",
        "SUB_TYPE_NAME": "市容环卫",
        "DISPOSE_UNIT_NAME": "龙田街道综合执法队",
        "EVENT_SRC_NAME": "12345",
        "EVENT_PROPERTY_NAME": "投诉",
        "OVERTIME_ARCHIVE_NUM": "0",
        "INTIME_TO_ARCHIVE_NUM": "0",
        "INTIME_ARCHIVE_NUM": "1",
        "OCCUR_PLACE": "-",
    } | changes


def request(**changes: str) -> dict[str, str]:
    """A row of the New York feed as a replay sends it, invented; `_` stands for a space."""
    row = {
        "Unique Key": "5",
        "Created Date": "10/21/18 9:05",
        "Closed Date": "10/21/18 10:30",
        "Agency": "NYPD",
        "Complaint Type": "Illegal Parking",
        "Descriptor": "Blocked Hydrant",
        "Status": "Closed",
        "Due Date": "10/21/18 17:05",
        "Resolution Description": "Somebody went there.",
        "Resolution Action Updated Date": "10/21/18 10:30",
        "Community Board": "05 QUEENS",
        "Borough": "QUEENS",
        "Open Data Channel Type": "PHONE",
        "Incident Address": "1 SOME STREET",
        "Latitude": "40.71",
        "Longitude": "-73.87",
        "Observation": "2",
        "Observed At": "10/21/18 10:30",
    }
    return row | {name.replace("_", " "): value for name, value in changes.items()}
