"""The build: which version of the product answers."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from city.settings import ROOT

FILES = ("app.py", "requirements.txt")
FOLDERS = ("assets", "city", "commands", "dashboard", "districts", "ingest", "layouts")
"""What the product itself consists of, relative to its root."""
SKIPPED = frozenset({"__pycache__"})


@lru_cache(maxsize=4)
def build_id(root: Path = ROOT) -> str:
    """
    Return the build of the product in a folder: `<newest change in seconds>-<digest>`.

    The digest is of every file's name and content, so that two processes of the same version
    agree; the time orders versions. Both are read once per process.
    """
    digest, newest = hashlib.sha256(), 0
    for path in _files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
        newest = max(newest, int(path.stat().st_mtime))
    return f"{newest}-{digest.hexdigest()[:12]}"


def _files(root: Path) -> Iterator[Path]:
    for part in (*FILES, *FOLDERS):
        path = root / part
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (each for each in found if each.is_file() and not SKIPPED & set(each.parts))
