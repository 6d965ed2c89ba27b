"""What just happened is told to people: newest first, and not oftener than they can read it."""

from typing import Any

import pytest

from city.store import movements as module
from city.store.mirror import Mirror
from city.store.movements import MovementReader
from tests.factories import SHANGHAI, make_received
from tests.store_world import PREFIX, ReadModel

pytestmark = pytest.mark.redis


def test_what_was_told_of_a_case_leaves_when_it_becomes_confidential(redis_client: Any) -> None:
    """It was written when nobody knew; who lives there would know who told."""
    model = ReadModel(redis_client)
    model.tell([make_received("city:1"), make_received("city:2")])
    model.tell([make_received("city:2", minute=5, confidential=True)])
    mirror = Mirror(redis_client, PREFIX, SHANGHAI)
    mirror.load()

    assert {row.case for row in mirror.movements(9)} == {"city:1"}


def test_movements_are_read_anew_when_that_is_due(
    redis_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, now = ReadModel(redis_client), 1_000_000
    monkeypatch.setattr(module, "steady_now", lambda: now)
    model.tell([make_received("city:1")])
    mirror = Mirror(redis_client, PREFIX, SHANGHAI)
    mirror.load()
    reader = MovementReader(mirror)
    assert [each.case for each in reader.latest(5)] == ["city:1"]

    model.tell([make_received("city:2", minute=400)])
    mirror.load()
    now += module.MOVEMENTS_EVERY - 1
    assert [each.case for each in reader.latest(5)] == ["city:1"]
    now += 1

    assert [each.case for each in reader.latest(5)] == ["city:2", "city:1"]
    assert [each.case for each in reader.latest(1)] == ["city:2"]
