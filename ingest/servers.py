"""The servers a command needs: those the environment names, else real ones of our own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec import Struct
from redis.exceptions import RedisError

from city.daemons import Lease, alone
from city.errors import ServerUnavailable, SettingError
from city.settings import Settings
from city.store.connection import SETTING as REDIS_SETTING
from city.store.connection import connect
from city.store.embedded import EmbeddedRedis
from ingest.bus.embedded import EmbeddedKafka
from ingest.bus.kafka import SETTING as KAFKA_SETTING
from ingest.bus.kafka import answers


class Servers(Struct, frozen=True):
    """Where Redis and Kafka answer."""

    redis_url: str
    kafka_servers: str


@contextmanager
def servers(settings: Settings, say: Callable[[str], None]) -> Iterator[Servers]:
    """
    Give the servers; embedded ones run as long as any command holds a lease on them.

    Raises:
        ServerUnavailable: A server that the environment names does not answer.
        PortInUse: Another program listens where an embedded one should.
        SettingError: The Redis given may throw keys away.
    """
    redis = None if settings.redis_url else EmbeddedRedis(settings)
    kafka = None if settings.kafka_servers else EmbeddedKafka(settings, say)
    addresses = Servers(
        redis.url if redis else settings.redis_url,
        kafka.servers if kafka else settings.kafka_servers,
    )
    with _embedded(settings, [each for each in (redis, kafka) if each], say):
        _check_redis(addresses.redis_url)
        if kafka is None and not answers(addresses.kafka_servers):
            raise ServerUnavailable("Kafka", addresses.kafka_servers, KAFKA_SETTING)
        yield addresses


@contextmanager
def _embedded(
    settings: Settings,
    wanted: list[EmbeddedRedis | EmbeddedKafka],
    say: Callable[[str], None],
) -> Iterator[None]:
    """Start the wanted servers if they do not run; the last one out stops them."""
    if not wanted:
        yield
        return
    folder = settings.state
    with alone(folder):
        lease = Lease(folder)
        try:
            for server in wanted:
                if server.start():
                    say(f"{type(server).__name__.removeprefix('Embedded')} is up")
        except BaseException:
            _leave(lease, wanted)
            raise
    try:
        yield
    finally:
        with alone(folder):
            _leave(lease, wanted)


def _leave(lease: Lease, wanted: list[EmbeddedRedis | EmbeddedKafka]) -> None:
    if not lease.others():
        for server in reversed(wanted):
            server.stop()
    lease.release()


def _check_redis(url: str) -> None:
    """Refuse a Redis that does not answer, or that may throw keys away when it is full."""
    try:
        client = connect(url)
        client.ping()
        policy = client.info("memory").get("maxmemory_policy", "noeviction")
        client.close()
    except (RedisError, OSError) as error:
        raise ServerUnavailable("Redis", url, REDIS_SETTING) from error
    if policy != "noeviction":
        raise SettingError(
            f"{REDIS_SETTING}: the Redis at {url} has the eviction policy {policy}, which throws "
            "cases away when it is full; set maxmemory-policy noeviction"
        )
