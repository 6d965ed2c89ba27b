"""The mirror on a real Redis: what it follows equals what it would read anew, always."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from redis.exceptions import ConnectionError as RedisAway

from city import events as ev
from city.cells import ALL, DUE, page
from city.district import StreamSpec
from city.figures import Ask
from city.linking import Linking
from city.lists import Selection
from city.metrics import Figures
from city.places import MapFeatures
from city.store.keys import Keys
from city.store.mirror import Mirror
from city.store.model import Control, Model
from city.store.reader import Reader
from city.store.rows import decode_notice
from city.store.sums import Span
from city.store.writer import ShardWriter
from tests.factories import RULES, SHANGHAI, arrivals, instant, life, make_event, make_received
from tests.store_world import PARTITIONS, PREFIX, SCHEMA, ReadModel, partition_of
from tests.strategies import events_of_case
from tests.waiting import eventually

pytestmark = pytest.mark.redis

DAY = SHANGHAI.day_of(instant(0))
WINDOW = "2026-09-01..2026-10-31"


class District:
    """A district whose keys are their own names."""

    key = "test"
    days = SHANGHAI
    linking = Linking()
    map = MapFeatures({}, (), (), (0, 0, 1, 1), schematic=True)
    grids: dict[str, Any] = {}
    figures: dict[str, str] = {}
    primary = StreamSpec("city", "city")
    streams = (primary,)

    def stream(self, key: str) -> StreamSpec | None:
        return self.primary if key == self.primary.key else None

    def label(self, dimension: str, key: str, lang: str) -> str:
        return key

    def major_of(self, class_key: str) -> str:
        return class_key[:3]


def reader_of(mirror: Mirror, redis: Any) -> Reader:
    return Reader(redis, PREFIX, mirror=mirror, district=District(), partition_of=partition_of)


def figures(mirror: Mirror, redis: Any, by: str = "street") -> Figures:
    return reader_of(mirror, redis).figures("city", WINDOW, by)


def told(figures: Figures) -> dict[str, Any]:
    """Return an account without its moment."""
    return {name: value for name, value in figures.describe().items() if name != "as_of"}


def fresh(redis: Any) -> Mirror:
    mirror = Mirror(redis, PREFIX, SHANGHAI)
    mirror.load()
    return mirror


@pytest.fixture
def model(redis_client: Any) -> ReadModel:
    return ReadModel(redis_client)


@pytest.fixture
def mirror(redis_client: Any, model: ReadModel) -> Iterator[Mirror]:
    mirror = Mirror(redis_client, PREFIX, SHANGHAI)
    mirror.start()
    eventually(lambda: mirror.status.ready and redis_client.pubsub_numsub(channel())[0][1])
    yield mirror
    mirror.close()


def channel(generation: int = 1) -> str:
    return Keys(PREFIX, generation, PARTITIONS).changes


def received(mirror: Mirror, redis: Any) -> int:
    return figures(mirror, redis).total.received


def test_a_change_arrives_without_being_asked_for(mirror: Mirror, model: ReadModel) -> None:
    model.tell([make_received("city:1")])

    eventually(lambda: received(mirror, model.redis) == 1)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15
)
@given(st.lists(st.lists(events_of_case("city:1"), min_size=1, max_size=3), max_size=4))
def test_following_equals_reading_anew(
    mirror: Mirror, model: ReadModel, told_in: list[list[list[Any]]]
) -> None:
    """Notices are differences; added up they must give what a fresh reading gives."""
    for batch in told_in:
        model.tell(event for events in batch for event in events)
    guards = [writer._guard.value for writer in model.writers]
    eventually(lambda: [shard.guard for shard in mirror._held.shards] == guards)

    for by in ("street", "department", "class", "major", "channel", "community"):
        followed, read = (figures(each, model.redis, by) for each in (mirror, fresh(model.redis)))
        assert told(followed) == told(read)


def test_the_account_adds_up_in_every_row(mirror: Mirror, model: ReadModel) -> None:
    """The identities of the definitions, on figures read back, against a count by hand."""
    for number in range(18):
        model.tell(life(f"city:{number}", minute=number, until=1 + number % 9))
    model.tell(make_event(ev.CaseCancelled, case=f"city:{n}", minute=500) for n in (0, 9))
    eventually(lambda: figures(mirror, model.redis).total.void == 2)

    account = figures(mirror, model.redis, "department")

    for tally in [*(row.tally for row in account.rows), account.total]:
        counts = tally.counts()
        assert counts["reported"] == counts["received"] + counts["void"]
        assert counts["received"] == counts["closed"] + counts["in_progress"]
    assert account.total.void == 2
    assert account.total.closed == 2
    assert account.total.in_progress == 14
    assert account.rows[-1].key == ""


def test_a_shard_that_was_emptied_is_empty_here_too(mirror: Mirror, model: ReadModel) -> None:
    model.tell([make_received(f"city:{n}") for n in range(5)])
    eventually(lambda: received(mirror, model.redis) == 5)

    model.redis.flushdb()

    eventually(lambda: not mirror.status.ready and received(mirror, model.redis) == 0)


def test_a_model_made_anew_is_followed(mirror: Mirror, model: ReadModel) -> None:
    model.tell([make_received(f"city:{n}") for n in range(5)])
    eventually(lambda: received(mirror, model.redis) == 5)
    model.redis.flushdb()

    ReadModel(model.redis).tell([make_received("city:1")])

    eventually(lambda: received(mirror, model.redis) == 1)


def test_a_write_whose_notice_was_lost_is_found(mirror: Mirror, model: ReadModel) -> None:
    """Notices are sent at most once; the guards are looked at every second."""
    for shard in model.keys.shards:
        shard.channel = "nobody listens"

    model.tell([make_received("city:1")])

    eventually(lambda: received(mirror, model.redis) == 1)


def test_a_gap_between_notices_is_closed_at_once(redis_client: Any) -> None:
    """A notice that does not lead on from what is held must not be added to it."""
    model = ReadModel(redis_client, partitions=1)
    mirror = fresh(redis_client)
    shard, name = model.keys.shards[0], model.keys.shards[0].channel
    shard.channel = "nobody listens"
    model.tell([make_received("city:1")])
    shard.channel = name

    with redis_client.pubsub(ignore_subscribe_messages=True) as listening:
        listening.subscribe(name)
        listening.get_message(timeout=5)
        model.tell([make_received("city:2")])
        notice = decode_notice(listening.get_message(timeout=5)["data"])
    mirror._apply(notice)

    assert received(mirror, redis_client) == 2


@pytest.mark.parametrize("junk", [b"junk", b"\x90", b"\x99\x63\xa0\xa0\x80\x90\x90\x90\x90\xc2"])
def test_junk_on_the_channel_does_not_end_the_mirror(
    mirror: Mirror, model: ReadModel, junk: bytes
) -> None:
    """Nobody looks after its thread: were it to end, a wall would stand still for ever."""
    model.redis.publish(channel(), junk)

    model.tell([make_received("city:1")])

    eventually(lambda: received(mirror, model.redis) == 1)


def test_nobody_sees_another_generation_before_it_is_loaded(
    mirror: Mirror, model: ReadModel
) -> None:
    """While a rebuild is turned to, the old figures stand; no page may flash to zero."""
    model.tell([make_received("city:1")])
    eventually(lambda: received(mirror, model.redis) == 1)
    second = Keys(PREFIX, 2, PARTITIONS).shards[partition_of("city:1", PARTITIONS)]
    writer = ShardWriter(
        model.redis,
        second,
        shard=partition_of("city:1", PARTITIONS),
        schema=SCHEMA,
        rules=RULES,
        days=SHANGHAI,
    )
    writer.open()
    writer.apply(arrivals([make_received("city:1"), make_received("city:1", minute=1)]), 2)
    seen: set[int] = set()

    Control(model.redis, PREFIX).show(Model(2, PARTITIONS, SCHEMA))

    def turned() -> bool:
        seen.add(received(mirror, model.redis))
        generation = mirror.status.model.generation if mirror.status.model else 0
        return generation == 2

    eventually(turned)
    assert seen == {1}


class Breaks:
    """A Redis that goes away during the n-th reading of a shard."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis
        self.left = 1_000

    def register_script(self, text: str) -> Any:
        real = self._redis.register_script(text)

        def call(**arguments: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                raise RedisAway("gone")
            return real(**arguments)

        return call

    def __getattr__(self, name: str) -> Any:
        return getattr(self._redis, name)


@pytest.mark.parametrize("survives", range(PARTITIONS))
def test_days_that_could_not_be_loaded_are_asked_for_again(model: ReadModel, survives: int) -> None:
    """Half loaded and taken for whole, they would be wrong until the next restart."""
    old = -60 * 24 * 400
    model.tell([make_received(f"city:{n}", minute=old) for n in range(9)])
    model.tell([make_event(ev.CaseCancelled, case=f"city:{n}", minute=old + 9) for n in range(9)])
    redis = Breaks(model.redis)
    mirror = Mirror(redis, PREFIX, SHANGHAI)
    mirror.load()
    reader = reader_of(mirror, model.redis)
    redis.left = survives

    with pytest.raises(RedisAway):
        reader.figures("city", "2025-08-01..2025-08-31", "street")
    redis.left = 1_000
    mirror.load()  # as it does whenever Redis was away

    assert reader.figures("city", "2025-08-01..2025-08-31", "street").total.void == 9


def test_a_reading_that_moves_a_shard_on_is_made_anew(model: ReadModel) -> None:
    """Cases counted as open before further days were read would count as ended, too."""
    old, window = -60 * 24 * 400, "2025-08-01..2025-08-31"
    model.tell([make_received(f"city:{n}", minute=old) for n in range(6)])
    mirror = fresh(model.redis)
    reader = reader_of(mirror, model.redis)
    # no notice was followed: what ends is known when the days of the window are read
    model.tell([make_event(ev.CaseClosed, case=f"city:{n}", minute=old + 9) for n in range(6)])

    total, _, _ = reader.listing(Selection(status="received", window=window))

    assert total == 6


def test_a_table_that_grows_while_it_is_read_is_read_again(model: ReadModel) -> None:
    """Lights of a thousand cases do not fit a table of two thousand."""
    old, window = -60 * 24 * 400, "2025-08-01..2025-08-31"
    model.tell([make_received("city:0", minute=old)])
    mirror = fresh(model.redis)
    model.tell([make_received(f"city:{n}", minute=old) for n in range(1, 2_000)])
    ask = Ask("received", "city", window, "street")

    measured = reader_of(mirror, model.redis).measure([ask])[ask]

    assert measured.total.numerator == 2_000


def test_who_reads_gets_what_went_wrong_unless_a_shard_moved(model: ReadModel) -> None:
    mirror, tried = fresh(model.redis), []

    def fails() -> None:
        tried.append(1)
        raise LookupError("ours")

    with pytest.raises(LookupError, match="ours"):
        mirror.read(fails)
    assert len(tried) == 1


def test_a_window_of_old_days_loads_them_when_asked(model: ReadModel) -> None:
    long_ago = -60 * 24 * 400
    model.tell([make_received("city:1", minute=long_ago)])
    model.tell([make_event(ev.CaseCancelled, case="city:1", minute=long_ago + 5)])
    mirror = fresh(model.redis)

    account = reader_of(mirror, model.redis).figures("city", "2025-08-01..2025-08-31", "street")

    assert account.total.void == 1
    model.tell([make_received("city:2", minute=long_ago)])
    model.tell([make_event(ev.CaseCancelled, case="city:2", minute=long_ago + 5)])
    mirror.load()
    account = reader_of(mirror, model.redis).figures("city", "2025-08-01..2025-08-31", "street")
    assert account.total.void == 2


def test_movements_come_newest_first(mirror: Mirror, model: ReadModel) -> None:
    model.tell(life("city:1"))
    model.tell([make_received("city:2", minute=400)])

    eventually(lambda: mirror.movements(1) and mirror.movements(1)[0].case == "city:2")

    times = [row.at for row in mirror.movements(40)]
    assert times == sorted(times, reverse=True)


def test_listeners_hear_which_cases_were_touched(redis_client: Any, model: ReadModel) -> None:
    mirror = Mirror(redis_client, PREFIX, SHANGHAI)
    heard: set[str] = set()
    mirror.on_change(heard.update)
    mirror.start()
    try:
        eventually(lambda: mirror.version > 0)  # subscribed and loaded
        model.tell([make_received("city:7")])
        eventually(lambda: "city:7" in heard)
    finally:
        mirror.close()


def test_further_pages_are_all_that_is_read_when_a_window_asks_for_them(
    model: ReadModel, redis_client: Any
) -> None:
    """A year on somebody's desk must not make the wall wait for every open case to be read anew."""
    mirror = fresh(redis_client)
    model.tell(life("city:1", until=9))
    model.tell(life("city:2", until=3))
    mirror.load()
    open_rows = list(mirror.table.rows)
    wanted = [page(DUE, day) for day in range(DAY - 3, DAY + 30)]

    mirror.ensure_pages(wanted)

    assert all(now is was for now, was in zip(mirror.table.rows, open_rows, strict=True))
    assert mirror.sums.of_page(*one_cell(mirror, wanted)) == 1
    again = fresh(redis_client)
    again.sums.loaded |= set(wanted)
    again.load()
    span = Span("city", ALL, DUE, DAY - 3, DAY + 29)
    assert mirror.sums.over(span) == again.sums.over(span) != {}


def test_pages_of_a_shard_that_moved_on_come_with_all_that_it_holds_now(
    model: ReadModel, redis_client: Any
) -> None:
    """Its cells belong to a later offset than the open cases that are held of it."""
    mirror = fresh(redis_client)
    model.tell(life("city:1", until=9))  # no notice was followed: the mirror does not know
    model.tell(life("city:2", until=3))

    mirror.ensure_pages([page(DUE, day) for day in range(DAY - 3, DAY + 30)])

    assert told(figures(mirror, redis_client)) == told(figures(fresh(redis_client), redis_client))


def test_pages_that_nobody_asks_for_are_let_go_and_come_back_when_asked_for(
    model: ReadModel, redis_client: Any
) -> None:
    """A process that runs for months must not hold every day that it has ever shown."""
    mirror = fresh(redis_client)
    model.tell(life("city:1", until=9))
    mirror.load()
    wanted = [page(DUE, day) for day in range(DAY - 3, DAY + 30)]
    span = Span("city", ALL, DUE, DAY - 3, DAY + 29)
    mirror.ensure_pages(wanted)
    asked = dict(mirror.sums.over(span))

    mirror.forget_pages()
    assert mirror.sums.loaded == set(wanted)
    assert mirror.sums.over(span) == asked != {}
    mirror.forget_pages()
    assert mirror.sums.loaded == set()
    assert not any(shard.cells for shard in mirror._held.shards)

    model.tell(life("city:2", until=9))
    mirror.load()
    mirror.ensure_pages(wanted)
    again = fresh(redis_client)
    again.ensure_pages(wanted)
    assert mirror.sums.over(span) == again.sums.over(span) != asked


def one_cell(mirror: Mirror, pages: list[str]) -> tuple[str, str]:
    """Return the page and the name of a cell that is held of some pages."""
    return next(
        (where, cell)
        for shard in mirror._held.shards
        for where, cells in shard.cells.items()
        if where in pages
        for cell in cells
    )
