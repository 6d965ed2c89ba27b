"""责任网格: the responsibility grids of a district, which each are one person's to walk."""

from collections.abc import Mapping
from typing import Any

import msgspec

from city.named import Named
from city.places import EMPTY, Street, StreetFinder, features_of, read_collection, read_polygon
from city.sheets import Findings, gather

GRIDS = "grids.geojson"


class Grid(Named, frozen=True):
    """A responsibility grid, the key of its street, and whether we invented it."""

    street: str = ""
    demo: bool = False


class GridFinder(StreetFinder):
    """Finds the responsibility grid that holds a point."""

    def grid_at(self, lon: float, lat: float) -> str:
        """Return the key of the grid at a point in WGS-84 degrees, `""` if none holds it."""
        return self.street_at(lon, lat)


def read_grids(
    found: Findings, streets: Mapping[str, Street]
) -> tuple[dict[str, Grid], dict[str, Any]]:
    """Return the grids and their collection, both empty without the file; notes every mistake."""
    grids: dict[str, Grid] = {}
    if not (found.folder / GRIDS).exists():
        return grids, dict(EMPTY)
    collection = read_collection(found, GRIDS)
    for row, feature in features_of(collection):
        try:
            grid = msgspec.convert(feature.get("properties") or {}, Grid)
        except msgspec.ValidationError as error:
            found.note(GRIDS, row, str(error))
            continue
        if grid.street not in streets:
            found.note_unknown(GRIDS, row, f"street {grid.street!r}", "streets.geojson")
        gather(found, GRIDS, grids, grid.key, row=row, entry=grid)
        read_polygon(found, GRIDS, row, feature=feature)
    return grids, collection
