"""Real cases of two cities, replayed through Kafka, against pandas on the same files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from city.settings import ROOT, Settings
from city.store.reader import Reader
from city.store.site import Site
from ingest.bus.kafka import partition_of

DATA = ROOT.parent / "shared" / "data"
NEW_YORK = DATA / "nyc311" / "nyc311_day_2018-10-21.csv.gz"
PINGSHAN = DATA / "pingshan_appeals" / "pingshan_appeals_2018-02_2018-10.csv.gz"

pytestmark = [pytest.mark.kafka, pytest.mark.redis, pytest.mark.slow]


def run(settings: Settings, district: str, *arguments: str) -> str:
    """Run a command of the product as its user would; returns what it printed."""
    env = {
        **os.environ,
        "CITY_DISTRICT": district,
        "CITY_NAMESPACE": settings.prefix,
        "CITY_STATE": str(settings.state),
        "REDIS_URL": settings.redis_url,
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_servers,
    }
    done = subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def replayed(settings: Settings, district: str, file: Path) -> None:
    """Replay a file and wait until all of it is applied."""
    if not file.exists():
        pytest.skip(f"shared/data/{file.parent.name}/{file.name} is not here")
    run(settings, district, "replay", district, str(file), "--speed", "max", "--wait")


def reader_of(settings: Settings, district: str) -> Reader:
    """Return who answers questions about what the replay left behind."""
    site = Site(
        settings.model_copy(update={"district": district}),
        redis_url=settings.redis_url,
        kafka_servers=settings.kafka_servers,
    )
    site.mirror.load()
    return site.reader(partition_of)


def counted(reader: Reader, *, by: str, window: str) -> dict[str, tuple[int, int, int]]:
    """Return key -> received, closed and closed in time, as the product counts them."""
    return {
        row.key: (row.tally.received, row.tally.closed, row.tally.closed_in_time)
        for row in reader.figures("city", window, by).rows
        if row.tally.reported
    }


def from_csv(
    table: pd.DataFrame, column: str, *, missing: set[str]
) -> dict[str, tuple[int, int, int]]:
    """Return the same from the file; `closed` and `in_time` are columns of booleans."""
    keys = table[column].where(~table[column].isin(missing), "")
    groups = table.groupby(keys)
    return {
        str(key): (len(group), int(group["closed"].sum()), int(group["in_time"].sum()))
        for key, group in groups
    }


def test_new_york_counts_equal_those_of_pandas(settings: Settings) -> None:
    """Nothing of a real, dirty day is lost, doubled or put in another row."""
    replayed(settings, "newyork", NEW_YORK)
    reader = reader_of(settings, "newyork")
    table = pd.read_csv(NEW_YORK, dtype=str, keep_default_na=False)
    table["closed"] = table["Status"] == "Closed"
    due = pd.to_datetime(table["Due Date"], format="%m/%d/%y %H:%M", errors="coerce")
    closed_at = pd.to_datetime(table["Closed Date"], format="%m/%d/%y %H:%M", errors="coerce")
    table["in_time"] = table["closed"] & (closed_at <= due)
    columns = {
        "street": "Borough",
        "department": "Agency",
        "class": "Complaint Type",
        "channel": "Open Data Channel Type",
    }
    for by, column in columns.items():
        window = "2018-10-21..2018-10-22"
        expected = from_csv(table, column, missing={"", "Unspecified"})
        assert counted(reader, by=by, window=window) == expected, by


def test_the_command_line_and_the_reader_tell_the_same(settings: Settings) -> None:
    """A figure has one definition, whoever asks for it."""
    replayed(settings, "newyork", NEW_YORK)
    out = run(settings, "newyork", "figures", "--by", "street", "--window", "today", "--json")
    told = json.loads(out)
    known = reader_of(settings, "newyork").figures("city", "today", "street").describe()
    assert told == known
    assert told["total"]["received"] + told["carried_over"] > 0


def test_pingshan_counts_equal_those_of_pandas(settings: Settings) -> None:
    """The source's own verdict decides what was closed in time; it has no closing time."""
    replayed(settings, "pingshan", PINGSHAN)
    reader = reader_of(settings, "pingshan")
    table = pd.read_csv(PINGSHAN, dtype=str, keep_default_na=False)
    table["in_time"] = table["INTIME_ARCHIVE_NUM"] == "1"
    table["closed"] = table["in_time"] | (table["OVERTIME_ARCHIVE_NUM"] == "1")
    months = {
        "2018-01-01..2018-12-31": table,
        "2018-09-01..2018-09-30": table[table["CREATE_TIME"].str.startswith("2018-09")],
        "2018-10-09..2018-10-09": table[table["CREATE_TIME"].str.startswith("2018-10-09")],
    }
    columns = {
        "street": "STREET_NAME",
        "department": "DISPOSE_UNIT_NAME",
        "channel": "EVENT_SRC_NAME",
        "class": "SUB_TYPE_NAME",
    }
    for window, rows in months.items():
        for by, column in columns.items():
            expected = from_csv(rows, column, missing={"", "-"})
            assert counted(reader, by=by, window=window) == expected, (window, by)
