"""The servers a command needs: those given by the environment, else embedded ones."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from msgspec import Struct

from city.errors import ServerUnavailable
from city.settings import Settings
from city.store.connection import check_redis
from city.store.embedded import redis_server
from ingest.bus.embedded import kafka_server
from ingest.bus.kafka import SETTING as KAFKA_SETTING
from ingest.bus.kafka import answers


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
        yield Servers(_redis(stack, settings, say), _kafka(stack, settings, say))


def _redis(stack: ExitStack, settings: Settings, say: Callable[[str], None]) -> str:
    if not settings.redis_url:
        return stack.enter_context(redis_server(settings, say))
    check_redis(settings.redis_url)
    return settings.redis_url


def _kafka(stack: ExitStack, settings: Settings, say: Callable[[str], None]) -> str:
    if not settings.kafka_servers:
        return stack.enter_context(kafka_server(settings, say))
    if not answers(settings.kafka_servers):
        raise ServerUnavailable("Kafka", settings.kafka_servers, KAFKA_SETTING)
    return settings.kafka_servers
