"""The walls of past minutes: one record a minute, kept for thirty days, small."""

import logging
import threading
from collections import OrderedDict
from typing import Any, TypeAlias

import msgspec
import zstandard as zstd

from city.clock import HOUR, MINUTE, SECOND, Instant, system_now
from city.playback import KEPT
from city.snapshot import WallSnapshot
from city.store.keys import hours_key, minutes_key

GROUP = 20
"""Minutes that are told as differences to one whole wall."""
DIGITS = 5
"""Of a position on the map, in degrees: a metre is enough for a wall, and repeats better."""
LEVEL = 9
WINDOW_LOG = 24
LARGEST = 64 * 1024 * 1024
"""Bytes of one wall, unpacked; more would not be ours."""
HOURS_HELD = 6
AGAIN_AFTER: Instant = 20 * SECOND
"""An hour that is not over is read again after so long."""

UNREADABLE = (msgspec.MsgspecError, zstd.ZstdError, KeyError)
"""What a minute that another version kept, or that was half lost, may raise."""
logger = logging.getLogger(__name__)

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(WallSnapshot).decode
Fields: TypeAlias = dict[bytes, bytes]


class MinuteStore:
    """Keeps and finds walls by their own time. Any thread; several processes may keep the same."""

    def __init__(self, redis: Any, prefix: str) -> None:
        self._redis, self._prefix = redis, prefix
        self._lock = threading.Lock()
        self._hours: OrderedDict[int, tuple[Instant, Fields]] = OrderedDict()
        self._last: tuple[Instant, WallSnapshot] | None = None

    def keep(self, wall: WallSnapshot) -> int:
        """Keep a wall as that of its minute; returns the bytes that this took."""
        minute = wall.head.as_of // MINUTE
        hour, place = divmod(minute, 60)
        key, base_field = minutes_key(self._prefix, hour), _base(place)
        raw = _encode(coarse(wall))
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
        hours = hours_key(self._prefix)
        self._redis.zadd(hours, {str(hour): hour})
        self._redis.zremrangebyscore(hours, "-inf", (system_now() - KEPT) // HOUR - 1)
        return took + len(packed)

    def at(self, moment: Instant) -> WallSnapshot | None:
        """Return the last wall kept at or before a moment, None if there is none we can read."""
        with self._lock:
            found = self._place(moment)
            if found is None:
                return None
            if self._last is None or self._last[0] != found:
                try:
                    self._last = (found, self._read(found))
                except UNREADABLE as error:
                    logger.warning("minute %s cannot be read: %s", found, error)
                    return None
            return self._last[1]

    def span(self) -> tuple[Instant, Instant] | None:
        """Return the first and the last minute that is kept, None if there is none."""
        hours = hours_key(self._prefix)
        ends = [self._redis.zrange(hours, n, n) for n in (0, -1)]
        if not all(ends):
            return None
        with self._lock:
            first, last = (self._minutes(int(end[0])) for end in ends)
        return (first[0] * MINUTE, last[-1] * MINUTE) if first and last else None

    def _place(self, moment: Instant) -> Instant | None:
        """Return the minute (counted from 1970) of the wall that was kept last at a moment."""
        minute, hour = moment // MINUTE, moment // HOUR
        while True:
            earlier = [each for each in self._minutes(hour) if each <= minute]
            if earlier:
                return earlier[-1]
            found = self._redis.zrevrangebyscore(
                hours_key(self._prefix), hour - 1, "-inf", start=0, num=1
            )
            if not found:
                return None
            hour = int(found[0])

    def _minutes(self, hour: int) -> list[int]:
        """Return the minutes of an hour that are kept, in order, counted from 1970."""
        return sorted(hour * 60 + int(name) for name in self._fields(hour) if name.isdigit())

    def _read(self, minute: int) -> WallSnapshot:
        hour, place = divmod(minute, 60)
        fields = self._fields(hour)
        base = unpack(fields[_base(place).encode()])
        return _decode(restored(fields[_field(place).encode()], base))

    def _fields(self, hour: int) -> Fields:
        read_at, fields = self._hours.get(hour, (0, None))
        now = system_now()
        over = read_at > (hour + 1) * HOUR + MINUTE
        if fields is None or not (over or now - read_at < AGAIN_AFTER):
            fields = self._redis.hgetall(minutes_key(self._prefix, hour))
            self._hours[hour] = (now, fields)
        self._hours.move_to_end(hour)
        while len(self._hours) > HOURS_HELD:
            self._hours.popitem(last=False)
        return fields


def coarse(wall: WallSnapshot) -> WallSnapshot:
    """Return a wall whose positions are rounded, and stand in an order that does not change."""
    points = tuple(
        msgspec.structs.replace(p, lon=round(p.lon, DIGITS), lat=round(p.lat, DIGITS))
        for p in sorted(wall.map.points, key=lambda point: point.id)
    )
    section = msgspec.structs.replace(wall.map, points=points)
    return msgspec.structs.replace(wall, map=section)


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
    """Return a whole wall's bytes."""
    return zstd.ZstdDecompressor().decompress(packed, max_output_size=LARGEST)


def _whole(base: bytes) -> zstd.ZstdCompressionDict:
    return zstd.ZstdCompressionDict(base, dict_type=zstd.DICT_TYPE_RAWCONTENT)


def _field(place: int) -> str:
    return f"{place:02}"


def _base(place: int) -> str:
    return f"base-{place // GROUP}"
