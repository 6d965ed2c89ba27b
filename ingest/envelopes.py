"""What every message of a feed has: bytes to decode, an id, a revision and a time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

import msgspec

from city.clock import HOUR, Instant, to_instant
from city.redaction import redact
from ingest.mapping import EventSpec
from ingest.sources import MAX_ID, BadValue, Read, ReadTime, Row

decode_json = msgspec.json.Decoder().decode
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where a message lies in its topic, and when Kafka got it."""

    topic: str
    partition: int
    offset: int
    at: Instant


class Refusal(msgspec.Struct, frozen=True):
    """Why a message cannot be mapped: the field at fault, and what is wrong with it."""

    field: str
    reason: str


class Spec(Protocol):
    """A mapping file, as far as its envelope goes."""

    @property
    def name(self) -> str:
        """The feed's name."""

    @property
    def event(self) -> EventSpec:
        """Where id, revision and time are."""

    @property
    def encodings(self) -> tuple[str, ...]:
        """Which encodings to try."""


class Envelopes:
    """Reads what is around the payload; every method raises `BadValue` for what cannot be read."""

    def __init__(
        self, spec: Spec, reader: Callable[[str], Read], time: Callable[[Row], datetime]
    ) -> None:
        self._spec, self._reader, self._time = spec, reader, time
        self._latest_ms = round(spec.event.future_hours * HOUR) or None
        self.id_of = self._compile_id()
        self.revision_of = self._compile_revision()

    def decode(self, raw: bytes | None) -> Row:
        """Return the JSON object that a message is."""
        if not raw:
            raise BadValue("message", "is empty")
        try:
            row = decode_json(raw)
        except (
            ValueError,
            RecursionError,
        ):  # UTF-8 pays nothing for the others
            row = self._decode_text(raw)
        if not isinstance(row, dict):
            raise BadValue("message", "is not a JSON object")
        return row

    def moment_of(self, row: Row, origin: Origin) -> datetime:
        """Return when it happened, which is not long after its message."""
        moment = self._time(row)
        if self._latest_ms is not None and to_instant(moment) - origin.at > self._latest_ms:
            hours = (to_instant(moment) - origin.at) / HOUR
            raise BadValue(self._spec.event.times[0], f"is {hours:.0f} hours after its message")
        return moment

    def _decode_text(self, raw: bytes) -> Any:
        raw = raw.removeprefix(BYTE_ORDER_MARK)
        fault = "is in none of the encodings " + ", ".join(self._spec.encodings)
        for encoding in self._spec.encodings:
            try:
                return decode_json(raw.decode(encoding))
            except UnicodeDecodeError:
                continue
            except (msgspec.DecodeError, RecursionError) as error:
                fault = str(error)
                break
        raise BadValue("message", fault)

    def _compile_id(self) -> Callable[[Row, Origin], str]:
        name = self._spec.name
        if not self._spec.event.id:
            return lambda _row, at: f"{name}:{at.topic}/{at.partition}/{at.offset}"
        source, read = self._spec.event.id, self._reader(self._spec.event.id)

        def own(row: Row, _at: Origin) -> str:
            value = read(row)
            if not value:
                raise BadValue(source, "is missing")
            if len(value) + len(name) >= MAX_ID or not value.isprintable():
                raise BadValue(source, "is not fit for an id")
            return f"{name}:{value}"

        return own

    def _compile_revision(self) -> Callable[[Row], int]:
        if not self._spec.event.revision:
            return lambda _row: 0
        source, read = self._spec.event.revision, self._reader(self._spec.event.revision)

        def revision(row: Row) -> int:
            text = read(row)
            if not text:
                return 0
            if not (text.isascii() and text.isdigit() and len(text) < 19):
                raise BadValue(source, "is not a whole number from 0")
            return int(text)

        return revision


def required_time(
    sources: list[str], reader: Callable[[str], Read], parse: ReadTime
) -> Callable[[Row], datetime]:
    """Return what reads a time without which a message cannot be placed."""
    readers = [(reader(source), source) for source in sources]

    def read(row: Row) -> datetime:
        for each, source in readers:
            text = each(row)
            if text:
                try:
                    return parse(text)
                except ValueError as error:
                    raise BadValue(source, redact(str(error))) from error
        raise BadValue(sources[0], "is missing")

    return read
