"""Red events: what takes a wall out of its rotation, and what does not."""

from typing import Any

import msgspec

from city.alerts import alerts
from city.atlas import Storm
from city.head import Alert, FeedLamp
from city.wall import BreakIn

RULES = BreakIn(overdue=5)


def lamp(state: str, **changes: Any) -> FeedLamp:
    plain = FeedLamp("city", "城管", "City", "ok", 1_000, 9, 0, "city", 4_000)
    return msgspec.structs.replace(plain, state=state, **changes)


def red(*feeds: FeedLamp, overdue: int = 0, rules: BreakIn = RULES) -> tuple[Alert, ...]:
    return alerts(feeds, overdue=overdue, overdue_at=7_000, rules=rules)


def test_a_feed_is_red_since_it_fell_silent() -> None:
    assert red(lamp("silent")) == (Alert("feed", "city", 4_000),)


def test_a_late_feed_or_one_never_heard_is_no_event() -> None:
    assert red(lamp("late"), lamp("ok"), lamp("never", silent_at=None)) == ()


def test_overdue_cases_are_red_from_the_districts_number_on() -> None:
    assert red(overdue=4) == ()
    assert red(overdue=5) == (Alert("overdue", "", 7_000, 5),)


def test_a_district_may_switch_each_rule_off() -> None:
    assert red(lamp("silent"), overdue=50, rules=BreakIn(feeds=False, overdue=0)) == ()


def test_a_storm_is_red_since_it_became_one() -> None:
    storm = Storm("heating", "s1", 123.1, 41.2, 9, 1_000, 3_000)

    assert alerts((), overdue=0, overdue_at=0, rules=RULES, storms=[storm]) == (
        Alert("storm", "heating:s1", 3_000, 9),
    )


def test_emergencies_are_one_event_that_is_as_new_as_the_last_of_them() -> None:
    told = alerts((), overdue=0, overdue_at=0, rules=RULES, emergencies=(9_000, 4_000))

    assert told == (Alert("emergency", "", 9_000, 2),)
