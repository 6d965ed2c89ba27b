"""The embedded servers: found again, shared, stopped by the last, and nobody else's port taken."""

import base64
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from psutil import Process

from city.daemons import Daemon, port_taken
from city.errors import PortInUse, SettingError
from city.settings import ROOT, Settings
from city.store.connection import check_redis, connect, shown
from city.store.embedded import PORT_SETTING, PROGRAM, redis_binary, redis_server
from ingest.bus.embedded import kafka_server
from ingest.bus.kafka import Producer, TopicSpec, answers, committed_offsets, ensure_topics
from ingest.bus.log import LogReader
from ingest.servers import Servers, mend
from tests.waiting import eventually

HOLDER = """
import sys
import uuid
from pathlib import Path
from city.settings import Settings
from city.store.embedded import redis_server

settings = Settings(state=Path(sys.argv[1]), redis_port=int(sys.argv[2]))
with redis_server(settings, lambda text: None) as url:
    print(url, flush=True)
    sys.stdin.readline()
"""


def quiet(text: str) -> None:
    """Tell nobody."""


@pytest.fixture
def place(tmp_path: Path, unused_port: int) -> Settings:
    """Return settings with a state folder and ports of the test's own."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        kafka_port = probe.getsockname()[1]
    return Settings(
        state=tmp_path / "state",
        redis_port=unused_port,
        kafka_port=kafka_port,
        redis_url="",
        kafka_servers="",
    )


@pytest.fixture
def holder(place: Settings) -> Iterator["subprocess.Popen[str]"]:
    """Give a process that holds the embedded Redis until it is told to leave."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(place.state), str(place.redis_port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("redis://")
    yield process
    if process.poll() is None:
        process.communicate("\n", timeout=20)


def pid_of(url: str) -> int:
    with connect(url) as client:
        return int(client.info("server")["process_id"])


@pytest.mark.redis
def test_what_redis_holds_survives_a_restart(place: Settings) -> None:
    """A stop in the evening must not lose the read model."""
    with redis_server(place, quiet) as url, connect(url) as client:
        first = pid_of(url)
        client.set("kept", "yes")

    with redis_server(place, quiet) as url, connect(url) as client:
        assert pid_of(url) != first
        assert client.get("kept") == b"yes"


@pytest.mark.redis
def test_a_server_that_is_still_loading_is_waited_for(place: Settings, tmp_path: Path) -> None:
    """A month's log takes Redis longer to load than a server may be silent."""
    config = tmp_path / "slow" / "redis.conf"
    config.parent.mkdir()
    config.write_text(f"port {place.redis_port}\nset-proc-title no\n")  # it is known by its command
    loading = iter([None] * 100)
    daemon = Daemon(
        "Redis",
        config,
        program=PROGRAM,
        port=place.redis_port,
        setting=PORT_SETTING,
        answers=lambda port: next(loading, True),
        patience_seconds=1.5,  # less than a hundred looks take
    )

    try:
        assert daemon.ensure(lambda: [redis_binary(), str(config)]) == place.redis_port
        assert next(loading, "loaded") == "loaded"
    finally:
        process = daemon.process()
        daemon.stop()
    assert process is not None and not _runs(process.pid)


def test_a_second_command_shares_the_server(
    place: Settings, holder: "subprocess.Popen[str]"
) -> None:
    """Two commands on one state folder use one Redis, and the first to go does not stop it."""
    with redis_server(place, quiet) as url:
        shared = pid_of(url)
    assert Process(shared).is_running()

    holder.communicate("\n", timeout=20)

    eventually(lambda: not _runs(shared))


@pytest.mark.redis
@pytest.mark.parametrize("pid_file", ["kept", "lost"])
def test_a_server_left_over_by_a_kill_is_taken_over(
    place: Settings, holder: "subprocess.Popen[str]", pid_file: str
) -> None:
    """After kill -9 of everything the next command uses what still runs, and stops it."""
    holder.kill()
    holder.communicate(timeout=20)
    if pid_file == "lost":
        (place.state / "redis" / "pid").unlink()

    told: list[str] = []
    with redis_server(place, told.append) as url:
        left_over = pid_of(url)
        assert told == []  # nothing was started

    eventually(lambda: not _runs(left_over))


@pytest.mark.redis
def test_a_server_killed_under_a_lease_is_started_again(place: Settings) -> None:
    """A demo goes on when its Redis is killed, with all that it held."""
    elsewhere = place.model_copy(update={"kafka_servers": "of-another-machine:9092"})
    with redis_server(place, quiet) as url, connect(url) as client:
        client.set("kept", "yes")
        first = pid_of(url)
        Process(first).kill()
        # its last thread, not its end, closes the port
        eventually(lambda: not _runs(first) and not port_taken(place.redis_port))

        mend(elsewhere, Servers(url, elsewhere.kafka_servers), quiet)

        assert pid_of(url) != first
        with connect(url) as anew:
            assert anew.get("kept") == b"yes"


@pytest.mark.redis
def test_a_recycled_pid_is_never_taken_for_ours(place: Settings) -> None:
    """The number in an old pid file may be anybody's by now, here that of this very test."""
    folder = place.state / "redis"
    folder.mkdir(parents=True)
    began = Process().create_time()
    (folder / "pid").write_text(
        f'{{"pid": {os.getpid()}, "began": {began}, "port": {place.redis_port}}}'
    )

    with redis_server(place, quiet) as url:
        assert pid_of(url) != os.getpid()


@pytest.mark.redis
def test_a_port_of_another_program_is_named_with_its_setting(place: Settings) -> None:
    """Whoever reads the message knows which setting to change."""
    with (
        socket.create_server(("127.0.0.1", place.redis_port)),
        pytest.raises(PortInUse, match="CITY_REDIS_PORT"),
        redis_server(place, quiet),
    ):
        pytest.fail("took another program's port")


@pytest.mark.kafka
def test_kafkas_port_is_named_with_its_setting(place: Settings) -> None:
    """The same for Kafka, before any jar is fetched."""
    with (
        socket.create_server(("127.0.0.1", place.kafka_port)),
        pytest.raises(PortInUse, match="CITY_KAFKA_PORT"),
        kafka_server(place, quiet),
    ):
        pytest.fail("took another program's port")


@pytest.mark.kafka
def test_kafka_starts_whatever_its_cluster_is_called(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One id in 64 begins with a hyphen: on as many fresh machines nothing started."""
    hyphen_first = uuid.UUID(bytes=b"\xf8" * 16)
    assert base64.urlsafe_b64encode(hyphen_first.bytes).startswith(b"-")
    monkeypatch.setattr(uuid, "uuid4", lambda: hyphen_first)

    with kafka_server(place, quiet) as servers:
        assert answers(servers)


@pytest.mark.kafka
def test_on_a_kafka_that_was_just_made_nothing_is_committed(place: Settings) -> None:
    """Who waits until all is applied asks at once, when no group has a coordinator yet."""
    with kafka_server(place, quiet) as servers:
        assert committed_offsets(servers, "nobody") == {}


@pytest.mark.kafka
def test_what_kafka_holds_survives_a_restart(place: Settings) -> None:
    """The log of record is kept for ever, so also over a stop."""
    with kafka_server(place, quiet) as servers:
        ensure_topics(servers, {"kept": TopicSpec(1)})
        producer = Producer(servers)
        producer.send("kept", b"for ever", key="a")
        producer.flush()
        producer.close()

    with kafka_server(place, quiet) as servers:
        reader = LogReader(servers, "kept")
        assert reader.ends() == {0: 1}
        reader.close()


@pytest.mark.redis
def test_a_redis_that_may_throw_keys_away_is_refused(place: Settings) -> None:
    """A cache's Redis would lose cases when memory is short."""
    with redis_server(place, quiet) as url, connect(url) as client:
        check_redis(url)
        client.config_set("maxmemory-policy", "allkeys-lru")

        with pytest.raises(SettingError, match=r"REDIS_URL.*allkeys-lru"):
            check_redis(url)


def test_an_address_is_shown_without_its_password() -> None:
    """Messages end in logs and on screens."""
    assert shown("redis://me:secret@there:6379/2?x=1") == "redis://there:6379/2"


def _runs(pid: int) -> bool:
    from psutil import STATUS_ZOMBIE, NoSuchProcess

    try:
        return str(Process(pid).status()) != str(STATUS_ZOMBIE)
    except NoSuchProcess:
        return False
