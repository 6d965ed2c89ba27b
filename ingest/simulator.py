"""The simulator: lays down the past of an invented city through Kafka, then lets it go on."""

import threading
from collections.abc import Iterable

from city.clock import NEVER, SECOND, Instant, system_now
from city.store.model import Work
from city.store.reader import Reader
from city.store.rows import OpenRow
from city.store.site import Site
from ingest.bus.kafka import Producer
from ingest.bus.log import LogReader
from ingest.progress import Progress
from ingest.simulated_facts import FactDesk
from ingest.simulation.history import history
from ingest.simulation.messages import Message
from ingest.simulation.moves import Standing
from ingest.simulation.plan import load_plan
from ingest.simulation.present import Present
from ingest.simulation.shapes import Subject
from ingest.topics import EVENTS, feed_topics, feeds_of, make_topics

TOLD_EVERY = 1_000
DEMO = "simulate"
"""The name under which pages learn that what they show is invented."""
HISTORY = "history"
"""The name under which it is noted how far the history is, and at which moment it ends."""
MARK_EVERY: Instant = 5 * SECOND


class Simulator:
    """Sends feed messages of the invented city to the feeds' topics."""

    def __init__(self, site: Site, *, seed: int) -> None:
        self._site, self._seed = site, seed
        self._plan = load_plan(site.district.key)
        self._topics = feed_topics(site)
        self._producer = Producer(site.kafka_servers)

    def lay_history(self, progress: Progress) -> int:
        """
        Send the whole past, unless the log holds it already; returns messages sent.

        One that was broken off is sent again as it was: its end is noted, so that seed and moment
        give the same messages, and those that arrived before are repeats.
        """
        make_topics(self._site)
        self._mark()
        work, begun = self._site.control, self._site.control.work().get(HISTORY)
        now = system_now()
        if _has_events(self._site, [feed.topic for feed in feeds_of(self._site)]):
            if begun is None or begun.share >= 1:
                return 0
            now = begun.told_at
        work.tell_work(HISTORY, Work(0.0, now))
        messages = history(self._plan, self._site.district, now, seed=self._seed)
        for number, message in enumerate(messages, 1):
            self._send(message)
            if number % TOLD_EVERY == 0:
                progress("history", number, len(messages))
        self._producer.flush()
        work.tell_work(HISTORY, Work(1.0, now))
        progress("history", len(messages), len(messages))
        return len(messages)

    def tell_facts(self, desk: FactDesk) -> int:
        """Send what there is to tell beside cases by now; returns messages sent."""
        messages = desk.step(system_now())
        for message in messages:
            self._send(message)
        self._producer.flush()
        return len(messages)

    def fact_desk(self, reader: Reader) -> FactDesk:
        """Return who writes what is no case; `reader` answers from the read model."""
        return FactDesk(reader, self._plan, seed=self._seed, start=system_now())

    def go_on(
        self, rows: Iterable[OpenRow], desk: FactDesk, *, pace: float, stop: threading.Event
    ) -> None:
        """Let the city live at `pace` events a minute from the cases in hand, until `stop`."""
        present = Present(
            self._plan,
            self._site.district,
            [standing_of(row) for row in rows],
            pace=pace,
            seed=self._seed,
            start=system_now(),
        )
        marked: Instant = 0
        while not stop.is_set():
            now = system_now()
            for message in present.step(now):
                self._send(message)
            self._producer.flush()
            if now - marked >= MARK_EVERY:
                self._mark()
                self.tell_facts(desk)
                marked = now
            stop.wait(present.until_next(system_now()))

    def close(self) -> None:
        """Give back the connection."""
        self._producer.close()

    def _send(self, message: Message) -> None:
        self._producer.send(self._topics[message.feed], message.value, key=message.key)

    def _mark(self) -> None:
        """Label the pages as a demo; told now and then, so that an emptied Redis learns it."""
        self._site.control.tell_work(DEMO, Work(1.0, system_now()))


def standing_of(row: OpenRow) -> Standing:
    """Return an open case of the read model as the simulator goes on with it."""
    number = row.id.partition(":")[2]
    subject = Subject(
        row.stream, number, row.class_, "", row.title, row.street, row.department, row.channel
    )
    return Standing(subject, row.state, row.near_at or NEVER, row.due_at or NEVER)


def _has_events(site: Site, topics: Iterable[str]) -> bool:
    for topic in (site.settings.topic(EVENTS), *topics):
        reader = LogReader(site.kafka_servers, topic)
        try:
            if any(reader.ends().values()):
                return True
        finally:
            reader.close()
    return False
