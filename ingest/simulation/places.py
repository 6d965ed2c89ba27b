"""Points of the simulated city: inside streets, at hot places, and sometimes wrong."""

from random import Random

from msgspec import Struct

from city.coordinates import wgs84_to_gcj02
from city.district import District
from ingest.simulation import texts
from ingest.simulation.plan import Plan

HOT_POINTS = 60
ZIPF = 1.1
SPREAD_DEGREES = 0.0006


class Spot(Struct, frozen=True):
    """Where an invented case is; a spot without a point has no coordinates in its message."""

    street: str
    community: str
    lon: float | None
    lat: float | None
    near: str = ""

    def address(self, random: Random) -> str:
        """Return an invented address: beside the hot place that is near, if one is."""
        return f"{self.near}{random.choice(texts.BESIDE)}" if self.near else texts.address(random)

    def gcj02(self) -> tuple[float, float] | None:
        """Return the point as telephones report it, None without one."""
        if self.lon is None or self.lat is None:
            return None
        lon, lat = wgs84_to_gcj02(self.lon, self.lat)
        return round(lon, 6), round(lat, 6)


class Places:
    """Draws spots: many cases repeat at few hot points, as they do in real cities."""

    def __init__(self, district: District, plan: Plan, random: Random) -> None:
        self._district, self._plan = district, plan
        self._communities: dict[str, list[str]] = {}
        for community in district.communities.values():
            self._communities.setdefault(community.street, []).append(community.key)
        named = [(p.lon, p.lat, p.name) for p in district.map.points if p.kind == "hot"]
        others = [(*self._anywhere(random), "") for _ in range(HOT_POINTS - len(named))]
        self._hot = named + others
        self._weights = [1 / (n + 1) ** ZIPF for n in range(len(self._hot))]

    def draw(self, random: Random) -> Spot:
        """Return a spot: at a hot point, anywhere, at the default point, or without a point."""
        share, dice = self._plan.share, random.random()
        if dice < share.default_point:
            lon, lat = self._district.default_points[0]
            return self._spot(random, lon, lat)
        near = ""
        if random.random() < share.hot_point:
            lon, lat, near = random.choices(self._hot, self._weights)[0]
            lon += random.gauss(0, SPREAD_DEGREES / 4)
            lat += random.gauss(0, SPREAD_DEGREES / 4)
        else:
            lon, lat = self._anywhere(random)
        spot = self._spot(random, lon, lat, near)
        if dice < share.default_point + share.no_address:
            return Spot(spot.street, spot.community, None, None)
        return spot

    def _spot(self, random: Random, lon: float, lat: float, near: str = "") -> Spot:
        street = self._district.finder.street_at(lon, lat) or next(iter(self._district.streets))
        communities = self._communities.get(street, [""])
        return Spot(street, random.choice(communities), lon, lat, near)

    def _anywhere(self, random: Random) -> tuple[float, float]:
        west, south, east, north = self._district.box
        while True:
            lon, lat = random.uniform(west, east), random.uniform(south, north)
            if self._district.finder.street_at(lon, lat):
                return lon, lat
