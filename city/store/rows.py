"""Small records that the projector writes and mirrors read: open rows, movements, notices."""

import msgspec
from msgspec import Struct

from city.case import Case, OpenOrder
from city.cells import Page
from city.clock import NEVER, Instant, to_instant
from city.events import CaseEvent
from city.flags import pattern_of
from city.lifecycle import STEP_OF
from city.policies import WORKING


class OpenRow(Struct, array_like=True, gc=False, frozen=True):
    """
    One case in progress, with all that lists, lights, figures and the map need of it.

    `pattern` holds its flags, `order` the instruction or supervision that is due first, `clocks`
    the steps' clocks that run now with their deadlines. From `rest_from` to `rest_until` the clock
    of its light rests.
    """

    id: str
    stream: str
    state: str
    channel: str
    class_: str
    street: str
    community: str
    department: str
    title: str
    number: str
    received_at: Instant
    near_at: Instant | None
    due_at: Instant | None
    stopped_at: Instant | None
    started: bool
    lon: float | None
    lat: float | None
    grid: str = ""
    level: str = ""
    campaign: str = ""
    pattern: str = ""
    callers: int = 1
    master: str = ""
    rest_from: Instant | None = None
    rest_until: Instant | None = None
    order: OpenOrder | None = None
    clocks: tuple[tuple[str, Instant], ...] = ()
    in_office: bool = False
    """Whether its deadline is in working time, so that days off move it."""
    confidential: bool = False
    urgent: bool = False

    @property
    def step(self) -> str:
        """Which of the six steps the case is in."""
        return STEP_OF.get(self.state, "report")

    @property
    def placed(self) -> bool:
        """Whether it has a position that may be shown."""
        return self.lon is not None and self.lat is not None and not self.confidential


class MovementRow(Struct, array_like=True, gc=False, frozen=True):
    """One event of one case, for the list 动态."""

    at: Instant
    event: str
    case: str
    stream: str
    class_: str
    street: str
    department: str


FACTS = -1
"""Stands in a notice for a shard where it tells of the facts, which are in none."""


class Notice(Struct, array_like=True, gc=False, frozen=True):
    """
    What one batch changed in one shard, complete enough to follow without reading Redis.

    `cells` holds page -> cell -> difference; `opened` the open rows that are new or changed,
    `ended` the ids that are open no longer, `touched` every case id of the batch, `hushed` those of
    which earlier movements are told no more. A batch too large for a message has `whole` set and
    nothing else: the reader loads the shard again. One of the facts (`shard` is `FACTS`) says only
    that they have changed.
    """

    shard: int
    before: str
    after: str
    cells: dict[Page, dict[str, int]] = {}
    opened: list[OpenRow] = []
    ended: list[str] = []
    touched: list[str] = []
    movements: list[MovementRow] = []
    whole: bool = False
    hushed: list[str] = []


encode = msgspec.msgpack.Encoder().encode
decode_open = msgspec.msgpack.Decoder(OpenRow).decode
decode_movement = msgspec.msgpack.Decoder(MovementRow).decode
decode_notice = msgspec.msgpack.Decoder(Notice).decode


def open_row(case: Case) -> OpenRow | None:
    """Return the open row of a case, None if it is not in progress."""
    if not case.is_open or case.received_at is None:
        return None
    return OpenRow(
        case.id,
        case.stream,
        case.state,
        case.channel,
        case.class_,
        case.street,
        case.community,
        case.department,
        case.title,
        case.number,
        case.received_at,
        case.near_at,
        case.due_at,
        case.stopped_at,
        case.started_at is not None,
        case.lon,
        case.lat,
        case.grid,
        case.level,
        case.campaign,
        pattern_of(case),
        case.callers,
        case.master,
        case.clock.rest_from if case.clock else None,
        case.clock.rest_until if case.clock else None,
        min(case.orders, key=_order_due, default=None),
        tuple(
            (clock.key, clock.due_at)
            for clock in case.clocks
            if clock.stopped_at is None and clock.due_at is not None
        ),
        case.due_at is not None and case.clock is not None and case.clock.unit in WORKING,
        case.confidential,
        case.urgent,
    )


def _order_due(order: OpenOrder) -> Instant:
    return NEVER if order.due_at is None else order.due_at


def movement_of(event: CaseEvent, case: Case) -> MovementRow:
    """Return the movement that an event makes of its case."""
    return MovementRow(
        to_instant(event.time),
        type(event).__name__,
        case.id,
        case.stream,
        case.class_,
        case.street,
        case.department,
    )


def _rests(row: OpenRow, now: Instant) -> bool:
    slept, woke = row.rest_from, row.rest_until
    return slept is not None and woke is not None and slept <= now < woke


def light_of(row: OpenRow, now: Instant) -> str:
    """Return the light of one row at `now`; `OpenTable.lights` does the same for all at once."""
    if row.due_at is None:
        return "untimed" if row.started else "within"
    if row.stopped_at is None and _rests(row, now):
        return "untimed"
    if row.stopped_at is not None:
        return "overdue" if row.stopped_at > row.due_at else "within"
    if now > row.due_at:
        return "overdue"
    return "near" if row.near_at is not None and now >= row.near_at else "within"
