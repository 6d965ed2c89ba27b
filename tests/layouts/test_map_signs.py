"""What the map shows beside cases: every camera with its state, and storms with their cases."""

from msgspec.structs import replace

from city.atlas import Camera
from layouts.edition import Edition
from layouts.parts.case_map import case_map
from layouts.parts.map_layers import camera_entries, storm_entries
from layouts.parts.map_tools import map_legend
from layouts.parts.sign_card import camera_card, storm_words
from tests.layouts.factories import baita, make_points, make_storm
from tests.layouts.reading import by_id, words

ZH = Edition(baita(), "zh")


def cameras(count: int, *, offline: int) -> tuple[Camera, ...]:
    """Return so many cameras, the first ones offline."""
    return tuple(Camera(f"c{n}", f"路口{n}", 123.1, 41.2, n >= offline) for n in range(count))


def test_all_cameras_are_on_the_map_with_their_state_and_nothing_else() -> None:
    """Thousands travel with the page: their names and owners are asked for one by one."""
    entries = camera_entries(cameras(3_000, offline=2), "WGS-84")

    assert len(entries) == 3_000
    assert entries["camera:c1"] == ("camera:c1", 123.1, 41.2, False)
    assert entries["camera:c2"] == ("camera:c2", 123.1, 41.2, True)


def test_cameras_that_did_not_change_are_the_very_same_component() -> None:
    """Cases change every second; whoever compares by identity pays nothing for the cameras."""
    listed = cameras(50, offline=2)
    sections = [replace(make_points(n), cameras=listed) for n in (3, 4)]

    first, second = (by_id(case_map("wall", each, ZH), "wall-map-cameras") for each in sections)

    assert first is second
    other = case_map("wall", replace(sections[0], cameras=cameras(50, offline=3)), ZH)
    assert by_id(other, "wall-map-cameras") is not first


def test_the_legend_counts_cameras_and_shows_both_marks() -> None:
    section = replace(make_points(3), cameras=cameras(41, offline=2))

    assert "摄像头在线 39 / 41  离线" in words(map_legend("wall", section, ZH))
    assert "摄像头" not in words(map_legend("wall", make_points(3), ZH))


def test_the_legend_tells_what_a_storm_is_of() -> None:
    """Nobody presses a wall: of what, how many, where and since when must stand there."""
    section = replace(make_points(3), cameras=cameras(3, offline=0), storms=(make_storm(),))

    assert storm_words(make_storm(), ZH) in words(map_legend("wall", section, ZH))
    assert "集中上报" not in words(map_legend("wall", replace(section, storms=()), ZH))


def test_the_panel_of_a_camera_never_has_the_address_of_its_stream() -> None:
    """Whose it is and whether it can be watched; the hall has no business with more."""
    eye = Camera(
        "c1", "新华路口", 123.1, 41.2, online=False, owner="公安白塔分局", street="211002017"
    )

    card = camera_card(eye, ZH)

    assert (card["title"], card["left"], card["mark"]) == ("新华路口", "离线", "map-eye is-off")
    assert [told for _, told in card["facts"]] == ["离线", "公安白塔分局", "武圣街道"]
    assert "url" not in Camera.__struct_fields__


def test_a_storm_brings_its_cases_and_its_panel_with_the_rule_that_made_it_one() -> None:
    """The page leaves those cases out of what it draws, and the panel leads to each of them."""
    (entry,) = storm_entries((make_storm("city:1", "city:2"),), ZH).values()
    *_, count, told, ids, card = entry

    assert count == 17 and "17 件" in told
    assert ids == ["city:1", "city:2"]
    assert card["left"] == "集中上报 17 件"
    assert card["rule"] == "60 分钟内、500 米内同类并案达到 5 件"
    assert [label for label, _ in card["facts"]] == ["在办并案", "街道", "首件上报", "达到标准"]
    assert card["cases"] == [["city:1", "08:06 N-city:1"], ["city:2", "08:06 N-city:2"]]


def test_two_storms_of_one_class_in_one_street_are_two_marks() -> None:
    """One that took the other's place would hide its cases."""
    storms = make_storm("city:1"), make_storm("city:2")

    assert [entry[5] for entry in storm_entries(storms, ZH).values()] == [["city:1"], ["city:2"]]
