"""The whole product as a person runs it: ingest and pages in processes of their own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec

from city.clock import SECOND, Instant, system_now
from city.district import load_district
from city.settings import ROOT, Settings
from city.store.embedded import redis_binary
from ingest.bus.kafka import Producer
from tests.browser.served import free_port, wait_for

UP_SECONDS = 60.0
DISTRICT = load_district("baita")
STREETS = tuple(DISTRICT.streets)
_encode = msgspec.json.Encoder().encode


class Product:
    """One namespace of the product, on servers that are there already; `root` has its files."""

    def __init__(self, settings: Settings, folder: Path, root: Path = ROOT) -> None:
        self.settings, self._folder, self._root = settings, folder, root
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *arguments: str) -> None:
        """Start `app.py` in a process of its own; what it logs goes to a file."""
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, str(self._root / "app.py"), *(arguments or (name,))],
                env={**os.environ, **self._environment()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_pages(self) -> None:
        """Start the web process and wait until it is healthy."""
        self.start("serve")
        wait_for(self.healthy, UP_SECONDS, f"the pages; {self.told('serve')}")

    def run(self, *arguments: str) -> None:
        """Run a command to its end."""
        self.start(arguments[0], *arguments)
        assert self._running.pop(arguments[0]).wait(180) == 0, self.told(arguments[0])

    def kill(self, name: str) -> None:
        """End a process and its children as a power cut would."""
        process = self._running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(15)

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a process, not to its children."""
        self._running[name].send_signal(number)

    def close(self) -> None:
        """Ask every process to end, and wait; nothing stays behind."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(15)

    @property
    def running(self) -> frozenset[str]:
        """The names of the processes that were started and not killed."""
        return frozenset(self._running)

    def health(self) -> dict[str, Any]:
        """Return what /healthz says, empty if it says nothing."""
        try:
            answer: dict[str, Any] = httpx.get(f"{self.url}/healthz", timeout=2).json()
        except (httpx.HTTPError, ValueError):
            return {}
        return answer

    def healthy(self) -> bool:
        """Return whether pages answer, and say that they are well."""
        return self.health().get("ok") is True

    def figures(self, **asked: str) -> dict[str, Any]:
        """Return the total of the figures that the API counts."""
        answer = httpx.get(f"{self.url}/api/v1/figures", params=asked, timeout=10)
        total: dict[str, Any] = answer.raise_for_status().json()["total"]
        return total

    def told(self, name: str) -> str:
        """Return the end of what a process has logged."""
        path = self._folder / f"{name}.log"
        return path.read_text(errors="replace")[-2000:] if path.exists() else ""

    def _environment(self) -> dict[str, str]:
        settings = self.settings
        return {
            "CITY_NAMESPACE": settings.namespace,
            "CITY_PARTITIONS": str(settings.partitions),
            "CITY_STATE": str(settings.state),
            "CITY_PORT": str(self.port),
            "REDIS_URL": settings.redis_url,
            "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_servers,
        }


class Feed:
    """Sends messages of the city-management feed, as their owner would."""

    def __init__(self, product: Product) -> None:
        self._topic = product.settings.topic("city-management")
        self._producer = Producer(product.settings.kafka_servers)

    def report(self, number: str, *, street: int = 0) -> None:
        """Tell of a new case, received and filed a minute ago."""
        case = {
            "source": "01",
            "kind": "E",
            "classCode": "0110",
            "streetCode": STREETS[street % len(STREETS)],
            "title": "暴露生活垃圾",
        }
        self._act(number, "report", 60 * SECOND, case=case)
        self._act(number, "file", 59 * SECOND)
        self._act(number, "dispatch", 58 * SECOND, department="sanitation")

    def close_case(self, number: str) -> None:
        """Tell that a case was handled, checked and closed just now."""
        self._act(number, "finish", 3 * SECOND, department="sanitation")
        self._act(number, "check", 2 * SECOND)
        self._act(number, "close", SECOND)

    def flush(self) -> None:
        """Wait until Kafka has everything."""
        self._producer.flush()

    def close(self) -> None:
        """Give back the connection."""
        self._producer.close()

    def _act(self, number: str, act: str, ago: Instant, **facts: Any) -> None:
        at = DISTRICT.days.local(system_now() - ago)
        body = {
            "messageId": f"{number}-{act}",
            "caseNo": number,
            "act": act,
            "actTime": f"{at:%Y-%m-%d %H:%M:%S}",
            **facts,
        }
        self._producer.send(self._topic, _encode(body), key=number)


class PrivateRedis:
    """A Redis that a test may kill and start again; its data survives, as that of a demo does."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until its port answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        command = [
            str(redis_binary()),
            *("--port", str(self._port), "--bind", "127.0.0.1", "--dir", str(self._folder)),
            *("--appendonly", "yes", "--save", "", "--logfile", "redis.log"),
        ]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        wait_for(self._listens, 20, "Redis to listen")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(15)
            self._process = None

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0


@contextmanager
def running(settings: Settings, folder: Path) -> Iterator[Product]:
    """Run ingest and pages meanwhile."""
    product = Product(settings, folder)
    try:
        product.start("ingest")
        product.start_pages()
        yield product
    finally:
        product.close()
