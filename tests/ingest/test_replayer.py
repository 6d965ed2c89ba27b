"""Replays: in the order of time, nothing of the future, no row lost, the clock beside them."""

import csv
import gzip
import io
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from city.clock import MINUTE, ProductClock
from city.errors import BadRequest
from city.events import CaseObserved
from ingest.adapter import Refusal
from ingest.recording import recording_of
from ingest.replayer import Played, Replayer
from tests.ingest.feeds import ORIGIN, appeal, feed, request

NEW_YORK, PINGSHAN = feed("newyork"), feed("pingshan")
ZONE = "America/New_York"
NINE = 1_540_126_800_000  # 2018-10-21 09:00 in New York


class Stage:
    """Takes what a replay sends and shows, on a clock that only moves when somebody pauses."""

    def __init__(self) -> None:
        self.now = 5_000
        self.sent: list[dict[str, str]] = []
        self.sent_at: list[int] = []
        self.clocks: list[ProductClock] = []
        self.progress: list[tuple[int, int]] = []

    def send(self, topic: str, value: bytes, *, key: str) -> None:
        assert topic and key
        self.sent.append(msgspec.json.decode(value))
        self.sent_at.append(self.now)

    def flush(self) -> None:
        pass

    def set_clock(self, clock: ProductClock) -> None:
        self.clocks.append(clock)

    def pause(self, seconds: float) -> None:
        self.now += max(1, round(seconds * 1_000))


def write(folder: Path, rows: list[dict[str, str]], *, encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    file = folder / "recording.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    return file


def row(**changes: str) -> dict[str, str]:
    full = request(**changes)
    del full["Observation"], full["Observed At"]
    return full


def play(file: Path, stage: Stage, *, feed: Any = NEW_YORK, speed: float | None = None) -> Played:
    with recording_of(feed.spec, file, zone=ZONE) as recording:
        replayer = Replayer(recording, stage, stage, topic="t", now=lambda: stage.now)
        return replayer.play(
            speed,
            stop=threading.Event(),
            progress=lambda *told: stage.progress.append(told),
            pause=stage.pause,
        )


def test_rows_are_sent_in_the_order_of_time_whatever_that_of_the_file(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        [
            row(Unique_Key="1", Created_Date="10/21/18 9:30", Closed_Date="10/21/18 9:50"),
            row(Unique_Key="2", Created_Date="10/21/18 9:10", Closed_Date="10/21/18 9:40"),
        ],
    )
    stage = Stage()

    played = play(file, stage)

    order = [(each["Unique Key"], each["Observation"]) for each in stage.sent]
    assert order == [("2", "1"), ("1", "1"), ("2", "2"), ("1", "2")]
    assert (played.rows, played.sent, played.messages) == (2, 4, 4)
    assert stage.progress[-1] == (4, 4)


def test_at_its_first_moment_a_request_knows_nothing_of_its_future(tmp_path: Path) -> None:
    stage = Stage()

    play(write(tmp_path, [row()]), stage)

    first, last = stage.sent
    assert first["Status"] == "Open"
    for column in ("Closed Date", "Resolution Description", "Resolution Action Updated Date"):
        assert first[column] == ""
    assert "10:30" not in str(first)
    assert first["Observed At"] == "10/21/18 9:05"
    assert (last["Status"], last["Observed At"]) == ("Closed", "10/21/18 10:30")


@pytest.mark.parametrize(
    ("closed", "updated", "seen"),
    [
        ("10/21/18 10:30", "10/21/18 11:30", "10/21/18 10:30"),
        ("", "10/21/18 11:30", "10/21/18 11:30"),
        ("", "", "10/21/18 9:05"),  # neither: as it ended, right after it came
        ("", "10/21/18 0:00", "10/21/18 9:05"),  # a bare date, before the request itself
        ("", "11/19/18 0:00", "10/21/18 12:00"),  # a plan: seen when the recording ends
    ],
)
def test_a_request_is_seen_again_when_it_ended(
    tmp_path: Path, closed: str, updated: str, seen: str
) -> None:
    rows = [
        row(Closed_Date=closed, Resolution_Action_Updated_Date=updated),
        row(Unique_Key="6", Closed_Date="10/21/18 12:00"),
    ]
    stage = Stage()

    play(write(tmp_path, rows), stage)

    looks = [each for each in stage.sent if each["Unique Key"] == "5"]
    assert [each["Observation"] for each in looks] == ["1", "2"]
    assert looks[1]["Observed At"] == seen


def test_every_row_is_sent_also_one_without_a_time(tmp_path: Path) -> None:
    """It becomes a dead letter, which is where somebody looks for it."""
    rows = [row(), row(Unique_Key="6", Created_Date="?", Closed_Date="", Status="Open")]
    rows[1]["Resolution Action Updated Date"] = ""
    stage = Stage()

    played = play(write(tmp_path, rows), stage)

    assert played.sent == 4
    outcomes = [NEW_YORK.adapter.adapt(msgspec.json.encode(each), ORIGIN) for each in stage.sent]
    assert [type(each) for each in outcomes] == [Refusal, Refusal, CaseObserved, CaseObserved]


def test_an_appeal_is_sent_once_at_its_receipt(tmp_path: Path) -> None:
    rows = [appeal(REC_ID="1"), appeal(REC_ID="2", CREATE_TIME="2018-09-01 08:00:00")]
    stage = Stage()

    play(write(tmp_path, rows), stage, feed=PINGSHAN)

    assert [each["REC_ID"] for each in stage.sent] == ["2", "1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_may_be_packed_and_in_either_encoding(
    tmp_path: Path, encoding: str, packed: bool
) -> None:
    file = write(tmp_path, [appeal()], encoding=encoding)
    if packed:
        file.write_bytes(gzip.compress(file.read_bytes()))  # by content: it is still named .csv
    stage = Stage()

    play(file, stage, feed=PINGSHAN)

    assert stage.sent == [appeal()]


def test_short_and_long_rows_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "recording.csv"
    file.write_text("REC_ID,CREATE_TIME,A\n1,2018-09-01 08:00:00\n2,2018-09-01 08:00:01,a,b,c\n")
    stage = Stage()

    play(file, stage, feed=PINGSHAN)

    assert [each["A"] for each in stage.sent] == ["", "a"]


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    file = tmp_path / "recording.csv.gz"
    file.write_bytes(gzip.compress(b"REC_ID\n" * 1_000)[:-20])
    with pytest.raises(BadRequest, match="cannot be read"):
        play(file, Stage(), feed=PINGSHAN)
    file.write_bytes(b"REC_ID\n\xff\xff\xff\n")
    with pytest.raises(BadRequest, match="utf-8, gb18030"):
        play(file, Stage(), feed=PINGSHAN)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "REC_ID\n1\n"])
def test_a_file_of_something_else_is_refused_whole(tmp_path: Path, text: str) -> None:
    """Its rows would fill the dead letters, and a replay that waits would wait for ever."""
    file = tmp_path / "other.csv"
    file.write_text(text)
    stage = Stage()

    with pytest.raises(BadRequest, match=r"other\.csv .*no column .*'CREATE_TIME'"):
        play(file, stage, feed=PINGSHAN)
    assert stage.sent == []


def test_a_table_that_is_none_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "recording.csv"
    file.write_text("REC_ID,CREATE_TIME\n1," + "x" * 200_000)

    with pytest.raises(BadRequest, match=r"recording\.csv, after line 1: "):
        play(file, Stage(), feed=PINGSHAN)


def test_a_live_feed_has_no_replay(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no replay"):
        play(write(tmp_path, [appeal()]), Stage(), feed=feed("baita", "hotline"))


def test_at_full_speed_the_clock_follows_and_then_stands_still(tmp_path: Path) -> None:
    rows = [row(Unique_Key=str(n), Created_Date=f"10/21/18 9:{n % 60:02}") for n in range(600)]
    stage = Stage()

    played = play(write(tmp_path, rows), stage)

    assert stage.clocks[0].virtual == NINE
    assert [clock.virtual for clock in stage.clocks] == sorted(c.virtual for c in stage.clocks)
    assert len(stage.clocks) > 2
    last = stage.clocks[-1]
    assert (last.rate, last.virtual) == (0.0, NINE + 90 * MINUTE)
    assert last.now(stage.now + 1_000_000) == last.virtual
    assert played.clock_at == last.virtual


def test_at_a_speed_messages_come_when_the_clock_says(tmp_path: Path) -> None:
    rows = [
        row(Unique_Key="1", Created_Date="10/21/18 9:00", Closed_Date="10/21/18 9:30"),
        row(Unique_Key="2", Created_Date="10/21/18 9:10", Closed_Date="10/21/18 9:20"),
    ]
    stage = Stage()

    play(write(tmp_path, rows), stage, speed=60)

    assert stage.clocks[0] == ProductClock(NINE, 5_000, 60)
    # ten minutes of the recording are ten seconds
    assert stage.sent_at == [5_000, 15_000, 25_000, 35_000]
    assert stage.clocks[-1].rate == 0.0
    assert stage.clocks[-1].virtual == NINE + 30 * MINUTE


def test_a_replay_that_is_stopped_leaves_the_clock_where_it_was(tmp_path: Path) -> None:
    stage, stop = Stage(), threading.Event()
    file = write(tmp_path, [row(Created_Date="10/21/18 9:00")])
    with recording_of(NEW_YORK.spec, file, zone=ZONE) as recording:
        replayer = Replayer(recording, stage, stage, topic="t", now=lambda: stage.now)
        played = replayer.play(
            1, stop=stop, progress=lambda *_: None, pause=lambda _seconds: stop.set()
        )
    assert (played.sent, played.messages) == (1, 2)
    assert stage.clocks[-1].virtual == NINE
    assert stage.clocks[-1].rate == 0.0
