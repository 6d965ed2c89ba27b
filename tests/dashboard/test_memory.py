"""Memory that is handed back."""

import ctypes
import random
import subprocess
import sys

import psutil
import pytest

from city.settings import ROOT
from dashboard.memory import give_back

MB = 1e6
GLIBC = pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="only glibc can be asked"
)
SETTLED = """
import psutil
from dashboard.memory import settle
settle()
for size in (400_000, 200_000):  # freeing the first teaches the C library to keep the second
    lumps = [b"x" * size for _ in range(400)]
    kept = lumps[::2]
    full = psutil.Process().memory_info().rss
    del lumps
    print(full - psutil.Process().memory_info().rss)
    del kept
"""


@GLIBC
def test_what_lies_free_between_things_in_use_is_handed_back() -> None:
    chance = random.Random(4)
    lumps = [bytes(chance.randrange(1_000, 60_000)) for _ in range(10_000)]
    kept = lumps[::2]  # the C library cannot shorten its pool: every other piece is in use
    del lumps
    before = psutil.Process().memory_info().rss

    give_back()

    assert psutil.Process().memory_info().rss < before - 50 * MB
    assert len(kept) == 5_000


@GLIBC
def test_large_buffers_are_gone_when_they_are_freed() -> None:
    """Without being asked: a pool would keep them between others that are still in use."""
    told = subprocess.run(
        [sys.executable, "-c", SETTLED], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert min(map(int, told.stdout.split())) > 35 * MB
