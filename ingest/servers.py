"""The servers a command needs: those given by the environment, else embedded ones."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

from msgspec import Struct

from city.daemons import port_taken
from city.errors import ServerUnavailable
from city.settings import Settings
from city.store.connection import check_redis
from city.store.embedded import redis_server
from ingest.bus.embedded import kafka_server
from ingest.bus.kafka import SETTING as KAFKA_SETTING, answers


class Servers(Struct, frozen=True):
    """Where Redis and Kafka answer."""

    redis_url: str
    kafka_servers: str


@contextmanager
def servers(settings: Settings, say: Callable[[str], None]) -> Iterator[Servers]:
    """
    Give the servers; embedded ones run as long as any command on the same state folder needs them.

    Args:
        settings: Names the servers to use, or the folder and ports of the embedded ones.
        say: Told what takes a while, one line at a time.

    Raises:
        ServerUnavailable: A given server does not answer.
        SettingError: The given Redis would throw keys away when memory is short.
        PortInUse: Another program listens where an embedded server is to listen.
        DidNotStart: An embedded server ended at once, or does not answer.
        JarsUnavailable: Kafka's jars cannot be fetched.
    """
    with ExitStack() as stack:
        if settings.redis_url:
            redis = given_redis(settings)
        else:
            redis = stack.enter_context(redis_server(settings, say))
        if settings.kafka_servers:
            kafka = given_kafka(settings)
        else:
            kafka = stack.enter_context(kafka_server(settings, say))
        yield Servers(redis, kafka)


def mend(settings: Settings, addresses: Servers, say: Callable[[str], None]) -> None:
    """Start an embedded server of a lease in hand again if it was killed; raises as `servers`."""
    # taking one more lease starts what is missing
    if not settings.redis_url and not _listens(addresses.redis_url):
        with redis_server(settings, say):
            pass
    if not settings.kafka_servers and not _listens(f"//{addresses.kafka_servers}"):
        with kafka_server(settings, say):
            pass


def _listens(address: str) -> bool:
    port = urlsplit(address).port
    return port is None or port_taken(port)


def given_redis(settings: Settings) -> str:
    """Return the URL of the Redis that the environment names, once it is found fit."""
    check_redis(settings.redis_url)
    return settings.redis_url


def given_kafka(settings: Settings) -> str:
    """Return the address of the Kafka that the environment names, once it answers."""
    if not answers(settings.kafka_servers):
        raise ServerUnavailable("Kafka", settings.kafka_servers, KAFKA_SETTING)
    return settings.kafka_servers
