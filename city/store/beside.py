"""What pages ask beside cases: the boards, and a platform's days against ours."""

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from msgspec import Struct

from city.boards import (
    BoardsSnapshot,
    ReconciliationSection,
    board_sections,
    camera_section,
    campaign_figures,
)
from city.case import Case
from city.cells import CLOSED_ON, RECEIVED, page
from city.clock import MINUTE, SECOND, Instant, system_now
from city.errors import BadRequest
from city.ledger import PlatformDay
from city.metrics import Window, parse_window
from city.reconcile import OurDay, Reconciled, Summary, reconcile, summarise
from city.snapshot import Head
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
SHOWN_DAYS = 14
MOST_DAYS = 100


class Compared(Struct):
    """A day as it was compared, with what the platform had told by then, and when that was."""

    told: PlatformDay | None
    day: Reconciled
    at: Instant


class Beside:
    """Answers what is no case; safe to ask from any thread."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._days: dict[int, Compared] = {}

    def boards(self, head: Head) -> BoardsSnapshot:
        """Return the boards as of now; `head` is what the page says about itself."""
        district, facts = self._reader.district, self._reader.facts.facts()
        return BoardsSnapshot(
            head,
            board_sections(district.indicators.values(), facts.readings),
            campaign_figures(district.campaigns.values(), facts.campaigns),
            camera_section(facts.cameras),
            self._recent(),
        )

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

    def _recent(self) -> ReconciliationSection:
        """
        Return the default window compared, for a page.

        A page must not wait for it: what is due is read for a moment, and the rest at the next
        render. Days that wait still are not among those of the answer.
        """
        days = self._over(parse_window(RECONCILED, self._reader.today()))
        with self._lock, suppress(*REDIS_ERRORS):  # the head says that Redis is away
            self._refresh(days)
        shown = tuple(self._days[day].day for day in days if day in self._days)
        return ReconciliationSection(summarise(shown), shown[:SHOWN_DAYS])

    def _refresh(self, days: list[int]) -> None:
        stream, now = self._reader.district.primary.key, system_now()
        told = self._reader.facts.days(stream, days)
        self._days = {day: held for day, held in self._days.items() if day in days}
        due = [day for day in days if self._is_due(day, told.get(day), days[0], now)]
        for at in range(0, len(due), AT_ONCE):
            for ours in our_days(self._reader, stream, due[at : at + AT_ONCE]):
                theirs = told.get(ours.day)
                day = reconcile(theirs, ours, stream)
                self._days[ours.day] = Compared(theirs, day, system_now())
            if system_now() - now > PATIENCE:
                return

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
