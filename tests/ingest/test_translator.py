"""The translator moves all it can, buries the rest, and stops where that is nearly all."""

import base64
import threading
from collections.abc import Sequence

import msgspec
import pytest

from city.errors import FeedRejected, ServerUnavailable
from city.events import CaseReceived, decode_event
from city.facts import decode_fact
from city.store.model import FeedReport
from ingest.table_feeds import load_tables
from ingest.translator import Translator
from ingest.worker import run
from tests.ingest.feeds import HEARD_AT, act, district, feed, order, report

CITY, HOTLINE = feed("baita", "city-management"), feed("baita", "hotline")


class Message(msgspec.Struct):
    topic: str
    partition: int
    offset: int
    value: bytes | None
    timestamp: int = HEARD_AT


class Log:
    """A log that is read in batches, with a committed place, and written after a flush."""

    def __init__(self, messages: Sequence[Message], *, batch: int = 100) -> None:
        self.messages, self.batch = messages, batch
        self.place = self.committed = 0
        self.pending: list[tuple[str, bytes, str]] = []
        self.written: list[tuple[str, bytes, str]] = []
        self.broken = 0
        self.closed = 0

    def poll(self) -> Sequence[Message]:
        found = self.messages[self.place : self.place + self.batch]
        self.place += len(found)
        return found

    def commit(self) -> None:
        assert not self.pending, "committed what is not safe yet"
        self.committed = self.place

    def rewind(self) -> None:
        self.place = self.committed

    def send(self, topic: str, value: bytes, *, key: str) -> None:
        self.pending.append((topic, value, key))

    def flush(self) -> None:
        if self.broken:
            self.broken -= 1
            self.pending.clear()
            raise ServerUnavailable("Kafka", "127.0.0.1:9", "KAFKA_BOOTSTRAP_SERVERS")
        self.written += self.pending
        self.pending.clear()

    def close(self) -> None:
        self.closed += 1

    def on(self, topic: str) -> list[tuple[bytes, str]]:
        return [(value, key) for each, value, key in self.written if each == topic]


class Status:
    def __init__(self) -> None:
        self.kept: dict[str, FeedReport] = {}

    def feeds(self) -> dict[str, FeedReport]:
        return self.kept

    def report_feed(self, feed: str, report: FeedReport) -> None:
        self.kept[feed] = report


CAMERAS = next(feed for feed in load_tables(district("baita"), "test") if feed.name == "cameras")


def translator(log: Log, status: Status | None = None) -> Translator:
    return Translator(
        [CITY, HOTLINE, CAMERAS],
        log,
        log,
        events="case-events",
        facts="district-facts",
        letters="dead-letters",
        status=status or Status(),
    )


def messages(*bodies: object, topic: str = CITY.topic) -> list[Message]:
    encode = msgspec.json.encode
    return [
        Message(topic, 2, number, body if isinstance(body, bytes) else encode(body))
        for number, body in enumerate(bodies)
    ]


def test_messages_of_table_feeds_become_facts_keyed_by_what_they_are_about() -> None:
    told = {"messageId": "1", "time": "2026-11-25 08:00:00", "cameraId": "c1", "status": "ON"}
    log = Log(messages(told, b"rubbish", topic=CAMERAS.topic) + messages(report()))
    status = Status()
    worker = translator(log, status)

    worker.step()
    worker.close()

    ((raw, key),) = log.on("district-facts")
    assert (key, decode_fact(raw).source) == ("camera:c1", "cameras")
    assert len(log.on("case-events")) == len(log.on("dead-letters")) == 1
    assert (status.kept["cameras"].messages, status.kept["cameras"].refused) == (2, 1)


def test_messages_of_all_feeds_become_events_keyed_by_case() -> None:
    log = Log(messages(report(), act("file")) + messages(order(), topic=HOTLINE.topic))

    assert translator(log).step() == 3

    written = log.on("case-events")
    assert [key for _, key in written] == [
        "city:E0110202603300031",
        "city:E0110202603300031",
        "hotline:LY12345-20260330-00123",
    ]
    assert isinstance(decode_event(written[0][0]), CaseReceived)
    assert log.committed == 3


def test_a_message_that_cannot_be_mapped_is_buried_whole_and_the_rest_goes_on() -> None:
    log = Log(messages(report(), b"\xff\x00 13812345678", act("dance"), act("close")))

    translator(log).step()

    assert len(log.on("case-events")) == 2
    first, second = (msgspec.json.decode(value) for value, _ in log.on("dead-letters"))
    assert (first["feed"], first["topic"]) == ("city-management", CITY.topic)
    assert (first["partition"], first["offset"]) == (2, 1)
    assert base64.b64decode(first["payload"]) == b"\xff\x00 13812345678"
    assert "13812345678" not in str(first)
    assert (second["field"], second["offset"]) == ("act", 2)
    assert first["reason"] and first["at"]


def test_nothing_is_committed_before_it_is_safe_and_all_is_sent_again() -> None:
    """Kafka goes away in mid-batch: the events come twice at most, with the same ids."""
    log = Log(messages(report(), act("file"), act("close")), batch=2)
    log.broken = 2
    worker, stop = translator(log), threading.Event()

    def pause(_seconds: float) -> None:
        assert log.committed == 0

    class UntilDone:
        name, reset, close = worker.name, worker.reset, worker.close

        def step(self) -> int:
            done = worker.step()
            if log.committed == 3:
                stop.set()
            return done

    run(UntilDone(), stop, pause=pause)

    ids = [decode_event(value).id for value, _ in log.on("case-events")]
    assert ids == [f"city-management:CM-{word}" for word in ("report", "file", "close")]
    assert log.closed == 2  # its source and its sink


def test_a_feed_that_is_refused_nearly_whole_stops_before_it_is_buried() -> None:
    """Then the mapping is wrong, and messages buried by it would all have to be dug out."""
    log = Log(messages(*[act("dance")] * 250), batch=250)

    with pytest.raises(FeedRejected, match=r"city-management: 200 of the last 200.*'dance'"):
        translator(log).step()

    assert log.committed == 0
    assert log.on("dead-letters") == []


def test_refusals_count_over_batches_and_a_few_good_ones_do_not_hide_them() -> None:
    log = Log(messages(*[act("dance")] * 100, report(), *[act("dance")] * 150), batch=60)
    worker = translator(log)

    with pytest.raises(FeedRejected):
        for _ in range(5):
            worker.step()

    worker.close()
    assert log.committed <= 180  # never the batch that was refused


def test_some_refusals_do_not_stop_a_feed() -> None:
    bodies = [act("dance") if number % 10 else act("sign") for number in range(1_000)]
    log = Log(messages(*bodies), batch=1_000)

    translator(log).step()

    assert len(log.on("dead-letters")) == 900
    assert len(log.on("case-events")) == 100


def test_each_feed_is_watched_alone() -> None:
    log = Log(messages(*[act("dance")] * 199) + messages(*[order()] * 300, topic=HOTLINE.topic))
    log.batch = 1_000

    translator(log).step()

    assert len(log.on("dead-letters")) == 199


def test_a_feed_reports_what_it_got_added_to_what_was_known() -> None:
    status = Status()
    status.kept["city-management"] = FeedReport(1, 2, 10, 4)
    log = Log(messages(report(), act("dance")))

    translator(log, status).step()

    kept = status.kept["city-management"]
    assert (kept.messages, kept.refused) == (12, 5)
    assert kept.event_at == 1_774_836_402_000  # 2026-03-30 10:06:42 in Shanghai
    assert kept.heard_at > HEARD_AT // 2
    assert "hotline" not in status.kept


def test_an_empty_poll_commits_nothing() -> None:
    log = Log([])
    assert translator(log).step() == 0
    assert log.committed == 0
