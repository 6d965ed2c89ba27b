"""
Draw schematic responsibility grids for a district that has none surveyed.

    python deploy/grids/make_grids.py baita --metres 700

Each street is cut along one lattice; slivers join the neighbour with the longest shared border.
What comes out is invented and says so (`demo`, `schematic`): it divides no work.
"""

import argparse
import json
import math
from typing import Any

from shapely.geometry import box, mapping, shape
from shapely.geometry.base import BaseGeometry

from city.district import DISTRICTS

SLIVER = 0.35
"""Share of a whole cell below which a piece is no grid of its own."""
METRES_PER_DEGREE = 111_320


def main() -> None:
    """Write `grids.geojson` into the district's folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("district")
    parser.add_argument("--metres", type=float, default=700, help="side of a cell")
    arguments = parser.parse_args()
    folder = DISTRICTS / arguments.district
    streets = json.loads((folder / "streets.geojson").read_text(encoding="utf-8"))
    features = [
        feature for street in streets["features"] for feature in grids_of(street, arguments.metres)
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    text = f'{{"type": "FeatureCollection", "schematic": true, "features": [\n{lines}\n]}}\n'
    (folder / "grids.geojson").write_text(text, encoding="utf-8")


def grids_of(street: dict[str, Any], metres: float) -> list[dict[str, Any]]:
    """Return the grids of one street, numbered from the north-west."""
    whole, facts = shape(street["geometry"]), street["properties"]
    pieces = merged(cut(whole, metres), metres)
    pieces.sort(key=lambda piece: (-round(piece.centroid.y, 3), piece.centroid.x))
    return [grid(piece, facts, number) for number, piece in enumerate(pieces, start=1)]


def cut(whole: BaseGeometry, metres: float) -> list[BaseGeometry]:
    """Return a polygon cut along the lattice of its own south-west corner."""
    west, south, east, north = whole.bounds
    high = metres / METRES_PER_DEGREE
    wide = high / math.cos(math.radians((south + north) / 2))
    columns, rows = math.ceil((east - west) / wide), math.ceil((north - south) / high)
    cells = (
        box(west + x * wide, south + y * high, west + (x + 1) * wide, south + (y + 1) * high)
        for x in range(columns)
        for y in range(rows)
    )
    pieces = (cell.intersection(whole) for cell in cells)
    return [each for piece in pieces for each in getattr(piece, "geoms", [piece]) if each.area]


def merged(pieces: list[BaseGeometry], metres: float) -> list[BaseGeometry]:
    """Return pieces of which none is much smaller than a cell."""
    least = SLIVER * max(piece.area for piece in pieces)
    kept = sorted(pieces, key=lambda piece: piece.area)
    while len(kept) > 1 and kept[0].area < least:
        small = kept.pop(0)
        other = max(kept, key=lambda piece: piece.boundary.intersection(small.boundary).length)
        kept.remove(other)
        kept.append(other.union(small).buffer(0))
        kept.sort(key=lambda piece: piece.area)
    return kept


def grid(piece: BaseGeometry, street: dict[str, Any], number: int) -> dict[str, Any]:
    """Return one grid as a feature."""
    properties = {
        "key": f"{street['key']}-{number:02}",
        "name": f"{street['name']}演示网格{number:02}",
        "name_en": f"{street['name_en']} demo grid {number:02}",
        "street": street["key"],
        "demo": True,
    }
    rings = [
        [[round(x, 6), round(y, 6)] for x, y in ring] for ring in mapping(piece)["coordinates"]
    ]
    geometry = {"type": "Polygon", "coordinates": rings}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


if __name__ == "__main__":
    main()
