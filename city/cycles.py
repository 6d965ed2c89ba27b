"""What the table of a life cycle is made of: states and steps, events, clocks."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from msgspec import Struct

from city import events as ev

Kinds = frozenset[type[ev.Envelope]]
Again = Literal["same", "remaining", "anew"]

VOID = frozenset({"not_accepted", "cancelled"})
ENDED = VOID | {"closed"}
"""States of a case that has ended; the void ones were never worth filing, or were taken back."""


class ClockRule(Struct, frozen=True):
    """
    One clock of a life cycle: it runs while the case is in one of `states`.

    `again` says what happens when the case comes back to them: the `same` deadline counts, the
    `remaining` time runs on, or the clock starts `anew`. An event of `stops` is what it waits for:
    it stops it before, and for good unless it starts anew. One that has `only` says something if
    one of these stopped it; any other event takes it back.
    """

    key: str
    states: frozenset[str]
    again: Again = "same"
    stops: Kinds = frozenset()
    only: Kinds = frozenset()


class LifeCycle(Struct, frozen=True, eq=False):
    """
    One stream's table; each is equal to itself only.

    `states` gives each open or closed state its step, in the order of the way forward. `after` is
    the state that an event leads to, `turns` where it depends on the state it comes from.
    `allowed` are the events of each state that are in order. The first of `clocks` is the one of
    the light.
    """

    key: str
    steps: tuple[str, ...]
    states: Mapping[str, str]
    after: Mapping[type[ev.Envelope], str]
    turns: Mapping[tuple[str, type[ev.Envelope]], str]
    allowed: Mapping[str, Kinds]
    clocks: tuple[ClockRule, ...]
    first_level: str = ""
    filed: str = ""

    @property
    def main(self) -> ClockRule:
        """The clock of the light."""
        return self.clocks[0]

    @property
    def stopping(self) -> Kinds:
        """Events that stop a step's clock without moving the case."""
        return _stopping(self)

    @property
    def from_receipt(self) -> bool:
        """Whether the clock of the light starts when a case comes in."""
        return self.first in self.main.states

    def is_disposed(self, state: str) -> bool:
        """Return whether the work is done in a state: it lies beyond all that the clock counts."""
        return state in _disposed(self)

    @property
    def first(self) -> str:
        """The state of a case that has just come in."""
        return next(iter(self.states))

    def rank(self, state: str) -> int:
        """Return the place of a state on the way forward; -1 for void and unknown ones."""
        return _ranks(self).get(state, -1)

    def adopted(self, state: str, step: str) -> str:
        """Return where a case in another table's `state` stands here: ended, or by its step."""
        if state in self.states or state in VOID:
            return state
        return next((own for own, shown in self.states.items() if shown == step), self.first)

    def observed(self, shown: str) -> str:
        """Return the state of a case that a snapshot feed shows as open, handling, closed, void."""
        return {"open": self.first, "void": "cancelled"}.get(shown, shown)


@cache
def _stopping(cycle: LifeCycle) -> Kinds:
    return frozenset().union(*(rule.stops for rule in cycle.clocks))


@cache
def _disposed(cycle: LifeCycle) -> frozenset[str]:
    last = max(cycle.rank(state) for state in cycle.main.states)
    return frozenset(state for state in cycle.states if cycle.rank(state) > last)


@cache
def _ranks(cycle: LifeCycle) -> dict[str, int]:
    return {state: rank for rank, state in enumerate(cycle.states)}


def kinds_of(*kinds: type[ev.Envelope]) -> Kinds:
    """Return a set of kinds of events."""
    return frozenset(kinds)
