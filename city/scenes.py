"""What each scene of the wall is drawn from, and how its past is kept."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from city.atlas import MapPoint
from city.boards import DistrictSnapshot
from city.clock import MINUTE, Instant
from city.head import Health
from city.snapshot import FlowSnapshot, HotlineSnapshot, WallSnapshot
from city.social import CitizenSnapshot
from city.standings import AssessmentSnapshot

SceneSnapshot: TypeAlias = (
    WallSnapshot
    | FlowSnapshot
    | HotlineSnapshot
    | CitizenSnapshot
    | AssessmentSnapshot
    | DistrictSnapshot
)
Scenes: TypeAlias = Mapping[str, Callable[[], SceneSnapshot]]
"""Scene -> what it is drawn from now."""


class Keeping(Struct, frozen=True):
    """How a scene's past is kept: one record each `every` minutes, a whole one each `group`."""

    record: type[SceneSnapshot]
    every: int = 1
    group: int = 60

    def due(self, now: Instant) -> bool:
        """Return whether a record is kept in the minute of `now`, the system's time."""
        return now // MINUTE % self.every == 0


KEEPING: Mapping[str, Keeping] = {
    "overview": Keeping(WallSnapshot, group=20),
    "flow": Keeping(FlowSnapshot),
    "hotline": Keeping(HotlineSnapshot),
    "citizen": Keeping(CitizenSnapshot),
    # figures of a month, and of what others publish by the day
    "assessment": Keeping(AssessmentSnapshot, every=5),
    "district": Keeping(DistrictSnapshot, every=5),
}
"""Every scene of `SCENES`. Another `group` would make the minutes that are kept unreadable."""
DIGITS = 5
"""Of a position on the map, in degrees: a metre is enough for a wall, and repeats better."""


def trusted(snapshot: SceneSnapshot) -> bool:
    """Return whether a scene is worth keeping: no figures that are lost, half-built or missing."""
    assessing = isinstance(snapshot, AssessmentSnapshot) and snapshot.told is None
    return _known(snapshot.head.health) and not assessing


def _known(health: Health) -> bool:
    known = health.redis and health.applied_at is not None
    return known and not health.catching_up and health.rebuilding is None


def to_keep(snapshot: SceneSnapshot) -> SceneSnapshot:
    """
    Return what is kept of a scene: all but its movements, which the past does not show.

    Positions are rounded, and stand in an order that does not change.
    """
    if isinstance(snapshot, WallSnapshot):
        snapshot = replace(snapshot, map=replace(snapshot.map, points=_points(snapshot)))
    return replace(snapshot, movements=())


def _points(wall: WallSnapshot) -> tuple[MapPoint, ...]:
    return tuple(
        replace(point, lon=round(point.lon, DIGITS), lat=round(point.lat, DIGITS))
        for point in sorted(wall.map.points, key=lambda point: point.id)
    )
