"""Waiting for a condition, with a deadline; never for a time."""

import threading
import time
from collections.abc import Callable


def eventually(holds: Callable[[], object], *, within: float = 10.0, every: float = 0.01) -> None:
    """Return as soon as `holds()` is true; fail if it never is."""
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, f"not so within {within} s"
        time.sleep(every)


def nobody_works() -> None:
    """Wait until no answer is made beside a test, or it would lose its Redis in the middle."""
    eventually(lambda: not [each for each in threading.enumerate() if each.name == "renewed"])
