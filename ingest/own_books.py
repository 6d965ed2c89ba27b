"""
The auditor's own books: every case folded once more, and counted by loops of its own, on disk.

SQLite holds one row for each case and each cell, so that memory stays flat however many there are.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from city.case import Case
from city.cases import Rules
from city.cells import Page
from city.clock import LocalDays
from city.recount import counted
from city.store.records import pack, unpack
from city.timeline import Arrival, Timeline, absorb

TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS places (shard INTEGER PRIMARY KEY, next INTEGER);
CREATE TABLE IF NOT EXISTS cases (id TEXT PRIMARY KEY, shard INTEGER, open INTEGER, record BLOB);
CREATE INDEX IF NOT EXISTS open_cases ON cases (shard) WHERE open;
CREATE TABLE IF NOT EXISTS cells (
  shard INTEGER, page TEXT, name TEXT, n INTEGER, PRIMARY KEY (shard, page, name)
) WITHOUT ROWID;
"""


class OwnBooks:
    """Books of all shards. Made under another schema, they begin anew."""

    def __init__(self, path: Path, *, schema: str, rules: Rules, days: LocalDays) -> None:
        self._rules, self._days = rules, days
        path.parent.mkdir(parents=True, exist_ok=True)
        self._books = sqlite3.connect(path, isolation_level=None)
        # the log can give all of it again, so a crash of the machine may cost what is on disk
        self._books.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + TABLES)
        known = self._books.execute("SELECT value FROM about WHERE name = 'schema'").fetchone()
        if known != (schema,):
            self.empty()
            self._books.execute("INSERT INTO about VALUES ('schema', ?)", (schema,))

    def empty(self) -> None:
        """Forget everything but the tables."""
        for table in ("about", "places", "cases", "cells"):
            self._books.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names

    def next_offset(self, shard: int) -> int:
        """Return the next offset of a shard that is to be taken in."""
        found = self._books.execute("SELECT next FROM places WHERE shard = ?", (shard,)).fetchone()
        return int(found[0]) if found else 0

    def take_in(self, shard: int, arrivals: Iterable[Arrival], next_offset: int) -> set[Page]:
        """Fold and count events, all or none of them; returns the pages that changed."""
        by_case: dict[str, list[Arrival]] = {}
        for arrival in arrivals:
            by_case.setdefault(arrival[0].case, []).append(arrival)
        changes: Counter[tuple[Page, str]] = Counter()
        with self._books:
            self._books.execute("BEGIN")
            for case_id, told in by_case.items():
                self._absorb(shard, case_id, told, changes)
            self._add(shard, changes)
            self._books.execute("REPLACE INTO places VALUES (?, ?)", (shard, next_offset))
        return {page for page, _ in changes}

    def cells(self, shard: int, page: Page) -> dict[str, int]:
        """Return the cells of one page of a shard."""
        rows = self._books.execute(
            "SELECT name, n FROM cells WHERE shard = ? AND page = ?", (shard, page)
        )
        return dict(rows.fetchall())

    def open_cases(self, shard: int) -> int:
        """Return how many cases of a shard are in progress."""
        row = self._books.execute(
            "SELECT count(*) FROM cases WHERE shard = ? AND open", (shard,)
        ).fetchone()
        return int(row[0])

    def cases(self) -> int:
        """Return how many cases there are."""
        return int(self._books.execute("SELECT count(*) FROM cases").fetchone()[0])

    def close(self) -> None:
        """Give back the file."""
        self._books.close()

    def _absorb(
        self, shard: int, case_id: str, told: list[Arrival], changes: Counter[tuple[Page, str]]
    ) -> None:
        row = self._books.execute("SELECT record FROM cases WHERE id = ?", (case_id,)).fetchone()
        before = unpack(row[0]) if row else Timeline(Case(case_id))
        after = absorb(before, told, self._rules)
        if after is before:
            return
        for sign, case in ((-1, before.case), (1, after.case)):
            for cell in counted(case, self._days):
                changes[cell] += sign
        record = (case_id, shard, after.case.is_open, pack(after))
        self._books.execute("REPLACE INTO cases VALUES (?, ?, ?, ?)", record)

    def _add(self, shard: int, changes: Counter[tuple[Page, str]]) -> None:
        rows = [(shard, page, name, n) for (page, name), n in changes.items() if n]
        self._books.executemany(
            "INSERT INTO cells VALUES (?, ?, ?, ?) "
            "ON CONFLICT (shard, page, name) DO UPDATE SET n = n + excluded.n",
            rows,
        )
        self._books.executemany(
            "DELETE FROM cells WHERE shard = ? AND page = ? AND name = ? AND n = 0",
            [row[:3] for row in rows],
        )
