"""Tables of the configuration, read row by row; every mistake is noted, none stops the reading."""

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from city.errors import Problem

MAX_KEY = 120
T = TypeVar("T")


class Findings:
    """The mistakes found so far in one district's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._unread: set[str] = set()

    def note(self, file: str, row: str, cause: str) -> None:
        """Note one mistake: the file inside the folder, the row or entry, what is wrong."""
        self.problems.append(Problem(f"{self.folder.name}/{file}", row, cause))
        if row in ("file", "header"):
            self._unread.add(file)

    def note_unknown(self, file: str, row: str, what: str, where: str) -> None:
        """Note that another file does not hold `what`, unless that one could not be read at all."""
        if where not in self._unread:
            self.note(file, row, f"{what} is not in {where}")

    def text_of(self, file: str) -> str | None:
        """Return the text of a file; notes it and returns None if it cannot be read."""
        try:
            return (self.folder / file).read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self.note(file, "file", "is missing")
        except UnicodeDecodeError as error:
            self.note(file, "file", f"is not UTF-8 (byte {error.start})")
        return None


class Line(msgspec.Struct, frozen=True):
    """One row of a table: its number in the file (the header is row 1) and its stripped cells."""

    number: int
    cells: dict[str, str]

    @property
    def row(self) -> str:
        """How a mistake in this row is told."""
        return f"row {self.number}"

    def __getitem__(self, column: str) -> str:
        """Return the cell of a column; empty where an optional column is absent."""
        return self.cells.get(column, "")


def read_sheet(
    found: Findings, file: str, *, required: Collection[str], optional: Collection[str] = ()
) -> list[Line]:
    """Return the rows of a CSV file; a table with wrong columns is noted and has no rows."""
    text = found.text_of(file)
    if text is None:
        return []
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [name.strip() for name in next(reader, [])]
    if not _columns_fit(found, file, header, required, optional):
        return []
    return list(_lines(found, file, header, reader))


def _columns_fit(
    found: Findings,
    file: str,
    header: list[str],
    required: Collection[str],
    optional: Collection[str],
) -> bool:
    missing = [name for name in required if name not in header]
    unknown = [name for name in header if name not in required and name not in optional]
    twice = sorted({name for name in header if header.count(name) > 1})
    for name in missing:
        found.note(file, "header", f"column {name!r} is missing")
    for name in unknown:
        found.note(file, "header", f"column {name!r} is not known")
    for name in twice:
        found.note(file, "header", f"column {name!r} appears twice")
    return not (missing or unknown or twice)


def _lines(
    found: Findings, file: str, header: list[str], reader: Iterator[list[str]]
) -> Iterator[Line]:
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            found.note(file, f"row {number}", f"has {len(cells)} cells, expected {len(header)}")
            continue
        values = (cell.strip() for cell in cells)
        yield Line(number, dict(zip(header, values, strict=True)))


def key_fault(key: str) -> str:
    """Return what is wrong with a key, or nothing: keys travel in cells, addresses and topics."""
    if not key:
        return "key is empty"
    if key == "-":
        return "key '-' is reserved for the unassigned"
    if len(key) > MAX_KEY:
        return f"key is longer than {MAX_KEY} characters"
    if not key.isprintable():
        return f"key {key!r} holds a control character"
    return ""


def gather(
    found: Findings, file: str, entries: dict[str, T], key: str, *, row: str, entry: T
) -> None:
    """Add an entry under its key, unless the key is unusable or already taken: then note it."""
    fault = key_fault(key) or (f"key {key!r} is already taken" if key in entries else "")
    if fault:
        found.note(file, row, fault)
    else:
        entries[key] = entry


def number_in(found: Findings, file: str, line: Line, column: str) -> float | None:
    """Return a positive number of a column, None where the cell is empty or the number is bad."""
    text = line[column]
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if 0 < value < 1e9:
        return value
    found.note(file, line.row, f"{column} {text!r} is not a positive number")
    return None
