"""A recount of feed messages that shares no code with the product: its own reading and fold."""

import json
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from typing import Any, NamedTuple

LOCAL = timezone(timedelta(hours=8))
NUMBERS = {
    "orderNo": ("hotline", "id", "action", "time"),
    "caseNo": ("city", "messageId", "act", "actTime"),
    "reportNo": ("citizen", "messageId", "act", "actTime"),
    "eventNo": ("grid", "messageId", "act", "actTime"),
    "alarmNo": ("video", "messageId", "act", "actTime"),
    "problemNo": ("enterprise", "messageId", "act", "actTime"),
}
"""By the field of the number: the stream, and where a message has its id, act and time."""
FIRST = ("report", "accept", "alarm")
VOIDING = {"reject", "cancel", "dismiss"}
CLOSING = {"close", "forceClose"}
AFTERWARDS = {"appeal", "grantAppeal", "refuseAppeal", "exempt", "archive", "rate", "visit"}
FORWARD = """report verify file dispatch sign return start finish check pass fail rework close
forceClose urge supervise instruct accept handle reply visit rate redo sendVerify join contact
extendRequest extend refuseExtend suspend resume selfHandle answer tag toCommunity toStreet
toDistrict alarm review confirm"""
ACTS = {*FORWARD.split(), *VOIDING, *AFTERWARDS}


class Act(NamedTuple):
    """What one message tells: when, of which case, what."""

    at: datetime
    message_id: str
    case: str
    act: str
    body: dict[str, Any]


class Past(NamedTuple):
    """Acts by case, each once and in order of time, and how many messages were unusable."""

    cases: dict[str, list[Act]]
    unusable: int


def read(value: bytes) -> Act | None:
    """Return what a message tells, None if it breaks the contract of its feed."""
    try:
        body = json.loads(value)
        number = next(name for name in NUMBERS if name in body)
        stream, id_, act_, time_ = NUMBERS[number]
        at = datetime.fromisoformat(body[time_])
        at = at if at.tzinfo else at.replace(tzinfo=LOCAL)
        act = Act(at, body[id_], f"{stream}:{body[number]}", body[act_], body)
        return act if act.act in ACTS and body[number] else None
    except (ValueError, KeyError, TypeError, StopIteration):
        return None


def recount(values: list[bytes]) -> Past:
    """Return the past that messages tell, repeats dropped, sorted by time within each case."""
    seen: set[str] = set()
    cases: dict[str, list[Act]] = {}
    unusable = 0
    for value in values:
        act = read(value)
        if act is None:
            unusable += 1
        elif act.message_id not in seen:
            seen.add(act.message_id)
            cases.setdefault(act.case, []).append(act)
    for acts in cases.values():
        acts.sort(key=lambda each: each.at)
    return Past(cases, unusable)


def outcome(acts: list[Act]) -> str:
    """Return how a case stands after its acts: open, closed or void."""
    names = [each.act for each in acts]
    if VOIDING & set(names):
        return "void"
    return "closed" if CLOSING & set(names) else "open"


def received_on(acts: list[Act]) -> date:
    """Return the local day on which a case was received."""
    first = next(each for each in acts if each.act in FIRST)
    return first.at.astimezone(LOCAL).date()


def tally(past: Past, stream: str, *, today: date, days: int) -> Counter[str]:
    """Count the outcomes of a stream's cases received in the last local days, today included."""
    since = today - timedelta(days=days - 1)
    return Counter(
        outcome(acts)
        for case, acts in past.cases.items()
        if case.startswith(f"{stream}:") and received_on(acts) >= since
    )


def five_stars(past: Past, *, today: date, days: int) -> int:
    """Count the orders of the last local days that are closed and rated with five stars."""
    since = today - timedelta(days=days - 1)
    return sum(
        outcome(acts) == "closed" and acts_stars(acts) == 5
        for case, acts in past.cases.items()
        if case.startswith("hotline:") and received_on(acts) >= since
    )


def acts_stars(acts: list[Act]) -> int | None:
    """Return the last rating of a case."""
    ratings: list[int] = [each.body["stars"] for each in acts if each.act == "rate"]
    return ratings[-1] if ratings else None
