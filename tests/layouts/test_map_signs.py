"""What the map shows beside cases: few cameras all, of many those that nobody can watch now."""

from msgspec.structs import replace

from city.atlas import Camera
from layouts.edition import Edition
from layouts.parts.map_layers import MANY_CAMERAS, sign_entries
from layouts.parts.map_tools import map_legend
from layouts.parts.sign_card import storm_words
from tests.layouts.factories import baita, make_points, make_storm
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


def test_the_legend_tells_what_a_storm_is_of() -> None:
    """Nobody presses a wall: of what, how many, where and since when must stand there."""
    section = replace(make_points(3), cameras=cameras(3, offline=0), storms=(make_storm(),))
    edition = Edition(baita(), "zh")

    assert storm_words(make_storm(), edition) in words(map_legend("wall", section, edition))
    assert "集中上报" not in words(map_legend("wall", replace(section, storms=()), edition))


def test_a_camera_brings_its_panel_and_never_the_address_of_its_stream() -> None:
    """Whose it is and whether it can be watched; the hall has no business with more."""
    eye = Camera(
        "c1", "新华路口", 123.1, 41.2, online=False, owner="公安白塔分局", street="211002017"
    )
    section = replace(make_points(3), storms=(), cameras=(eye,))

    (entry,) = sign_entries(section, Edition(baita(), "zh")).values()
    card = entry[6]

    assert entry[:2] == ("camera:c1", "camera") and entry[4] is False
    assert (card["title"], card["left"], card["mark"]) == ("新华路口", "离线", "map-eye is-off")
    assert [told for _, told in card["facts"]] == ["离线", "公安白塔分局", "武圣街道"]
    assert "url" not in Camera.__struct_fields__


def test_a_storm_brings_its_panel_with_the_rule_that_made_it_one() -> None:
    section = replace(make_points(3), cameras=(), storms=(make_storm(),))

    (entry,) = sign_entries(section, Edition(baita(), "zh")).values()
    card = entry[6]

    assert entry[4] == 17 and card["left"] == "集中上报 17 件"
    assert card["rule"] == "60 分钟内、500 米内同类并案达到 5 件"
    assert [label for label, _ in card["facts"]] == ["在办并案", "街道", "首件上报", "达到标准"]
