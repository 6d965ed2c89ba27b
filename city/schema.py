"""The schema of the read model: one digest of everything that decides what a fold results in."""

from hashlib import blake2b
from pathlib import Path

from city.calendars import published_years
from city.cases import FOLD_VERSION
from city.events import SCHEMA
from city.facts import FACTS_SCHEMA
from city.indicators import BESIDE
from city.policies import FOLDER

RECORD_VERSION = 3
"""Raised when the bytes of records, rows or cells change their shape."""
POLICIES = f"{FOLDER}/*.toml"


def model_schema(district: Path) -> str:
    """
    Return the schema's digest: code versions, the district's tables, policies, hours and calendar,
    and the years whose days off the calendar package knows.

    A read model of another schema is built anew beside the old one, so a changed table never
    leaves half of the cases on the old limits. Tables that no fold reads (`BESIDE`) are not in it.
    """
    versions = f"{SCHEMA}.{FOLD_VERSION}.{RECORD_VERSION}.{FACTS_SCHEMA}"
    code = f"{versions}.{sorted(published_years())}"
    digest = blake2b(code.encode(), digest_size=8)
    tables = [*district.glob("*.toml"), *district.glob("*.csv"), *district.glob(POLICIES)]
    for path in sorted(path for path in tables if path.name not in BESIDE):
        digest.update(path.relative_to(district).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
