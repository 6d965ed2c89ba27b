"""What walls and leaders need and no more: frozen records, keys for names, nothing personal."""

from typing import Literal

from msgspec import Struct

from city.atlas import Light, MapSection
from city.bands import Band
from city.clock import Instant
from city.figures import Measured
from city.head import Head
from city.metrics import Figures, Tally

STEPS = ("report", "file", "dispatch", "handle", "check", "close")
"""The six steps of the screen: 上报 立案 派遣 处置 核查 结案."""


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
