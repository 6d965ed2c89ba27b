"""What pages ask beside cases: the boards, and a platform's days against ours."""

import threading
from collections.abc import Iterator

from city.boards import (
    BoardsSnapshot,
    ReconciliationSection,
    board_sections,
    camera_section,
    campaign_figures,
)
from city.case import Case
from city.cells import CLOSED_ON, RECEIVED, page
from city.clock import MINUTE, Instant, system_now
from city.errors import BadRequest
from city.metrics import Window, parse_window
from city.reconcile import OurDay, Reconciled, Summary, reconcile, summarise
from city.snapshot import Head
from city.store.faults import REDIS_ERRORS
from city.store.reader import Reader

RECONCILED = "last-30-days"
"""The window that is compared unless another is asked for; the present day is never over."""
READ_EVERY: Instant = MINUTE
"""Comparing reads every case of the window, so it is done no oftener than this for pages."""
SHOWN_DAYS = 14
MOST_DAYS = 100


class Beside:
    """Answers what is no case; safe to ask from any thread."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._section = ReconciliationSection(Summary(0, 0, 0))
        self._read_at: tuple[str, Instant] = ("", -READ_EVERY)

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
            raise BadRequest(
                "window", f"has {len(span.days)} days; at most {MOST_DAYS} are compared"
            )
        days = tuple(self._compared(stream, span))
        return summarise(days), days

    def _recent(self) -> ReconciliationSection:
        """Return the default window compared, read anew once in a while."""
        stream = self._reader.district.primary.key
        with self._lock:
            source, read_at = self._read_at
            guard = self._reader.facts.guard()
            if guard == source and system_now() - read_at < READ_EVERY:
                return self._section
            try:
                summary, days = self.reconciliation(stream, RECONCILED)
            except REDIS_ERRORS:  # the head says that Redis is away
                return self._section
            self._section = ReconciliationSection(summary, days[:SHOWN_DAYS])
            self._read_at = guard, system_now()
            return self._section

    def _compared(self, stream: str, window: Window) -> Iterator[Reconciled]:
        today = self._reader.today()
        days = [day for day in reversed(window.days) if day < today]
        told = self._reader.facts.days(stream, days)
        return (
            reconcile(told.get(day), our_day(self._reader, stream, day), stream) for day in days
        )


def cases_on(reader: Reader, basis: str, day: int, stream: str) -> Iterator[Case]:
    """Yield the cases of a stream on one page: of receipt all, of closing the ended ones."""
    timelines = reader.records.on_page(page(basis, day))
    return (each.case for each in timelines if each.case.stream == stream)


def our_day(reader: Reader, stream: str, day: int) -> OurDay:
    """Return the cases of a stream that we received on a local day, and those that we closed."""
    received = cases_on(reader, RECEIVED, day, stream)
    closed = cases_on(reader, CLOSED_ON, day, stream)
    return OurDay(
        day,
        frozenset(case.id for case in received),
        frozenset(case.id for case in closed if case.is_closed),
    )
