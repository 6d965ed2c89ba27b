"""What pages show of assessments: all units of a district at one moment, and one composite."""

from msgspec import Struct

from city.assessment import Assessment
from city.fairness import FairShare
from city.head import Head
from city.metrics import Figures
from city.scores import Composite
from city.snapshot import Movement
from city.windows import Window

MONTHS = 6
"""Calendar months of the trend, the present one last and not over."""


class Month(Struct, frozen=True):
    """One calendar month: the fair share of each unit that had something to settle in it."""

    window: Window
    shares: dict[str, FairShare]


class Standings(Struct, frozen=True):
    """
    Every unit that a district assesses, of one moment.

    By the first composite for departments and the first for streets, and each one for a post;
    None where the district has no such composite. `months` are the departments'.
    """

    departments: Assessment | None
    streets: Assessment | None
    posts: tuple[Assessment, ...]
    months: tuple[Month, ...]


class AssessmentSnapshot(Struct, frozen=True):
    """The wall's scene 部门考评; `told` is None until the first assessment is made."""

    head: Head
    account: Figures
    told: Standings | None
    movements: tuple[Movement, ...]


class ScoresSnapshot(Struct, frozen=True):
    """One composite over one window, for a desk; `told` is None until it is made."""

    head: Head
    composite: Composite
    window: Window
    told: Assessment | None
