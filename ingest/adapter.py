"""A feed's mapping, compiled: a raw message becomes a case event, or a refusal with its reason."""

from collections.abc import Callable
from typing import TypeAlias
from zoneinfo import ZoneInfo

from city import events as ev
from city.district import District
from city.redaction import redact
from ingest.envelopes import Envelopes, Origin as Origin, Refusal as Refusal
from ingest.mapping import ActSpec, FeedSpec
from ingest.payloads import Build, Payloads
from ingest.sources import MAX_ID, BadValue, Read, Row

Meaning: TypeAlias = tuple[type[ev.Envelope], Build]


class Adapter:
    """Turns the messages of one feed into events. It keeps no state and never raises."""

    def __init__(self, spec: FeedSpec, district: District) -> None:
        self.spec = spec
        zone = ZoneInfo(spec.zone or district.zone)
        self._payloads = Payloads(spec, district, zone)
        self._case = self._payloads.reader(spec.case)
        time = self._payloads.required_time(spec.event.times)
        self._envelopes = Envelopes(spec, self._payloads.reader, time)
        self._meaning = self._compile_meaning()

    def adapt(self, raw: bytes | None, origin: Origin) -> ev.CaseEvent | Refusal:
        """Return the event that a message means, or why there is none."""
        try:
            envelopes = self._envelopes
            row = envelopes.decode(raw)
            kind, build = self._meaning(row)
            return kind(  # type: ignore[return-value, call-arg]
                id=envelopes.id_of(row, origin),
                case=self._case_id(row),
                time=envelopes.moment_of(row, origin),
                source=self.spec.name,
                revision=envelopes.revision_of(row),
                data=build(row),
            )
        except BadValue as bad:
            return Refusal(bad.field, bad.reason)

    def _case_id(self, row: Row) -> str:
        case = self._case(row)
        if not case:
            raise BadValue(self.spec.case, "there is no case id")
        if len(case) > MAX_ID or not case.isprintable():
            raise BadValue(self.spec.case, "is not fit for a case id")
        return case

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
