"""
The vocabulary: what can happen to a case, as typed events in the shape of CloudEvents 1.0 JSON.

An event is a fact in the past tense. `id` and `revision` identify it, `time` is when it happened
in the world (UTC), `source` is the feed that told us. The log of record holds nothing else.
"""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

SCHEMA = 1
"""Version of this vocabulary; part of the read model's schema, so a change rebuilds it."""

Id = Annotated[str, Meta(min_length=1, max_length=200)]
Key = Annotated[str, Meta(max_length=120)]
"""A key of the district's configuration; empty means unassigned."""
Text = Annotated[str, Meta(max_length=4000)]
AwareTime = Annotated[datetime, Meta(tz=True)]
Lon = Annotated[float, Meta(ge=-180, le=180)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Stars = Annotated[int, Meta(ge=1, le=5)]
Position = Literal["exact", "default", "none"]
ObservedState = Literal["open", "handling", "closed", "void"]


class Place(Struct, frozen=True, omit_defaults=True):
    """Where a case is: keys of the district, a masked address, WGS-84 degrees and the raw pair."""

    street: Key = ""
    community: Key = ""
    grid: Key = ""
    address: Text = ""
    lon: Lon | None = None
    lat: Lat | None = None
    position: Position = "none"
    raw: tuple[float, float] | None = None
    crs: str = ""


class Received(Struct, frozen=True, omit_defaults=True):
    """The case as its source first told it. `due` is the source's own deadline, if it sets one."""

    stream: Key
    channel: Key = ""
    class_: Key = msgspec.field(name="class", default="")
    condition: Key = ""
    department: Key = ""
    title: Text = ""
    description: Text = ""
    number: Key = ""
    place: Place = Place()
    urgent: bool = False
    due: AwareTime | None = None


class Observed(Struct, frozen=True, omit_defaults=True):
    """
    A case as a snapshot feed shows it at one moment: the whole row, from which the fold derives.

    `closed_at` is when the source says it closed (absent if it does not say); `in_time` is the
    source's own verdict, which outranks a computed one.
    """

    case: Received
    received_at: AwareTime
    state: ObservedState
    closed_at: AwareTime | None = None
    in_time: bool | None = None
    result: Text = ""


class Filed(Struct, frozen=True, omit_defaults=True):
    """What the acceptor settled when filing: empty fields keep what was known."""

    class_: Key = msgspec.field(name="class", default="")
    condition: Key = ""
    note: Text = ""


class Sent(Struct, frozen=True, omit_defaults=True):
    """To which department a case went, and the deadline if the sender set one."""

    department: Key = ""
    condition: Key = ""
    due: AwareTime | None = None
    note: Text = ""


class Note(Struct, frozen=True, omit_defaults=True):
    """Words that go with an act: a result, a reason, an opinion."""

    note: Text = ""
    department: Key = ""


class Verdict(Struct, frozen=True, omit_defaults=True):
    """The outcome of a check on the spot."""

    passed: bool
    note: Text = ""


class Closing(Struct, frozen=True, omit_defaults=True):
    """How a case was closed; `in_time` is the source's own verdict if it gives one."""

    in_time: bool | None = None
    forced: bool = False
    note: Text = ""


class Rating(Struct, frozen=True, omit_defaults=True):
    """What the requester thought: one to five stars, and whether satisfied."""

    stars: Stars | None = None
    satisfied: bool | None = None
    note: Text = ""


class Envelope(Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """What every event carries. The same `id` with a higher `revision` replaces the earlier."""

    id: Id
    case: Id
    time: AwareTime
    source: Key
    revision: Annotated[int, Meta(ge=0)] = 0


class CaseReceived(Envelope, frozen=True, tag="CaseReceived"):
    """上报 / 接件: a case came in."""

    data: Received


class CaseObserved(Envelope, frozen=True, tag="CaseObserved"):
    """A snapshot feed showed the case as it is now."""

    data: Observed


class CaseVerified(Envelope, frozen=True, tag="CaseVerified"):
    """核实: a public report was confirmed before filing."""

    data: Note


class CaseFiled(Envelope, frozen=True, tag="CaseFiled"):
    """立案: the case meets a filing condition."""

    data: Filed


class CaseNotAccepted(Envelope, frozen=True, tag="CaseNotAccepted"):
    """不予受理: it meets no filing condition; the case is void."""

    data: Note


class CaseCancelled(Envelope, frozen=True, tag="CaseCancelled"):
    """作废: filed by mistake or twice; the case is void."""

    data: Note


class CaseDispatched(Envelope, frozen=True, tag="CaseDispatched"):
    """派遣 / 派单: sent to a department."""

    data: Sent


class CaseSigned(Envelope, frozen=True, tag="CaseSigned"):
    """签收: the department took it."""

    data: Note


class CaseReturned(Envelope, frozen=True, tag="CaseReturned"):
    """退回 / 退单: the department says it is not its duty."""

    data: Note


class HandlingStarted(Envelope, frozen=True, tag="HandlingStarted"):
    """处置中 / 办理中: work began."""

    data: Note


class CaseHandled(Envelope, frozen=True, tag="CaseHandled"):
    """处置完成 / 已反馈: the department passes it on, which stops its clock."""

    data: Note


class CheckStarted(Envelope, frozen=True, tag="CheckStarted"):
    """核查: somebody goes and looks."""

    data: Note


class CaseChecked(Envelope, frozen=True, tag="CaseChecked"):
    """核查完成: the fix was found good, or not."""

    data: Verdict


class CaseReworked(Envelope, frozen=True, tag="CaseReworked"):
    """返工 / 重办: back to the same department."""

    data: Note


class CaseClosed(Envelope, frozen=True, tag="CaseClosed"):
    """结案 / 办结: the case is closed."""

    data: Closing


class CaseVisited(Envelope, frozen=True, tag="CaseVisited"):
    """回访: the requester was called back."""

    data: Note


class CaseRated(Envelope, frozen=True, tag="CaseRated"):
    """评价: the requester rated the outcome."""

    data: Rating


class CaseUrged(Envelope, frozen=True, tag="CaseUrged"):
    """催办: the department was reminded."""

    data: Note


class CaseSupervised(Envelope, frozen=True, tag="CaseSupervised"):
    """督办: the case was put under supervision."""

    data: Note


class CaseInstructed(Envelope, frozen=True, tag="CaseInstructed"):
    """批示: a leader instructed."""

    data: Note


CaseEvent: TypeAlias = (
    CaseReceived
    | CaseObserved
    | CaseVerified
    | CaseFiled
    | CaseNotAccepted
    | CaseCancelled
    | CaseDispatched
    | CaseSigned
    | CaseReturned
    | HandlingStarted
    | CaseHandled
    | CheckStarted
    | CaseChecked
    | CaseReworked
    | CaseClosed
    | CaseVisited
    | CaseRated
    | CaseUrged
    | CaseSupervised
    | CaseInstructed
)

EVENT_TYPES: dict[str, type[Envelope]] = {
    str(kind.__struct_config__.tag): kind for kind in CaseEvent.__args__
}
"""Every event by its `type`, in the order of a life cycle; the order breaks ties of time."""

LIFE_CYCLE_RANK: dict[type[Envelope], int] = {
    kind: rank for rank, kind in enumerate(EVENT_TYPES.values())
}

decode_event = msgspec.json.Decoder(CaseEvent).decode
"""Bytes of one event -> the event; raises `msgspec.ValidationError` naming the field."""

encode_event = msgspec.json.Encoder().encode
"""One event -> its JSON bytes, times in UTC."""
