"""The tiles of one layer, kept in memory, with what went wrong last."""

import logging
import threading
import time
from collections import OrderedDict

from msgspec import Struct

from city.atlas import TileLayer
from city.errors import TileUnavailable
from dashboard.tiles.sources import TileSource

logger = logging.getLogger(__name__)

KEEP_SECONDS = 86_400.0
"""How long a tile of another server counts as new."""
RETRY_SECONDS = 10.0
"""After a failure the source is left alone for so long, and what is kept is shown."""
LIMIT_BYTES = 64_000_000


class Kept(Struct, frozen=True):
    """A tile, None where the layer is empty, and when it was read (monotonic seconds)."""

    image: bytes | None
    read_at: float


class Shelf:
    """Answers for one layer; safe to ask from any thread."""

    def __init__(self, layer: TileLayer, source: TileSource) -> None:
        self.layer = layer
        self.fault = ""
        self._source = source
        self._kept: OrderedDict[tuple[int, int, int], Kept] = OrderedDict()
        self._bytes = 0
        self._failed_at = -RETRY_SECONDS
        self._lock = threading.Lock()

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a tile, an old one if the source fails, None if there is none to show."""
        at, now = (z, x, y), time.monotonic()
        with self._lock:
            kept = self._kept.get(at)
            if kept is not None:
                self._kept.move_to_end(at)
            resting = now - self._failed_at < RETRY_SECONDS
        if kept is not None and (resting or now - kept.read_at < KEEP_SECONDS):
            return kept.image
        if resting or not self._exists(z, x, y):
            return None
        try:
            image = self._source.tile(z, x, y)
        except TileUnavailable as error:
            self._fail(str(error), now)
            return kept.image if kept else None
        self._keep(at, Kept(image, now))
        return image

    def _exists(self, z: int, x: int, y: int) -> bool:
        size = 1 << z if 0 <= z <= 30 else 0
        within = self.layer.min_zoom <= z <= self.layer.max_zoom
        return within and 0 <= x < size and 0 <= y < size

    def _fail(self, fault: str, now: float) -> None:
        with self._lock:
            if not self.fault:
                logger.warning("tiles %s are unavailable: %s", self.layer.key, fault)
            self.fault, self._failed_at = fault, now

    def _keep(self, at: tuple[int, int, int], kept: Kept) -> None:
        with self._lock:
            if self.fault:
                logger.warning("tiles %s are available again", self.layer.key)
            self.fault = ""
            self._bytes += _weight(kept) - _weight(self._kept.get(at))
            self._kept[at] = kept
            self._kept.move_to_end(at)
            while self._bytes > LIMIT_BYTES:
                self._bytes -= _weight(self._kept.popitem(last=False)[1])


def _weight(kept: Kept | None) -> int:
    """Return what a tile takes, roughly; an empty one takes its place in the table."""
    return 0 if kept is None else 200 + len(kept.image or b"")
