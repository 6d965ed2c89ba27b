"""Identity: keys for caches of what was drawn from a large frozen record."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Same(Generic[T]):
    """A frozen record as a key by identity: comparing ten thousand points would cost too much."""

    __slots__ = ("record",)

    def __init__(self, record: T) -> None:
        self.record = record

    def __hash__(self) -> int:
        """Return the identity; a cache keeps its record alive, so it is unique."""
        return id(self.record)

    def __eq__(self, other: object) -> bool:
        """Return whether both hold the very same record."""
        return isinstance(other, Same) and other.record is self.record
