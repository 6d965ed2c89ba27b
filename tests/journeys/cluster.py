"""A real Redis Cluster of three masters, started for a test and gone with it."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from city.store.embedded import redis_binary
from tests.waiting import eventually

MASTERS = 3
SLOTS = 16_384


@contextmanager
def redis_cluster(folder: Path) -> Iterator[list[Redis]]:
    """Give clients of the three masters of a cluster that serves every slot."""
    ports = _free_ports()
    servers = [_start(port, folder / str(port)) for port in ports]
    clients = [Redis(port=port) for port in ports]
    try:
        for client in clients:
            eventually(lambda client=client: _answers(client))
        _join(clients, ports)
        yield clients
    finally:
        for client in clients:
            client.close()
        for server in servers:
            server.terminate()
            server.wait(10)


def _start(port: int, folder: Path) -> "subprocess.Popen[bytes]":
    folder.mkdir(parents=True)
    command = [
        str(redis_binary()),
        *("--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)),
        *("--cluster-enabled", "yes", "--cluster-node-timeout", "15000"),
        *("--save", "", "--appendonly", "no", "--logfile", str(folder / "redis.log")),
    ]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


def _join(clients: list[Redis], ports: list[int]) -> None:
    """Share the slots out evenly and let the masters meet."""
    for place, client in enumerate(clients):
        first, last = place * SLOTS // MASTERS, (place + 1) * SLOTS // MASTERS - 1
        try:
            client.execute_command("CLUSTER ADDSLOTSRANGE", first, last)
        except RedisError:  # before Redis 7 each slot has to be named
            client.execute_command("CLUSTER ADDSLOTS", *range(first, last + 1))
        client.execute_command("CLUSTER SET-CONFIG-EPOCH", place + 1)
        client.execute_command("CLUSTER MEET", "127.0.0.1", ports[0])
    for client in clients:
        eventually(lambda client=client: _is_whole(client), within=20)


def _is_whole(client: Redis) -> bool:
    told = client.execute_command("CLUSTER INFO")
    told = told if isinstance(told, dict) else _fields(told)
    return told["cluster_state"] == "ok" and told["cluster_known_nodes"] == str(MASTERS)


def _fields(raw: bytes) -> dict[str, str]:
    lines = raw.decode().split()
    return dict(line.split(":", 1) for line in lines)


def _answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


def _free_ports() -> list[int]:
    """Return ports that are free, also 10,000 above, where masters talk to each other."""
    found: list[int] = []
    while len(found) < MASTERS:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1] % 10_000 + 20_000
        if port not in found and _is_free(port) and _is_free(port + 10_000):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
