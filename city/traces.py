"""Traces that events leave on a case: marks that figures count, and what was out of order."""

from city.case import Case
from city.clock import Instant
from city.events import Envelope
from city.lifecycle import STEP_OF, Turn

ANOMALIES_KEPT = 8
"""Of a case that contradicts itself endlessly, the first ones are enough to look into."""


def mark(draft: Case, flag: str) -> None:
    """Note that something happened to a case, once; marks are kept in order."""
    if flag not in draft.marks:
        draft.marks = "".join(sorted(draft.marks + flag))


def unmark(draft: Case, flags: str) -> None:
    """Take back marks, as a case that is done again needs."""
    if draft.marks:
        draft.marks = "".join(each for each in draft.marks if each not in flags)


def add_anomaly(draft: Case, what: str) -> None:
    """Note something that contradicts the life cycle or a rule, once."""
    if what not in draft.anomalies and len(draft.anomalies) < ANOMALIES_KEPT:
        draft.anomalies = (*draft.anomalies, what)


def note_stay(draft: Case, before: str, at: Instant) -> None:
    """Add the time that a case stood in the state it leaves to what it stood in that step."""
    step = STEP_OF.get(before)
    if step is not None and draft.entered_at is not None:
        stays = dict(draft.stays)
        stays[step] = stays.get(step, 0) + max(at - draft.entered_at, 0)
        draft.stays = tuple(stays.items())
    draft.entered_at = at


def note_turn(draft: Case, kind: type[Envelope], turned: Turn) -> None:
    """Note what was out of order in an event, and whether the case is filed by it."""
    if turned.filed:
        mark(draft, "f")
    if turned.skipped:
        mark(draft, "z")
    if turned.contradiction and draft.state:
        add_anomaly(draft, f"{kind.__name__}@{draft.state}")
