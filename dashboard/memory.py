"""Memory that the process no longer needs, handed back to the system."""

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """
    Hand every free page back; any thread, and better not the event loop's: it takes milliseconds.

    The C library keeps what was freed between two things still in use, in a pool per thread, for
    the next time: a burst of large messages, once, would stay the size of the process for months.
    Where it cannot be asked for it (musl, macOS), nothing happens.
    """
    _trim()(0)


@cache
def _trim() -> Callable[[int], int]:
    """Return glibc's `malloc_trim`, or what does nothing where there is none."""
    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim or (lambda _: 0)
