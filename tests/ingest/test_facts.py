"""Table feeds: each message becomes the fact it means, or a refusal that names the field."""

from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import msgspec
import pytest

from city.district import DISTRICTS, load_district
from city.errors import ConfigurationError
from city.facts import CameraList, CampaignResults, ListedCamera, Reading
from ingest.envelopes import Refusal
from ingest.lamps import feed_infos
from ingest.table_feeds import TableFeed, check_tables, load_tables
from tests.ingest.feeds import ORIGIN, district

FEEDS = {feed.name: feed for feed in load_tables(district("baita"), "test")}
INDICATOR = {
    "indicator": "investment",
    "value": 7.74,
    "first": "2021-01-01",
    "last": "2021-04-30",
    "asOf": "2021-05-07",
    "growthPercent": "16.95",
    "publisher": "区商务局",
}
TOTALS = {
    "messageId": "PT-1",
    "day": "2026-11-24",
    "received": 3,
    "closed": "1,001",
    "receivedNumbers": ["E1", "E2", "E1"],
    "part": 1,
    "parts": 2,
    "publishedAt": "2026-11-25 00:10:00",
}
CAMERA = {
    "cameraId": "21100200001320000001",
    "name": "新华路口",
    "status": "ON",
    "owner": "公安白塔分局",
    "lon": 123.17,
    "lat": 41.27,
    "crs": "GCJ02",
    "streamUrl": "https://video.example/1.flv",
}
CAMPAIGN = {
    "campaign": "parking",
    "asOf": "2021-05-27",
    "counters": {"debris": 4, "拖移自行车": 4, "locks": "6"},
}


def adapt(name: str, message: dict[str, Any] | bytes) -> Any:
    raw = message if isinstance(message, bytes) else msgspec.json.encode(message)
    return FEEDS[name].adapter.adapt(raw, ORIGIN)


def refused(name: str, message: dict[str, Any] | bytes) -> str:
    outcome = adapt(name, message)
    assert isinstance(outcome, Refusal), outcome
    return f"{outcome.field} {outcome.reason}"


def test_an_indicator_is_read_with_its_period_and_growth() -> None:
    fact = adapt("indicators", INDICATOR)

    assert fact.data == Reading(
        "investment",
        7.74,
        date(2021, 1, 1),
        date(2021, 4, 30),
        date(2021, 5, 7),
        publisher="区商务局",
        growth_percent=16.95,
    )
    assert (fact.id, fact.about) == (
        "indicators:investment:2021-04-30:2021-05-07",
        "indicator:investment",
    )
    assert fact.time == datetime(2021, 5, 6, 16, tzinfo=UTC)  # midnight of the 7th in Shanghai


def test_a_reading_of_one_day_names_only_its_last() -> None:
    told = {key: INDICATOR[key] for key in ("indicator", "value", "last", "asOf")}

    data = adapt("indicators", told).data

    assert data.first == data.last == date(2021, 4, 30)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"indicator": "weather"}, "indicator 'weather' is not known"),
        ({"indicator": ""}, "indicator is missing"),
        ({"value": "lots"}, "value 'lots' is not a number"),
        ({"value": None}, "value is missing"),
        ({"first": "2021-05-01"}, "first 2021-05-01 is after last, 2021-04-30"),
        ({"first": "spring"}, "first 'spring' is not a time"),
        ({"asOf": "2099-01-01"}, "publishedAt is"),
    ],
)
def test_an_indicator_that_says_nothing_is_refused(change: dict[str, Any], why: str) -> None:
    assert why in refused("indicators", {**INDICATOR, **change})


def test_a_platforms_numbers_become_ids_of_our_cases() -> None:
    fact = adapt("platform-totals", TOTALS)

    assert (fact.data.day, fact.data.stream) == (date(2026, 11, 24), "city")
    assert (fact.data.received, fact.data.closed) == (3, 1001)
    assert fact.data.opened == ("city:E1", "city:E2")  # each once
    assert (fact.data.part, fact.data.parts, fact.data.ended) == (1, 2, ())
    assert fact.about == "platform:city:2026-11-24"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"day": ""}, "day is missing"),
        ({"received": -1}, "received -1 is not a count"),
        ({"received": 1.5}, "received 1.5 is not a count"),
        ({"part": 3}, "part 3 is beyond parts, 2"),
        ({"stream": "buses"}, "stream 'buses' is not known"),
        ({"receivedNumbers": {"a": 1}}, "receivedNumbers is not a list"),
        ({"receivedNumbers": ["E1", None]}, "receivedNumbers holds what is no case number"),
        ({"messageId": ""}, "{messageId} is missing"),
    ],
)
def test_totals_that_cannot_be_compared_are_refused(change: dict[str, Any], why: str) -> None:
    assert why in refused("platform-totals", {**TOTALS, **change})


def test_a_camera_list_is_read_whole_in_our_coordinates() -> None:
    message = {"messageId": "1", "time": "2026-11-25 08:00:00", "list": "police"}

    data = adapt("cameras", message | {"cameras": [CAMERA, CAMERA | {"cameraId": "2"}]}).data

    assert isinstance(data, CameraList)
    assert (data.name, [camera.key for camera in data.cameras]) == ("police", [*CAMERA_KEYS, "2"])
    camera = data.cameras[0]
    assert camera.online and camera.url == CAMERA["streamUrl"]
    assert camera.lon is not None and 0.003 < 123.17 - camera.lon < 0.008  # the shift of GCJ-02


CAMERA_KEYS = [CAMERA["cameraId"]]


def test_a_message_without_a_list_tells_of_one_camera() -> None:
    message = {"messageId": "1", "time": "2026-11-25 08:00:00", **CAMERA, "status": "OFF"}

    data = adapt("cameras", message).data

    assert isinstance(data, ListedCamera)
    assert (data.name, data.camera.online) == ("cameras", False)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://user:secret@video.example/1", "rtsp://10.0.0.1/1"]
)
def test_an_address_that_a_page_may_not_open_is_dropped(url: str) -> None:
    message = {"messageId": "1", "time": "2026-11-25 08:00:00", **CAMERA, "streamUrl": url}

    assert adapt("cameras", message).data.camera.url == ""


def test_a_list_that_holds_no_objects_is_refused() -> None:
    message = {"messageId": "1", "time": "2026-11-25 08:00:00", "cameras": ["a"]}

    assert "holds what is no object" in refused("cameras", message)
    assert "key is missing" in refused("cameras", message | {"cameras": [{"name": "x"}]})


def test_a_campaigns_counters_are_known_by_key_or_name() -> None:
    data = adapt("campaigns", CAMPAIGN).data

    assert data == CampaignResults(
        "parking", date(2021, 5, 27), {"debris": 4, "bicycles": 4, "locks": 6}
    )


@pytest.mark.parametrize(
    ("counters", "why"),
    [
        ({"spaces": 99}, "'spaces' is no counter"),  # a sum is ours to work out
        ({"cars": 1}, "'cars' is no counter"),
        ({"locks": True}, "locks is not a number"),
        ([4, 4, 6], "is not an object of counters"),
    ],
)
def test_counters_that_nobody_configured_are_refused(counters: object, why: str) -> None:
    assert why in refused("campaigns", {**CAMPAIGN, "counters": counters})


@pytest.mark.parametrize("name", sorted(FEEDS))
@pytest.mark.parametrize("raw", [b"", b"\xff", b"[]", b"{}", b'{"x":' + b"[" * 50_000])
def test_rubbish_is_refused_and_never_raises(name: str, raw: bytes) -> None:
    assert refused(name, raw)


def test_pages_know_the_lamps_of_table_feeds() -> None:
    names = {info.key for info in feed_infos("baita")}

    assert names >= set(FEEDS) | {"city-management", "hotline"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(DISTRICTS / "baita", tmp_path / "baita"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "cause"),
    [
        ("indicators", 'value = "value"', 'amount = "value"', "is none of indicator, value"),
        ("indicators", 'value = "value"', "", "is missing; IndicatorReported needs it"),
        ("indicators", "IndicatorReported", "IndicatorForgotten", "Invalid enum value"),
        ("indicators", 'topic = "{namespace}.indicators"', 'topic = ""', "is empty"),
        ("indicators", "{namespace}.indicators", "{namespace}.hotline", "used by another feed"),
        ("indicators", "rhythm_minutes", "rythm_minutes", "unknown field"),
        ("platform-totals", 'case = "city:{number}"', "", "names no {number}"),
        ("cameras", 'crs = "WGS-84"', 'crs = "WGS-48"', "'WGS-48' is not known"),
        (
            "indicators",
            'indicator = "indicator"',
            'indicator = { from = "indicator", map = { a = "b" } }',
            "'a' leads to 'b'",
        ),
    ],
)
def test_check_names_the_file_and_the_cause(
    folder: Path, file: str, old: str, new: str, cause: str
) -> None:
    change(folder, f"feeds/{file}.toml", old, new)

    found = [str(problem) for problem in check_tables(district("baita"), folder)]

    assert any(told.startswith(f"baita/feeds/{file}.toml") and cause in told for told in found)
    with pytest.raises(ConfigurationError):
        load_tables(district("baita"), "x", root=folder.parent)


@pytest.mark.parametrize(
    ("file", "old", "new", "cause"),
    [
        ("indicators.csv", ",investment,", ",economy,", "board 'economy' is none of"),
        ("indicators.csv", ",23,year,", ",23,,", "give target and target_period, or neither"),
        ("indicators.csv", ",23,year,", ",much,year,", "'much' is not a positive number"),
        ("indicators.csv", "亿元,×100 m yuan,up", "亿元,×100 m yuan,left", "direction 'left'"),
        ("campaigns.csv", "E0196 E0136", "E9999", "class 'E9999' is not in catalogue.csv"),
        ("campaigns.csv", "2021-05-31", "2021-04-31", "last '2021-04-31' is not a day"),
        ("campaigns.csv", "2021-05-31", "2021-04-30", "last is before first"),
        ("campaign-counters.csv", "把,locks,spaces", "把,locks,cars", "adds_to 'cars'"),
        ("campaign-counters.csv", "parking,debris", "paking,debris", "campaign 'paking'"),
    ],
)
def test_check_reads_the_tables_of_indicators_and_campaigns(
    folder: Path, file: str, old: str, new: str, cause: str
) -> None:
    change(folder, file, old, new)

    with pytest.raises(ConfigurationError) as told:
        load_district("baita", folder.parent)

    assert cause in str(told.value)


def test_a_district_without_such_tables_has_none() -> None:
    assert district("newyork").indicators == {}
    assert load_tables(district("newyork"), "x") == []


def test_a_feed_is_one_or_the_other() -> None:
    assert all(isinstance(feed, TableFeed) for feed in FEEDS.values())
    assert FEEDS["cameras"].topic == "test.cameras"
