"""对账: a platform's day against ours, case by case, so that a difference names its cases."""

from collections.abc import Iterable

from msgspec import Struct

from city.clock import to_date
from city.ledger import PlatformDay

NAMED = 3
"""Missing cases that a line names; the API names all."""


class OurDay(Struct, frozen=True):
    """The cases of a stream that we received on a local day (void ones too) and that we closed."""

    day: int
    received: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()


class Side(Struct, frozen=True):
    """
    One count on both sides; `theirs` is None if the platform did not tell it.

    `missing_here` are cases that the platform has and we have not, `missing_there` the reverse;
    both are None if it gave no list. `listed` is how many were on its list.
    """

    theirs: int | None
    ours: int
    listed: int | None = None
    missing_here: tuple[str, ...] | None = None
    missing_there: tuple[str, ...] | None = None

    @property
    def agrees(self) -> bool:
        """Whether there is no difference; what was not told does not differ."""
        if self.theirs is not None and self.theirs != self.ours:
            return False
        if self.listed is not None and self.theirs not in (None, self.listed):
            return False
        return not (self.missing_here or self.missing_there)


class Reconciled(Struct, frozen=True):
    """
    A local day compared. `told` is False if the platform said nothing of it; while parts are
    missing nothing can be said yet.
    """

    day: int
    stream: str
    told: bool
    missing_parts: int
    received: Side
    closed: Side

    @property
    def compared(self) -> bool:
        """Whether both sides are whole, so that the day can agree or differ."""
        return self.told and not self.missing_parts

    @property
    def agrees(self) -> bool:
        """Whether the day was compared and nothing differs."""
        return self.compared and self.received.agrees and self.closed.agrees


class Summary(Struct, frozen=True):
    """A window compared: `days` in it, `compared` of them, and how many of those `differ`."""

    days: int
    compared: int
    differ: int


def reconcile(theirs: PlatformDay | None, ours: OurDay, stream: str) -> Reconciled:
    """Compare a platform's day with ours."""
    if theirs is None:
        sides = Side(None, len(ours.received)), Side(None, len(ours.closed))
        return Reconciled(ours.day, stream, False, 0, *sides)
    return Reconciled(
        ours.day,
        stream,
        True,
        theirs.missing_parts,
        _side(theirs.received, theirs.opened, ours.received),
        _side(theirs.closed, theirs.ended, ours.closed),
    )


def summarise(days: Iterable[Reconciled]) -> Summary:
    """Return how many days were compared, and how many differ."""
    listed = list(days)
    compared = [day for day in listed if day.compared]
    return Summary(len(listed), len(compared), sum(not day.agrees for day in compared))


def lines_of(summary: Summary, days: Iterable[Reconciled]) -> list[str]:
    """Return compared days as lines of text for an operator's terminal."""
    lines = [f"{summary.compared} of {summary.days} days compared, {summary.differ} differ"]
    for day in days:
        lines.append(f"{to_date(day.day).isoformat()}  {_verdict(day)}")
        for name, side in (("received", day.received), ("closed", day.closed)):
            theirs = "-" if side.theirs is None else side.theirs
            lines.append(f"  {name:<8}  theirs {theirs:>5}  ours {side.ours:>5}{_missing(side)}")
    return lines


def _verdict(day: Reconciled) -> str:
    if not day.told:
        return "the platform told nothing"
    if day.missing_parts:
        return f"{day.missing_parts} parts are still to come"
    return "agrees" if day.agrees else "DIFFERS"


def _missing(side: Side) -> str:
    told = ""
    for where, cases in (("here", side.missing_here), ("there", side.missing_there)):
        if cases:
            named = " ".join(cases[:NAMED]) + (" ..." if len(cases) > NAMED else "")
            told += f"  missing {where} {len(cases)}: {named}"
    return told


def _side(count: int | None, listed: frozenset[str] | None, ours: frozenset[str]) -> Side:
    if listed is None:
        return Side(count, len(ours))
    here, there = sorted(listed - ours), sorted(ours - listed)
    return Side(count, len(ours), len(listed), tuple(here), tuple(there))
