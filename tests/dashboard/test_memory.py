"""Memory that is handed back."""

import ctypes
import random

import psutil
import pytest

from dashboard.memory import give_back

MB = 1e6


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="glibc only")
def test_what_lies_free_between_things_in_use_is_handed_back() -> None:
    chance = random.Random(4)
    lumps = [bytes(chance.randrange(1_000, 60_000)) for _ in range(10_000)]
    kept = lumps[::2]  # the C library cannot shorten its pool: every other piece is in use
    del lumps
    before = psutil.Process().memory_info().rss

    give_back()

    assert psutil.Process().memory_info().rss < before - 50 * MB
    assert len(kept) == 5_000
