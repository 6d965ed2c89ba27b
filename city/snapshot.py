"""What each page needs and no more: frozen records, keys instead of names, no personal field."""

from typing import Literal

from msgspec import Struct

from city.atlas import Light, MapSection
from city.bands import Band
from city.clock import Instant, ProductClock
from city.dossier import Dossier
from city.events import CaseEvent
from city.figures import Measured
from city.metrics import Figures, Tally
from city.windows import Window

Mode = Literal["live", "demo", "replay", "playback"]
LampState = Literal["ok", "late", "silent", "never"]
STEPS = ("report", "file", "dispatch", "handle", "check", "close")
"""The six steps of the screen: 上报 立案 派遣 处置 核查 结案."""


class FeedLamp(Struct, frozen=True):
    """
    The health of one feed: `ok`, `late` (quiet beyond its rhythm), `silent` (three times that),
    or `never` heard. `heard_at` and the ages derived from it are the system's time, as is
    `silent_at`, when its silence began or will begin. `stream` is whose cases it tells of. An
    `unusual` one brought no case for hours in which it should have, whatever its rhythm.
    """

    feed: str
    name: str
    name_en: str
    state: LampState
    heard_at: Instant | None
    messages: int
    refused: int
    stream: str = ""
    silent_at: Instant | None = None
    unusual: bool = False


AlertKind = Literal["feed", "overdue", "storm", "emergency"]


class Alert(Struct, frozen=True):
    """
    Something for which a wall leaves what it shows: what, about which feed, since when, how many.

    `at` is the system's time; an alert that is older than a screen's break is only told in words.
    """

    kind: AlertKind
    key: str
    at: Instant
    count: int = 0


CATCHING_UP = 1_000
"""Messages not yet applied from which figures are those of the past, and pages say so."""


class Health(Struct, frozen=True):
    """Whether the read model can be trusted now, and what is going on if not."""

    redis: bool = True
    applied_at: Instant | None = None
    lag: int | None = None
    rebuilding: float | None = None
    orphans: int = 0
    dead_letters: int = 0
    provisional_year: int | None = None

    @property
    def catching_up(self) -> bool:
        """Whether so much is still to be applied that figures lag behind."""
        return self.lag is not None and self.lag >= CATCHING_UP


class Books(Struct, frozen=True):
    """
    The last comparison of the read model with an auditor's own books; times are the system's.

    `since` is when a difference was found that no person has confirmed yet, `differences` its
    first lines.
    """

    checked_at: Instant
    cells: int
    since: Instant | None = None
    differences: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether nothing differs that somebody should look at."""
        return self.since is None


class Head(Struct, frozen=True):
    """What every page says about itself: as of when, which time runs, and how healthy it is."""

    as_of: Instant
    built_at: Instant
    mode: Mode
    clock: ProductClock
    health: Health
    feeds: tuple[FeedLamp, ...]
    alerts: tuple[Alert, ...] = ()
    books: Books | None = None

    @property
    def silent_streams(self) -> frozenset[str]:
        """The streams of feeds that have fallen silent: their figures are those of the past."""
        return frozenset(lamp.stream for lamp in self.feeds if lamp.state == "silent")


class OpenCase(Struct, frozen=True):
    """
    One case in progress, as lists and the map show it.

    `near_at` and `due_at` are None if it has no running limit; `stopped_at` is when the clock was
    stopped (the department passed it on), after which the light no longer changes. `master` is the
    case it was linked to, `callers` how many told of it. A `provisional` deadline (暂定) depends on
    a year whose days off are not published yet. Lists show its class, never the caller's `title`.
    """

    id: str
    number: str
    stream: str
    title: str
    class_: str
    street: str
    community: str
    department: str
    channel: str
    state: str
    step: str
    light: Light
    received_at: Instant
    near_at: Instant | None
    due_at: Instant | None
    stopped_at: Instant | None
    lon: float | None
    lat: float | None
    master: str = ""
    callers: int = 1
    confidential: bool = False
    provisional: bool = False


class Movement(Struct, frozen=True):
    """One thing that just happened to a case, for the list 动态."""

    at: Instant
    event: str
    case: str
    stream: str
    class_: str
    street: str
    department: str


class StepCount(Struct, frozen=True):
    """How many cases of the window reached a step, and how many wait in it now."""

    step: str
    reached: int
    waiting: int


class StepLights(Struct, frozen=True):
    """How many cases of the window reached a step, and the lights of those that wait in it."""

    step: str
    reached: int
    waiting: Tally


class AgeBand(Struct, frozen=True):
    """Open cases of the window by local days since receipt, `first` to `last`; None has no end."""

    first: int
    last: int | None
    tally: Tally


OrderKind = Literal["supervised", "instructed"]


class OrderRow(Struct, frozen=True):
    """A case that a leader instructed or the centre supervises, and until when; no free text."""

    case: str
    class_: str
    street: str
    department: str
    due_at: Instant | None
    kind: OrderKind


class Orders(Struct, frozen=True):
    """Instructions and supervision: the rows shown, of how many, and how many are overdue."""

    rows: tuple[OrderRow, ...]
    total: int
    overdue: int


class WallSnapshot(Struct, frozen=True):
    """
    The wall's overview: the primary stream's account and the hotline's beside it.

    `hours` holds (local hour's first instant, cases received) for the last 24 hours, oldest first;
    the last one is not over yet. `topics` and `weeks` are the hotline's, for wide screens; `orders`
    is None where the read model does not know of any. `bands` holds what earlier weeks lead to
    expect of each hour, and `measured` the figures of the registry that the layout asked for.
    `unplaced` counts cases in progress without a position that may be shown: it is of this moment,
    as the account is, though the points of the map may be a second old.
    """

    head: Head
    departments: Figures
    hotline: Figures | None
    classes: Figures
    steps: tuple[StepCount, ...]
    hours: tuple[tuple[Instant, int], ...]
    urgent: tuple[OpenCase, ...]
    near_due: int
    overdue: int
    movements: tuple[Movement, ...]
    map: MapSection
    topics: Figures | None = None
    weeks: tuple[tuple[int, int], ...] = ()
    orders: Orders | None = None
    measured: tuple[Measured, ...] = ()
    bands: tuple[Band, ...] = ()
    unplaced: int = 0


class FlowSnapshot(Struct, frozen=True):
    """The primary stream by step: what passed each, what waits, for how long, and from where."""

    head: Head
    departments: Figures
    channels: Figures
    streets: Figures
    steps: tuple[StepLights, ...]
    ages: tuple[AgeBand, ...]
    movements: tuple[Movement, ...]


class HotlineSnapshot(Struct, frozen=True):
    """
    The hotline: its account, what people call about, by week and hour, and who answers.

    `weeks` holds (first local day, orders received) of the last weeks, oldest first; the last one
    is not over yet. `hours` is as the overview's.
    """

    head: Head
    departments: Figures
    classes: Figures
    weeks: tuple[tuple[int, int], ...]
    hours: tuple[tuple[Instant, int], ...]
    urgent: tuple[OpenCase, ...]
    near_due: int
    overdue: int
    movements: tuple[Movement, ...]


class LeaderSnapshot(Struct, frozen=True):
    """A leader's phone: five numbers, the worst, the streets, and what is most urgent.

    `days` holds (local day number, cases received) of the last 14 days, today last and not over.
    """

    head: Head
    departments: Figures
    streets: Figures
    hotline: Figures | None
    days: tuple[tuple[int, int], ...]
    urgent: tuple[OpenCase, ...]
    near_due: int
    overdue: int
    measured: tuple[Measured, ...] = ()


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
