"""Streets, communities and what else the map shows."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyproj import Geod
from shapely.geometry import MultiPolygon, Point, Polygon, box, mapping, shape
from shapely.ops import unary_union

from city.district import District, load_district
from city.places import Street, middle_of, read_communities, read_map, read_streets
from city.sheets import Findings

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
BESIDE = [[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]
ACROSS = [[0.5, 0], [1.5, 0], [1.5, 1], [0.5, 1], [0.5, 0]]
BOW_TIE = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
STREETS = {"s1": Street("s1", "一街")}


@pytest.fixture(scope="module")
def baita() -> District:
    return load_district("baita")


def polygons(district: District) -> dict[str, Any]:
    features = district.map.streets["features"]
    return {each["properties"]["key"]: shape(each["geometry"]) for each in features}


def test_the_streets_have_the_shares_of_their_areas(baita: District) -> None:
    """Within 3 per cent of the published areas, on the ellipsoid."""
    geod = Geod(ellps="WGS84")
    areas = {
        key: geod.geometry_area_perimeter(each)[0] / 1e6 for key, each in polygons(baita).items()
    }
    published = {key: street.area_km2 or 0 for key, street in baita.streets.items()}

    assert sum(published.values()) == pytest.approx(28.27)
    for key, area in areas.items():
        share = area / sum(areas.values())
        assert share == pytest.approx(published[key] / 28.27, rel=0.03), key
        assert area == pytest.approx(published[key], rel=0.03), key


@pytest.mark.parametrize("name", ["baita", "pingshan"])
def test_the_streets_leave_no_gap_and_do_not_overlap(name: str) -> None:
    shapes = list(polygons(load_district(name)).values())
    whole = unary_union(shapes)

    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.area == pytest.approx(sum(each.area for each in shapes), rel=1e-12)


def test_the_map_lies_in_the_districts_box_and_says_that_it_is_schematic(baita: District) -> None:
    west, south, east, north = baita.map.bounds
    lon, lat = baita.map.centre

    assert 123.134 <= west < lon < east <= 123.207
    assert 41.244 <= south < lat < north <= 41.311
    assert baita.map.schematic


def test_neighbours_lie_as_the_domain_notes_say(baita: District) -> None:
    """Wusheng north-west, Wensheng north-east, Nanmen south-west, Xiangping south-east."""
    wensheng, wusheng, nanmen, xiangping = (
        polygons(baita)[f"2110020{code}"].centroid for code in (16, 17, 18, 19)
    )

    assert wusheng.x < wensheng.x and nanmen.x < xiangping.x
    assert wusheng.y > nanmen.y and wensheng.y > xiangping.y


def test_the_river_is_east_and_the_railway_west_of_every_street(baita: District) -> None:
    lines = {line.key: line for line in baita.map.lines}
    west, south, east, north = baita.map.bounds

    beside = [lon for lon, lat in lines["taizi-river"].path if south <= lat <= north]
    assert beside and min(beside) > 123.17
    assert all(lon < 123.17 for lon, _ in lines["railway"].path)
    assert {line.kind for line in lines.values()} == {"river", "rail", "moat", "road"}


def test_hot_places_have_names_in_both_languages_and_lie_in_the_district(baita: District) -> None:
    hot = [place for place in baita.map.points if place.kind == "hot"]

    assert len(hot) == 7
    for place in hot:
        assert place.name and place.name_en
        assert baita.inside(place.lon, place.lat)
        assert baita.finder.street_at(place.lon, place.lat) == place.street != ""


def test_a_point_finds_its_street_and_one_outside_finds_none(baita: District) -> None:
    for key, polygon in polygons(baita).items():
        inner = polygon.representative_point()
        assert baita.finder.street_at(inner.x, inner.y) == key
    assert baita.finder.street_at(123.0, 41.0) == ""


def test_a_point_on_a_border_belongs_to_one_street_only(baita: District) -> None:
    first, second = (polygons(baita)[key] for key in ("211002016", "211002017"))
    border = first.intersection(second).geoms[0].coords[0]

    assert baita.finder.street_at(*border) in baita.streets


def feature(key: str, ring: list[list[float]], **changes: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"key": key, "name": key}, "geometry": geometry} | (
        changes
    )


def street_faults(folder: Path, *features: object) -> list[str]:
    content = {"type": "FeatureCollection", "features": features}
    (folder / "streets.geojson").write_text(json.dumps(content))
    found = Findings(folder)
    read_streets(found)
    return [f"{problem.row}: {problem.cause}" for problem in found.problems]


def test_the_middle_of_a_street_is_that_of_its_largest_part() -> None:
    """There its name stands."""
    assert middle_of(mapping(MultiPolygon([box(0, 0, 1, 1), box(4, 4, 8, 8)]))) == (6, 6)


def test_the_middle_of_a_bent_street_lies_in_it() -> None:
    """Its centroid lies in the street that it bends around."""
    bent = Polygon([(0, 0), (9, 0), (9, 9), (8, 9), (8, 1), (1, 1), (1, 9), (0, 9)])

    assert not bent.covers(bent.centroid)
    assert bent.contains(Point(middle_of(mapping(bent))))


def test_neighbours_with_a_common_border_are_not_at_fault(tmp_path: Path) -> None:
    assert street_faults(tmp_path, feature("a", SQUARE), feature("b", BESIDE)) == []


@pytest.mark.parametrize(
    ("features", "fault"),
    [
        ([feature("a", SQUARE), feature("b", ACROSS)], "feature b: overlaps a by 50.00%"),
        ([feature("a", BOW_TIE)], "feature 1 (a): polygon is invalid: Self-intersection"),
        ([feature("a", SQUARE), feature("a", BESIDE)], "feature 2 (a): key 'a' is already taken"),
        ([feature("a", SQUARE, properties={"key": "a"})], "feature 1 (a): Object missing required"),
        ([feature("a", SQUARE, geometry=None)], "feature 1 (a): geometry cannot be read"),
        (
            [feature("a", SQUARE, geometry={"type": "Point", "coordinates": [1, 1]})],
            "feature 1 (a): geometry is Point, not a polygon",
        ),
        (
            [feature("a", [[x * 1e6, y * 1e6] for x, y in SQUARE])],
            "feature 1 (a): polygon is not in degrees",
        ),
        ([], "features: there is no street"),
    ],
)
def test_a_bad_street_is_told(tmp_path: Path, features: list[object], fault: str) -> None:
    (found,) = street_faults(tmp_path, *features)

    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"{", "is not JSON"),
        (b"[]", "is not a GeoJSON FeatureCollection"),
        ("街道".encode("gbk"), "is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes, fault: str) -> None:
    (tmp_path / "streets.geojson").write_bytes(content)
    found = Findings(tmp_path)

    read_streets(found)

    assert found.problems[0].cause.startswith(fault)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("c1,社区,C,s9,", "row 2: street 's9' is not in streets.geojson"),
        ("c1,社区,C,s1,maybe", "row 2: demo 'maybe' is neither yes nor empty"),
        ("c1,社区,C,s1,\nc1,社区,C,s1,", "row 3: key 'c1' is already taken"),
    ],
)
def test_a_bad_community_is_told(tmp_path: Path, row: str, fault: str) -> None:
    (tmp_path / "communities.csv").write_text(f"key,name,name_en,street,demo\n{row}\n")
    found = Findings(tmp_path)

    read_communities(found, STREETS)

    (problem,) = found.problems
    assert f"{problem.row}: {problem.cause}" == fault


@pytest.mark.parametrize(
    ("properties", "geometry", "fault"),
    [
        ({"kind": "canal"}, {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, "kind 'canal"),
        ({"kind": "hot", "street": "s9"}, {"type": "Point", "coordinates": [0, 0]}, "street 's9'"),
        ({"kind": "hot"}, {"type": "Polygon", "coordinates": [SQUARE]}, "geometry 'Polygon' is"),
        ({"kind": "hot"}, {"type": "Point", "coordinates": ["x", 0]}, "Expected `float`"),
    ],
)
def test_a_bad_map_feature_is_told(
    tmp_path: Path, properties: dict[str, str], geometry: dict[str, Any], fault: str
) -> None:
    entry = {"properties": {"key": "k", "name": "k", **properties}, "geometry": geometry}
    (tmp_path / "map.geojson").write_text(json.dumps({"features": [entry]}))
    found = Findings(tmp_path)

    read_map(found, STREETS, {"features": []})

    (problem,) = found.problems
    assert problem.row == "feature 1 (k)"
    assert problem.cause.startswith(fault)
