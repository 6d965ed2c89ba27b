"""What every page says about itself: as of when, by which clock, how healthy, and which feeds."""

from typing import Literal

from msgspec import Struct

from city.clock import Instant, ProductClock

Mode = Literal["live", "demo", "replay", "playback"]
LampState = Literal["ok", "late", "silent", "never"]


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
    """
    What every page says about itself: as of when, which time runs, and how healthy it is.

    `recorded` is the mode in which a picture of the past was kept.
    """

    as_of: Instant
    built_at: Instant
    mode: Mode
    clock: ProductClock
    health: Health
    feeds: tuple[FeedLamp, ...]
    alerts: tuple[Alert, ...] = ()
    books: Books | None = None
    recorded: Mode | None = None

    @property
    def silent_streams(self) -> frozenset[str]:
        """The streams of feeds that have fallen silent: their figures are those of the past."""
        return frozenset(lamp.stream for lamp in self.feeds if lamp.state == "silent")
