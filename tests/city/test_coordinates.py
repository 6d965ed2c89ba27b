"""Coordinate systems: known pairs, and that inversions come back to where they began."""

import pytest
from hypothesis import given, strategies as st

from city.coordinates import (
    MERCATOR_BANDS,
    bd09_to_gcj02,
    bd09mc_to_bd09,
    from_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    knows_crs,
    to_wgs84,
    wgs84_to_gcj02,
)

LONS, LATS = st.floats(75, 134), st.floats(5, 53)


def test_known_pairs_of_the_two_shifts() -> None:
    """Published examples at the middle of Beijing."""
    assert wgs84_to_gcj02(116.404, 39.915) == pytest.approx((116.410244499, 39.916404282), abs=1e-9)
    assert gcj02_to_bd09(116.404, 39.915) == pytest.approx((116.410369494, 39.921336994), abs=1e-9)


@given(lon=LONS, lat=LATS)
def test_inverting_gcj02_comes_back_within_a_millionth_of_a_degree(lon: float, lat: float) -> None:
    assert gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat)) == pytest.approx((lon, lat), abs=1e-6)


@given(lon=LONS, lat=LATS)
def test_inverting_bd09_comes_back_within_a_millionth_of_a_degree(lon: float, lat: float) -> None:
    assert bd09_to_gcj02(*gcj02_to_bd09(lon, lat)) == pytest.approx((lon, lat), abs=1e-6)


def test_a_point_is_drawn_in_the_system_of_the_tiles() -> None:
    """The same known pairs, from WGS-84 on; CGCS2000 is it within decimetres."""
    gcj = wgs84_to_gcj02(116.404, 39.915)
    assert from_wgs84(116.404, 39.915, "CGCS2000") == (116.404, 39.915)
    assert from_wgs84(116.404, 39.915, "GCJ-02") == pytest.approx(
        (116.410244499, 39.916404282), abs=1e-9
    )
    assert bd09_to_gcj02(*from_wgs84(116.404, 39.915, "BD-09")) == pytest.approx(gcj, abs=1e-6)
    with pytest.raises(ValueError, match="EPSG"):
        from_wgs84(116.404, 39.915, "EPSG:4547")


def test_the_shift_is_some_hundred_metres_in_baita() -> None:
    """Ignoring it would put cases into the neighbouring street."""
    lon, lat = wgs84_to_gcj02(123.17, 41.277)

    assert 0.002 < abs(lon - 123.17) < 0.01
    assert 0.0005 < abs(lat - 41.277) < 0.01


def test_outside_china_gcj02_is_wgs84() -> None:
    assert to_wgs84(-73.98, 40.75, "GCJ-02") == (-73.98, 40.75)


@pytest.mark.parametrize(
    ("band", "lat", "tolerance"),
    [
        (MERCATOR_BANDS[4], 15, 1e-7),
        (MERCATOR_BANDS[3], 30, 1e-7),
        (MERCATOR_BANDS[2], 45, 1e-7),
        (MERCATOR_BANDS[1], 60, 1e-6),  # Baidu's own table tears this much here
    ],
)
def test_bands_of_baidus_mercator_meet_at_whole_latitudes(
    band: float, lat: float, tolerance: float
) -> None:
    """A wrong digit in any row of the table would tear the map apart here."""
    below, above = bd09mc_to_bd09(1e7, band - 0.001), bd09mc_to_bd09(1e7, band + 0.001)

    assert below == pytest.approx(above, abs=tolerance)
    assert above[1] == pytest.approx(lat, abs=tolerance)


def test_known_point_of_baidus_mercator() -> None:
    """Tiananmen, in metres and in degrees; the southern half mirrors the northern."""
    lon, lat = bd09mc_to_bd09(12_958_175.0, 4_825_923.77)

    assert (lon, lat) == pytest.approx((116.404, 39.915), abs=5e-5)
    assert bd09mc_to_bd09(-12_958_175.0, -4_825_923.77) == (-lon, -lat)


def test_a_point_in_baidus_mercator_lands_in_the_district() -> None:
    lon, lat = to_wgs84(13_713_300.0, 5_024_500.0, "BD-09MC")

    assert 123.0 < lon < 123.3
    assert 41.1 < lat < 41.5


def test_new_yorks_state_plane_in_feet() -> None:
    """The Empire State Building in both of the city's own columns."""
    assert to_wgs84(988_217, 211_943, "EPSG:2263") == pytest.approx((-73.9857, 40.7484), abs=3e-4)


def test_official_chinese_grids_are_taken() -> None:
    lon, lat = to_wgs84(500_000, 4_571_000, "EPSG:4550")  # on the central meridian 123 E

    assert lon == pytest.approx(123.0, abs=1e-6)
    assert 41.2 < lat < 41.4
    assert to_wgs84(123.17, 41.277, "CGCS2000") == (123.17, 41.277)


@pytest.mark.parametrize(
    ("x", "y", "crs"),
    [
        (1.0, 1.0, "mars"),  # no such system
        (1.0, 1.0, "EPSG:999999"),  # no such number
        (float("nan"), 1.0, "WGS-84"),  # not a number
        (5e6, 5e6, "WGS-84"),  # metres taken for degrees
        (1e30, 1e30, "EPSG:4550"),  # off the grid
    ],
)
def test_what_is_no_point_is_refused(x: float, y: float, crs: str) -> None:
    with pytest.raises(ValueError, match="not|outside"):
        to_wgs84(x, y, crs)


def test_systems_can_be_asked_for_before_any_point_comes() -> None:
    assert knows_crs("BD-09MC")
    assert knows_crs("EPSG:2263")
    assert not knows_crs("EPSG:999999")
    assert not knows_crs("GCJ02 or so")
