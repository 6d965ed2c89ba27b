"""Mapping files: all mistakes are told at once, each with its file and row."""

from pathlib import Path

import pytest

from city.district import district_names
from city.errors import ConfigurationError
from ingest.feeds import check_feeds, load_feeds
from ingest.lamps import feed_infos
from ingest.sources import first_of, key_table, number, reader
from tests.ingest.feeds import district

GOOD = """
topic = "{namespace}.one"
stream = "city"
case = "city:{no}"
act = "act"
[event]
time = "at"
[acts]
report = "CaseReceived"
"""


def check(folder: Path, text: str, name: str = "one") -> list[tuple[str, str]]:
    (folder / "feeds").mkdir(exist_ok=True)
    (folder / "feeds" / f"{name}.toml").write_text(text, encoding="utf-8")
    return [(each.row, each.cause) for each in check_feeds(district("baita"), folder)]


def test_a_mapping_may_be_short(tmp_path: Path) -> None:
    assert check(tmp_path, GOOD) == []


@pytest.mark.parametrize("name", district_names())
def test_the_feeds_of_every_district_are_without_mistakes(name: str) -> None:
    feeds = load_feeds(district(name), "somewhere")
    assert feeds
    assert all(feed.topic.startswith("somewhere.") for feed in feeds)
    with_stream = [info.key for info in feed_infos(name) if info.stream]
    assert sorted(with_stream) == sorted(feed.name for feed in feeds)  # tables have no stream
    assert all(info.name and info.name_en and info.rhythm > 0 for info in feed_infos(name))


def test_a_file_that_is_no_toml_does_not_hide_the_mistakes_of_the_next(tmp_path: Path) -> None:
    check(tmp_path, "topic = ", "broken")
    found = check(tmp_path, GOOD.replace('stream = "city"', 'stream = "water"'))
    assert [row for row, _ in found] == ["file", "stream"]


def test_mistakes_are_told_even_where_the_district_itself_is_broken(tmp_path: Path) -> None:
    """Only what names the district's own keys has to wait until that is mended."""
    check(tmp_path, GOOD.replace("CaseReceived", "CaseRecieved").replace('"city"', '"water"'))

    assert [each.row for each in check_feeds(None, tmp_path)] == ["acts.report"]


def test_without_what_a_mapping_is_made_of_only_that_is_told(tmp_path: Path) -> None:
    found = check(tmp_path, "stream = 'water'")
    assert [row for row, _ in found] == ["topic", "case", "event"]


def test_all_mistakes_of_a_mapping_are_told_at_once(tmp_path: Path) -> None:
    """One mistake at a time would make a morning of what is a minute."""
    found = check(
        tmp_path,
        """
        topic = ""
        stream = "water"
        case = "always the same"
        colour = "red"
        rhythm_minutes = "often"
        zone = "Mars/Olympus"
        encodings = ["utf-9"]
        [event]
        time = "at"
        time_formats = ["%H:%M"]
        [acts]
        report = "CaseReceivd"
        check = "CaseChecked"
        [fields]
        channel = { from = "source", map = { "01" = "telepathy" } }
        klass = "class"
        title = []
        note = { form = "opinion" }
        [place]
        x = "x"
        y = "y"
        crs = "FLAT-EARTH"
        """,
    )
    assert {row for row, _ in found} == {
        "topic",
        "stream",
        "case",
        "zone",
        "encodings",
        "event.time_formats",
        "act",
        "acts.report",
        "acts.check",
        "fields.channel",
        "fields.klass",
        "fields.title",
        "fields.note",
        "colour",
        "rhythm_minutes",
        "place",
    }
    cause = "map: '01' leads to 'telepathy', which the district does not have"
    assert ("fields.channel", cause) in found


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (GOOD.replace('case = "city:{no}"\n', ""), "case"),
        (GOOD.replace('"at"', '"at"\ncolour = "red"'), "event"),
        (GOOD.replace('"at"', '"at"\nfuture_hours = -1'), "event.future_hours"),
        (GOOD + "[fields]\nchannel = { form = 'x' }", "fields.channel"),
        (GOOD + "[personal]\nname = 'secret'", "personal"),
        (GOOD + "[snapshot]\nreceived_at = 'at'\nstates = []", "acts"),
        (GOOD + "[replay]\nmoment = [{ at = [] }]", "replay.moment 1"),
        (GOOD + "[refusal]\nshare = 2.0", "refusal"),
    ],
)
def test_a_mistake_names_its_row(tmp_path: Path, text: str, row: str) -> None:
    assert row in [each for each, _ in check(tmp_path, text)]


def test_two_feeds_cannot_share_a_topic(tmp_path: Path) -> None:
    """Which of two mappings should read its messages?"""
    check(tmp_path, GOOD, "one")
    assert [row for row, _ in check(tmp_path, GOOD, "two")] == ["topic", "topic"]


def test_a_wrong_mapping_does_not_load(tmp_path: Path) -> None:
    folder = tmp_path / "baita"
    folder.mkdir()
    check(folder, GOOD.replace("CaseReceived", "Nothing"))
    with pytest.raises(ConfigurationError, match=r"feeds/one\.toml, acts\.report"):
        load_feeds(district("baita"), "x", root=tmp_path)


def test_templates_need_all_their_parts() -> None:
    read = reader("{case.kind}{code}", nested=True, missing=("-",))
    assert read({"case": {"kind": "E"}, "code": "0110"}) == "E0110"
    assert read({"case": {"kind": "-"}, "code": "0110"}) == ""
    assert read({"code": 110}) == ""


def test_a_column_may_hold_dots_and_brackets() -> None:
    read = reader("X Coordinate (St. Plane)", nested=False, missing=())
    assert read({"X Coordinate (St. Plane)": " 1,017,901 "}) == "1,017,901"


def test_the_first_source_with_a_value_counts() -> None:
    readers = [reader(name, nested=False, missing=("",)) for name in ("a", "b")]
    assert first_of(readers)({"a": "", "b": "2"}) == "2"


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,017,901", 1_017_901.0), ("-73.5", -73.5), ("", None), ("nan", None), ("1e999", None)],
)
def test_numbers_are_finite_or_missing(text: str, value: float | None) -> None:
    assert number(text) == value


def test_a_name_that_two_entries_share_means_neither() -> None:
    streets = district("baita").streets
    first, second = list(streets.values())[:2]
    twins = {"a": first, "b": first, "c": second}
    table = key_table({"x": "a"}, twins, ["name"])
    assert first.name not in table
    assert table[second.name] == "c"
    assert (table["a"], table["x"]) == ("a", "a")
