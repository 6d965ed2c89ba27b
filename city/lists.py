"""What lists of cases, the page of one case and the book of figures need: frozen records."""

from msgspec import Struct

from city.clock import Instant
from city.dossier import Dossier
from city.events import CaseEvent
from city.figures import Measured
from city.head import Head
from city.snapshot import OpenCase
from city.windows import Window


class Selection(Struct, frozen=True, omit_defaults=True):
    """
    Which cases a list shows; an empty field selects all, `"-"` the unassigned of a dimension.

    `window` limits cases by the local day of receipt; `status` tells open, closed, void or all.
    With a `figure` of the registry it shows the cases of its `part` (`numerator`, `denominator`,
    `halved`), by the figure's own window rule, whatever `status` says. `reached` keeps those that
    have got to a step, `hours` those received from one local hour to another
    (`2026-11-26T08..2026-11-26T09`).
    """

    stream: str = ""
    light: str = ""
    step: str = ""
    street: str = ""
    community: str = ""
    department: str = ""
    class_: str = ""
    major: str = ""
    channel: str = ""
    status: str = "open"
    window: str = ""
    measure: str = ""
    page: int = 0
    grid: str = ""
    level: str = ""
    campaign: str = ""
    figure: str = ""
    part: str = ""
    reached: str = ""
    hours: str = ""


class DefinitionsSnapshot(Struct, frozen=True):
    """The registry of one stream, each figure measured over one window; `opened` is told whole."""

    head: Head
    stream: str
    window: Window
    measured: tuple[Measured, ...]
    opened: Measured


class Facet(Struct, frozen=True):
    """One value that a list can be narrowed to, and how many cases it would show."""

    key: str
    count: int


class ListedCase(Struct, frozen=True):
    """A row of a list; `open` is None for a case that is closed or void."""

    id: str
    number: str
    stream: str
    title: str
    class_: str
    street: str
    department: str
    channel: str
    state: str
    received_at: Instant
    closed_at: Instant | None
    in_time: bool | None
    stars: int | None
    open: OpenCase | None
    confidential: bool = False


class QueueSnapshot(Struct, frozen=True):
    """
    A list of cases by remaining time: one page of `rows`, of `total` selected, and facets.

    `measured` is the figure whose cases these are, over just the cases that are selected.
    """

    head: Head
    selection: Selection
    total: int
    page_size: int
    rows: tuple[ListedCase, ...]
    facets: dict[str, tuple[Facet, ...]]
    measured: Measured | None = None


class CaseSnapshot(Struct, frozen=True):
    """
    One case: what it is now, everything that happened, and why its deadline is what it is.

    `clocks` explains those of its steps, by language and clock, as `explanation` does the light's.
    """

    head: Head
    case: ListedCase
    description: str
    address: str
    stages: tuple[tuple[str, Instant | None], ...]
    events: tuple[CaseEvent, ...]
    explanation: dict[str, tuple[str, ...]]
    anomalies: tuple[str, ...] = ()
    clocks: dict[str, dict[str, tuple[str, ...]]] = {}
    dossier: Dossier = Dossier()
