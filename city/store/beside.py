"""What pages ask beside cases: the boards, and a platform's days against ours."""

import threading
from collections.abc import Iterator
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

RECONCILED = "last-30-days"
"""The window that is compared unless another is asked for; the present day is never over."""
KEEP_LATEST: Instant = MINUTE
KEEP: Instant = 30 * MINUTE
"""Comparing reads every case of a day, so a page does that again after this time; the last two
days sooner, on which late messages still fall, and any day of which the platform told more."""
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
            reconcile(told.get(day), our_day(self._reader, stream, day), stream) for day in days
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
        for day in days:
            held = self._days.get(day)
            keep = KEEP_LATEST if day >= days[0] - 1 else KEEP
            if held is not None and held.told == told.get(day) and now - held.at < keep:
                continue
            ours = our_day(self._reader, stream, day)
            self._days[day] = Compared(
                told.get(day), reconcile(told.get(day), ours, stream), system_now()
            )
            if system_now() - now > PATIENCE:
                return

    def _over(self, window: Window) -> list[int]:
        """Return the days of a window that are over, newest first."""
        today = self._reader.today()
        return [day for day in reversed(window.days) if day < today]


def our_day(reader: Reader, stream: str, day: int) -> OurDay:
    """Return the cases of a stream that we received on a local day, and those that we closed."""
    received = _cases_on(reader, RECEIVED, day, stream)
    closed = _cases_on(reader, CLOSED_ON, day, stream)
    return OurDay(
        day,
        frozenset(case.id for case in received),
        frozenset(case.id for case in closed if case.is_closed),
    )


def _cases_on(reader: Reader, basis: str, day: int, stream: str) -> Iterator[Case]:
    cases = (timeline.case for timeline in reader.records.on_page(page(basis, day)))
    return (case for case in cases if case.stream == stream)
