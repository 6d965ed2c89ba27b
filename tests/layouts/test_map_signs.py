"""What the map shows beside cases: few cameras all, of many those that nobody can watch now."""

from msgspec.structs import replace

from city.atlas import Camera
from layouts.edition import Edition
from layouts.parts.map_layers import MANY_CAMERAS, sign_entries
from layouts.parts.map_tools import map_legend
from tests.layouts.factories import baita, make_points
from tests.layouts.test_pages import words


def cameras(count: int, *, offline: int) -> tuple[Camera, ...]:
    """Return so many cameras, the first ones offline."""
    return tuple(Camera(f"c{n}", "", 123.1, 41.2, n >= offline) for n in range(count))


def test_few_cameras_are_all_drawn() -> None:
    section = replace(make_points(3), storms=(), cameras=cameras(MANY_CAMERAS, offline=2))

    assert len(sign_entries(section, Edition(baita(), "zh"))) == MANY_CAMERAS


def test_of_many_cameras_those_offline_are_drawn_and_the_legend_counts_all() -> None:
    section = replace(make_points(3), storms=(), cameras=cameras(MANY_CAMERAS + 1, offline=2))
    edition = Edition(baita(), "zh")

    assert set(sign_entries(section, edition)) == {"camera:c0", "camera:c1"}
    assert f"{MANY_CAMERAS - 1} / {MANY_CAMERAS + 1}" in words(map_legend("wall", section, edition))
