"""Which build this is, and which is newer."""

import os
from pathlib import Path

import pytest

from dashboard.live.build import build_id, is_newer


def product(root: Path, text: str, mtime: int) -> Path:
    (root / "city").mkdir(parents=True)
    for name in ("app.py", "city/cases.py"):
        path = root / name
        path.write_text(text)
        os.utime(path, (mtime, mtime))
    return root


def test_the_build_is_of_the_contents_and_ordered_by_time(tmp_path: Path) -> None:
    """Two machines with the same version agree on the digest, whenever they installed it."""
    first = build_id(product(tmp_path / "a", "one", 1_000))
    same = build_id(product(tmp_path / "b", "one", 2_000))
    other = build_id(product(tmp_path / "c", "two", 3_000))

    assert first.startswith("1000-")
    assert first.partition("-")[2] == same.partition("-")[2] != other.partition("-")[2]


@pytest.mark.parametrize(
    ("build", "than", "newer"),
    [
        ("200-b", "100-a", True),  # deployed
        ("100-a", "200-b", False),  # the other half of a rolling deploy still runs the old one
        ("200-a", "100-a", False),  # the same version, installed later on another machine
        ("100-b", "100-a", False),  # no order: stay
        ("nonsense", "100-a", False),  # not ours
    ],
)
def test_only_another_and_later_version_is_newer(build: str, than: str, newer: bool) -> None:
    """A page that reloaded for anything else would flap while two versions run."""
    assert is_newer(build, than) is newer
