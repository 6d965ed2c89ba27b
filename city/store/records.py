"""A case's bytes in Redis: plain while it is in progress, sealed (compressed) once it has ended."""

from functools import cache
from pathlib import Path

import msgspec
import zstandard

from city.lifecycle import ENDED
from city.timeline import Timeline

PLAIN, SEALED = b"\x00", b"\x01"
"""First byte of a record: how the rest is to be read. A new dictionary takes a new byte."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Timeline).decode


def encode_body(timeline: Timeline) -> bytes:
    """Return a timeline's bytes before any compression."""
    return _encode(timeline)


def pack(timeline: Timeline) -> bytes:
    """Return the record of a case; equal timelines give equal bytes."""
    body = encode_body(timeline)
    return SEALED + _sealer().compress(body) if timeline.case.state in ENDED else PLAIN + body


def unpack(record: bytes) -> Timeline:
    """Return the timeline of a record; raises `ValueError` for a kind of record we do not know."""
    kind, body = record[:1], record[1:]
    if kind == SEALED:
        return _decode(_opener().decompress(body, max_output_size=1 << 24))
    if kind == PLAIN:
        return _decode(body)
    raise ValueError(f"unknown kind of record {kind!r}")


@cache
def dictionary() -> zstandard.ZstdCompressionDict:
    """Return the dictionary that sealed records share, trained on the simulator's texts."""
    path = Path(__file__).with_name("seal-1.dict")
    return zstandard.ZstdCompressionDict(path.read_bytes())


@cache
def _sealer() -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(
        level=1, dict_data=dictionary(), write_checksum=False, write_dict_id=False
    )


@cache
def _opener() -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(dict_data=dictionary())
