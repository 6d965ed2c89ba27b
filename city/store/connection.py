"""A client for the Redis at a URL: one server, or a cluster."""

from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.cluster import RedisCluster
from redis.exceptions import RedisError
from redis.retry import Retry

from city.errors import ServerUnavailable

SETTING = "REDIS_URL"
TIMEOUT_SECONDS = 5.0


def connect(url: str) -> Any:
    """
    Return a client; `?cluster=true` in the URL asks for a cluster client.

    The library retries a call that timed out by itself, which would apply a write twice if writes
    were not guarded; ours are, but an answer to the first try is worth more than a second try.
    """
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    plain = urlunsplit(parts._replace(query=""))
    options: dict[str, Any] = {
        "socket_timeout": TIMEOUT_SECONDS,
        "socket_connect_timeout": TIMEOUT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }
    try:
        if query.get("cluster") == ["true"]:
            return RedisCluster.from_url(plain, **options)
        return Redis.from_url(plain, **options)
    except RedisError as error:
        raise ServerUnavailable("Redis", plain, SETTING) from error
