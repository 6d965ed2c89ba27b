"""Processes that run together: the ingest workers, and the whole product for a demo."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from city.daemons import port_taken
from city.errors import PortInUse
from city.processes import Child, own_command
from city.store.site import Site
from ingest.progress import ingest_lives
from ingest.rebuilder import bring_up_to_date
from ingest.servers import Servers, mend
from ingest.worker import stop_on_signals

logger = logging.getLogger(__name__)

RESTART_SECONDS = 1.0
REFUSED = 2
"""Exit code of a command that ended with an error an operator must see; it is not restarted."""


class Crew:
    """Keeps children running; one that crashes is started again, one that refuses ends all."""

    def __init__(self, site: Site, *, log_folder: Path | None = None) -> None:
        self._env = {
            "REDIS_URL": site.redis_url,
            "KAFKA_BOOTSTRAP_SERVERS": site.kafka_servers,
        }
        self._log_folder = log_folder
        self._wanted: dict[str, list[str]] = {}
        self._finite: set[str] = set()
        self._children: dict[str, Child] = {}

    def start(
        self, name: str, command: list[str], *, quiet: bool = True, finite: bool = False
    ) -> None:
        """
        Start a child; a quiet one writes its log to a file where the crew has a folder.

        A finite one may come to its end; any other that ends is started again.
        """
        if finite:
            self._finite.add(name)
        log = self._log_folder / f"{name}.log" if self._log_folder and quiet else None
        self._wanted[name] = command
        self._children[name] = Child(name, command, env=self._env, log=log)

    def watch(self, stop: threading.Event, tend: Callable[[], None] = lambda: None) -> int:
        """
        Watch the children until `stop` is set; returns 0, or the code of one that refused.

        `tend` is called in each round, before the children are looked at.
        """
        while not stop.wait(RESTART_SECONDS):
            tend()
            for name, child in list(self._children.items()):
                code = child.poll()
                if code is None:
                    continue
                if code == REFUSED:
                    told = self._log_folder / f"{name}.log" if self._log_folder else "see above"
                    logger.error("%s ended with an error that needs a person: %s", name, told)
                    del self._children[name]
                    return code
                if code == 0 and name in self._finite:
                    del self._children[name]
                    continue
                logger.warning("%s ended with code %s; starting it again", name, code)
                self.start(name, self._wanted[name])
        return 0

    def stop(self) -> None:
        """Ask all children to end, the last one started first, and wait for them."""
        for name in reversed(list(self._children)):
            self._children.pop(name).stop()


def run_ingest(script: Path, site: Site, *, wanted: Mapping[str, int]) -> int:
    """Run so many workers of each role, each in a process of its own, until signalled."""
    stop = threading.Event()
    stop_on_signals(stop)
    bring_up_to_date(site, stop=stop)
    crew = Crew(site)
    try:
        for role, count in wanted.items():
            for number in range(count):
                crew.start(f"{role}-{number}", own_command(script, "work", role))
        return crew.watch(stop)
    finally:
        crew.stop()


@contextmanager
def helping_ingest(
    script: Path, site: Site, *, wanted: bool, stop: threading.Event
) -> Iterator[None]:
    """Run ingest workers meanwhile if wanted and none is heard; sets `stop` if they give up."""
    if not wanted or ingest_lives(site):
        yield
        return
    crew, done = Crew(site), threading.Event()
    crew.start("ingest", own_command(script, "ingest"))

    def watch() -> None:
        if crew.watch(done):
            stop.set()

    watching = threading.Thread(target=watch, name="helping-ingest")
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()
        crew.stop()


def run_demo(
    script: Path, site: Site, *, arguments: list[str], announce: Callable[[str], None]
) -> int:
    """
    Run ingest, pages and simulator until signalled.

    `announce` is called with the pages' address once they answer.

    Raises:
        PortInUse: Another program listens where the pages should be.
    """
    settings = site.settings
    if port_taken(settings.port):
        raise PortInUse(settings.port, "CITY_PORT")
    stop = threading.Event()
    stop_on_signals(stop)
    addresses, announced = Servers(site.redis_url, site.kafka_servers), threading.Event()

    def tend() -> None:
        mend(settings, addresses, logger.warning)
        if not announced.is_set() and port_taken(settings.port):
            announced.set()
            announce(f"http://{settings.host}:{settings.port}/")

    crew = Crew(site, log_folder=_fresh_logs(settings.state / "logs"))
    try:
        crew.start("ingest", own_command(script, "ingest"))
        crew.start("serve", own_command(script, "serve"))
        crew.start(
            "simulate", own_command(script, "simulate", *arguments), quiet=False, finite=True
        )
        return crew.watch(stop, tend)
    finally:
        crew.stop()


def _fresh_logs(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.log"):
        old.unlink()
    return folder
