"""What lies beside the shards: the model's record, the clock, feeds, work and signs of life."""

from typing import Any

import pytest

from city.clock import LIFE, ProductClock
from city.errors import ModelMismatch
from city.store.model import Control, FeedReport, Model, Pulse, Work

pytestmark = pytest.mark.redis


@pytest.fixture
def control(redis_client: Any) -> Control:
    return Control(redis_client, "test")


def test_the_first_one_makes_generation_one(control: Control) -> None:
    assert control.model() is None

    assert control.ensure_model(12, "s1") == Model(1, 12, "s1")
    assert control.ensure_model(12, "s1") == control.model()


def test_another_count_of_partitions_is_refused_with_the_way_out(control: Control) -> None:
    control.ensure_model(12, "s1")

    with pytest.raises(ModelMismatch, match="CITY_PARTITIONS.*CITY_NAMESPACE"):
        control.ensure_model(6, "s1")


def test_other_tables_are_refused_with_the_way_out(control: Control) -> None:
    control.ensure_model(12, "s1")

    with pytest.raises(ModelMismatch, match="app.py rebuild"):
        control.ensure_model(12, "s2")


def test_the_clock_is_that_of_life_unless_a_replay_set_it(control: Control) -> None:
    replay = ProductClock(virtual=5, real=7, rate=60)
    assert control.clock() == LIFE

    control.set_clock(replay)
    assert control.clock() == replay

    control.set_clock(LIFE)
    assert control.clock() == LIFE


def test_feeds_work_and_pulses_are_read_back_and_end(control: Control) -> None:
    feed, work, pulse = FeedReport(1, None, 2, 3), Work(0.5, 4), Pulse("projector", 5, 6)
    control.report_feed("hotline", feed)
    control.tell_work("rebuild", work)
    control.tell_pulse("me", pulse)

    assert control.feeds() == {"hotline": feed}
    assert (control.work(), control.pulses()) == ({"rebuild": work}, {"me": pulse})

    control.tell_work("rebuild", None)
    control.tell_pulse("me", None)
    assert (control.work(), control.pulses()) == ({}, {})
