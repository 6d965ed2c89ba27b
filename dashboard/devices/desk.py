"""The desk: every open page of this process, known by its device key, and told what is its own."""

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from msgspec import Struct

from city.clock import Instant, system_now
from city.devices import Device, Order, ScreenRow, Sighting, code_of, digest_of, id_of
from city.errors import CityError
from city.ports import Floor, Register
from dashboard.live.guests import Guest

logger = logging.getLogger(__name__)

FORGET_EVERY = 120
"""Beats between two looks for screens that have long been gone."""
LIMIT = 20_000
"""The largest width or height of a screen that is believed."""


class Known(Struct, frozen=True):
    """What the desk knew at its last beat."""

    devices: Mapping[str, Device]
    orders: Mapping[str, Order]


class Telling(Protocol):
    """Writes what one screen is told, as one message of the channel; may ask the store."""

    def __call__(self, guest: Guest, device: Device | None, order: Order | None) -> bytes:
        """Return the message."""


class Desk:
    """Keeps the list of screens and tells each what is meant for it. One per web process."""

    def __init__(
        self,
        register: Register,
        floor: Floor,
        telling: Telling,
        clock: Callable[[], Instant] = system_now,
    ) -> None:
        self.register, self.floor = register, floor
        self._telling, self._clock = telling, clock
        self._guests: dict[Guest, str] = {}
        self._told: dict[Guest, bytes] = {}
        self._known: Known | None = None
        self._beats = 0
        self._stop = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Follow orders in a thread of its own until `close`; call it in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(
            target=self.floor.follow, args=(self._stop, self.beat), name="screens", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop following."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def arrive(self, guest: Guest) -> None:
        """Note a page that is here; it is told at once what was known at the last beat."""
        if not guest.cookie:
            return
        self._guests[guest] = digest = digest_of(guest.cookie)
        if self._loop is not None:
            self._loop.run_in_executor(None, self._greet, guest, digest)

    def leave(self, guest: Guest) -> None:
        """Note a page that has gone."""
        self._guests.pop(guest, None)
        self._told.pop(guest, None)

    def beat(self) -> None:
        """Tell who is here, learn what was ordered, and pass it on; in the follower's thread."""
        guests = list(self._guests.items())
        self.floor.see([_sighting(guest, digest, self._clock()) for guest, digest in guests])
        self._known = Known(self._devices(), self.floor.orders())
        for guest, _ in guests:
            self._tell(guest)
        self._beats += 1
        if self._beats % FORGET_EVERY == 0:
            self.floor.forget(self._clock(), self._known.devices)

    def rows(self) -> list[ScreenRow]:
        """Return every known screen: those that watch first, enrolled ones by name; any thread."""
        return rows_of(self.register.enrolled(), self.floor, self._clock())

    def _devices(self) -> Mapping[str, Device]:
        try:
            return self.register.enrolled()
        except CityError as error:  # an edge: the wall goes on, with what was known before
            logger.warning("devices cannot be read: %s", error)
            return self._known.devices if self._known else {}

    def _greet(self, guest: Guest, digest: str) -> None:
        """List a page before it is told its code, which somebody may confirm at once."""
        try:
            self.floor.see([_sighting(guest, digest, self._clock())])
        except Exception as error:  # an edge: the next beat lists it
            logger.warning("a screen is not listed yet: %r", error)
        self._tell(guest)

    def _tell(self, guest: Guest) -> None:
        known, digest = self._known, self._guests.get(guest)
        if known is None or digest is None or self._loop is None:
            return
        try:
            screen = id_of(digest)
            told = self._telling(guest, known.devices.get(screen), known.orders.get(screen))
        except Exception:  # an edge: one order that cannot be drawn must not silence all others
            logger.exception("screen %s cannot be told its order", id_of(digest))
            return
        if self._told.get(guest) != told:
            self._told[guest] = told
            self._loop.call_soon_threadsafe(guest.tell, told)


def rows_of(devices: Mapping[str, Device], floor: Floor, now: Instant) -> list[ScreenRow]:
    """Return every enrolled screen, and every other one that is watching."""
    seen, orders = floor.seen(), floor.orders()
    rows = [
        ScreenRow(key, devices.get(key), seen.get(key), orders.get(key))
        for key in {*devices, *seen}
    ]
    shown = [row for row in rows if row.device is not None or not row.away(now)]
    return sorted(
        shown, key=lambda row: (row.away(now), row.device.name if row.device else "~", row.id)
    )


def _sighting(guest: Guest, digest: str, now: Instant) -> Sighting:
    facts = guest.facts
    width, _, height = str(facts.get("size", "")).partition("x")
    return Sighting(
        id_of(digest),
        digest,
        str(guest.key),
        str(facts.get("build", ""))[:40],
        _size(width),
        _size(height),
        _density(str(facts.get("density", ""))),
        now - guest.viewer.silent_ms(),
    )


def _size(text: str) -> int:
    return min(int(text), LIMIT) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _density(text: str) -> float:
    try:
        value = float(text[:8])
    except ValueError:
        return 1.0
    return value if 0.1 <= value <= 10 else 1.0


def code_shown(guest: Guest, device: Device | None) -> str:
    """Return the code that a page shows: none once it is enrolled, and none off the wall."""
    wanted: Any = guest.facts.get("wall") == "1"
    return code_of(digest_of(guest.cookie)) if wanted and device is None else ""
