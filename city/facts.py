"""The other vocabulary: what is told of a district that is no case, in the shape of CloudEvents."""

from datetime import date
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta, Struct

from city.contents import AwareTime, Id, Key, Lat, Lon, Text

FACTS_SCHEMA = 1
"""Version of this vocabulary; part of the read model's schema, so a change rebuilds it."""

Count = Annotated[int, Meta(ge=0)]
Part = Annotated[int, Meta(ge=1, le=10_000)]
Ids = tuple[Id, ...]


class Fact(Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """
    What every fact carries. `about` names what it tells of, such as `indicator:investment`.

    The same `id` with a higher `revision` replaces the earlier; `time` is when it was told (UTC),
    `source` the feed that told us.
    """

    id: Id
    about: Id
    time: AwareTime
    source: Key
    revision: Annotated[int, Meta(ge=0)] = 0


class Reading(Struct, frozen=True, omit_defaults=True):
    """
    A value of an indicator, as its publisher gave it, in the indicator's own unit.

    `first` and `last` are the days that it covers, both included, and `as_of` the day it was
    published for. `before` is the value of the same period a year earlier; a publisher may give
    `growth_percent` instead. `target` is given if it differs from the district's table.
    """

    indicator: Key
    value: float
    first: date
    last: date
    as_of: date
    unit: Key = ""
    publisher: Text = ""
    target: float | None = None
    before: float | None = None
    growth_percent: float | None = None


class DayTotals(Struct, frozen=True, omit_defaults=True):
    """
    What a platform counted on one local day in one stream, and the ids of the cases behind it.

    A day of thousands comes in `parts`, of which this is number `part`; every part repeats the
    totals. Without ids only the totals can be compared. `opened` are the cases that it passed to us
    that day, `ended` those that it closed that day.
    """

    day: date
    stream: Key
    received: Count | None = None
    closed: Count | None = None
    opened: Ids = ()
    ended: Ids = ()
    part: Part = 1
    parts: Part = 1


class Camera(Struct, frozen=True, omit_defaults=True):
    """A camera as its owner lists it, in WGS-84 degrees; `url` opens its stream, if it may be."""

    key: Id
    name: Text = ""
    online: bool = False
    lon: Lon | None = None
    lat: Lat | None = None
    owner: Text = ""
    url: Text = ""
    street: Key = ""


class CameraList(Struct, frozen=True, omit_defaults=True):
    """A whole list: a camera of the same list that is not on it any more has been removed."""

    name: Key
    cameras: tuple[Camera, ...] = ()


class ListedCamera(Struct, frozen=True, omit_defaults=True):
    """One camera of a list, as it is now."""

    name: Key
    camera: Camera


class CampaignResults(Struct, frozen=True, omit_defaults=True):
    """What a campaign (专项整治) has come to by a day: a value for each of its counters."""

    campaign: Key
    as_of: date
    counters: dict[str, float]
    publisher: Text = ""


class IndicatorReported(Fact, frozen=True, tag="IndicatorReported"):
    """指标发布: a publisher gave a value of an indicator."""

    data: Reading


class PlatformTotalsReported(Fact, frozen=True, tag="PlatformTotalsReported"):
    """平台日报: the municipal platform said what it counted on a day, or a part of it."""

    data: DayTotals


class CameraListed(Fact, frozen=True, tag="CameraListed"):
    """视频点位: the owner told of one camera."""

    data: ListedCamera


class CamerasListed(Fact, frozen=True, tag="CamerasListed"):
    """视频点位表: the owner told of all cameras of a list."""

    data: CameraList


class CampaignReported(Fact, frozen=True, tag="CampaignReported"):
    """专项整治进展: the results of a campaign so far."""

    data: CampaignResults


FactEvent: TypeAlias = (
    IndicatorReported | PlatformTotalsReported | CameraListed | CamerasListed | CampaignReported
)

FACT_TYPES: dict[str, type[Fact]] = {
    str(kind.__struct_config__.tag): kind for kind in FactEvent.__args__
}
"""Every fact by its `type`."""

decode_fact = msgspec.json.Decoder(FactEvent).decode
"""Bytes of one fact -> the fact; raises `msgspec.ValidationError` naming the field."""

encode_fact = msgspec.json.Encoder().encode
"""One fact -> its JSON bytes, times in UTC."""
