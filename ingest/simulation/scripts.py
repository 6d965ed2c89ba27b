"""Lives of the smaller streams: snapshots, grid events, video alarms, enterprise problems."""

from collections.abc import Iterator
from random import Random
from typing import Any

from city.clock import DAY, HOUR, MINUTE, SECOND, Instant
from ingest.simulation import texts
from ingest.simulation.messages import Deadline, Desk, Message, draw
from ingest.simulation.plan import Plan
from ingest.simulation.shapes import SHAPES, Subject

Facts = dict[str, Any]
Step = tuple[str, Facts]
TYPICAL: dict[str, Instant] = {
    "grid": 5 * HOUR,
    "community": 20 * HOUR,
    "street": 2 * DAY,
    "district": 4 * DAY,
    "video": 2 * HOUR,
    "enterprise": 12 * DAY,
}
"""About how long a life takes, by the level that settles it or by stream."""
LAST_GAP: Instant = 2 * MINUTE
AT_LEAST: Instant = 10 * SECOND


class Scripts:
    """Writes whole lives of the smaller streams; nothing in them is later than `until`."""

    def __init__(self, plan: Plan, desk: Desk, random: Random) -> None:
        self._plan, self._desk, self._random = plan, desk, random

    def closed(self, subject: Subject, at: Instant, until: Instant) -> list[Message]:
        """Return the life of a case that is closed by `until`, at least some minutes after `at`."""
        steps, typical = self._whole(subject, at)
        length = round(self._random.lognormvariate(-0.3, 0.7) * typical)
        return self._told(subject, steps, at, min(length, until - LAST_GAP - at))

    def open(self, subject: Subject, at: Instant, until: Instant) -> list[Message]:
        """Return the life of a case that is still in progress at `until`."""
        steps, _ = self._whole(subject, at)
        names = [name for name, _ in steps]
        ended = names.index("close") if "close" in names else len(names)
        room = max(1, (until - at) // (AT_LEAST * 2))
        count = self._random.randint(1, max(1, min(ended, room)))
        return self._told(subject, steps[:count], at, round((until - at) * 0.7))

    def refused(self, subject: Subject, at: Instant, until: Instant) -> list[Message]:
        """Return the life of a case that is not accepted: for an alarm, a false one."""
        act, reasons = "reject", texts.VOID_REASONS
        if subject.stream == "video":
            act, reasons = "dismiss", texts.FALSE_ALARMS
        steps: list[Step] = [(SHAPES[subject.stream].first, {})]
        steps.append((act, {"opinion": self._random.choice(reasons)}))
        return self._told(subject, steps, at, min(20 * MINUTE, until - at))

    def inspected(self, subject: Subject, at: Instant, until: Instant) -> list[Message]:
        """Return the life of a place that was looked at: in order, so nothing was passed on."""
        steps: list[Step] = [("report", {}), ("selfHandle", {"opinion": texts.IN_ORDER})]
        return self._told(subject, [*steps, ("close", {})], at, min(HOUR, until - at))

    def _whole(self, subject: Subject, at: Instant) -> tuple[list[Step], Instant]:
        if subject.stream == "video":
            return list(self._alarm(subject)), TYPICAL["video"]
        if subject.stream == "enterprise":
            return list(self._problem(subject)), TYPICAL["enterprise"]
        level = draw(self._random, self._plan.levels[subject.stream])
        return list(self._social(subject, level, at)), TYPICAL[level]

    def _social(self, subject: Subject, level: str, at: Instant) -> Iterator[Step]:
        """From level to level up to the one that settles it, then back to whoever told it."""
        yield "report", {}
        if level == "grid":
            yield "selfHandle", self._result()
        else:
            yield ("accept" if subject.stream == "citizen" else "toCommunity"), {}
            yield from self._passed_up(subject, level, at)
            yield "start", {}
            yield "finish", self._result()
        if self._random.random() < self._plan.share.rework:
            yield "redo", {"opinion": texts.NOT_SOLVED}
            yield "finish", self._result()
        yield "close", {}
        if subject.stream == "citizen" and self._random.random() < 0.7:
            yield "rate", self._rating()

    def _passed_up(self, subject: Subject, level: str, at: Instant) -> Iterator[Step]:
        random, share = self._random, self._plan.share
        if level == "community":
            return
        yield "toStreet", {"opinion": texts.PASSED_UP}
        if random.random() < share.returned:
            yield "return", {"opinion": random.choice(texts.REASONS)}
            yield "toStreet", {"opinion": texts.PASSED_UP}
        if level == "street":
            return
        yield "toDistrict", {"opinion": texts.PASSED_UP}
        if random.random() < 0.25:
            due = Deadline(at + 5 * DAY)
            yield "instruct", {"opinion": texts.INSTRUCTION, "level": "district", "deadline": due}
            if random.random() < share.answered:
                yield "answer", {"opinion": texts.ANSWER}
        yield "dispatch", {"department": subject.department}
        if random.random() < 0.1:
            yield "join", {"department": "enforcement", "opinion": texts.JOINED}

    def _alarm(self, subject: Subject) -> Iterator[Step]:
        unit = {"department": subject.department}
        yield "alarm", {}
        yield "review", {}
        yield "confirm", {}
        yield "dispatch", unit
        yield "sign", unit
        yield "start", unit
        yield "finish", unit | self._result()
        yield "check", {}
        if self._random.random() < self._plan.share.rework:
            yield "fail", {"opinion": texts.NOT_SOLVED}
            yield "rework", {}
            yield "finish", unit | self._result()
            yield "check", {}
        yield "pass", {}
        yield "close", {}

    def _problem(self, subject: Subject) -> Iterator[Step]:
        unit = {"department": subject.department}
        yield "accept", {}
        yield "dispatch", unit
        yield "sign", unit
        yield "contact", {}
        yield "handle", unit
        if self._random.random() < 0.2:
            yield "join", {"department": "housing", "opinion": texts.JOINED}
        yield "reply", unit | self._result()
        yield "close", {}
        yield "rate", self._rating()

    def _result(self) -> Facts:
        return {"opinion": self._random.choice(texts.RESULTS)}

    def _rating(self) -> Facts:
        stars = int(draw(self._random, self._plan.stars))
        return {"stars": stars, "satisfied": stars >= 3, "solved": stars >= 3}

    def _told(
        self, subject: Subject, steps: list[Step], at: Instant, span: Instant
    ) -> list[Message]:
        """Tell the steps within `span` from `at` on, each some seconds after the one before."""
        gaps = [self._random.uniform(0.2, 1.0) for _ in steps[1:]]
        least = min(AT_LEAST, span // max(1, len(steps)))
        free = max(0, span - least * len(gaps))
        whole = sum(gaps) or 1.0
        told: list[Message] = []
        moment = at
        for (act, facts), gap in zip(steps, [0.0, *gaps], strict=True):
            moment += round(free * gap / whole) + (least if told else 0)
            told.append(self._desk.message(subject, act, moment, random=self._random, **facts))
        return told
