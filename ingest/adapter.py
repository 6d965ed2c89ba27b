"""A feed's mapping, compiled: a raw message becomes a case event, or a refusal with its reason."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from city import events as ev
from city.clock import HOUR, Instant, to_instant
from city.district import District
from city.redaction import redact
from ingest.mapping import ActSpec, FeedSpec
from ingest.payloads import Build, Payloads
from ingest.sources import MAX_ID, BadValue, Read, Row

decode_json = msgspec.json.Decoder().decode
Meaning: TypeAlias = tuple[type[ev.Envelope], Build]
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


class Adapter:
    """Turns the messages of one feed into events. It keeps no state and never raises."""

    def __init__(self, spec: FeedSpec, district: District) -> None:
        self.spec = spec
        zone = ZoneInfo(spec.zone or district.zone)
        self._payloads = Payloads(spec, district, zone)
        self._case = self._payloads.reader(spec.case)
        self._time = self._payloads.required_time(spec.event.times)
        self._latest_ms = round(spec.event.future_hours * HOUR) or None
        self._id = self._compile_id()
        self._revision = self._compile_revision()
        self._meaning = self._compile_meaning()

    def adapt(self, raw: bytes | None, origin: Origin) -> ev.CaseEvent | Refusal:
        """Return the event that a message means, or why there is none."""
        try:
            row = self._decode(raw)
            kind, build = self._meaning(row)
            return kind(  # type: ignore[return-value, call-arg]
                id=self._id(row, origin),
                case=self._case_id(row),
                time=self._moment(row, origin),
                source=self.spec.name,
                revision=self._revision(row),
                data=build(row),
            )
        except BadValue as bad:
            return Refusal(bad.field, bad.reason)

    def _decode(self, raw: bytes | None) -> Row:
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

    def _decode_text(self, raw: bytes) -> Any:
        raw = raw.removeprefix(BYTE_ORDER_MARK)
        fault = "is in none of the encodings " + ", ".join(self.spec.encodings)
        for encoding in self.spec.encodings:
            try:
                return decode_json(raw.decode(encoding))
            except UnicodeDecodeError:
                continue
            except (msgspec.DecodeError, RecursionError) as error:
                fault = str(error)
                break
        raise BadValue("message", fault)

    def _case_id(self, row: Row) -> str:
        case = self._case(row)
        if not case:
            raise BadValue(self.spec.case, "there is no case id")
        if len(case) > MAX_ID or not case.isprintable():
            raise BadValue(self.spec.case, "is not fit for a case id")
        return case

    def _moment(self, row: Row, origin: Origin) -> datetime:
        moment = self._time(row)
        if self._latest_ms is not None and to_instant(moment) - origin.at > self._latest_ms:
            hours = (to_instant(moment) - origin.at) / HOUR
            raise BadValue(self.spec.event.times[0], f"is {hours:.0f} hours after its message")
        return moment

    def _compile_id(self) -> Callable[[Row, Origin], str]:
        name = self.spec.name
        if not self.spec.event.id:
            return lambda _row, at: f"{name}:{at.topic}/{at.partition}/{at.offset}"
        source, read = self.spec.event.id, self._payloads.reader(self.spec.event.id)

        def own(row: Row, _at: Origin) -> str:
            value = read(row)
            if not value:
                raise BadValue(source, "is missing")
            if len(value) + len(name) >= MAX_ID or not value.isprintable():
                raise BadValue(source, "is not fit for an id")
            return f"{name}:{value}"

        return own

    def _compile_revision(self) -> Callable[[Row], int]:
        if not self.spec.event.revision:
            return lambda _row: 0
        source, read = self.spec.event.revision, self._payloads.reader(self.spec.event.revision)

        def revision(row: Row) -> int:
            text = read(row)
            if not text:
                return 0
            if not (text.isascii() and text.isdigit() and len(text) < 19):
                raise BadValue(source, "is not a whole number from 0")
            return int(text)

        return revision

    def _compile_meaning(self) -> Callable[[Row], Meaning]:
        if self.spec.snapshot:
            observed = (ev.CaseObserved, self._payloads.builder(ev.CaseObserved, _PLAIN))
            return lambda _row: observed
        meanings = {word: self._compile_act(self.spec.act_of(word)) for word in self.spec.acts}
        return _acts(self.spec.act, self._payloads.reader(self.spec.act), meanings)

    def _compile_act(self, act: ActSpec) -> Meaning:
        kind = ev.EVENT_TYPES[act.event]
        return kind, self._payloads.builder(kind, act)


_PLAIN = ActSpec("CaseObserved")


def _acts(source: str, read: Read, meanings: dict[str, Meaning]) -> Callable[[Row], Meaning]:
    def meaning(row: Row) -> Meaning:
        word = read(row)
        found = meanings.get(word)
        if found is None:
            reason = f"act {redact(word[:40])!r} is not mapped" if word else "is missing"
            raise BadValue(source, reason)
        return found

    return meaning
