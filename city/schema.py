"""The schema of the read model: one digest of everything that decides what a fold results in."""

from hashlib import blake2b
from pathlib import Path

from city.cases import FOLD_VERSION
from city.events import SCHEMA

RECORD_VERSION = 2
"""Raised when the bytes of records, rows or cells change their shape."""


def model_schema(district: Path) -> str:
    """
    Return the schema's digest: code versions, and the district's tables, hours and calendar.

    A read model of another schema is built anew beside the old one, so a changed table never
    leaves half of the cases on the old limits.
    """
    digest = blake2b(f"{SCHEMA}.{FOLD_VERSION}.{RECORD_VERSION}".encode(), digest_size=8)
    for path in sorted([*district.glob("*.toml"), *district.glob("*.csv")]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
