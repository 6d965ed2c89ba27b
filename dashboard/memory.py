"""Memory that the process no longer needs, handed back to the system."""

import ctypes
from collections.abc import Callable
from functools import cache

POOLS = -8, 2
"""`M_ARENA_MAX`: so many pools for all threads, or each would keep what it once needed."""
MAPPED = -3, 128 * 1024
"""`M_MMAP_THRESHOLD` in bytes: what is larger is mapped by itself, and gone when it is freed."""


def settle() -> None:
    """Tell the C library how to keep memory; once, before the process has many threads."""
    for name, value in (POOLS, MAPPED):
        _asked("mallopt")(name, value)


def give_back() -> None:
    """
    Hand every free page back; any thread, and better not the event loop's: it takes milliseconds.

    The C library keeps what was freed between two things still in use for the next time: a burst of
    large messages, once, would stay the size of the process for months.
    """
    _asked("malloc_trim")(0)


@cache
def _asked(name: str) -> Callable[..., int]:
    """Return a function of glibc, or what does nothing where there is none (musl, macOS)."""
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found or (lambda *_: 0)
