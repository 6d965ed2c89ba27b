"""The servers a command needs: those given by the environment, else embedded ones."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec import Struct

from city.settings import Settings


class Servers(Struct, frozen=True):
    """Where Redis and Kafka answer."""

    redis_url: str
    kafka_servers: str


@contextmanager
def servers(settings: Settings, say: Callable[[str], None]) -> Iterator[Servers]:
    """Give the servers."""
    yield Servers(settings.redis_url, settings.kafka_servers)
