"""The table `[wall]`: every mistake is told, and text that is too small is warned of."""

import shutil
from pathlib import Path

import pytest

from city.district import DISTRICTS, check_district, doubtful, load_district
from city.wall import (
    SCENES,
    SceneTurn,
    WallSpec,
    arc_minutes,
    legibility,
    span_minutes,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(DISTRICTS / "baita", tmp_path / "baita")
    return tmp_path


def with_wall(root: Path, old: str, new: str) -> list[str]:
    """Return the mistakes of Baita with one text of its file replaced."""
    file = root / "baita" / "district.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(problem) for problem in check_district("baita", root)]


def test_baita_shows_its_scenes_in_turn() -> None:
    wall = load_district("baita").wall

    assert [(turn.key, turn.seconds) for turn in wall.scenes] == [
        ("overview", 60),
        ("flow", 30),
        ("hotline", 30),
        ("citizen", 30),
        ("assessment", 30),
        ("district", 30),
    ]


def test_a_district_that_says_nothing_shows_the_overview() -> None:
    assert load_district("pingshan").wall.scenes == (SceneTurn("overview", 60),)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('key = "flow"\nseconds', 'key = "flew"\nseconds', "scenes 2: key 'flew' is none of"),
        ('key = "flow"\nseconds', 'key = "overview"\nseconds', "is already there"),
        ("seconds = 30\n[[wall", "seconds = 5\n[[wall", "seconds 5 is not between 10 and 3600"),
        ('night = "22:00-06:00"', 'night = "22-6"', "'22-6' is not a span such as 22:00-06:00"),
        ('night_scenes = ["overview"]', 'night_scenes = ["map"]', "'map' is none of the scenes"),
        ('theme = "night"', 'theme = "dark"', "Invalid enum value 'dark'"),
        ("dim_share = 0.2", "dim_share = 0.9", "dim_share: 0.9 is not between 0 and 0.8"),
        ("hold_seconds = 300", "hold_seconds = 0", "hold_seconds: is too small"),
        ("hold_seconds = 300", "hold_second = 300", "unknown field `hold_second`"),
        ("hold_seconds = 300", "height_m = 2.4", "height_m and distance_m belong together"),
        ("minutes = 10", "minutes = 0", "break_in minutes: is too small"),
        ('emergencies = ["city"]', 'emergencies = ["sky"]', "emergencies: 'sky' is no stream"),
    ],
)
def test_each_mistake_is_told_with_its_place(root: Path, old: str, new: str, told: str) -> None:
    assert told in "\n".join(with_wall(root, old, new))


def test_a_scene_needs_the_stream_that_fills_it(root: Path) -> None:
    """An empty scene would be shown to a hall for half a minute."""
    told = with_wall(root, 'key = "hotline"\nname =', 'key = "line"\nname =')

    assert any("scene 'hotline' needs a stream 'hotline'" in each for each in told)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("22:00-06:00", (1320, 360)),  # over midnight
        ("07:30-18:00", (450, 1080)),
        ("24:00-06:00", None),
        ("7:00-18:00", None),
        ("", None),
    ],
)
def test_a_span_is_two_times_of_the_day(text: str, span: tuple[int, int] | None) -> None:
    assert span_minutes(text) == span


@pytest.mark.parametrize(
    ("metres", "minutes"),
    [(6.0, 22.9), (8.0, 17.2), (12.0, 11.5)],  # the design's 23 and 17 minutes of arc
)
def test_the_smallest_text_is_seen_under_an_angle(metres: float, minutes: float) -> None:
    """18 of 1,080 lines on a picture 2.4 m high are 40 mm."""
    seen = arc_minutes(18, of=1080, height_m=2.4, distance_m=metres)

    assert seen == pytest.approx(minutes, abs=0.05)


def test_text_that_is_too_small_is_warned_of_by_layout() -> None:
    """An upright screen of the same height has more lines, so smaller ones."""
    near = legibility(WallSpec(height_m=2.4, distance_m=4), "f")
    middle = legibility(WallSpec(height_m=2.4, distance_m=6), "f")
    far = legibility(WallSpec(height_m=2.4, distance_m=12), "f")

    assert near == []
    assert [each.row for each in middle] == ["wall, layout totem"]
    assert len(far) == 4
    assert "11.5 minutes of arc" in far[0].cause


def test_small_text_is_a_doubt_and_no_mistake(root: Path) -> None:
    """The wall is shown all the same; nobody can move the hall's seats in a file."""
    problems = with_wall(root, "# height_m = 2.4", "height_m = 2.4\ndistance_m = 30.0 #")

    assert problems == []
    assert len(doubtful("baita", root)) == 4
    assert doubtful("baita") == []


def test_every_scene_has_an_address_of_its_own() -> None:
    assert len(set(SCENES.values())) == len(SCENES)
    assert SCENES["overview"] == "/"


def test_a_scene_of_scores_needs_a_composite(root: Path) -> None:
    file = root / "pingshan" / "district.toml"
    shutil.copytree(DISTRICTS / "pingshan", root / "pingshan")
    file.write_text(
        file.read_text(encoding="utf-8")
        + '\n[wall]\nnight_scenes = ["assessment"]\n[[wall.scenes]]\nkey = "assessment"\n',
        encoding="utf-8",
    )

    told = [str(problem) for problem in check_district("pingshan", root)]

    assert len(told) == 1
    assert "scene 'assessment' needs [[scores.composites]]" in told[0]


def test_a_scene_of_boards_needs_an_indicator(root: Path) -> None:
    file = root / "pingshan" / "district.toml"
    shutil.copytree(DISTRICTS / "pingshan", root / "pingshan")
    file.write_text(
        file.read_text(encoding="utf-8")
        + '\n[wall]\nnight_scenes = ["district"]\n[[wall.scenes]]\nkey = "district"\n',
        encoding="utf-8",
    )

    told = [str(problem) for problem in check_district("pingshan", root)]

    assert len(told) == 1
    assert "scene 'district' needs indicators.csv or campaigns.csv" in told[0]
