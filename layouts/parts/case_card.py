"""The panel of one case that was chosen on a map: facts of the work, nothing about a person."""

from msgspec import Struct

from city.clock import Instant
from city.snapshot import OpenCase
from layouts.edition import Edition
from layouts.parts.countdown import due_words, left
from layouts.parts.marks import TONES


class CaseCard(Struct, frozen=True):
    """
    What the panel says. `due` is set while a clock runs, and the page runs `left` on from it.

    There is no field for free text, an address or a person, so a wall cannot show one.
    """

    title: str
    tone: str
    left: str
    due: Instant | None
    rule: str
    facts: tuple[tuple[str, str], ...]
    privacy: str


def case_card(case: OpenCase, edition: Edition, *, as_of: Instant) -> CaseCard:
    """Return the panel of a case in progress as it stands at `as_of`."""
    near = f"{edition.district.near_share * 100:g}"
    return CaseCard(
        edition.label("class", case.class_),
        TONES[case.light],
        left(case, edition, as_of),
        case.due_at if case.stopped_at is None else None,
        edition.say(f"map_rule_{case.light}", near=near),
        _facts(case, edition, as_of),
        edition.say("map_privacy"),
    )


def _facts(case: OpenCase, edition: Edition, as_of: Instant) -> tuple[tuple[str, str], ...]:
    facts = (
        ("map_number", case.number or case.id),
        ("map_light", edition.say(case.light)),
        ("map_step", edition.say(f"step_{case.step}")),
        ("map_department", edition.label("department", case.department)),
        ("map_street", edition.label("street", case.street)),
        ("map_received", edition.moment(case.received_at, as_of)),
        ("map_due", due_words(case, edition, as_of=as_of)),
    )
    return tuple((edition.say(key), told) for key, told in facts)
