"""The district as a whole: what is configured, and that every mistake is told at once."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from city.clock import HOUR
from city.district import (
    DISTRICTS,
    District,
    check_district,
    district_names,
    load_district,
)
from city.errors import ConfigurationError, Problem
from city.metrics import WINDOWS


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of districts with a copy of Baita and a feed in it."""
    shutil.copytree(DISTRICTS / "baita", tmp_path / "baita")
    feeds = tmp_path / "baita" / "feeds"
    feeds.mkdir(exist_ok=True)
    (feeds / "city-management.toml").touch()
    return tmp_path


def edit(root: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` in a file of Baita by `new`; it must be there."""
    path = root / "baita" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def add_hours(root: Path, *tables: str) -> None:
    """Give Baita seasons and departments with hours of their own."""
    more = "".join(f"\n[[calendar.hours]]\n{table}\n" for table in tables)
    edit(root, "district.toml", "\n[[streams]]", f"{more}\n[[streams]]")


def test_the_three_districts_load() -> None:
    assert {"baita", "newyork", "pingshan"} <= set(district_names())
    for name in ("baita", "newyork", "pingshan"):
        district = load_district(name)
        assert district.key == name
        assert district.streets and district.departments and district.classes
        assert all(stream.window in WINDOWS for stream in district.streams)


def test_baita_is_as_the_domain_notes_say() -> None:
    baita = load_district("baita")

    assert list(baita.streets) == ["211002016", "211002017", "211002018", "211002019"]
    assert [baita.label("street", key, "zh") for key in baita.streets] == [
        "文圣街道",
        "武圣街道",
        "南门街道",
        "襄平街道",
    ]
    assert baita.communities["nanshuidong"].street == "211002016"
    assert baita.communities["yongle"].street == ""
    assert baita.primary.key == "city"
    assert baita.calendar.day_ms == 8 * HOUR
    assert (baita.target_share, baita.near_share, baita.demo) == (0.95, 0.8, True)


def test_invented_communities_are_marked_as_such() -> None:
    for community in load_district("baita").communities.values():
        assert community.demo == ("演示" in community.name) == ("demo" in community.name_en)


def test_replayed_districts_use_the_keys_of_their_sources() -> None:
    pingshan, newyork = load_district("pingshan"), load_district("newyork")

    assert pingshan.label("street", "坪山街道", "en") == "Pingshan Sub-district"
    assert pingshan.communities["六联社区"].street == "坪山街道"
    assert len(pingshan.communities) == 23
    assert pingshan.channels["@坪山"].name_en
    assert pingshan.majors["市容环卫"].name_en
    assert newyork.label("street", "STATEN ISLAND", "zh") == "斯塔滕岛"
    assert newyork.communities["01 MANHATTAN"].street == "MANHATTAN"
    assert newyork.departments["NYPD"].name_en == "New York City Police Department"
    assert set(newyork.channels) == {"PHONE", "ONLINE", "MOBILE", "UNKNOWN", "OTHER"}
    assert newyork.finder.street_at(-73.97, 40.77) == "MANHATTAN"


def test_replayed_districts_have_no_limits_of_ours() -> None:
    for name in ("pingshan", "newyork"):
        district = load_district(name)
        for key in ("", *district.classes):
            assert district.limits.deadline("city", key, "", 0) is None


def test_labels_keep_the_unassigned_and_the_unknown_visible() -> None:
    baita = load_district("baita")

    assert baita.label("department", "", "zh") == "未归类"
    assert baita.label("department", "", "en") == "Unassigned"
    assert baita.label("department", "旧单位", "en") == "旧单位"
    assert baita.label("stream", "hotline", "en") == "12345 hotline orders"
    assert baita.label("class", "E0406", "zh") == "占道经营"
    assert baita.label("major", baita.major_of("E0406"), "en") == "Street order"
    assert baita.label("channel", "collector", "zh") == "采集员上报"


def test_points_outside_the_box_are_not_believed() -> None:
    baita = load_district("baita")

    assert baita.inside(123.17, 41.277)
    assert not baita.inside(116.4, 39.9)


def test_every_name_that_people_see_has_an_english_one() -> None:
    baita = load_district("baita")
    for dimension in ("street", "community", "department", "class", "major", "channel"):
        table = {
            "street": baita.streets,
            "community": baita.communities,
            "department": baita.departments,
            "class": baita.classes,
            "major": baita.majors,
            "channel": baita.channels,
        }[dimension]
        for key in table:
            assert baita.label(dimension, key, "en").isascii() or "ç" in baita.label(
                dimension, key, "en"
            ), key


def test_a_good_district_has_no_problems(root: Path) -> None:
    assert check_district("baita", root) == []


Mistake = Callable[[Path], None]

MISTAKES: dict[str, Mistake] = {
    "baita/district.toml, scores.composites 1: figure 'speed' is not in the registry": (
        lambda root: edit(
            root, "district.toml", '"in_time_rate_due", weight = 80', '"speed", weight = 80'
        )
    ),
    "baita/district.toml, scores.composites 1: figure 'handling_p90' is a time": (
        lambda root: edit(
            root, "district.toml", '"in_time_rate_due", weight = 80', '"handling_p90", weight = 80'
        )
    ),
    "baita/district.toml, scores.composites 3: figure 'received' is a count and needs steps": (
        lambda root: edit(root, "district.toml", '"public_report_rate"', '"received"')
    ),
    "baita/district.toml, scores.composites 3: subject 'road' is none of department": (
        lambda root: edit(root, "district.toml", 'subject = "street"', 'subject = "road"')
    ),
    "baita/district.toml, scores grades: must go down from the best grade": (
        lambda root: edit(root, "district.toml", '["A", 90]', '["A", 60]')
    ),
    "baita/district.toml, scores least_cases: is too small": lambda root: edit(
        root, "district.toml", "least_cases = 20", "least_cases = 0"
    ),
    "baita/district.toml, zone: 'Asia/Liaoyang' is not an IANA time zone": lambda root: edit(
        root, "district.toml", "Asia/Shanghai", "Asia/Liaoyang"
    ),
    "baita/district.toml, title: is missing or empty": lambda root: edit(
        root, "district.toml", 'title = "白塔区智慧城管指挥中心"', ""
    ),
    "baita/district.toml, colour: is not a known setting": lambda root: edit(
        root, "district.toml", "demo = true", 'demo = true\ncolour = "red"'
    ),
    "baita/district.toml, demo: Expected `bool`, got `str`": lambda root: edit(
        root, "district.toml", "demo = true", 'demo = "yes"'
    ),
    "baita/district.toml, near_share: 1.8 is not above 0 and at most 1": lambda root: edit(
        root, "district.toml", "near_share = 0.8", "near_share = 1.8"
    ),
    "baita/district.toml, box: is not west, south, east, north in degrees": lambda root: edit(
        root, "district.toml", "box = [123.134,", "box = [124.134,"
    ),
    "baita/district.toml, calendar: Invalid enum value 'lunar' - at `$.rule`": lambda root: edit(
        root, "district.toml", 'rule = "chinese"', 'rule = "lunar"'
    ),
    "baita/district.toml, calendar.office_hours: '12:00-08:00' is not HH:MM": lambda root: edit(
        root, "district.toml", "08:00-12:00", "12:00-08:00"
    ),
    "baita/district.toml, calendar.office_hours: '14:00-18:00' begins": lambda root: edit(
        root, "district.toml", "08:00-12:00", "08:00-15:00"
    ),
    "baita/district.toml, streams 1: Expected `str`, got `int`": lambda root: edit(
        root, "district.toml", 'window = "last-30-days"', "window = 30"
    ),
    "baita/district.toml, calendar.hours 1: '9-17' is not HH:MM-HH:MM": lambda root: add_hours(
        root, 'from = "06-01"\nto = "09-30"\noffice_hours = ["9-17"]'
    ),
    "baita/district.toml, calendar.hours 1: is empty: limits": lambda root: add_hours(
        root, 'from = "06-01"\nto = "09-30"\noffice_hours = []'
    ),
    "baita/district.toml, calendar.hours 1: to '02-30' is not a date MM-DD": lambda root: add_hours(
        root, 'from = "02-01"\nto = "02-30"\noffice_hours = ["09:00-17:00"]'
    ),
    "baita/district.toml, calendar.hours 1: from '' is not a date MM-DD": lambda root: add_hours(
        root, 'to = "09-30"\noffice_hours = ["09:00-17:00"]'
    ),
    "baita/district.toml, calendar.hours 1: from 'W01-1' is not a date": lambda root: add_hours(
        root, 'from = "W01-1"\nto = "09-30"\noffice_hours = ["09:00-17:00"]'
    ),
    "baita/district.toml, calendar.hours 1: has neither a season": lambda root: add_hours(
        root, 'office_hours = ["09:00-17:00"]'
    ),
    "baita/district.toml, calendar.hours 1: department 'nobody' is not in departments.csv": (
        lambda root: add_hours(root, 'departments = ["nobody"]\noffice_hours = ["09:00-17:00"]')
    ),
    "baita/district.toml, calendar.hours 2: overlaps calendar.hours 1 on 01-01": (
        lambda root: add_hours(
            root,
            'from = "10-01"\nto = "03-31"\noffice_hours = ["09:00-17:00"]',
            'from = "12-01"\nto = "02-01"\noffice_hours = ["10:00-16:00"]',
        )
    ),
    "baita/district.toml, calendar.hours 2: overlaps calendar.hours 1 for sanitation on": (
        lambda root: add_hours(
            root,
            'departments = ["sanitation"]\noffice_hours = ["05:00-13:00"]',
            'departments = ["sanitation", "parks"]\noffice_hours = ["06:00-14:00"]',
        )
    ),
    "baita/district.toml, calendar: Object contains unknown field `form`": lambda root: add_hours(
        root, 'form = "06-01"\noffice_hours = ["09:00-17:00"]'
    ),
    "baita/district.toml, calendar.confirmed_years: 2031 is confirmed, but calendar.csv has no": (
        lambda root: edit(root, "district.toml", "confirmed_years = []", "confirmed_years = [2031]")
    ),
    "baita/district.toml, streams 2: set 'phone' is not in conditions.csv": lambda root: edit(
        root, "district.toml", 'conditions = "hotline"', 'conditions = "phone"'
    ),
    "baita/district.toml, channels 4: key is already taken": lambda root: edit(
        root, "district.toml", 'key = "hotline-transfer"', 'key = "collector"'
    ),
    "baita/majors.csv, E01: stream 'flood' is not in district.toml": lambda root: edit(
        root, "majors.csv", "event,city", "event,flood"
    ),
    "baita/majors.csv, row 2: kind 'thing' is none of component": lambda root: edit(
        root, "majors.csv", "event,city", "thing,city"
    ),
    "baita/conditions.csv, row 3: condition 'help' of 'hotline' is already": lambda root: edit(
        root, "conditions.csv", "hotline,complaint", "hotline,help"
    ),
    "baita/calendar.csv, row 2: kind 'half' is neither off nor work": lambda root: edit(
        root, "calendar.csv", "name_en\n", "name_en\n2027-01-01,half,,\n"
    ),
    "baita/calendar.csv, row 2: date '01/01/2027' is not YYYY-MM-DD": lambda root: edit(
        root, "calendar.csv", "name_en\n", "name_en\n01/01/2027,off,,\n"
    ),
    "baita/calendar.csv, row 3: date 2027-01-01 is already listed": lambda root: edit(
        root, "calendar.csv", "name_en\n", "name_en\n2027-01-01,off,,\n2027-01-01,off,,\n"
    ),
    "baita/departments.csv, header: column 'kind' is missing": lambda root: edit(
        root, "departments.csv", ",kind,", ",sort,"
    ),
    "baita/map.geojson, file: is missing": lambda root: (root / "baita" / "map.geojson").unlink(),
    "baita/feeds, folder: holds no feed (*.toml)": lambda root: shutil.rmtree(
        root / "baita" / "feeds"
    ),
}


@pytest.mark.parametrize("told", list(MISTAKES))
def test_a_mistake_is_told_with_file_row_and_cause(root: Path, told: str) -> None:
    MISTAKES[told](root)

    problems = [str(problem) for problem in check_district("baita", root)]

    assert any(problem.startswith(told) for problem in problems), problems


def test_a_file_that_is_not_toml_is_told(root: Path) -> None:
    edit(root, "district.toml", "name =", "name :")

    assert "baita/district.toml, file: is not TOML" in str(check_district("baita", root)[0])


def test_all_mistakes_are_told_at_once(root: Path) -> None:
    """An editor who made six mistakes must not need seven starts to find them."""
    edit(root, "district.toml", "Asia/Shanghai", "Asia/Liaoyang")
    edit(root, "catalogue.csv", "work_hour", "fortnight")
    edit(root, "catalogue.csv", "enforcement", "nobody")
    edit(root, "departments.csv", "bureau", "parish")
    edit(root, "communities.csv", "211002016", "211002099")
    edit(root, "streets.geojson", '"name": "文圣街道"', '"names": "文圣街道"')

    with pytest.raises(ConfigurationError) as caught:
        load_district("baita", root)

    files = {problem.file for problem in caught.value.problems}
    assert files >= {
        f"baita/{file}"
        for file in (
            "district.toml",
            "catalogue.csv",
            "departments.csv",
            "communities.csv",
            "streets.geojson",
        )
    }
    assert "fortnight" in str(caught.value)


def test_a_district_that_does_not_exist_names_those_that_do(root: Path) -> None:
    (problem,) = check_district("nowhere", root)

    assert str(problem) == "nowhere, folder: there is no such district; known: baita"


def test_other_parts_can_add_their_checks(root: Path) -> None:
    def feeds_of(district: District | None, folder: Path) -> Iterable[Problem]:
        yield Problem(f"{district.key if district else '-'}/feeds", folder.name, "is empty")

    assert str(check_district("baita", root, extra_checks=[feeds_of])[0]) == (
        "baita/feeds, baita: is empty"
    )


def test_other_parts_are_checked_even_where_the_district_is_broken(root: Path) -> None:
    """Whoever mends one file must not find the mistakes of the next one only then."""
    (root / "baita" / "majors.csv").unlink()
    seen: list[District | None] = []

    def feeds_of(district: District | None, folder: Path) -> Iterable[Problem]:
        seen.append(district)
        return [Problem("baita/feeds/hotline.toml", "acts", "is wrong")]

    causes = [str(each) for each in check_district("baita", root, extra_checks=[feeds_of])]

    assert seen == [None]
    assert "baita/feeds/hotline.toml, acts: is wrong" in causes


def test_a_lost_file_is_told_once_not_once_for_each_row_that_names_it(root: Path) -> None:
    (root / "baita" / "departments.csv").unlink()

    assert [str(each) for each in check_district("baita", root)] == [
        "baita/departments.csv, file: is missing"
    ]
