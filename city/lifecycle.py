"""
Life cycles: how the table of a stream is read, and what may happen to a case in a state.

The tables themselves are in `city/lifecycles.py`. Feeds are believed: an event that comes early is
taken and the steps it skipped are filled in; one that contradicts the table is taken too, as far as
it makes sense, and noted. Acts of our own users must be allowed.
"""

from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from city.cycles import ENDED, VOID, ClockRule, LifeCycle
from city.events import Envelope
from city.lifecycles import ANYWHERE, BACKWARD, CITY, LIFE_CYCLES, NOT_YET, ONWARD, REOPENING

__all__ = [
    "ENDED",
    "LIFE_CYCLES",
    "NOT_YET",
    "REOPENING",
    "STEP_OF",
    "VOID",
    "ClockRule",
    "LifeCycle",
    "Turn",
    "allowed_events",
    "life_cycle",
    "step_of",
    "steps_of",
    "turn",
]

STEP_OF: dict[str, str] = {
    state: step for cycle in LIFE_CYCLES.values() for state, step in cycle.states.items()
}
"""Which step a state is shown in, for all life cycles at once; void states are in none."""


class Turn(Struct, frozen=True):
    """
    What an event does to the state of a case.

    `after` is the state it leads to (the old one if it leads nowhere). `skipped`: steps in between
    were never told. `contradiction`: the table does not know this event in the old state. `filed`:
    cases in the new state count as filed.
    """

    after: str
    skipped: bool = False
    contradiction: bool = False
    filed: bool = False


def life_cycle(stream: str) -> LifeCycle:
    """Return the life cycle of a stream; that of city-management cases for an unknown one."""
    return LIFE_CYCLES.get(stream, CITY)


def steps_of(stream: str) -> tuple[str, ...]:
    """Return the steps that a stream's cases are shown in, in order."""
    return life_cycle(stream).steps


def step_of(state: str) -> str:
    """Return the step of a state; the first one for a state that is not known."""
    return STEP_OF.get(state, "report")


def allowed_events(stream: str, state: str) -> frozenset[type[Envelope]]:
    """Return the events that the table allows in a state."""
    cycle = life_cycle(stream)
    here = cycle.allowed.get(state, frozenset())
    return here if state in ENDED else here | ANYWHERE


@lru_cache(maxsize=8192)
def turn(stream: str, state: str, kind: type[Envelope], target: str = "") -> Turn:
    """
    Return what an event of `kind` does to a case in `state` (`""`: not received yet).

    `target` is where it leads if the event itself decides that. A case that has ended stays so,
    except for what reopens a closed one, and for being found void after all. A return or a rework
    never leads forward: a case that has not come so far stays where it is. A step that the case has
    left behind, told late, does not lead it back.
    """
    turned = _turn(stream, state, kind, target)
    cycle = life_cycle(stream)
    filed = bool(cycle.filed) and cycle.rank(turned.after) >= cycle.rank(cycle.filed)
    return replace(turned, filed=filed)


def _turn(stream: str, state: str, kind: type[Envelope], target: str) -> Turn:
    cycle = life_cycle(stream)
    # a level or a verdict that only other streams know leads nowhere in this one
    there = target if target in cycle.states else ""
    after = there or cycle.turns.get((state, kind)) or cycle.after.get(kind, "")
    known = kind in allowed_events(stream, state)
    if state in ENDED and kind not in REOPENING and not (state == "closed" and after in VOID):
        return Turn(state, contradiction=not known)
    if not after:
        return Turn(state, contradiction=not known and kind not in NOT_YET)
    if kind in BACKWARD and cycle.rank(after) > cycle.rank(state):
        return Turn(state, contradiction=True)
    if known or not state or after in VOID:
        return Turn(after)
    forward = cycle.rank(after) > cycle.rank(state)
    if kind in ONWARD and not forward:
        return Turn(state, contradiction=after != state)
    return Turn(after, skipped=forward, contradiction=not forward and after != state)
