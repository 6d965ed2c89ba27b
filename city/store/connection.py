"""A client for the Redis at a URL: one server, or a cluster."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.cluster import RedisCluster
from redis.exceptions import RedisError
from redis.retry import Retry

from city.errors import ServerUnavailable, SettingError

SETTING = "REDIS_URL"
TIMEOUT_SECONDS = 5.0
POLICY = "noeviction"


def connect(url: str) -> Any:
    """
    Return a client; `?cluster=true` in the URL asks for a cluster client.

    The library retries a call that timed out by itself, which would apply a write twice if writes
    were not guarded; ours are, but an answer to the first try is worth more than a second try.

    Raises:
        SettingError: The URL cannot be read.
        ServerUnavailable: The cluster does not answer; one server is not asked yet.
    """
    plain, cluster = _parted(url)
    options: dict[str, Any] = {
        "socket_timeout": TIMEOUT_SECONDS,
        "socket_connect_timeout": TIMEOUT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
    }
    try:
        return (RedisCluster if cluster else Redis).from_url(plain, **options)
    except RedisError as error:
        raise ServerUnavailable("Redis", shown(url), SETTING) from error
    except ValueError as error:
        raise SettingError(f"{SETTING}: {error}") from error


def check_redis(url: str) -> None:
    """
    Make sure that the Redis at `url` answers and never throws keys away by itself.

    Raises:
        ServerUnavailable: It does not answer.
        SettingError: It has an eviction policy other than noeviction.
    """
    client = connect(url)
    try:
        found = client.info("memory")
    except RedisError as error:
        raise ServerUnavailable("Redis", shown(url), SETTING) from error
    finally:
        client.close()
    for policy in _policies(found):
        if policy != POLICY:
            raise SettingError(
                f"{SETTING}: the Redis at {shown(url)} would throw keys away when memory is short "
                f"(maxmemory-policy {policy}); set its maxmemory-policy to {POLICY}"
            )


def shown(url: str) -> str:
    """Return the address in a URL as it may be shown: without user, password and options."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rsplit("@", 1)[-1], parts.path, "", ""))


def _policies(found: dict[str, Any]) -> set[str]:
    """Return the policies in an answer of one server, or of a cluster's nodes by name."""
    if "maxmemory_policy" in found:
        return {found["maxmemory_policy"]}
    return {node["maxmemory_policy"] for node in found.values()}


def _parted(url: str) -> tuple[str, bool]:
    """Return the URL as the library takes it, and whether it is a cluster's."""
    parts = urlsplit(url)
    options = parse_qsl(parts.query)
    kept = [(name, value) for name, value in options if name != "cluster"]
    return urlunsplit(parts._replace(query=urlencode(kept))), ("cluster", "true") in options
