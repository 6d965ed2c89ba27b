"""GET /api/v1/playback: what of the past can be shown."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter

from city.clock import DAY, Instant, system_now, to_instant
from city.district import District
from city.errors import BadRequest
from city.ports import Minutes
from city.wall import SCENES

FIRST = next(iter(SCENES))


def playback_router(minutes: Minutes, district: District) -> APIRouter:
    """Return the route; the page asks it where the past begins and which day a moment is in."""
    router = APIRouter()

    @router.get("/api/v1/playback", summary="Which past minute of a scene can be shown")
    def playback(at: str = "", scene: str = FIRST) -> dict[str, Any]:
        if scene not in SCENES:
            raise BadRequest("scene", f"{scene!r} is none of {', '.join(SCENES)}")
        now = system_now()
        asked = _moment(at, district) if at else now
        kept, span = minutes.at(scene, asked), minutes.span(scene)
        shown = kept.head.as_of if kept else None
        days = district.days
        # of what is shown: a slider over another day would stand beside it
        start = days.start_of(days.day_of(asked if shown is None else shown))
        return {
            "now": now,
            "asked": asked,
            "at": shown,
            "first": span[0] if span else None,
            "last": span[1] if span else None,
            "day": [start, start + DAY],
            "date": f"{days.local(asked):%Y-%m-%d}",
            "offset": _offset_minutes(asked, district),
        }

    return router


def _moment(text: str, district: District) -> Instant:
    """Return a moment that is given as an instant, or in the district's local time."""
    if text.isascii() and text.isdigit() and len(text) < 16:
        return int(text)
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadRequest("at", "an instant in ms or 2026-11-25T10:06 is expected") from error
    return to_instant(local if local.tzinfo else local.replace(tzinfo=district.days.zone))


def _offset_minutes(at: Instant, district: District) -> int:
    shift = district.days.local(at).utcoffset()
    return round(shift.total_seconds() / 60) if shift else 0
