"""Messages of the feeds, exactly as their owners would send them."""

from datetime import datetime
from random import Random
from typing import Any

import msgspec
from msgspec import Struct

from city.clock import SECOND, Instant, LocalDays
from city.district import District
from ingest.simulation.places import Places
from ingest.simulation.plan import Plan, Weights
from ingest.simulation.shapes import SHAPES, Subject, body_of

_encode = msgspec.json.Encoder().encode


class Message(Struct, frozen=True, order=True):
    """A message for a feed's topic; `at` is when it is sent, whatever time it tells."""

    at: Instant
    feed: str
    key: str
    value: bytes


class Deadline(Struct, frozen=True):
    """A moment that a message tells beside its own."""

    at: Instant


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
        if stream == "hotline":
            return self._order(random, at, series)
        class_key = draw(random, self._plan.kinds[stream])
        return self._other(random, stream, at, class_key, series)

    def subject_of_class(
        self, random: Random, at: Instant, *, class_key: str, condition: str
    ) -> Subject:
        """Return a new city case of a given class and condition."""
        subject = self._city_subject(random, at, class_key, "")
        subject.condition = condition
        return subject

    def subject_of_kind(
        self, random: Random, stream: str, at: Instant, *, class_key: str
    ) -> Subject:
        """Return a new case of one of the smaller streams and a given class."""
        return self._other(random, stream, at, class_key, "")

    def _other(
        self, random: Random, stream: str, at: Instant, class_key: str, series: str
    ) -> Subject:
        entry, spot = self._district.classes[class_key], self._places.draw(random)
        handlers = self._district.handlers(class_key, spot.street) or ("enforcement",)
        condition = draw(random, self._plan.problems) if stream == "enterprise" else ""
        return Subject(
            stream,
            self._number(SHAPES[stream].letters, at, series),
            class_key,
            condition,
            entry.name,
            spot.street,
            handlers[0],
            draw(random, self._plan.origins[stream]),
            spot,
        )

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
        shape, local = SHAPES[subject.stream], self._local(at)
        body: dict[str, Any] = {
            shape.id: f"{shape.letters}-{subject.number}-{self._run}{subject.acts:02d}",
            "version": 1,
            shape.number: subject.number,
            shape.act: act,
            shape.time: local.isoformat(timespec="seconds") if shape.zoned else _plain(local),
            **{name: self._told(value) for name, value in facts.items()},
        }
        if act == shape.first:
            body[shape.body] = body_of(subject, random)
        elif subject.private:  # so that the words of later acts are kept back too
            body[shape.body] = {"confidential": True}
        if act == "dispatch" and subject.due_at is not None:
            body["deadline"] = self._told(Deadline(subject.due_at))
        return Message(at, shape.feed, subject.number, _encode(body))

    def _told(self, value: Any) -> Any:
        return _plain(self._local(value.at)) if isinstance(value, Deadline) else value

    def _local(self, at: Instant) -> datetime:
        return self._days.local(at - at % SECOND)


def _plain(local: datetime) -> str:
    return f"{local:%Y-%m-%d %H:%M:%S}"


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
