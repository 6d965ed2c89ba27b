"""What can happen next to a case in hand, and where that leads."""

from random import Random
from typing import Any

from msgspec import Struct

from city.clock import NEVER, Instant
from ingest.simulation import texts
from ingest.simulation.lives import PUBLIC
from ingest.simulation.messages import Subject, draw
from ingest.simulation.plan import Plan

NEXT: dict[str, dict[str, str]] = {
    "city": {
        "reported": "file",
        "pending_register": "file",
        "pending_dispatch": "dispatch",
        "pending_handle": "sign",
        "handling": "finish",
        "handle_finish": "check",
        "checking": "pass",
        "failed": "rework",
        "pending_close": "close",
    },
    "hotline": {
        "accepted": "dispatch",
        "returned": "dispatch",
        "dispatched": "sign",
        "signed": "handle",
        "handling": "reply",
        "replied": "close",
        "closed": "visit",
        "visited": "rate",
    },
}
"""The usual next act in each state. `failed` and `visited` are known here only."""

AFTER: dict[str, dict[str, str]] = {
    "city": {
        "verify": "pending_register",
        "file": "pending_dispatch",
        "dispatch": "pending_handle",
        "sign": "handling",
        "return": "pending_dispatch",
        "finish": "handle_finish",
        "check": "checking",
        "pass": "pending_close",
        "fail": "failed",
        "rework": "pending_handle",
    },
    "hotline": {
        "dispatch": "dispatched",
        "sign": "signed",
        "return": "returned",
        "handle": "handling",
        "reply": "replied",
        "close": "closed",
        "visit": "visited",
    },
}
"""Where an act leads; an act that is not listed ends the case."""


class Standing(Struct):
    """A case in hand: what it is about, its state, and when its light turns yellow and red."""

    subject: Subject
    state: str
    near_at: Instant = NEVER
    due_at: Instant = NEVER


def next_act(case: Standing, plan: Plan, random: Random) -> str:
    """Return what happens next: the usual act, or sometimes one of the others."""
    subject, share, dice = case.subject, plan.share, random.random()
    act = NEXT[subject.stream].get(case.state, "close")
    if act == "file" and dice < share.void:
        return "reject"
    if act == "file" and case.state == "reported" and subject.channel in PUBLIC:
        return "verify"
    if act == "sign" and dice < share.returned:
        return "return"
    if act == "pass" and dice < share.rework:
        return "fail"
    return act


def facts_of(act: str, subject: Subject, plan: Plan, random: Random) -> dict[str, Any]:
    """Return what the message of an act tells beside the act itself."""
    unit = {"department" if subject.stream == "city" else "unit": subject.department}
    if act in ("dispatch", "sign", "handle"):
        return unit
    if act in ("finish", "reply"):
        return {**unit, "opinion": random.choice(texts.RESULTS)}
    if act == "return":
        return {**unit, "opinion": random.choice(texts.REASONS)}
    if act == "reject":
        return {"opinion": random.choice(texts.VOID_REASONS)}
    if act == "rate":
        stars = int(draw(random, plan.stars))
        return {"stars": stars, "satisfied": stars >= 3}
    return {"opinion": PRESSURE[act]} if act in PRESSURE else {}


PRESSURE = {
    "urge": texts.URGE,
    "supervise": texts.SUPERVISION,
    "instruct": texts.INSTRUCTION,
    "fail": texts.NOT_SOLVED,
}
"""Words of the acts that press a case on."""
