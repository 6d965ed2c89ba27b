"""What events carry: the payloads, one frozen struct for each kind of thing that can be told."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

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
    """
    The case as its source first told it. `due` is the source's own deadline, if it sets one.

    `campaign` is the 专项整治 it was found in; `level` who took it in (grid, community, ...), where
    the stream has levels. Words and place of a `confidential` one (保密, 举报) are for the handling
    clerk alone.
    """

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
    campaign: Key = ""
    level: Key = ""
    confidential: bool = False


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
    """What the requester thought: one to five stars, whether satisfied, whether it is solved."""

    stars: Stars | None = None
    satisfied: bool | None = None
    solved: bool | None = None
    note: Text = ""


class Extension(Struct, frozen=True, omit_defaults=True):
    """
    Whether more time was granted. `due` is the new deadline if the source sets one, else it is one
    more original limit.
    """

    granted: bool = True
    due: AwareTime | None = None
    note: Text = ""


class Suspension(Struct, frozen=True, omit_defaults=True):
    """Until when the clock rests, and why; without `until` as long as the policy allows."""

    until: AwareTime | None = None
    note: Text = ""


class Order(Struct, frozen=True, omit_defaults=True):
    """An instruction or a supervision: the words, whom it is for, its level, until when."""

    note: Text = ""
    department: Key = ""
    level: Key = ""
    due: AwareTime | None = None


class Escalation(Struct, frozen=True, omit_defaults=True):
    """To which level of the district a case was passed: community, street, district."""

    level: Key
    department: Key = ""
    note: Text = ""


class Link(Struct, frozen=True, omit_defaults=True):
    """Another case that tells of the same thing in the world; `distance_m` apart."""

    case: Id
    distance_m: float | None = None
    note: Text = ""


class Tag(Struct, frozen=True, omit_defaults=True):
    """The campaign (专项整治) that a case belongs to; empty takes it out."""

    campaign: Key = ""
    note: Text = ""
