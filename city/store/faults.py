"""What the Redis client raises when the store is away or in trouble."""

from redis.exceptions import RedisClusterException, RedisError

REDIS_ERRORS: tuple[type[Exception], ...] = (RedisError, RedisClusterException)
"""Catch these together: a cluster that cannot be reached is, in redis-py, no `RedisError`."""
