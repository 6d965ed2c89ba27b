"""One message, packed once for all who get it."""

import zlib
from functools import cached_property
from typing import TypeAlias

Frame: TypeAlias = str | bytes
"""What goes on the wire: text, or packed bytes."""

PACK_FROM = 2_048
"""Bytes from which packing is worth its time."""
PACK_LEVEL = 1
"""The channel is for local networks: the lowest level costs a third of the usual one."""


class Message:
    """
    A message on its way to many viewers; all of them share its bytes.

    A large one goes out as a binary frame, deflated once per broadcast: the socket's own
    compression would do it once per viewer.
    """

    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        self._data = data

    @cached_property
    def text(self) -> str:
        """The message as a text frame."""
        return self._data.decode()

    @cached_property
    def packed(self) -> bytes:
        """The message deflated in zlib's format, as `DecompressionStream("deflate")` reads it."""
        return zlib.compress(self._data, PACK_LEVEL)

    def frame(self, *, packs: bool) -> Frame:
        """Return what to send to a viewer; `packs` says whether it can unpack."""
        return self.packed if packs and self.size > PACK_FROM else self.text
