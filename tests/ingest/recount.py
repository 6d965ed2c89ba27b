"""A recount of feed messages that shares no code with the product: its own reading and fold."""

import json
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from typing import Any, NamedTuple

LOCAL = timezone(timedelta(hours=8))
CITY_ACTS = {"report", "verify", "file", "reject", "cancel", "dispatch", "sign", "return", "start"}
CITY_ACTS |= {"finish", "check", "pass", "fail", "rework", "close", "forceClose"}
CITY_ACTS |= {"urge", "supervise", "instruct"}
HOTLINE_ACTS = {"accept", "dispatch", "sign", "return", "handle", "reply", "close", "visit", "rate"}
HOTLINE_ACTS |= {"redo", "urge", "supervise", "instruct", "reject", "cancel"}


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
        if "orderNo" in body:
            at = datetime.fromisoformat(body["time"])
            act = Act(at, body["id"], f"hotline:{body['orderNo']}", body["action"], body)
            return act if act.act in HOTLINE_ACTS else None
        at = datetime.strptime(body["actTime"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=LOCAL)
        act = Act(at, body["messageId"], f"city:{body['caseNo']}", body["act"], body)
        return act if act.act in CITY_ACTS and body["caseNo"] else None
    except (ValueError, KeyError, TypeError):
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
    if {"reject", "cancel"} & set(names):
        return "void"
    return "closed" if {"close", "forceClose"} & set(names) else "open"


def received_on(acts: list[Act]) -> date:
    """Return the local day on which a case was received."""
    first = next(each for each in acts if each.act in ("report", "accept"))
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
