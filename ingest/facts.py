"""A table feed's mapping, compiled: a message becomes a fact, or a refusal with its reason."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from city import facts
from city.district import District
from city.redaction import redact
from ingest.envelopes import Envelopes, Origin, Refusal, required_time
from ingest.points import point_reader
from ingest.sources import (
    MAX_ID,
    MAX_KEY,
    MAX_TEXT,
    BadValue,
    Read,
    Row,
    first_of,
    key_table,
    number,
    reader,
    time_reader,
)
from ingest.tables import TableSpec

Build: TypeAlias = Callable[[Row], Any]

YES = frozenset({"true", "1", "yes", "是"})
MAX_LIST = 20_000
"""Most rows that one message may hold."""


class FactAdapter:
    """Turns the messages of one table feed into facts. It keeps no state and never raises."""

    def __init__(self, spec: TableSpec, district: District) -> None:
        self.spec, self._district = spec, district
        self._zone = ZoneInfo(spec.zone or district.zone)
        self._parse = time_reader(spec.event.time_formats, self._zone)
        time = required_time(spec.event.times, self._reader, self._parse)
        self._envelopes = Envelopes(spec, self._reader, time)
        self._build: Build = _COMPILE[spec.fact](self)

    def adapt(self, raw: bytes | None, origin: Origin) -> facts.FactEvent | Refusal:
        """Return the fact that a message means, or why there is none."""
        envelopes = self._envelopes
        try:
            row = envelopes.decode(raw)
            data = self._build(row)
            return _KIND[type(data)](  # type: ignore[return-value]
                id=envelopes.id_of(row, origin),
                about=_ABOUT[type(data)](data),
                time=envelopes.moment_of(row, origin),
                source=self.spec.name,
                revision=envelopes.revision_of(row),
                data=data,
            )
        except BadValue as bad:
            return Refusal(bad.field, bad.reason)

    def indicator(self) -> Build:
        """Compile `Reading`; a reading that names no first day is of its last day alone."""
        key = self._key("indicator", self._district.indicators)
        value, first, last, as_of = (
            self._number("value"),
            self._day("first"),
            self._day("last"),
            self._day("as_of"),
        )
        unit, publisher = self._text("unit"), self._text("publisher")
        target, before, growth = (
            self._number(name) for name in ("target", "before", "growth_percent")
        )

        def build(row: Row) -> facts.Reading:
            ends = _given(last(row), "last")
            begins = first(row) or ends
            if begins > ends:
                raise BadValue("first", f"{begins} is after last, {ends}")
            return facts.Reading(
                key(row),
                _given(value(row), "value"),
                begins,
                ends,
                as_of(row) or ends,
                unit(row)[:MAX_KEY],
                publisher(row),
                target(row),
                before(row),
                growth(row),
            )

        return build

    def totals(self) -> Build:
        """Compile `DayTotals`; case numbers become ids of our cases by the file's `case`."""
        day, received, closed = self._day("day"), self._count("received"), self._count("closed")
        opened, ended = self._cases("opened"), self._cases("ended")
        part, parts = self._count("part"), self._count("parts")
        streams = {stream.key: stream for stream in self._district.streams}
        stream = self._key("stream", streams, absent=self._district.primary.key)

        def build(row: Row) -> facts.DayTotals:
            number_, of = part(row) or 1, parts(row) or 1
            if number_ > of:
                raise BadValue("part", f"{number_} is beyond parts, {of}")
            return facts.DayTotals(
                _given(day(row), "day"),
                stream(row),
                received(row),
                closed(row),
                opened(row),
                ended(row),
                number_,
                of,
            )

        return build

    def cameras(self) -> Build:
        """Compile `CameraList` where a message holds one, else `ListedCamera`."""
        rows = self.spec.rows
        camera, name = self._camera(), self._text("list")

        def build(row: Row) -> facts.CameraList | facts.ListedCamera:
            called = (name(row) or self.spec.name)[:MAX_KEY]
            listed = _list_at(row, rows) if rows else None
            if listed is None:
                return facts.ListedCamera(called, camera(row))
            if not all(isinstance(each, dict) for each in listed):
                raise BadValue(rows, "holds what is no object")
            return facts.CameraList(called, tuple(camera(each) for each in listed))

        return build

    def campaign(self) -> Build:
        """Compile `CampaignResults`; sums are ours to work out, so none is taken."""
        key, as_of = self._key("campaign", self._district.campaigns), self._day("as_of")
        publisher, path = self._text("publisher"), self._path("counters")
        campaigns = self._district.campaigns

        def build(row: Row) -> facts.CampaignResults:
            campaign = key(row)
            told = _at(row, path)
            if not isinstance(told, dict):
                raise BadValue(path, "is not an object of counters")
            sums = {each.adds_to for each in campaigns[campaign].counters}
            names = {each.key: each for each in campaigns[campaign].counters}
            known = key_table({}, {k: v for k, v in names.items() if k not in sums}, ("name",))
            counters = dict(_counters(told, known, path))
            return facts.CampaignResults(
                campaign, _given(as_of(row), "as_of"), counters, publisher(row)
            )

        return build

    def _camera(self) -> Callable[[Row], facts.Camera]:
        key, name, owner, url = (self._text(each) for each in ("key", "name", "owner", "url"))
        street = self._unassigned("street", self._district.streets)
        field = self.spec.field("online")
        online, words = self._read("online"), frozenset(field.true) if field else YES
        point = point_reader(self.spec.place, self._reader, self._district)

        def build(row: Row) -> facts.Camera:
            named = key(row)
            if not named or len(named) > MAX_ID or not named.isprintable():
                raise BadValue("key", "is missing or not fit for a key")
            lon, lat, *_ = point(row)
            return facts.Camera(
                named,
                redact(name(row)),
                online(row) in words,
                lon,
                lat,
                owner(row),
                _address(url(row)),
                street(row),
            )

        return build

    def _reader(self, source: str) -> Read:
        return reader(source, nested=self.spec.format == "json", missing=self.spec.missing)

    def _read(self, name: str) -> Read:
        field = self.spec.field(name)
        if field is None:
            return _empty
        nested, missing = self.spec.format == "json", [*self.spec.missing, *field.missing]
        return first_of([reader(each, nested=nested, missing=missing) for each in field.sources])

    def _path(self, name: str) -> str:
        field = self.spec.field(name)
        return field.sources[0] if field else ""

    def _text(self, name: str) -> Read:
        read = self._read(name)
        return lambda row: read(row)[:MAX_TEXT]

    def _key(self, name: str, known: Mapping[str, Any], absent: str = "") -> Read:
        """Return what reads a key; `absent` where there is no word. One that means none raises."""
        look_up, read = self._look_up(name, known), self._read(name)

        def key(row: Row) -> str:
            word = read(row)
            found = look_up.get(word, "") if word else absent
            if not found:
                raise BadValue(name, _unknown(word))
            return found

        return key

    def _unassigned(self, name: str, known: Mapping[str, Any]) -> Read:
        """Return what reads a key that may be missing or unknown."""
        look_up, read = self._look_up(name, known), self._read(name)
        return lambda row: look_up.get(read(row), "")

    def _look_up(self, name: str, known: Mapping[str, Any]) -> dict[str, str]:
        field = self.spec.field(name)
        return key_table(field.map if field else {}, known, ("name",))

    def _number(self, name: str) -> Callable[[Row], float | None]:
        read = self._read(name)

        def value(row: Row) -> float | None:
            text = read(row)
            if not text:
                return None
            found = number(text)
            if found is None:
                raise BadValue(name, f"{redact(text[:40])!r} is not a number")
            return found

        return value

    def _count(self, name: str) -> Callable[[Row], int | None]:
        read = self._number(name)

        def count(row: Row) -> int | None:
            value = read(row)
            if value is None:
                return None
            if value < 0 or value != int(value) or value > 10**9:
                raise BadValue(name, f"{value:g} is not a count")
            return int(value)

        return count

    def _day(self, name: str) -> Callable[[Row], date | None]:
        """Return what reads a local day, from a day or a moment in it."""
        read, parse, zone = self._read(name), self._parse, self._zone

        def day(row: Row) -> date | None:
            text = read(row)
            if not text:
                return None
            try:
                moment: datetime = parse(text)
            except ValueError as error:
                raise BadValue(name, redact(str(error))) from error
            return moment.astimezone(zone).date()

        return day

    def _cases(self, name: str) -> Callable[[Row], tuple[str, ...]]:
        path = self._path(name)
        if not path:
            return lambda _row: ()
        case = reader(self.spec.case, nested=False, missing=())

        def cases(row: Row) -> tuple[str, ...]:
            listed = _list_at(row, path)
            ids = [case({"number": each}) for each in listed or ()]
            if not all(id_ and len(id_) <= MAX_ID and id_.isprintable() for id_ in ids):
                raise BadValue(path, "holds what is no case number")
            return tuple(dict.fromkeys(ids))

        return cases


_COMPILE: dict[str, Callable[[FactAdapter], Build]] = {
    "IndicatorReported": FactAdapter.indicator,
    "PlatformTotalsReported": FactAdapter.totals,
    "CameraListed": FactAdapter.cameras,
    "CamerasListed": FactAdapter.cameras,
    "CampaignReported": FactAdapter.campaign,
}
_KIND: dict[type, Callable[..., facts.Fact]] = {
    facts.Reading: facts.IndicatorReported,
    facts.DayTotals: facts.PlatformTotalsReported,
    facts.ListedCamera: facts.CameraListed,
    facts.CameraList: facts.CamerasListed,
    facts.CampaignResults: facts.CampaignReported,
}
_ABOUT: dict[type, Callable[[Any], str]] = {
    facts.Reading: lambda data: f"indicator:{data.indicator}",
    facts.DayTotals: lambda data: f"platform:{data.stream}:{data.day}",
    facts.ListedCamera: lambda data: f"camera:{data.camera.key}"[:MAX_ID],
    facts.CameraList: lambda data: f"cameras:{data.name}",
    facts.CampaignResults: lambda data: f"campaign:{data.campaign}",
}


def _counters(
    told: Mapping[str, Any], known: Mapping[str, str], path: str
) -> Iterable[tuple[str, float]]:
    for word, value in told.items():
        key = known.get(word)
        if key is None:
            raise BadValue(path, f"{redact(str(word)[:40])!r} is no counter of this campaign")
        found = number(str(value)) if not isinstance(value, bool) else None
        if found is None:
            raise BadValue(path, f"{key} is not a number")
        yield key, found


def _at(row: Row, path: str) -> Any:
    value: Any = row
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _list_at(row: Row, path: str) -> list[Any] | None:
    """Return the list at a path, None if there is none; a CSV row holds it with spaces between."""
    listed = _at(row, path)
    if listed is None:
        return None
    if isinstance(listed, str):
        listed = listed.split()
    if not isinstance(listed, list) or len(listed) > MAX_LIST:
        raise BadValue(path, f"is not a list of at most {MAX_LIST}")
    return listed


def _given(value: Any, name: str) -> Any:
    if value is None:
        raise BadValue(name, "is missing")
    return value


def _unknown(word: str) -> str:
    return f"{redact(word[:40])!r} is not known" if word else "is missing"


def _address(url: str) -> str:
    """Return an address that a page may open; one with a password in it is none."""
    plain = url.startswith(("http://", "https://", "ws://", "wss://")) and url.isprintable()
    return url if plain and "@" not in url else ""


def _empty(_row: Row) -> str:
    return ""
