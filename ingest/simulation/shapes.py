"""The shape of each feed's messages: what its fields are called, and what a report holds."""

from random import Random
from typing import Any

from msgspec import Struct

from ingest.simulation import texts
from ingest.simulation.places import Spot


class Subject(Struct):
    """What an invented case is about; numbers are its owner's."""

    stream: str
    number: str
    class_key: str
    condition: str
    title: str
    street: str
    department: str
    channel: str
    spot: Spot | None = None
    due_at: int | None = None
    private: bool = False
    acts: int = 0
    campaign: str = ""


class Shape(Struct, frozen=True):
    """The names of one feed's fields; `first` is the act that makes a case."""

    feed: str
    letters: str
    number: str
    first: str
    body: str
    id: str = "messageId"
    act: str = "act"
    time: str = "actTime"
    unit: str = "department"
    zoned: bool = False


SHAPES: dict[str, Shape] = {
    "city": Shape("city-management", "CM", "caseNo", "report", "case"),
    "hotline": Shape(
        "hotline", "HL", "orderNo", "accept", "order", "id", "action", "time", "unit", zoned=True
    ),
    "citizen": Shape("citizen", "CZ", "reportNo", "report", "report"),
    "grid": Shape("grid", "GE", "eventNo", "report", "event"),
    "video": Shape("video", "VA", "alarmNo", "alarm", "alarm"),
    "enterprise": Shape("enterprise", "EP", "problemNo", "accept", "problem"),
}
"""By stream."""


def body_of(subject: Subject, random: Random) -> dict[str, Any]:
    """Return what the first message of a case holds of it."""
    body = _BODIES[subject.stream](subject, random)
    if subject.campaign:
        body["campaign"] = subject.campaign
    return body


def _where(subject: Subject, random: Random, x: str, y: str) -> dict[str, Any]:
    """Return address and point, if the case has one."""
    point = subject.spot.gcj02() if subject.spot else None
    if subject.spot is None or point is None:
        return {}
    return {"address": subject.spot.address(random), x: point[0], y: point[1]}


def _codes(subject: Subject) -> dict[str, Any]:
    community = subject.spot.community if subject.spot else ""
    return {"streetCode": subject.street, "communityCode": community}


def _case(subject: Subject, random: Random) -> dict[str, Any]:
    body: dict[str, Any] = {
        "source": subject.channel,
        "kind": subject.class_key[0],
        "classCode": subject.class_key[1:],
        "conditionCode": subject.condition,
        **_codes(subject),
        "title": subject.title,
        "description": texts.remark(random, subject.title),
        "urgent": subject.class_key.startswith("E05"),
    }
    where = _where(subject, random, "x", "y")
    body |= where | ({"crs": "GCJ02"} if where else {})
    if subject.channel in ("02", "06"):
        body |= {"reporterName": texts.person(random), "reporterPhone": texts.phone(random)}
    return body


def _order(subject: Subject, random: Random) -> dict[str, Any]:
    name, number = texts.person(random), texts.phone(random)
    body: dict[str, Any] = {
        "type": subject.condition,
        "topic": subject.class_key,
        "channel": subject.channel,
        "level": "normal",
        "title": subject.title,
        "content": f"{name}（{number}）反映：{texts.remark(random, subject.title)}",
        "street": subject.street,
        "community": subject.spot.community if subject.spot else "",
        "callerName": name,
        "callerPhone": number,
        "confidential": subject.private,
    }
    return body | _where(subject, random, "lng", "lat")


def _report(subject: Subject, random: Random) -> dict[str, Any]:
    return {
        "source": subject.channel,
        "classCode": subject.class_key,
        "conditionCode": subject.condition,
        **_codes(subject),
        "title": subject.title,
        "description": texts.remark(random, subject.title),
        "reporterName": texts.person(random),
        "reporterPhone": texts.phone(random),
        **_where(subject, random, "lng", "lat"),
    }


def _event(subject: Subject, random: Random) -> dict[str, Any]:
    where = _where(subject, random, "x", "y")
    return {
        "source": subject.channel,
        "level": "grid",
        "kind": subject.class_key,
        "conditionCode": subject.condition,
        **_codes(subject),
        "title": subject.title,
        "description": texts.remark(random, subject.title),
        "contactName": texts.person(random),
        "contactPhone": texts.phone(random),
        **where,
        **({"crs": "GCJ02"} if where else {}),
    }


def _alarm(subject: Subject, random: Random) -> dict[str, Any]:
    camera = f"BT-CAM-{random.randrange(1, 121):03d}"
    where = _where(subject, random, "x", "y")
    return {
        "source": "camera",
        "cameraId": camera,
        "cameraName": where.pop("address", camera),
        "classCode": subject.class_key,
        "confidence": round(random.uniform(0.55, 0.99), 2),
        "snapshot": f"snap/{camera}/{subject.number}.jpg",
        **_codes(subject),
        "title": subject.title,
        **where,
        **({"crs": "GCJ02"} if where else {}),
    }


def _problem(subject: Subject, random: Random) -> dict[str, Any]:
    return {
        "source": subject.channel,
        "kind": subject.class_key,
        "type": subject.condition,
        "firm": f"演示企业{random.randrange(1, 34)}",
        "streetCode": subject.street,
        "title": subject.title,
        "description": f"{subject.title}：请协调解决",
        "contactName": texts.person(random),
        "contactPhone": texts.phone(random),
    }


_BODIES = {
    "city": _case,
    "hotline": _order,
    "citizen": _report,
    "grid": _event,
    "video": _alarm,
    "enterprise": _problem,
}
