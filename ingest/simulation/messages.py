"""Messages of the two feeds, exactly as their owners would send them."""

from datetime import datetime
from random import Random
from typing import Any

import msgspec
from msgspec import Struct

from city.clock import SECOND, Instant, LocalDays
from city.district import District
from ingest.simulation import texts
from ingest.simulation.places import Places, Spot
from ingest.simulation.plan import Plan, Weights

CITY, HOTLINE = "city-management", "hotline"
CITY_PREFIX, HOTLINE_PREFIX = "city:", "hotline:"
_encode = msgspec.json.Encoder().encode


class Message(Struct, frozen=True, order=True):
    """A message for a feed's topic; `at` is when it is sent, whatever time it tells."""

    at: Instant
    feed: str
    key: str
    value: bytes


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
    due_at: Instant | None = None
    private: bool = False
    acts: int = 0


class Desk:
    """
    Writes messages. Ids derive from the case's number and the act's, so they never collide.

    `run` keeps the ids of one run apart from those that another gave to acts of the same case.
    """

    def __init__(self, district: District, plan: Plan, places: Places, *, run: str = "") -> None:
        self._district, self._plan, self._places = district, plan, places
        self._days: LocalDays = district.days
        self._serial: dict[str, int] = {}
        self._run = run

    def subject(self, random: Random, stream: str, at: Instant, *, series: str = "") -> Subject:
        """Return a new case to be told of at `at`; `series` keeps its number from others'."""
        if stream == "city":
            return self._city_subject(random, at, draw(random, self._plan.classes), series)
        return self._order(random, at, series)

    def subject_of_class(
        self, random: Random, at: Instant, *, class_key: str, condition: str
    ) -> Subject:
        """Return a new city case of a given class and condition."""
        subject = self._city_subject(random, at, class_key, "")
        subject.condition = condition
        return subject

    def _city_subject(self, random: Random, at: Instant, class_key: str, series: str) -> Subject:
        entry = self._district.classes[class_key]
        spot = self._places.draw(random)
        handlers = self._district.handlers(class_key, spot.street) or ("enforcement",)
        # where two share a class, the first one takes most of it
        department = handlers[-1] if len(handlers) > 1 and random.random() < 0.25 else handlers[0]
        condition = random.choice(entry.conditions).key if entry.conditions else ""
        number = self._number(class_key, at, series)
        channel = draw(random, self._plan.sources)
        return Subject(
            "city",
            number,
            class_key,
            condition,
            entry.name,
            spot.street,
            department,
            channel,
            spot,
        )

    def _order(self, random: Random, at: Instant, series: str) -> Subject:
        topic = draw(random, self._plan.topics)
        key = TOPIC_CLASSES[topic]
        entry, spot = self._district.classes[key], self._places.draw(random)
        handlers = self._district.handlers(key, spot.street) or ("housing",)
        number = self._number("LY12345-", at, series)
        kind = draw(random, self._plan.types)
        channel = draw(random, self._plan.callers)
        return Subject(
            "hotline",
            number,
            topic,
            kind,
            entry.name,
            spot.street,
            handlers[0],
            channel,
            spot,
            private=kind == "举报",
        )

    def _number(self, prefix: str, at: Instant, series: str) -> str:
        day = f"{prefix}{self._days.local(at):%Y%m%d}{series}"
        self._serial[day] = self._serial.get(day, 0) + 1
        return f"{day}{self._serial[day]:04d}"

    def message(
        self, subject: Subject, act: str, at: Instant, *, random: Random, **facts: Any
    ) -> Message:
        """Return the message that an act of a case makes at `at`."""
        subject.acts += 1
        if subject.stream == "city":
            return self._city(subject, act, at, random, facts)
        return self._hotline(subject, act, at, random, facts)

    def _city(
        self, subject: Subject, act: str, at: Instant, random: Random, facts: dict[str, Any]
    ) -> Message:
        body: dict[str, Any] = {
            "messageId": f"CM-{subject.number}-{self._run}{subject.acts:02d}",
            "version": 1,
            "caseNo": subject.number,
            "act": act,
            "actTime": f"{self._local(at):%Y-%m-%d %H:%M:%S}",
            **facts,
        }
        if act == "report":
            body["case"] = self._case(subject, random)
        if act == "dispatch" and subject.due_at is not None:
            body["deadline"] = f"{self._local(subject.due_at):%Y-%m-%d %H:%M:%S}"
        return Message(at, CITY, subject.number, _encode(body))

    def _case(self, subject: Subject, random: Random) -> dict[str, Any]:
        body: dict[str, Any] = {
            "source": subject.channel,
            "kind": subject.class_key[0],
            "classCode": subject.class_key[1:],
            "conditionCode": subject.condition,
            "streetCode": subject.street,
            "communityCode": subject.spot.community if subject.spot else "",
            "title": subject.title,
            "description": texts.remark(random, subject.title),
            "urgent": subject.class_key.startswith("E05"),
        }
        point = subject.spot.gcj02() if subject.spot else None
        if subject.spot and point:
            body |= {"address": subject.spot.address(random), "x": point[0], "y": point[1]}
            body["crs"] = "GCJ02"
        if subject.channel in ("02", "06"):
            body |= {"reporterName": texts.person(random), "reporterPhone": texts.phone(random)}
        return body

    def _hotline(
        self, subject: Subject, act: str, at: Instant, random: Random, facts: dict[str, Any]
    ) -> Message:
        body: dict[str, Any] = {
            "id": f"HL-{subject.number}-{self._run}{subject.acts:02d}",
            "version": 1,
            "orderNo": subject.number,
            "action": act,
            "time": self._local(at).isoformat(timespec="seconds"),
            **facts,
        }
        if act == "accept":
            body["order"] = self._order_body(subject, random)
        elif subject.private:  # so that the words of later acts are kept back too
            body["order"] = {"confidential": True}
        return Message(at, HOTLINE, subject.number, _encode(body))

    def _order_body(self, subject: Subject, random: Random) -> dict[str, Any]:
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
        point = subject.spot.gcj02() if subject.spot else None
        if subject.spot and point:
            body |= {"address": subject.spot.address(random), "lng": point[0], "lat": point[1]}
        return body

    def _local(self, at: Instant) -> datetime:
        return self._days.local(at - at % SECOND)


TOPIC_CLASSES = {
    "wuye": "H0101",
    "gongre": "H0102",
    "gongshui": "H0103",
    "huanwei": "H0201",
    "weijian": "H0202",
    "jiaotong": "H0203",
    "ludeng": "H0204",
    "zaosheng": "H0301",
    "laodong": "H0401",
    "xiaofei": "H0402",
    "qita": "H0499",
}
"""Topic codes of the hotline's contract and the district's classes."""


def draw(random: Random, weights: Weights) -> str:
    """Return a key, each as likely as its weight says."""
    return random.choices(list(weights), list(weights.values()))[0]
