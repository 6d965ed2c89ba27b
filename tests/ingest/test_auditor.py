"""The auditor: books of its own, compared at equal offsets; silent while right, loud until seen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from city import events as ev
from city.store.books import AuditReport
from city.store.keys import Keys
from city.store.model import Control
from ingest.auditor import IN_TURN, Auditor, Turn
from ingest.own_books import OwnBooks
from tests.factories import RULES, SHANGHAI, life, make_event, make_received
from tests.ingest.log_world import Log, World
from tests.store_world import PARTITIONS, PREFIX, SCHEMA

pytestmark = pytest.mark.redis


@pytest.fixture
def world(redis_client: Any) -> World:
    """A town of cases in every state, all of it applied."""
    world = World(redis_client)
    for number in range(12):
        stream = ("city", "hotline")[number % 2]
        world.tell(life(f"{stream}:{number}", minute=300 * number, until=1 + number % 9))
    world.follow()
    return world


def ledger_in(folder: Path, schema: str = SCHEMA) -> OwnBooks:
    return OwnBooks(folder / "books.sqlite", schema=schema, rules=RULES, days=SHANGHAI)


@pytest.fixture
def auditor(world: World, tmp_path: Path) -> Iterator[Auditor]:
    auditor = auditor_over(world, ledger_in(tmp_path))
    yield auditor
    auditor.close()


def auditor_over(world: World, books: OwnBooks) -> Auditor:
    def wait(seconds: float) -> None:
        raise AssertionError("nothing waits in a comparison")

    log = Log(world.kept)
    return Auditor(world.redis, PREFIX, books=books, log=log, wait=wait, every=0)


def report_of(world: World) -> AuditReport:
    report = Control(world.redis, PREFIX).audit()
    assert report is not None
    return report


def some_cell(world: World) -> tuple[str, bytes]:
    """Return the key and the field of one cell that there is."""
    shards = Keys(PREFIX, 1, PARTITIONS).shards
    for shard in shards:
        for page in sorted(world.redis.smembers(shard.pages)):
            fields = world.redis.hkeys(shard.cells(page.decode()))
            if fields:
                return shard.cells(page.decode()), sorted(fields)[0]
    raise AssertionError("no cells at all")


def test_a_model_that_is_right_agrees_and_says_when(world: World, auditor: Auditor) -> None:
    auditor.step()  # the second round also looks at what the first one took in
    compared = auditor.step()

    report = report_of(world)
    assert report.agrees and report.cells == compared > 30
    assert report.cases == 12


def test_a_cell_that_drifted_is_found_within_two_rounds(world: World, auditor: Auditor) -> None:
    auditor.step()
    key, field = some_cell(world)
    world.redis.hincrby(key, field, 1)
    auditor.step()

    report = report_of(world)
    assert not report.agrees
    assert field.decode().replace("\x1f", "/") in report.differences[0]


def test_a_difference_stays_until_a_person_confirms_it(world: World, auditor: Auditor) -> None:
    """One that mends itself overnight is still a fault that somebody must understand."""
    key, field = some_cell(world)
    world.redis.hincrby(key, field, 1)
    auditor.step()
    world.redis.hincrby(key, field, -1)
    auditor.step()
    assert not report_of(world).agrees

    told = Control(world.redis, PREFIX).confirm_audit()
    auditor.step()

    assert told is not None and told.differences
    assert report_of(world).agrees


def test_a_case_that_lost_its_open_row_is_found(world: World, auditor: Auditor) -> None:
    shard = next(s for s in Keys(PREFIX, 1, PARTITIONS).shards if world.redis.hlen(s.open))
    world.redis.hdel(shard.open, world.redis.hkeys(shard.open)[0])
    auditor.step()

    assert "open" in report_of(world).differences[0]


def test_late_events_and_corrections_are_followed(world: World, auditor: Auditor) -> None:
    auditor.step()
    corrected = make_received("city:0", minute=3 * 24 * 60, title="later")
    first = life("city:0", minute=0)[0]
    world.tell(
        [
            make_event(id=first.id, case="city:0", minute=4000, revision=2, data=corrected.data),
            make_event(ev.CaseClosed, case="hotline:1", minute=2),
            make_event(ev.CaseRated, case="hotline:11", minute=9000),
        ]
    )
    world.follow()
    auditor.step()
    auditor.step()

    assert report_of(world).agrees


def test_it_compares_nothing_that_is_ahead_of_what_it_knows(world: World, auditor: Auditor) -> None:
    """After a flush the read model begins anew; books that are further wait for it."""
    auditor.step()
    world.redis.flushdb()
    world.projector.assign(range(PARTITIONS))
    Control(world.redis, PREFIX).ensure_model(PARTITIONS, SCHEMA)

    assert auditor.step() == 0
    world.follow()
    auditor.step()
    assert auditor.step() > 30
    assert report_of(world).agrees


def test_books_survive_a_restart_and_begin_anew_under_other_rules(
    world: World, tmp_path: Path
) -> None:
    auditor = auditor_over(world, ledger_in(tmp_path))
    auditor.step()
    auditor.close()

    again = ledger_in(tmp_path)
    assert again.cases() == 12
    again.close()
    other = ledger_in(tmp_path, schema="another")
    assert (other.cases(), other.next_offset(0)) == (0, 0)
    other.close()


def test_an_event_that_cannot_be_read_is_passed_over_as_the_projector_does(
    world: World, auditor: Auditor
) -> None:
    for shard in world.kept:
        world.kept[shard].append(b'{"type": "Nonsense"}')
    world.follow()
    auditor.step()
    auditor.step()

    assert report_of(world).agrees


def test_every_page_has_its_turn_though_few_are_looked_at_at_once() -> None:
    pages = [f"r{20_000 + day}" for day in range(3 * IN_TURN + 5)]
    turn = Turn({"r19999"})

    seen = [turn.pages(pages) for _ in range(4)]

    assert seen[0][0] == "r19999"
    assert {page for each in seen for page in each} >= set(pages)
    assert max(map(len, seen)) <= IN_TURN + 1
