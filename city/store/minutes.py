"""The scenes of past minutes: small records, kept for thirty days."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec
import zstandard as zstd

from city.clock import HOUR, MINUTE, SECOND, Instant, system_now
from city.playback import KEPT
from city.scenes import KEEPING, SceneSnapshot, to_keep
from city.store.keys import hours_key, minutes_key

LEVEL = 9
WINDOW_LOG = 24
LARGEST = 64 * 1024 * 1024
"""Bytes of one record, unpacked; more would not be ours."""
HOURS_HELD = 12
AGAIN_AFTER: Instant = 20 * SECOND
"""An hour that is not over is read again after so long."""

UNREADABLE = (msgspec.MsgspecError, zstd.ZstdError, KeyError)
"""What a minute that another version kept, or that was half lost, may raise."""
logger = logging.getLogger(__name__)

_encode = msgspec.msgpack.Encoder().encode
_DECODE: dict[str, Callable[[bytes], SceneSnapshot]] = {
    scene: msgspec.msgpack.Decoder(keeping.record).decode for scene, keeping in KEEPING.items()
}
Fields: TypeAlias = dict[bytes, bytes]


class MinuteStore:
    """Keeps and finds scenes by their own time. Any thread; several processes may keep the same."""

    def __init__(self, redis: Any, prefix: str) -> None:
        self._redis, self._prefix = redis, prefix
        self._lock = threading.Lock()
        self._hours: OrderedDict[tuple[str, int], tuple[Instant, Fields]] = OrderedDict()
        self._last: dict[str, tuple[Instant, SceneSnapshot]] = {}

    def keep(self, scene: str, snapshot: SceneSnapshot) -> int:
        """Keep a scene as that of its minute; returns the bytes that this took."""
        minute = snapshot.head.as_of // MINUTE
        hour, place = divmod(minute, 60)
        key, base_field = minutes_key(self._prefix, scene, hour), _base(scene, place)
        raw = _encode(to_keep(snapshot))
        took = 0
        base = self._redis.hget(key, base_field)
        if base is None:
            whole = zstd.ZstdCompressor(level=LEVEL).compress(raw)
            took += len(whole)
            self._redis.hsetnx(key, base_field, whole)
            base = self._redis.hget(key, base_field)  # another process may have been first
        packed = difference(raw, unpack(base))
        self._redis.hset(key, _field(place), packed)
        self._redis.pexpire(key, KEPT + HOUR)
        hours = hours_key(self._prefix, scene)
        self._redis.zadd(hours, {str(hour): hour})
        self._redis.zremrangebyscore(hours, "-inf", (system_now() - KEPT) // HOUR - 1)
        return took + len(packed)

    def at(self, scene: str, moment: Instant) -> SceneSnapshot | None:
        """Return a scene as kept last at or before a moment, None if there is none we can read."""
        with self._lock:
            found = self._place(scene, moment)
            if found is None:
                return None
            last = self._last.get(scene)
            if last is None or last[0] != found:
                try:
                    last = self._last[scene] = (found, self._read(scene, found))
                except UNREADABLE as error:
                    logger.warning("minute %s of %s cannot be read: %s", found, scene, error)
                    return None
            return last[1]

    def span(self, scene: str) -> tuple[Instant, Instant] | None:
        """Return the first and the last minute that is kept, None if there is none."""
        hours = hours_key(self._prefix, scene)
        ends = [self._redis.zrange(hours, n, n) for n in (0, -1)]
        if not all(ends):
            return None
        with self._lock:
            first, last = (self._minutes(scene, int(end[0])) for end in ends)
        return (first[0] * MINUTE, last[-1] * MINUTE) if first and last else None

    def _place(self, scene: str, moment: Instant) -> Instant | None:
        """Return the minute (counted from 1970) of what was kept last at a moment."""
        minute, hour = moment // MINUTE, moment // HOUR
        while True:
            earlier = [each for each in self._minutes(scene, hour) if each <= minute]
            if earlier:
                return earlier[-1]
            found = self._redis.zrevrangebyscore(
                hours_key(self._prefix, scene), hour - 1, "-inf", start=0, num=1
            )
            if not found:
                return None
            hour = int(found[0])

    def _minutes(self, scene: str, hour: int) -> list[int]:
        """Return the minutes of an hour that are kept, in order, counted from 1970."""
        return sorted(hour * 60 + int(name) for name in self._fields(scene, hour) if name.isdigit())

    def _read(self, scene: str, minute: int) -> SceneSnapshot:
        hour, place = divmod(minute, 60)
        fields = self._fields(scene, hour)
        base = unpack(fields[_base(scene, place).encode()])
        return _DECODE[scene](restored(fields[_field(place).encode()], base))

    def _fields(self, scene: str, hour: int) -> Fields:
        read_at, fields = self._hours.get((scene, hour), (0, None))
        now = system_now()
        over = read_at > (hour + 1) * HOUR + MINUTE
        if fields is None or not (over or now - read_at < AGAIN_AFTER):
            fields = self._redis.hgetall(minutes_key(self._prefix, scene, hour))
            self._hours[scene, hour] = (now, fields)
        self._hours.move_to_end((scene, hour))
        while len(self._hours) > HOURS_HELD:
            self._hours.popitem(last=False)
        return fields


def difference(raw: bytes, base: bytes) -> bytes:
    """Return what turns `base` into `raw`."""
    options = zstd.ZstdCompressionParameters.from_level(LEVEL, window_log=WINDOW_LOG)
    packer = zstd.ZstdCompressor(dict_data=_whole(base), compression_params=options)
    return packer.compress(raw)


def restored(packed: bytes, base: bytes) -> bytes:
    """Return the bytes whose difference to `base` was kept."""
    opener = zstd.ZstdDecompressor(dict_data=_whole(base), max_window_size=1 << WINDOW_LOG)
    return opener.decompress(packed, max_output_size=LARGEST)


def unpack(packed: bytes) -> bytes:
    """Return a whole record's bytes."""
    return zstd.ZstdDecompressor().decompress(packed, max_output_size=LARGEST)


def _whole(base: bytes) -> zstd.ZstdCompressionDict:
    return zstd.ZstdCompressionDict(base, dict_type=zstd.DICT_TYPE_RAWCONTENT)


def _field(place: int) -> str:
    return f"{place:02}"


def _base(scene: str, place: int) -> str:
    return f"base-{place // KEEPING[scene].group}"
