"""Reading a message: paths, columns, templates, times and numbers, compiled into closures."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from math import isfinite
from typing import Any, TypeAlias

from city.clock import FIRST_YEAR, LAST_YEAR

Row: TypeAlias = dict[str, Any]
"""A message, decoded: a JSON object, or one row of a table by its columns."""
Read: TypeAlias = Callable[[Row], str]
"""Gives a value of a message as stripped text, `""` where there is none."""
ReadTime: TypeAlias = Callable[[str], datetime]

MAX_KEY, MAX_TEXT, MAX_ID = 120, 4000, 200
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class BadValue(ValueError):
    """A value that cannot be understood; becomes a refusal with its field."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(f"{field}: {reason}")


def placeholders(source: str) -> list[str]:
    """Return the paths that a source names: those in its braces, or itself."""
    return _PLACEHOLDER.findall(source) if "{" in source else [source]


def reader(source: str, *, nested: bool, missing: Collection[str]) -> Read:
    """
    Return what reads `source` from a message.

    Args:
        source: A path or column, or text with such in braces.
        nested: Whether dots lead into inner objects (JSON), or are part of a column's name.
        missing: Values that mean nothing. A template with one missing part is missing itself.
    """
    if "{" in source:
        return _template(source, nested=nested, missing=missing)
    if nested and "." in source:
        return _path(source.split("."), frozenset(missing))
    return _column(source, frozenset(missing))


def first_of(readers: Sequence[Read]) -> Read:
    """Return what gives the first value that is not missing."""
    if len(readers) == 1:
        return readers[0]

    def read(row: Row) -> str:
        for each in readers:
            value = each(row)
            if value:
                return value
        return ""

    return read


def _column(name: str, missing: frozenset[str]) -> Read:
    def read(row: Row) -> str:
        value = row.get(name)
        if value is None:
            return ""
        if value.__class__ is not str:
            value = _text(value)
        value = value.strip()
        return "" if value in missing else value

    return read


def _path(parts: list[str], missing: frozenset[str]) -> Read:
    *outer, last = parts
    inner = _column(last, missing)

    def read(row: Row) -> str:
        for part in outer:
            row = row.get(part)  # type: ignore[assignment]
            if row.__class__ is not dict:
                return ""
        return inner(row)

    return read


def _template(source: str, *, nested: bool, missing: Collection[str]) -> Read:
    parts = _PLACEHOLDER.split(source)
    words = parts[0::2]
    readers = [reader(path, nested=nested, missing=missing) for path in parts[1::2]]

    def read(row: Row) -> str:
        text = words[0]
        for each, word in zip(readers, words[1:], strict=True):
            value = each(row)
            if not value:
                return ""
            text += value + word
        return text

    return read


def _text(value: object) -> str:
    """Return a scalar of JSON as text; an object or a list is no value."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    return str(value) if isinstance(value, int | float) else ""


def number(text: str) -> float | None:
    """Return a finite number, None where there is none; a comma may part thousands."""
    try:
        value = float(text.replace(",", "") if "," in text else text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def key_table(
    words: Mapping[str, str], entries: Mapping[str, Any], attributes: Iterable[str]
) -> dict[str, str]:
    """
    Return which key each of a source's words means.

    A word of the mapping file comes first, then the keys of the district, then what its entries
    are called or coded, unless two share the same name.
    """
    table: dict[str, str] = {}
    twice: set[str] = set()
    for attribute in attributes:
        for key, entry in entries.items():
            word = getattr(entry, attribute, "")
            if word and table.setdefault(word, key) != key:
                twice.add(word)
    for word in twice:
        del table[word]
    return table | {key: key for key in entries} | dict(words)


def time_reader(formats: Sequence[str], zone: tzinfo) -> ReadTime:
    """
    Return what reads a time in one of `formats` and gives it in UTC.

    `iso` takes ISO 8601 with or without seconds and zone, `epoch-s` and `epoch-ms` count from 1970;
    anything else is a pattern as of `strptime`. A time that names no zone is in `zone`.

    Raises:
        ValueError: From the returned function, if no format fits.
    """
    readers = [_time_format(each) for each in formats]

    @lru_cache(maxsize=8192)
    def read(text: str) -> datetime:
        for each in readers:
            moment = each(text)
            if moment is not None and FIRST_YEAR <= moment.year <= LAST_YEAR:
                aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
                return aware.astimezone(UTC)
        raise ValueError(f"{text[:40]!r} is not a time")

    return read


def _time_format(name: str) -> Callable[[str], datetime | None]:
    if name in ("epoch-s", "epoch-ms"):
        return _epoch(1 if name == "epoch-s" else 1_000)
    if name == "iso":
        return _or_none(datetime.fromisoformat)
    return _or_none(lambda text: datetime.strptime(text, name))  # noqa: DTZ007 - zone comes later


def _or_none(parse: Callable[[str], datetime]) -> Callable[[str], datetime | None]:
    def read(text: str) -> datetime | None:
        try:
            return parse(text)
        except (ValueError, OverflowError, OSError):
            return None

    return read


def _epoch(units: int) -> Callable[[str], datetime | None]:
    def read(text: str) -> datetime | None:
        value = number(text)
        return None if value is None else datetime.fromtimestamp(value / units, UTC)

    return _or_none(read)  # type: ignore[arg-type]
