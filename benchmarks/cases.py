"""Invented cases, laid straight into `case-events`: many open ones, then act after act."""

from playwright.sync_api import Error, Page

from benchmarks.place import wait_for
from city import events as ev
from city.clock import HOUR, MINUTE, SECOND, Instant, system_now, to_datetime
from city.store.site import Site
from ingest.bus.kafka import Producer, partition_of

SPREAD_HOURS = 600
STREETS = 4


def open_wall(page: Page, port: int) -> None:
    """Open the wall as soon as the web process answers, and wait until it is live."""

    def answers() -> bool:
        try:
            page.goto(f"http://127.0.0.1:{port}/?rotate=off")
        except Error:
            return False
        return True

    wait_for(answers, 120)
    page.wait_for_selector("#wall-received b", timeout=120_000)
    # the page's policy forbids wait_for_function, which evaluates in the page
    wait_for(lambda: page.evaluate("window.live && live.fulls > 0 && !live.isStale"), 60)


def number_at(page: Page, figure: str) -> int:
    """Return a number of the wall's account, 0 where there is none yet."""
    text: str = page.evaluate(f"document.querySelector('#wall-{figure} b').textContent")
    return int("".join(filter(str.isdigit, text)) or 0)


class Cases:
    """Sends the events of city-management cases, and knows which of them are open."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._producer = Producer(site.kafka_servers, linger_ms=0)
        self._departments = list(site.district.departments)
        self._classes = [key for key in site.district.classes if not key.startswith("H")]
        self._sent = 0
        self.open: list[str] = []

    def fill(self, count: int) -> None:
        """Lay down open cases of the last weeks, each sent to a department."""
        now = system_now()
        for number in range(count):
            self.receive(now - number % SPREAD_HOURS * HOUR - MINUTE)
        self.flush()

    def turn_over(self, count: int) -> None:
        """Let so many cases come in, and as many be closed, as fast as it goes."""
        for _ in range(count):
            self.receive()
            self.close_oldest()
        self.flush()

    def wait_until_applied(self) -> None:
        """Return when the read model has every open case."""
        mirror = self._site.mirror

        def applied() -> bool:
            mirror.load()
            return len(mirror.table) >= len(self.open)

        wait_for(applied, 180)

    def receive(self, at: Instant | None = None, *, sent: bool = True) -> None:
        """Tell of a new case, received at a time or now, and sent to a department or not yet."""
        at = system_now() if at is None else at
        self._sent += 1
        number, case = self._sent, f"city:bench-{self._sent}"
        self._tell(ev.CaseReceived, case, at, self._received(number))
        if sent:
            to = ev.Sent(department=self._department(number))
            self._tell(ev.CaseDispatched, case, min(at + SECOND, system_now()), to)
        self.open.append(case)

    def close_oldest(self) -> None:
        """Tell that the case that is open for longest was handled, checked and closed now."""
        case, now = self.open.pop(0), system_now()
        self._tell(ev.CaseHandled, case, now, ev.Note())
        self._tell(ev.CaseChecked, case, now, ev.Verdict(passed=True))
        self._tell(ev.CaseClosed, case, now, ev.Closing())

    def urge(self, number: int) -> None:
        """Tell that somebody urges one of the open cases; no counter of the wall moves for it."""
        case = self.open[number % len(self.open)]
        self._tell(ev.CaseUrged, case, system_now(), ev.Note())

    def flush(self) -> None:
        """Wait until Kafka has everything."""
        self._producer.flush()

    def close(self) -> None:
        """Give back the connection."""
        self._producer.close()

    def _received(self, number: int) -> ev.Received:
        place = ev.Place(
            street=f"21100201{6 + number % STREETS}",
            lon=123.14 + number % 97 * 0.0006,
            lat=41.25 + number % 89 * 0.0006,
            position="exact",
        )
        class_ = self._classes[number % len(self._classes)]
        return ev.Received(stream="city", channel="collector", class_=class_, place=place)

    def _department(self, number: int) -> str:
        """Return who a case is sent to: as in life, one class goes to one department."""
        return self._departments[number % len(self._classes) % len(self._departments)]

    def _tell(self, kind: type, case: str, at: Instant, data: object) -> None:
        topic = self._site.settings.topic("case-events")
        event: ev.CaseEvent = kind(
            id=f"{case}-{kind.__name__}-{at}",
            case=case,
            time=to_datetime(at),
            source="bench",
            data=data,
        )
        partition = partition_of(case, self._site.settings.partitions)
        self._producer.send(topic, ev.encode_event(event), key=case, partition=partition)
