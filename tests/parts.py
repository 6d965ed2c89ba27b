"""What pages are made from where a test is about pages only: a hall in which nobody is enrolled."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from city.clock import Instant
from city.devices import Order, Sighting
from city.ports import ScreenSource
from city.scenes import SceneSnapshot
from city.store.floor import Floor
from city.store.minutes import MinuteStore
from dashboard.devices.store import DeviceStore
from dashboard.web import Parts


class EmptyFloor:
    """A floor on which no screen is told anything."""

    def see(self, sightings: Iterable[Sighting]) -> None:
        """Nobody asks for them."""

    def seen(self) -> dict[str, Sighting]:
        return {}

    def forget(self, now: Instant, enrolled: Iterable[str]) -> None:
        """There is nothing to forget."""

    def orders(self) -> dict[str, Order]:
        return {}

    def tell(self, screen: str, order: Order | None) -> None:
        raise AssertionError("nobody is enrolled here")

    def follow(self, stop: threading.Event, heard: Callable[[], None]) -> None:
        stop.wait()


class NoPast:
    """A wall that began just now."""

    def at(self, scene: str, moment: Instant) -> SceneSnapshot | None:
        return None

    def span(self, scene: str) -> tuple[Instant, Instant] | None:
        return None


def parts_of(source: ScreenSource, *, redis: Any = None, prefix: str = "test") -> Parts:
    """Return the parts of a web process; floor and past are real ones where there is a Redis."""
    register = DeviceStore("", Path(mkdtemp(prefix="devices-")))
    if redis is None:
        return Parts(source, register, EmptyFloor(), NoPast())
    return Parts(source, register, Floor(redis, prefix), MinuteStore(redis, prefix))
