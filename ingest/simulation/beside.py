"""Acts beside the way forward of city cases and orders: more time, rest, pressure, appeals."""

from collections.abc import Iterator
from random import Random
from typing import Any

from city.clock import DAY, HOUR, MINUTE, Instant
from ingest.simulation import texts
from ingest.simulation.messages import Deadline
from ingest.simulation.plan import Shares

Act = tuple[str, Instant, dict[str, Any]]
Span = tuple[Instant, Instant]
SECOND_HANDS = "enforcement"
"""Who is called to help where several work on one case."""
ROOM: Instant = HOUR
"""What takes less time than this has no room for anything beside."""


def during(span: Span, share: Shares, random: Random, *, late: bool) -> Iterator[Act]:
    """Yield what happens while a department works on a case from one moment to another."""
    start, end = span
    if end - start < ROOM:
        return
    if random.random() < share.joined:
        facts = {"department": SECOND_HANDS, "opinion": texts.JOINED}
        yield "join", _within(span, 0.2), facts
    if random.random() < share.suspended:
        until = Deadline(_within(span, 0.9))
        yield "suspend", _within(span, 0.3), {"opinion": texts.PARKED, "until": until}
        yield "resume", _within(span, 0.6), {}
    elif not late and random.random() < share.extended:
        yield from extension(_within(span, 0.25), share, random)
    yield from pressure(span, share, random)


def extension(at: Instant, share: Shares, random: Random) -> Iterator[Act]:
    """Yield the request for more time at a moment, and its answer."""
    yield "extendRequest", at, {"opinion": texts.MORE_TIME}
    answer = "refuseExtend" if random.random() < share.refused else "extend"
    yield answer, at + 5 * MINUTE, {}


def pressure(span: Span, share: Shares, random: Random) -> Iterator[Act]:
    """Yield a supervision or an instruction with its deadline, and most times the answer."""
    kinds = (
        ("supervise", share.supervised, texts.SUPERVISION),
        ("instruct", share.instructed, texts.INSTRUCTION),
    )
    for act, likely, opinion in kinds:
        if random.random() >= likely:
            continue
        at = _within(span, 0.5)
        level = random.choice(("1", "2")) if act == "supervise" else "district"
        yield act, at, {"opinion": opinion, "level": level, "deadline": Deadline(at + 2 * DAY)}
        if random.random() < share.answered:
            yield "answer", _within(span, 0.85), {"opinion": texts.ANSWER}
        return


def afterwards(span: Span, share: Shares, random: Random, *, late: bool) -> Iterator[Act]:
    """Yield what happens to a case after its closing, up to the end of the span."""
    closed, end = span
    if late and random.random() < share.appealed and end - closed > 2 * DAY:
        yield "appeal", closed + 6 * HOUR, {"opinion": texts.APPEAL}
        verdict = "grantAppeal" if random.random() < share.granted else "refuseAppeal"
        yield verdict, closed + 30 * HOUR, {"opinion": texts.APPEAL_DECIDED}
    elif random.random() < share.exempted and end - closed > HOUR:
        yield "exempt", closed + HOUR, {"opinion": texts.EXEMPTED}
    if end - closed > 15 * DAY:
        yield "archive", closed + 15 * DAY, {}


def _within(span: Span, share: float) -> Instant:
    return span[0] + round((span[1] - span[0]) * share)
