"""Facts for tests, valid by default: a test names only what it is about."""

from datetime import UTC, date, datetime
from typing import Any

from city import facts

MAY = datetime(2021, 5, 28, 1, 0, tzinfo=UTC)


def reading(value: float = 1.0, *, id: str = "r", **changes: Any) -> facts.IndicatorReported:
    """A reading of an indicator; changes of the envelope begin with `fact_`."""
    outer = {name: changes.pop(name) for name in ("revision", "time") if name in changes}
    data = {
        "indicator": "investment",
        "value": value,
        "first": date(2021, 1, 1),
        "last": date(2021, 4, 30),
        "as_of": date(2021, 4, 30),
    } | changes
    return facts.IndicatorReported(
        **{"id": id, "about": f"indicator:{data['indicator']}", "time": MAY, "source": "t"} | outer,
        data=facts.Reading(**data),
    )


def totals(day: date, *, id: str = "", revision: int = 0, **data: Any) -> Any:
    """What a platform told of a day."""
    told = facts.DayTotals(day, data.pop("stream", "city"), **data)
    return facts.PlatformTotalsReported(
        id=id or f"p:{day}:{told.part}",
        about=f"platform:{day}",
        time=MAY,
        source="t",
        revision=revision,
        data=told,
    )


def cameras(*keys: str, minute: int = 0, name: str = "all", online: bool = True) -> Any:
    """A whole list of cameras."""
    listed = tuple(facts.Camera(key, online=online) for key in keys)
    return facts.CamerasListed(
        id=f"l{minute}{name}",
        about=f"cameras:{name}",
        time=MAY.replace(minute=minute),
        source="t",
        data=facts.CameraList(name, listed),
    )


def camera(key: str, *, minute: int = 0, name: str = "all", online: bool = True) -> Any:
    """One camera."""
    return facts.CameraListed(
        id=f"c{minute}{key}",
        about=f"camera:{key}",
        time=MAY.replace(minute=minute),
        source="t",
        data=facts.ListedCamera(name, facts.Camera(key, online=online)),
    )


def campaign(as_of: date = date(2021, 5, 27), **counters: float) -> facts.CampaignReported:
    """Results of the parking campaign."""
    data = facts.CampaignResults("parking", as_of, counters)
    return facts.CampaignReported(
        id=f"k{as_of}", about="campaign:parking", time=MAY, source="t", data=data
    )
