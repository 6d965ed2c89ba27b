"""Which build this is."""

import gzip
import os
import re
from pathlib import Path

from city.settings import ROOT
from dashboard.live.build import build_id


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


def test_the_pages_scripts_stay_small() -> None:
    """They are loaded by phones on the move, before anything is shown."""
    scripts = b"".join(path.read_bytes() for path in sorted((ROOT / "assets/live").glob("*.js")))

    assert len(gzip.compress(scripts)) < 8_000


def test_the_pages_scripts_need_no_newer_browser_than_the_rest() -> None:
    """Screens run Chromium of 2020 and later; the scripts must not raise that floor."""
    paths = [*(ROOT / "assets/live").glob("*.js"), ROOT / "assets/wall/playback.js"]
    scripts = [path.read_text("utf-8") for path in paths]

    newer = re.compile(r"\?\.[a-z(\[]|\?\?|\.at\(|replaceAll|^\s*(im|ex)port\b|{\s*\.\.\.", re.M)
    assert [found.group() for text in scripts for found in newer.finditer(text)] == []
