"""The simulator's other desk: tells what is no case, once at the start and then as time goes on."""

from city.clock import Instant
from city.store.beside import our_days
from city.store.reader import Reader
from ingest.simulation.facts import CameraDesk, day_totals, load_fact_plan, published
from ingest.simulation.messages import Message
from ingest.simulation.plan import Plan

DAYS_TOLD = 30
"""Of how many days before today the invented platform tells its totals."""


class FactDesk:
    """
    Writes the messages of the table feeds.

    The invented platform knows our books, from which its own differ now and then: what it passed to
    us before a restart nobody else remembers.
    """

    def __init__(self, reader: Reader, plan: Plan, *, seed: int, start: Instant) -> None:
        district = reader.district
        self._reader, self._seed = reader, seed
        self._facts = load_fact_plan(district.key)
        self._told_until: int | None = None
        self._cameras = CameraDesk(self._facts.cameras, district, plan, seed=seed, start=start)

    def step(self, now: Instant) -> list[Message]:
        """Return what is to be told by `now`: at first all of it, then what is new."""
        messages = self._cameras.step(now)
        if self._told_until is None:
            messages += published(self._facts, now)
        today = self._reader.district.days.day_of(now)
        if self._told_until != today:
            first = self._told_until if self._told_until is not None else today - DAYS_TOLD
            messages += self._totals(range(first, today), now)
            self._told_until = today
        return messages

    def _totals(self, days: range, now: Instant) -> list[Message]:
        """Tell the days that were not told before, each once it is over."""
        self._reader.mirror.load()
        stream = self._reader.district.primary.key
        known = self._reader.facts.days(stream, days)
        untold = [day for day in days if day not in known]
        return [
            message
            for ours in our_days(self._reader, stream, untold)
            for message in day_totals(self._facts.totals, ours, seed=self._seed, at=now)
        ]
