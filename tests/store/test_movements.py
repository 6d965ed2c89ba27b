"""What just happened is told to people: newest first, and not oftener than they can read it."""

from collections.abc import Iterator
from typing import Any

import pytest

from city import events as ev
from city.store import movements as module
from city.store.mirror import Mirror
from city.store.movements import MovementReader
from tests.factories import SHANGHAI, make_event, make_received
from tests.store_world import PREFIX, ReadModel
from tests.waiting import eventually

pytestmark = pytest.mark.redis


def told_of(mirror: Mirror) -> set[str]:
    return {row.case for row in mirror.movements(9)}


@pytest.mark.parametrize("closed", [False, True])
def test_what_was_told_of_a_case_leaves_when_it_becomes_confidential(
    redis_client: Any, closed: bool
) -> None:
    """It was written when nobody knew; who lives there would know who told, also afterwards."""
    model = ReadModel(redis_client)
    model.tell([make_received("city:1"), make_received("city:2")])
    model.tell([make_received("city:2", minute=5, confidential=True)])
    if closed:
        model.tell([make_event(ev.CaseClosed, case="city:2", minute=9)])
    mirror = Mirror(redis_client, PREFIX, SHANGHAI)
    mirror.load()

    assert told_of(mirror) == {"city:1"}


@pytest.fixture
def model(redis_client: Any) -> ReadModel:
    return ReadModel(redis_client, partitions=1)


@pytest.fixture
def following(redis_client: Any, model: ReadModel) -> Iterator[Mirror]:
    mirror = Mirror(redis_client, PREFIX, SHANGHAI)
    mirror.start()
    eventually(lambda: mirror.version > 0)  # subscribed and loaded
    yield mirror
    mirror.close()


def test_a_mirror_that_follows_drops_what_was_told_of_it_too(
    following: Mirror, model: ReadModel
) -> None:
    """Its shard is kept up by notices alone: it must not wait until it is read anew."""
    model.tell([make_received("city:1"), make_received("city:2")])
    eventually(lambda: told_of(following) == {"city:1", "city:2"})

    model.tell([make_received("city:2", minute=5, confidential=True)])
    eventually(lambda: told_of(following) == {"city:1"})
    model.tell([make_event(ev.CaseClosed, case="city:2", minute=9), make_received("city:3")])

    eventually(lambda: told_of(following) == {"city:1", "city:3"})


def test_movements_are_read_anew_when_that_is_due(
    following: Mirror, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000_000
    monkeypatch.setattr(module, "steady_now", lambda: now)
    model.tell([make_received("city:1")])
    eventually(lambda: told_of(following) == {"city:1"})
    reader = MovementReader(following)
    assert [each.case for each in reader.latest(5)] == ["city:1"]

    model.tell([make_received("city:2", minute=400)])
    eventually(lambda: told_of(following) == {"city:1", "city:2"})
    now += module.MOVEMENTS_EVERY - 1
    assert [each.case for each in reader.latest(5)] == ["city:1"]
    now += 1

    assert [each.case for each in reader.latest(5)] == ["city:2", "city:1"]
    assert [each.case for each in reader.latest(1)] == ["city:2"]


def test_what_is_told_no_more_is_not_kept_for_as_long(
    following: Mirror, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quiet wall is not drawn again before something happens; the line would stay on it."""
    monkeypatch.setattr(module, "steady_now", lambda: 1_000_000)
    model.tell([make_received("city:1"), make_received("city:2")])
    eventually(lambda: told_of(following) == {"city:1", "city:2"})
    reader = MovementReader(following)
    assert len(reader.latest(5)) == 2

    model.tell([make_received("city:2", minute=5, confidential=True)])
    eventually(lambda: told_of(following) == {"city:1"})

    assert [each.case for each in reader.latest(5)] == ["city:1"]
