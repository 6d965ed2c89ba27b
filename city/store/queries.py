"""What a selection means: which part of which figure, of which streams, days and keys."""

from collections.abc import Iterator

from msgspec import Struct, structs

from city.case import Case
from city.cells import CODE_OF, IN_STEP
from city.clock import Instant
from city.district import District
from city.errors import BadRequest
from city.lifecycle import STEP_OF
from city.lists import Selection
from city.registry.figure import HANDLING, Figure, Part
from city.snapshot import STEPS
from city.social import GRID_LEVELS as LEVELS
from city.windows import Window

UNASSIGNED = "-"
"""How a selection names the group of cases without a key, since an empty field selects all."""
KEYED = (*(("class_" if name == "class" else name) for name in CODE_OF), "major")
"""Fields of a selection that name a key of a dimension of the cells."""


class Query(Struct, frozen=True):
    """A selection understood: which part of which figure, of which streams, over which days."""

    selection: Selection
    figure: Figure
    part: Part
    streams: tuple[str, ...]
    window: Window | None
    between: tuple[Instant, Instant] | None
    """Hours of receipt that it is narrowed to: from, and up to but without."""

    @property
    def keys(self) -> dict[str, str]:
        """Dimension -> the key that is wanted, empty for the unassigned."""
        wanted = {f.rstrip("_"): getattr(self.selection, f) for f in KEYED}
        return {name: "" if key == UNASSIGNED else key for name, key in wanted.items() if key}

    def alone(self) -> Iterator["Query"]:
        """Yield the same query once for each dimension, narrowed to that one's key only."""
        named = [field for field in KEYED if getattr(self.selection, field)]
        for field in named:
            others = dict.fromkeys((each for each in named if each != field), "")
            yield structs.replace(self, selection=structs.replace(self.selection, **others))

    @property
    def open_only(self) -> bool:
        """Whether only cases in progress can be meant."""
        return not self.part.may_have_ended


def later(place: str) -> frozenset[str]:
    """Return the steps from one on, or the levels from one up."""
    for places in (STEPS, LEVELS):
        if place in places:
            return frozenset(places[places.index(place) :])
    raise BadRequest("reached", f"{place!r} is none of {', '.join((*STEPS, *LEVELS))}")


def took_time(case: Case, timing: str) -> bool:
    """Return whether a case has such a time: from receipt to closing, or on the light's clock."""
    if case.closed_at is None:
        return False
    if timing.startswith(IN_STEP):
        return timing.removeprefix(IN_STEP) in dict(case.stays)
    return timing != HANDLING or (case.clock is not None and case.clock.stopped_at is not None)


def matches(district: District, case: Case, selection: Selection) -> bool:
    """Return whether an ended case has the keys that a selection wants of each dimension."""
    pairs = (
        (selection.step, STEP_OF.get(case.state, "")),
        (selection.street, case.street),
        (selection.community, case.community),
        (selection.department, case.department),
        (selection.class_, case.class_),
        (selection.channel, case.channel),
        (selection.grid, case.grid),
        (selection.level, case.level),
        (selection.campaign, case.campaign),
        (selection.major, district.major_of(case.class_)),
    )
    return all(not want or (have or UNASSIGNED) == want for want, have in pairs)
