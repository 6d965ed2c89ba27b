"""The scene 你提我办: every panel equals a recount of the cases that were told."""

import random
from collections import Counter
from typing import Any

import pytest

from city import events as ev
from city.case import Case
from city.clock import MINUTE
from city.contents import Escalation, Place, Rating
from city.district import load_district
from city.social import CitizenSnapshot
from city.store.heads import FeedInfo
from city.store.mirror import Mirror
from city.store.reader import Reader
from city.store.screens import Screens
from tests.factories import SHANGHAI, make_case, make_event, make_received
from tests.store.test_mirror import WINDOW
from tests.store.test_screens import Stream, make_limits
from tests.store_world import PREFIX, ReadModel, partition_of

pytestmark = pytest.mark.redis
STREAMS = ("city", "citizen", "grid", "video")
COMMUNITIES = ("huimin", "caocang", "")


def matter(case: str, chance: random.Random) -> list[Any]:
    """Return a matter that goes up some levels and may be closed, rated or void."""
    events: list[Any] = [make_received(case, place=Place(community=chance.choice(COMMUNITIES)))]
    for place, level in enumerate(("community", "street", "district")[: chance.randrange(4)], 1):
        passed = Escalation(level)
        events.append(make_event(ev.CaseEscalated, case=case, minute=place * 10, data=passed))
    end = chance.choice(("open", "closed", "closed", "rated", "void"))
    if end == "void" and len(events) == 1:
        events.append(make_event(ev.CaseNotAccepted, case=case, minute=50))
    if end in ("closed", "rated"):
        events.append(make_event(ev.CaseHandled, case=case, minute=60))
        events.append(make_event(ev.CaseClosed, case=case, minute=70))
    if end == "rated":
        rating = Rating(stars=chance.randrange(1, 6), solved=chance.choice((True, False)))
        events.append(make_event(ev.CaseRated, case=case, minute=80, data=rating))
    return events


def alarm(case: str, chance: random.Random) -> list[Any]:
    """Return an alarm that was filed, found false, or not judged yet."""
    kinds: tuple[Any, ...] = (ev.CaseFiled, ev.CaseNotAccepted, None)
    kind = chance.choice(kinds)
    judged = [make_event(kind, case=case, minute=10)] if kind else []
    return [make_received(case), *judged]


@pytest.fixture(scope="module")
def lives() -> list[list[Any]]:
    chance = random.Random(11)
    makers = (("citizen", matter), ("grid", matter), ("video", alarm))
    return [make(f"{key}:{n}", chance) for key, make in makers for n in range(60)]


@pytest.fixture
def shown(redis_client: Any, lives: list[list[Any]]) -> CitizenSnapshot:
    model = ReadModel(redis_client)
    model.tell([event for life in lives for event in life])
    return screens_of(model).citizen()


def screens_of(model: ReadModel) -> Screens:
    mirror = Mirror(model.redis, PREFIX, SHANGHAI)
    mirror.load()
    return Screens(
        Reader(
            model.redis,
            PREFIX,
            mirror=mirror,
            district=load_district("baita"),
            partition_of=partition_of,
        ),
        streams=tuple(Stream(key, WINDOW) for key in STREAMS),
        feeds=(FeedInfo("citizen", "你提我办", "Snapshots", MINUTE),),
        limits=make_limits(),
    )


def cases_of(lives: list[list[Any]], stream: str) -> list[Case]:
    cases = [make_case(*life) for life in lives if life[0].case.startswith(stream)]
    return [case for case in cases if not case.is_void]


@pytest.mark.parametrize("stream", ["citizen", "grid"])
def test_levels_equal_a_recount(
    shown: CitizenSnapshot, lives: list[list[Any]], stream: str
) -> None:
    """What reached a level was settled there, waits there, or reached the next one."""
    rows = shown.levels if stream == "citizen" or not shown.grid else shown.grid.levels
    cases = cases_of(lives, stream)
    closed = Counter(case.level for case in cases if case.is_closed)
    waiting = Counter(case.level for case in cases if case.is_open)

    assert {row.level: row.tally.closed for row in rows if row.tally.closed} == dict(closed)
    assert {row.level: row.tally.in_progress for row in rows if row.tally.in_progress} == waiting
    assert rows[0].reached == len(cases)
    for row, after in zip(rows, [*(row.reached for row in rows[1:]), 0], strict=True):
        assert row.reached == row.tally.received + after


def test_what_askers_said_and_their_stars_add_up_to_what_is_closed(
    shown: CitizenSnapshot, lives: list[list[Any]]
) -> None:
    closed = [case for case in cases_of(lives, "citizen") if case.is_closed]

    assert sum(row.said.closed for row in shown.levels) == len(closed)
    assert sum(row.said.solved for row in shown.levels) == sum("R" in c.marks for c in closed) > 0
    assert sum(row.said.unsolved for row in shown.levels) == sum("N" in c.marks for c in closed) > 0
    assert shown.stars.counts == tuple(sum(c.stars == n for c in closed) for n in (5, 4, 3, 2, 1))
    assert sum(shown.stars.counts) + shown.stars.unrated == len(closed)


def test_the_work_of_communities_is_all_grid_events(
    shown: CitizenSnapshot, lives: list[list[Any]]
) -> None:
    """Each by its days; those without a community are told apart, not lost."""
    assert shown.grid is not None
    counted = Counter(case.community for case in cases_of(lives, "grid"))

    assert {row.community: row.total for row in shown.grid.communities if row.total} == counted
    assert all(sum(row.days) == row.total for row in shown.grid.communities)
    assert shown.grid.account.total.received == sum(counted.values())


def test_alarms_are_filed_false_or_to_be_judged(
    shown: CitizenSnapshot, lives: list[list[Any]]
) -> None:
    alarms = [life for life in lives if life[0].case.startswith("video")]
    kinds = Counter(type(life[-1]).__name__ for life in alarms)

    assert shown.alarms is not None
    assert shown.alarms.filed == kinds["CaseFiled"]
    assert shown.alarms.false == kinds["CaseNotAccepted"]
    assert shown.alarms.pending == kinds["CaseReceived"]
    assert shown.alarms.total == len(alarms)
