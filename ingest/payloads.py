"""What events carry, read from a message: each kind of payload compiled into one closure."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any, TypeAlias

from city import events as ev
from city.district import District
from city.privacy import hide_known
from city.redaction import redact, redact_address
from ingest.envelopes import required_time
from ingest.mapping import ActSpec, FeedSpec, FieldSpec, StateRule
from ingest.points import point_reader
from ingest.sources import (
    MAX_KEY,
    MAX_TEXT,
    BadValue,
    Read,
    ReadTime,
    Row,
    first_of,
    key_table,
    number,
    reader,
    time_reader,
)

Build: TypeAlias = Callable[[Row], Any]
Claim: TypeAlias = Callable[[Row], bool]
ReadPlace: TypeAlias = Callable[[Row, bool], ev.Place]

KEY_FIELDS = ("channel", "class", "department", "street", "community")
"""Fields whose values are keys of the district."""
CODE_FIELDS = ("condition", "grid", "number", "level", "campaign", "other")
"""Fields whose values are taken as they are, or through the field's own map."""
TEXT_FIELDS = ("title", "description", "address", "note", "result")
FLAG_FIELDS = ("urgent", "satisfied", "solved", "in_time")
OTHER_FIELDS = ("due", "stars", "until", "distance")
FIELDS = KEY_FIELDS + CODE_FIELDS + TEXT_FIELDS + FLAG_FIELDS + OTHER_FIELDS


class Payloads:
    """Builds the payloads of one feed; everything is looked up and compiled once."""

    def __init__(self, spec: FeedSpec, district: District, zone: tzinfo) -> None:
        self._spec, self._district = spec, district
        self.read_time: ReadTime = time_reader(spec.event.time_formats, zone)
        self._hidden = self._any_of(spec.confidential)
        self._discreet = self._any_of(spec.discreet)
        self._known = [(self.reader(path), kind) for path, kind in spec.personal.items()]
        self._place = self._compile_place()

    def reader(self, source: str) -> Read:
        """Return what reads a path, column or template of this feed."""
        nested = self._spec.format == "json"
        return reader(source, nested=nested, missing=self._spec.missing)

    def builder(self, event: type[ev.Envelope], act: ActSpec) -> Build:
        """Return what builds the payload of `event` from a message."""
        compile_payload = _COMPILE[ev.EVENT_TYPES[event.__name__].__annotations__["data"]]
        return compile_payload(self, act)

    def received(self, _act: ActSpec) -> Build:
        """Compile `Received`."""
        channel, class_, department = (
            self._key(name) for name in ("channel", "class", "department")
        )
        condition, code = self._code("condition"), self._code("number")
        title, description = self._text("title"), self._text("description")
        urgent, due = self._flag("urgent"), self._moment("due")
        campaign, level = self._code("campaign"), self._code("level")
        stream, hidden, place = self._spec.stream, self._hidden, self._place
        discreet = self._discreet

        def build(row: Row) -> ev.Received:
            secret = hidden(row)
            return ev.Received(
                stream,
                channel(row),
                class_(row),
                condition(row),
                department(row),
                "" if secret else title(row),
                "" if secret else description(row),
                code(row),
                place(row, secret),
                urgent(row) is True,
                due(row),
                campaign(row),
                level(row),
                secret or discreet(row),
            )

        return build

    def observed(self, act: ActSpec) -> Build:
        """Compile `Observed`; the moment of closing is only believed of a closed row."""
        snapshot = self._spec.snapshot
        if snapshot is None:
            raise ValueError(f"feed {self._spec.name} has no [snapshot]")
        case, received_at = self.received(act), self.required_time([snapshot.received_at])
        closed_at = self._time_at([snapshot.closed_at] if snapshot.closed_at else [])
        result = self._text("result")
        rules = [(self._matches(rule.when), rule) for rule in snapshot.states]

        def build(row: Row) -> ev.Observed:
            rule = next((rule for matches, rule in rules if matches(row)), _STILL_OPEN)
            closed = closed_at(row) if rule.state == "closed" else None
            return ev.Observed(
                case(row), received_at(row), rule.state, closed, rule.in_time, result(row)
            )

        return build

    def filed(self, _act: ActSpec) -> Build:
        """Compile `Filed`."""
        class_, condition, note = self._key("class"), self._code("condition"), self._text("note")
        return lambda row: ev.Filed(class_(row), condition(row), note(row))

    def sent(self, _act: ActSpec) -> Build:
        """Compile `Sent`."""
        department, condition = self._key("department"), self._code("condition")
        due, note = self._moment("due"), self._text("note")
        return lambda row: ev.Sent(department(row), condition(row), due(row), note(row))

    def note(self, _act: ActSpec) -> Build:
        """Compile `Note`."""
        department, note = self._key("department"), self._text("note")
        return lambda row: ev.Note(note(row), department(row))

    def verdict(self, act: ActSpec) -> Build:
        """Compile `Verdict`."""
        note, passed = self._text("note"), bool(act.passed)
        return lambda row: ev.Verdict(passed, note(row))

    def closing(self, act: ActSpec) -> Build:
        """Compile `Closing`."""
        note, in_time, forced = self._text("note"), self._flag("in_time"), act.forced
        return lambda row: ev.Closing(in_time(row), forced, note(row))

    def rating(self, _act: ActSpec) -> Build:
        """Compile `Rating`; a number of stars that does not exist is no rating."""
        stars, note = self._raw("stars"), self._text("note")
        satisfied, solved = self._flag("satisfied"), self._flag("solved")

        def build(row: Row) -> ev.Rating:
            count = number(stars(row))
            known = int(count) if count in (1, 2, 3, 4, 5) else None
            return ev.Rating(known, satisfied(row), solved(row), note(row))

        return build

    def extension(self, act: ActSpec) -> Build:
        """Compile `Extension`; the act says whether it was granted."""
        due, note, granted = self._moment("due"), self._text("note"), act.passed is not False
        return lambda row: ev.Extension(granted, due(row), note(row))

    def suspension(self, _act: ActSpec) -> Build:
        """Compile `Suspension`."""
        until, note = self._moment("until"), self._text("note")
        return lambda row: ev.Suspension(until(row), note(row))

    def order(self, _act: ActSpec) -> Build:
        """Compile `Order`."""
        note, department, level = self._text("note"), self._key("department"), self._code("level")
        due = self._moment("due")
        return lambda row: ev.Order(note(row), department(row), level(row), due(row))

    def escalation(self, act: ActSpec) -> Build:
        """Compile `Escalation`; the act may say to which level, else the message does."""
        level, department, note = self._code("level"), self._key("department"), self._text("note")
        fixed = act.level
        return lambda row: ev.Escalation(fixed or level(row), department(row), note(row))

    def link(self, _act: ActSpec) -> Build:
        """Compile `Link`; the other case is told by its id of ours."""
        other, distance, note = self._code("other"), self._raw("distance"), self._text("note")

        def build(row: Row) -> ev.Link:
            case = other(row)
            if not case:
                raise BadValue("other", "is missing: which case is it linked to?")
            return ev.Link(case, number(distance(row)), note(row))

        return build

    def tag(self, _act: ActSpec) -> Build:
        """Compile `Tag`."""
        campaign, note = self._code("campaign"), self._text("note")
        return lambda row: ev.Tag(campaign(row), note(row))

    def required_time(self, sources: list[str]) -> Callable[[Row], datetime]:
        """Return what reads a time without which a message cannot be placed."""
        return required_time(sources, self.reader, self.read_time)

    def _time_at(self, sources: list[str]) -> Callable[[Row], datetime | None]:
        """Return what reads a time that may be missing; one that is no time is missing too."""
        if not sources:
            return _nothing
        text_of, parse = first_of([self.reader(source) for source in sources]), self.read_time

        def read(row: Row) -> datetime | None:
            text = text_of(row)
            try:
                return parse(text) if text else None
            except ValueError:
                return None

        return read

    def _moment(self, name: str) -> Callable[[Row], datetime | None]:
        field = self._spec.field(name)
        return self._time_at(field.sources if field else [])

    def _readers(self, field: FieldSpec) -> list[Read]:
        nested, missing = self._spec.format == "json", [*self._spec.missing, *field.missing]
        return [reader(source, nested=nested, missing=missing) for source in field.sources]

    def _raw(self, name: str) -> Read:
        field = self._spec.field(name)
        return first_of(self._readers(field)) if field else _empty

    def _key(self, name: str) -> Read:
        """Return what reads a key of the district; the first source that means one counts."""
        field = self._spec.field(name)
        if field is None:
            return _empty
        table = key_table(field.map, entries_of(self._district, name), ("name", "code"))
        return _lookup(self._readers(field), table, keep=field.unknown == "keep")

    def _code(self, name: str) -> Read:
        field = self._spec.field(name)
        if field is None:
            return _empty
        keep = field.unknown == "keep" or not field.map
        return _lookup(self._readers(field), field.map, keep=keep)

    def _flag(self, name: str) -> Callable[[Row], bool | None]:
        field = self._spec.field(name)
        if field is None:
            return _nothing
        yes, read = frozenset(field.true), first_of(self._readers(field))

        def claim(row: Row) -> bool | None:
            value = read(row)
            return value in yes if value else None

        return claim

    def _text(self, name: str) -> Read:
        """Return what reads a text without what identifies a person."""
        field = self._spec.field(name)
        if field is None:
            return _empty
        clean: Callable[[str], str] = redact_address if name == "address" else redact
        read, hidden, personal = first_of(self._readers(field)), self._hidden, self._known

        def text(row: Row) -> str:
            value = read(row)
            if not value or hidden(row):
                return ""
            if personal:
                value = hide_known(value, [(named(row), kind) for named, kind in personal])
            return clean(value)[:MAX_TEXT]

        return text

    def _matches(self, when: Mapping[str, str | list[str]]) -> Claim:
        nested = self._spec.format == "json"
        wanted = [
            (
                reader(path, nested=nested, missing=()),
                frozenset([values] if isinstance(values, str) else values),
            )
            for path, values in when.items()
        ]
        if len(wanted) == 1:
            only, among = wanted[0]
            return lambda row: only(row) in among
        return lambda row: all(read(row) in values for read, values in wanted)

    def _any_of(self, conditions: list[dict[str, str | list[str]]]) -> Claim:
        claims = [self._matches(when) for when in conditions]
        if not claims:
            return _never
        return lambda row: any(claim(row) for claim in claims)

    def _compile_place(self) -> ReadPlace:
        street, community = self._key("street"), self._key("community")
        grid, address = self._code("grid"), self._text("address")
        point = point_reader(self._spec.place, self.reader, self._district)

        def place(row: Row, secret: bool) -> ev.Place:
            if secret:  # no grid, address or point of who asked not to be known
                return ev.Place(street(row), community(row))
            where = point(row)
            return ev.Place(street(row), community(row), grid(row), address(row), *where)

        return place


_COMPILE: dict[Any, Callable[[Payloads, ActSpec], Build]] = {
    ev.Received: Payloads.received,
    ev.Observed: Payloads.observed,
    ev.Filed: Payloads.filed,
    ev.Sent: Payloads.sent,
    ev.Note: Payloads.note,
    ev.Verdict: Payloads.verdict,
    ev.Closing: Payloads.closing,
    ev.Rating: Payloads.rating,
    ev.Extension: Payloads.extension,
    ev.Suspension: Payloads.suspension,
    ev.Order: Payloads.order,
    ev.Escalation: Payloads.escalation,
    ev.Link: Payloads.link,
    ev.Tag: Payloads.tag,
}

_STILL_OPEN = StateRule(state="open")


def entries_of(district: District, name: str) -> Mapping[str, Any]:
    """Return the district's entries that a key field names."""
    tables: dict[str, Mapping[str, Any]] = {
        "channel": district.channels,
        "class": district.classes,
        "department": district.departments,
        "street": district.streets,
        "community": district.communities,
    }
    return tables[name]


def _lookup(readers: list[Read], table: Mapping[str, str], *, keep: bool) -> Read:
    def read(row: Row) -> str:
        first = ""
        for each in readers:
            word = each(row)
            if word:
                key = table.get(word)
                if key is not None:
                    return key
                first = first or word
        return first[:MAX_KEY] if keep and first.isprintable() else ""

    return read


def _empty(_row: Row) -> str:
    return ""


def _nothing(_row: Row) -> None:
    return None


def _never(_row: Row) -> bool:
    return False
