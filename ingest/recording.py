"""A recording: the rows of a file, as the messages that its feed would have sent, in time order."""

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TypeAlias, cast
from zoneinfo import ZoneInfo

import msgspec

from city.clock import Instant, to_instant
from city.errors import BadRequest
from ingest.mapping import FeedSpec, MomentSpec
from ingest.sources import Read, Row, placeholders, reader, time_reader

UNTIMED: Instant = -1
"""Of a row without any time: it is sent first, and refused by the feed's mapping."""
GZIP_MAGIC = b"\x1f\x8b"
Entry: TypeAlias = tuple[Instant, int, int, int]
"""When a message is sent, its number in the file, and where its bytes begin and end."""


class Line(msgspec.Struct, frozen=True):
    """A message of a recording, and when it is due; `at` is None if its row has no time."""

    at: Instant | None
    value: bytes


@contextmanager
def recording_of(spec: FeedSpec, file: Path, *, zone: str) -> Iterator["Recording"]:
    """
    Give a file's rows as messages of its feed; they wait in a temporary file meanwhile.

    Args:
        spec: The feed's mapping, which says when a row is sent and what it may not yet tell.
        file: CSV, plain or compressed by gzip.
        zone: The district's time zone, for a feed that names none.

    Raises:
        BadRequest: The feed has no replay, or the file cannot be read.
    """
    with TemporaryFile() as store:
        yield Recording(spec, file, zone=zone, store=store)


class Recording:
    """The messages of a file, sorted by time; memory holds four numbers for each."""

    def __init__(self, spec: FeedSpec, file: Path, *, zone: str, store: IO[bytes]) -> None:
        if spec.replay is None:
            raise BadRequest("feed", f"{spec.name} has no [[replay.moment]], so it has no replay")
        self._file, self._spec = file, spec
        self._moments: Sequence[MomentSpec] = spec.replay.moment
        self._read_time = time_reader(spec.event.time_formats, ZoneInfo(spec.zone or zone))
        self._columns: dict[str, Read] = {}
        self._encoding = self._find_encoding()
        self._check_columns()
        self._end = self._last_fact()
        self.rows = 0
        self._index: list[Entry] = []
        self._store = store
        self._fill()

    @property
    def messages(self) -> int:
        """How many messages there are."""
        return len(self._index)

    @property
    def first_at(self) -> Instant | None:
        """When the first message that has a time is due."""
        return next((at for at, *_ in self._index if at != UNTIMED), None)

    def lines(self) -> Iterator[Line]:
        """Yield the messages in the order of their time; of one time, in the order of the file."""
        for at, _, begin, end in self._index:
            self._store.seek(begin)
            yield Line(None if at == UNTIMED else at, self._store.read(end - begin))

    def _fill(self) -> None:
        """Write the messages of all rows to the store, then sort their index."""
        end = 0
        for row in self._read_rows():
            self.rows += 1
            for at, value in self._messages(row):
                begin, end = end, end + self._store.write(value)
                self._index.append((at, len(self._index), begin, end))
        self._index.sort()

    def _messages(self, row: Row) -> Iterator[tuple[Instant, bytes]]:
        """Yield what is sent of a row, moment by moment, never back in time."""
        last, words = UNTIMED, ""
        for moment in self._moments:
            at, text = self._when(row, moment)
            if at > last:
                last, words = at, text
            told = row | dict.fromkeys(moment.blank, "") | moment.set
            if moment.stamp:
                told[moment.stamp] = words
            yield last, json.dumps(told, ensure_ascii=False).encode()

    def _when(self, row: Row, moment: MomentSpec) -> tuple[Instant, str]:
        for column in moment.at:
            at, text = self._time_in(row, column)
            if at != UNTIMED:
                planned = column in moment.plans and at > self._end[0]
                return self._end if planned else (at, text)
        return UNTIMED, ""

    def _time_in(self, row: Row, column: str) -> tuple[Instant, str]:
        if column not in self._columns:
            self._columns[column] = reader(column, nested=False, missing=self._spec.missing)
        text = self._columns[column](row)
        try:
            return (to_instant(self._read_time(text)), text) if text else (UNTIMED, "")
        except ValueError:
            return UNTIMED, ""

    def _last_fact(self) -> tuple[Instant, str]:
        """Return the latest time in a column of facts, if any column may hold plans."""
        plans = {column for moment in self._moments for column in moment.plans}
        facts = {column for moment in self._moments for column in moment.at} - plans
        if not plans:
            return UNTIMED, ""
        times = (self._time_in(row, column) for row in self._read_rows() for column in facts)
        return max(times, default=(UNTIMED, ""))

    def _read_rows(self) -> Iterator[Row]:
        with opened(self._file, self._encoding) as lines:
            rows = csv.DictReader(lines)
            try:
                for row in rows:
                    # a short row has None for what is missing, a long one its rest under None
                    yield {name: value or "" for name, value in row.items() if name is not None}
            except csv.Error as error:
                cause = f"{self._file.name}, after line {rows.line_num}: {error}"
                raise BadRequest("file", cause) from error

    def _check_columns(self) -> None:
        """Refuse another feed's file whole: row by row it would only fill the dead letters."""
        needed = {*placeholders(self._spec.case), *self._moments[0].at}
        with opened(self._file, self._encoding) as lines:
            missing = needed.difference(next(csv.reader(lines), []))
        if missing:
            raise BadRequest(
                "file",
                f"{self._file.name} is no recording of the feed {self._spec.name}: it has no "
                f"column {', '.join(map(repr, sorted(missing)))}",
            )

    def _find_encoding(self) -> str:
        for encoding in self._spec.encodings:
            name = "utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding
            if _decodes(self._file, name):
                return name
        cause = f"{self._file.name} is in none of {', '.join(self._spec.encodings)}"
        raise BadRequest("file", cause)


@contextmanager
def opened(file: Path, encoding: str) -> Iterator[IO[str]]:
    """Give the text of a file that may be compressed; by its content, not by its name."""
    with file.open("rb") as raw:
        packed = raw.read(2) == GZIP_MAGIC
    if packed:
        with gzip.open(file, "rt", encoding=encoding, newline="") as unpacked:
            yield cast(IO[str], unpacked)
        return
    with file.open(encoding=encoding, newline="") as plain:
        yield plain


def _decodes(file: Path, encoding: str) -> bool:
    try:
        with opened(file, encoding) as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    except (OSError, EOFError) as error:  # gzip: not whole, or no gzip at all
        raise BadRequest("file", f"{file.name} cannot be read: {error}") from error
    return True
