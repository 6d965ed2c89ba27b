"""The floor: which screens are watching, and what each is told; seen by all web processes."""

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from city.clock import DAY, HOUR, Instant
from city.devices import SEEN_EVERY, Order, Sighting
from city.store.faults import REDIS_ERRORS
from city.store.keys import orders_channel, orders_key, screens_key
from city.store.model import packed_hash

logger = logging.getLogger(__name__)

KEEP: Instant = 30 * DAY
"""How long a screen is remembered after it was last seen."""
KEEP_STRANGER: Instant = HOUR
"""The same for one that nobody confirmed: any browser that opens the wall is one."""
RETRY_SECONDS = 1.0
_encode = msgspec.msgpack.Encoder().encode


class Floor:
    """Sightings and orders in Redis. Both may be lost: screens tell again, and orders are acts."""

    def __init__(self, redis: Any, prefix: str) -> None:
        self._redis, self._prefix = redis, prefix

    def see(self, sightings: Iterable[Sighting]) -> None:
        """Tell which screens this process has heard."""
        told = {each.id: _encode(each) for each in sightings}
        if told:
            self._redis.hset(screens_key(self._prefix), mapping=told)

    def seen(self) -> dict[str, Sighting]:
        """Return the last sighting of each screen by its id."""
        return packed_hash(self._redis, screens_key(self._prefix), Sighting)

    def forget(self, now: Instant, enrolled: Iterable[str]) -> None:
        """Drop screens that have long been gone; strangers sooner than those in `enrolled`."""
        known = set(enrolled)
        gone = [
            key
            for key, each in self.seen().items()
            if now - each.seen_at > (KEEP if key in known else KEEP_STRANGER)
        ]
        if gone:
            self._redis.hdel(screens_key(self._prefix), *gone)

    def orders(self) -> dict[str, Order]:
        """Return what screens are told now, by their ids."""
        return packed_hash(self._redis, orders_key(self._prefix), Order)

    def tell(self, screen: str, order: Order | None) -> None:
        """Tell a screen what to show, or release it; every web process hears of it at once."""
        if order is None:
            self._redis.hdel(orders_key(self._prefix), screen)
        else:
            self._redis.hset(orders_key(self._prefix), screen, _encode(order))
        self._redis.publish(orders_channel(self._prefix), screen)

    def follow(self, stop: threading.Event, heard: Callable[[], None]) -> None:
        """
        Call `heard` after every order and at least every `SEEN_EVERY`, until `stop` is set.

        It heals by itself: while Redis is away, for `heard` too, it tries again every second.
        """
        lost = False
        while not stop.is_set():
            try:
                self._redis.ping()
                lost = False
                self._follow(stop, heard)
            except REDIS_ERRORS as error:
                if not lost:
                    logger.warning("orders to screens are not heard: %s", error)
                lost = True
                stop.wait(RETRY_SECONDS)

    def _follow(self, stop: threading.Event, heard: Callable[[], None]) -> None:
        with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            channel.subscribe(orders_channel(self._prefix))
            while not stop.is_set():
                heard()
                _wait(channel, stop)


def _wait(channel: Any, stop: threading.Event) -> None:
    """Wait for the next order, for as long as sightings may go untold, in short steps."""
    step = 0.5
    for _ in range(round(SEEN_EVERY / 1000 / step)):
        if stop.is_set() or channel.get_message(timeout=step) is not None:
            return
