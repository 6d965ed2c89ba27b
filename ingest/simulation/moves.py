"""What can happen next to a case in hand, and where that leads."""

from random import Random
from typing import Any

from msgspec import Struct

from city.clock import NEVER, Instant
from ingest.simulation import texts
from ingest.simulation.lives import PUBLIC
from ingest.simulation.messages import draw
from ingest.simulation.plan import Plan
from ingest.simulation.shapes import SHAPES, Subject

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
    "citizen": {
        "reported": "accept",
        "community": "finish",
        "street": "finish",
        "coordinating": "dispatch",
        "pending_handle": "start",
        "handling": "finish",
        "fed_back": "close",
        "rated": "rate",
    },
    "grid": {
        "reported": "selfHandle",
        "community": "finish",
        "street": "finish",
        "coordinating": "dispatch",
        "pending_handle": "start",
        "handling": "finish",
        "fed_back": "close",
    },
    "video": {
        "alarmed": "confirm",
        "pending_dispatch": "dispatch",
        "pending_handle": "sign",
        "handling": "finish",
        "handle_finish": "check",
        "checking": "pass",
        "failed": "rework",
        "pending_close": "close",
    },
    "enterprise": {
        "accepted": "dispatch",
        "returned": "dispatch",
        "dispatched": "sign",
        "signed": "handle",
        "handling": "reply",
        "replied": "close",
        "closed": "rate",
    },
}
"""The usual next act in each state. `failed`, `visited` and `rated` are known here only."""

_SOCIAL_AFTER = {
    "accept": "community",
    "toCommunity": "community",
    "toStreet": "street",
    "toDistrict": "coordinating",
    "dispatch": "pending_handle",
    "start": "handling",
    "selfHandle": "fed_back",
    "finish": "fed_back",
}

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
    "citizen": {**_SOCIAL_AFTER, "close": "rated"},
    "grid": _SOCIAL_AFTER,
    "video": {
        "confirm": "pending_dispatch",
        "dispatch": "pending_handle",
        "sign": "handling",
        "finish": "handle_finish",
        "check": "checking",
        "pass": "pending_close",
        "fail": "failed",
        "rework": "pending_handle",
    },
    "enterprise": {
        "dispatch": "dispatched",
        "sign": "signed",
        "return": "returned",
        "handle": "handling",
        "reply": "replied",
        "close": "closed",
    },
}
"""Where an act leads; an act that is not listed ends the case."""


class Standing(Struct):
    """A case in hand: what it is about, its state, its light's moments, and what goes on beside."""

    subject: Subject
    state: str
    near_at: Instant = NEVER
    due_at: Instant = NEVER
    ordered: bool = False
    extensions: int = 0


def next_act(case: Standing, plan: Plan, random: Random) -> str:
    """Return what happens next: the usual act, or sometimes one of the others."""
    subject, share, dice = case.subject, plan.share, random.random()
    act = NEXT[subject.stream].get(case.state, "close")
    if subject.stream in LEVELS:
        return _passed_up(act, case, plan, dice)
    if act == "confirm" and dice < share.false_alarm:
        return "dismiss"
    if act == "file" and dice < share.void:
        return "reject"
    if act == "file" and case.state == "reported" and subject.channel in PUBLIC:
        return "verify"
    if act == "sign" and subject.stream == "video":
        return act
    if act == "sign" and dice < share.returned:
        return "return"
    if act == "pass" and dice < share.rework:
        return "fail"
    return act


LEVELS = ("citizen", "grid")
"""Streams whose cases are passed up level by level."""
_UP = {"reported": "toCommunity", "community": "toStreet", "street": "toDistrict"}
_LEVELS = ("grid", "community", "street", "district")


def _passed_up(act: str, case: Standing, plan: Plan, dice: float) -> str:
    """Return the usual act, or that the case is passed up, as often as the levels' shares say."""
    stream, state = case.subject.stream, case.state
    if state == "reported" and dice < plan.share.void:
        return "reject"
    if state not in _UP or (stream, state) == ("citizen", "reported"):
        return act
    here = {"reported": "grid"}.get(state, state)
    shares = plan.levels[stream]
    above = sum(shares.get(level, 0.0) for level in _LEVELS[_LEVELS.index(here) + 1 :])
    return _UP[state] if dice < above / (above + shares[here]) else act


def facts_of(act: str, subject: Subject, plan: Plan, random: Random) -> dict[str, Any]:
    """Return what the message of an act tells beside the act itself."""
    unit = {SHAPES[subject.stream].unit: subject.department}
    if act in ("dispatch", "sign", "handle"):
        return unit
    if subject.stream in LEVELS and act in ("finish", "selfHandle"):
        return {"opinion": random.choice(texts.RESULTS)}
    if act in ("finish", "reply"):
        return {**unit, "opinion": random.choice(texts.RESULTS)}
    if act == "return":
        return {**unit, "opinion": random.choice(texts.REASONS)}
    if act == "dismiss":
        return {"opinion": random.choice(texts.FALSE_ALARMS)}
    if act == "reject":
        return {"opinion": random.choice(texts.VOID_REASONS)}
    if act == "rate":
        stars = int(draw(random, plan.stars))
        return {"stars": stars, "satisfied": stars >= 3, "solved": stars >= 3}
    return {"opinion": PRESSURE[act]} if act in PRESSURE else {}


PRESSURE = {
    "urge": texts.URGE,
    "supervise": texts.SUPERVISION,
    "instruct": texts.INSTRUCTION,
    "fail": texts.NOT_SOLVED,
    "answer": texts.ANSWER,
    "extendRequest": texts.MORE_TIME,
    "toStreet": texts.PASSED_UP,
    "toDistrict": texts.PASSED_UP,
}
"""Words of the acts that press a case on."""
