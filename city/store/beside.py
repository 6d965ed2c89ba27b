"""What pages ask beside cases: the boards, and a platform's days against ours."""

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from msgspec import Struct

from city.boards import (
    BoardSection,
    BoardsSnapshot,
    CameraSection,
    CampaignFigure,
    ReconciliationSection,
    board_sections,
    camera_section,
    campaign_figures,
)
from city.case import Case
from city.cells import CLOSED_ON, RECEIVED, page
from city.clock import LONG_AGO, MINUTE, SECOND, Instant, steady_now
from city.errors import BadRequest
from city.head import Head
from city.ledger import PlatformDay
from city.metrics import Window, parse_window
from city.reconcile import OurDay, Reconciled, Summary, reconcile, summarise
from city.store.fact_reader import Facts
from city.store.faults import REDIS_ERRORS
from city.store.reader import Reader
from city.timeline import Timeline

RECONCILED = "last-30-days"
"""The window that is compared unless another is asked for; the present day is never over."""
KEEP_LATEST: Instant = MINUTE
KEEP: Instant = 30 * MINUTE
"""Comparing reads every case of a day, so a page does that again after this time; the last two
days sooner, on which late messages still fall, and any day of which the platform told more."""
AT_ONCE = 5
"""Days that are read in one go."""
PATIENCE: Instant = SECOND // 5
"""How long a page waits for days to be compared."""
LOOK_EVERY: Instant = 5 * SECOND
"""A scene is drawn several times a second; what the platform told is asked for no oftener."""
SHOWN_DAYS = 14
MOST_DAYS = 100


class Compared(Struct):
    """A day as it was compared, with what the platform had told by then, and when that was."""

    told: PlatformDay | None
    day: Reconciled
    at: Instant


class Stands(Struct, frozen=True):
    """Boards, campaigns and cameras as the facts stand."""

    boards: tuple[BoardSection, ...]
    campaigns: tuple[CampaignFigure, ...]
    cameras: CameraSection


class Beside:
    """Answers what is no case; safe to ask from any thread."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._days: dict[int, Compared] = {}
        self._looked_at: Instant = LONG_AGO
        self._stood: tuple[Facts, Stands] | None = None

    def standing(self) -> Stands:
        """Return boards, campaigns and cameras; the very same ones while no fact has changed."""
        district, facts = self._reader.district, self._reader.facts.facts()
        stood = self._stood
        if stood is None or stood[0] is not facts:
            boards = board_sections(district.indicators.values(), facts.readings)
            campaigns = campaign_figures(district.campaigns.values(), facts.campaigns)
            stands = Stands(boards, campaigns, camera_section(facts.cameras))
            self._stood = stood = facts, stands
        return stood[1]

    def boards(self, head: Head) -> BoardsSnapshot:
        """Return the boards as of now; `head` is what the page says about itself."""
        stands = self.standing()
        return BoardsSnapshot(head, stands.boards, stands.campaigns, stands.cameras, self.recent())

    def reconciliation(self, stream: str, window: str) -> tuple[Summary, tuple[Reconciled, ...]]:
        """Return a platform's days against ours, newest first; raises `BadRequest`."""
        span = parse_window(window or RECONCILED, self._reader.today())
        if len(span.days) > MOST_DAYS:
            cause = f"has {len(span.days)} days; at most {MOST_DAYS} are compared"
            raise BadRequest("window", cause)
        days = self._over(span)
        told = self._reader.facts.days(stream, days)
        found = tuple(
            reconcile(told.get(ours.day), ours, stream)
            for at in range(0, len(days), AT_ONCE)
            for ours in our_days(self._reader, stream, days[at : at + AT_ONCE])
        )
        return summarise(found), found

    def recent(self) -> ReconciliationSection:
        """
        Return the default window compared, for a page.

        A page must not wait for it: what is due is read for a moment, and the rest at the next
        render. Days that wait still are not among those of the answer.
        """
        days = self._over(parse_window(RECONCILED, self._reader.today()))
        with self._lock, suppress(*REDIS_ERRORS):  # the head says that Redis is away
            if steady_now() - self._looked_at >= LOOK_EVERY or not self._days:
                self._refresh(days)
        shown = tuple(self._days[day].day for day in days if day in self._days)
        return ReconciliationSection(summarise(shown), shown[:SHOWN_DAYS])

    def _refresh(self, days: list[int]) -> None:
        stream, now = self._reader.district.primary.key, steady_now()
        told = self._reader.facts.days(stream, days)
        self._days = {day: held for day, held in self._days.items() if day in days}
        due = [day for day in days if self._is_due(day, told.get(day), days[0], now)]
        for at in range(0, len(due), AT_ONCE):
            for ours in our_days(self._reader, stream, due[at : at + AT_ONCE]):
                theirs = told.get(ours.day)
                day = reconcile(theirs, ours, stream)
                self._days[ours.day] = Compared(theirs, day, steady_now())
            if steady_now() - now > PATIENCE:
                return
        self._looked_at = now  # all that was due is compared

    def _is_due(self, day: int, told: PlatformDay | None, latest: int, now: Instant) -> bool:
        held = self._days.get(day)
        keep = KEEP_LATEST if day >= latest - 1 else KEEP
        return held is None or held.told != told or now - held.at >= keep

    def _over(self, window: Window) -> list[int]:
        """Return the days of a window that are over, newest first."""
        today = self._reader.today()
        return [day for day in reversed(window.days) if day < today]


def our_days(reader: Reader, stream: str, days: Sequence[int]) -> list[OurDay]:
    """Return the cases of a stream that we received on local days, and those that we closed."""
    pages = [page(basis, day) for day in days for basis in (RECEIVED, CLOSED_ON)]
    found = reader.records.on_pages(pages)
    return [
        OurDay(
            day,
            _ids(found[page(RECEIVED, day)], stream, lambda case: True),
            _ids(found[page(CLOSED_ON, day)], stream, lambda case: case.is_closed),
        )
        for day in days
    ]


def _ids(
    timelines: Iterable[Timeline], stream: str, counts: Callable[[Case], bool]
) -> frozenset[str]:
    cases = (timeline.case for timeline in timelines)
    return frozenset(case.id for case in cases if case.stream == stream and counts(case))
