"""A case and its clocks as they stand: what the fold makes, and what everything else reads."""

from msgspec import Struct

from city.clock import Instant
from city.lifecycle import ENDED, VOID


class Clock(Struct, array_like=True, gc=False, frozen=True):
    """
    One running or stopped clock of a case; times are UTC instants, lengths are ms.

    `near_at` and `due_at` are its yellow and red moments, None without a limit. `used` ms of its
    `limit` were used up when it last began to run, at `anchor_at`. From `rest_from` to `rest_until`
    it rests (挂账) and runs on by itself. `given`: the source set the deadline. `unit` and `policy`
    say by which limit of which policy it counts.
    """

    key: str
    started_at: Instant
    stopped_at: Instant | None = None
    near_at: Instant | None = None
    due_at: Instant | None = None
    anchor_at: Instant | None = None
    used: int = 0
    limit: int = 0
    unit: str = ""
    policy: str = ""
    given: bool = False
    rest_from: Instant | None = None
    rest_until: Instant | None = None
    held: tuple[tuple[Instant, str], ...] = ()
    """
    Departments of other office hours whose hours counted before: until when, and which.

    `NEVER` for one that had the case when the clock was stopped: others count if it runs on.
    """
    original: int = 0
    """The limit (ms) that it started with, which one extension adds again."""
    original_unit: str = ""
    """Unit of `original`, where the source's own deadline came later; else `unit` says it."""
    rested: tuple[tuple[Instant, Instant], ...] = ()
    """From when to when it rested before its last rest."""
    gaps: tuple[tuple[Instant, Instant], ...] = ()
    """From when to when it was stopped, before it ran on with what was left."""
    done: bool = False
    """Whether what it waits for was told: it was not stopped by the case's moving on alone."""

    @property
    def in_time(self) -> bool | None:
        """Whether it was stopped in time; None while it runs, or without a limit."""
        if self.stopped_at is None or self.due_at is None:
            return None
        return self.stopped_at <= self.due_at

    @property
    def rests_taken(self) -> tuple[tuple[Instant, Instant], ...]:
        """From when to when it rested, or is to rest, oldest first."""
        if self.rest_from is None or self.rest_until is None:
            return ()
        return (*self.rested, (self.rest_from, self.rest_until))

    def rests(self, now: Instant) -> bool:
        """Return whether it rests at `now`."""
        return (
            self.rest_from is not None
            and self.rest_until is not None
            and self.stopped_at is None
            and self.rest_from <= now < self.rest_until
        )


class OpenOrder(Struct, array_like=True, gc=False, frozen=True):
    """An instruction (`i` 批示) or a supervision (`s` 督办) that has not been answered yet."""

    kind: str
    at: Instant
    due_at: Instant | None = None
    department: str = ""
    level: str = ""


class Case(Struct, array_like=True, gc=False):
    """
    The current state of one case. Empty keys are unassigned; times are UTC instants.

    The first of `clocks` is the one of the light, as soon as it has started. `in_time` is the
    source's own verdict. `marks` are the flags (see `city.flags`) of what happened to it,
    `anomalies` what its feeds told that contradicts the life cycle, `refused` the ids of acts of
    our own that came too late. A case linked to a `master` runs no clock of its own: one thing in
    the world, one deadline.
    """

    id: str
    stream: str = ""
    state: str = ""
    channel: str = ""
    class_: str = ""
    condition: str = ""
    street: str = ""
    community: str = ""
    grid: str = ""
    department: str = ""
    level: str = ""
    campaign: str = ""
    title: str = ""
    number: str = ""
    urgent: bool = False
    received_at: Instant | None = None
    closed_at: Instant | None = None
    disposed_at: Instant | None = None
    clock: Clock | None = None
    clocks: tuple[Clock, ...] = ()
    in_time: bool | None = None
    stars: int | None = None
    lon: float | None = None
    lat: float | None = None
    master: str = ""
    reports: tuple[str, ...] = ()
    extensions: int = 0
    orders: tuple[OpenOrder, ...] = ()
    marks: str = ""
    anomalies: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    confidential: bool = False
    entered_at: Instant | None = None
    """When it came into the state that it is in."""
    stays: tuple[tuple[str, Instant], ...] = ()
    """Step -> for how long (ms) it stood in it, all visits together; without the present one."""
    suspensions: int = 0
    """How often its clock was made to rest."""
    early: tuple[tuple[str, Instant], ...] = ()
    """What a step's clock may wait for, told before the report: kinds of events, and when."""

    @property
    def started_at(self) -> Instant | None:
        """When the clock of the light started."""
        return self.clock.started_at if self.clock else None

    @property
    def stopped_at(self) -> Instant | None:
        """When the clock of the light was stopped."""
        return self.clock.stopped_at if self.clock else None

    @property
    def near_at(self) -> Instant | None:
        """When the light turns yellow."""
        return self.clock.near_at if self.clock and not self.master else None

    @property
    def due_at(self) -> Instant | None:
        """When the light turns red."""
        return self.clock.due_at if self.clock and not self.master else None

    @property
    def callers(self) -> int:
        """How many told of it: itself, and the later cases that were linked to it."""
        return 1 + len(self.reports)

    @property
    def exists(self) -> bool:
        """Whether the receiving event is known; until then the case is an orphan."""
        return self.received_at is not None

    @property
    def is_void(self) -> bool:
        """Whether it was not accepted or cancelled."""
        return self.state in VOID

    @property
    def is_closed(self) -> bool:
        """Whether it is closed."""
        return self.state == "closed"

    @property
    def is_open(self) -> bool:
        """Whether it counts as in progress."""
        return self.exists and self.state not in ENDED

    @property
    def kept_limit(self) -> bool | None:
        """
        Whether it met its limit, once that is settled: the source's verdict, else the clock's.

        None while the clock runs, and where there is no limit.
        """
        if self.in_time is not None and self.is_closed:
            return self.in_time
        return self.clock.in_time if self.clock and not self.master else None

    @property
    def closed_in_time(self) -> bool:
        """Whether it is closed and met its limit."""
        return self.is_closed and self.kept_limit is True
