"""
The published figures come out of generated events: read, folded and counted by the product's code.

Nothing here is a constant of the product. The simulator's messages go through adapters and fold;
ended cases are summed from cells and those in progress are looked at one by one, as mirrors do.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

import pytest

from city.case import Case
from city.cells import CODE_OF, RECEIVED, contributions, delta, page, parse_cell
from city.clock import ProductClock
from city.events import CaseEvent
from city.figures import Ask, Reading
from city.flags import CLOSED, VOID
from city.metrics import share
from city.store.mirror import Mirror
from city.store.model import Control
from city.store.reader import Reader
from city.windows import parse_window
from tests.ingest.test_simulator_history import NOON, at, baita, events, folded
from tests.store_world import PREFIX, ReadModel, partition_of

MONTH, QUARTER = 30, 90
Claim = Callable[[str], bool]


@lru_cache(maxsize=1)
def cells() -> dict[str, dict[str, int]]:
    """The cells that a projector would have written, by page and name."""
    sums: dict[str, dict[str, int]] = {}
    for case in folded().values():
        delta((), contributions(case, baita().days), sums)
    return sums


def ended(
    stream: str, days: int, claim: Claim, *, by: str = "", keys: Iterable[str] = ("",)
) -> int:
    """Count from cells the ended cases of the last local days whose pattern fits."""
    wanted, today = set(keys), baita().days.day_of(at(NOON))
    total = 0
    for day in range(today - days + 1, today + 1):
        for name, count in cells().get(page(RECEIVED, day), {}).items():
            of, dimension, key, pattern = parse_cell(name)
            fits = (of, dimension) == (stream, CODE_OF.get(by, "")) and key in wanted
            total += count if fits and claim(pattern) else 0
    return total


def closed(pattern: str) -> bool:
    return pattern.startswith(CLOSED)


def in_progress(stream: str, days: int) -> list[Case]:
    since = baita().days.day_of(at(NOON)) - days
    return [
        case
        for case in folded().values()
        if case.stream == stream
        and case.is_open
        and baita().days.day_of(case.received_at or 0) > since
    ]


def percent(part: int, whole: int) -> float:
    found = share(part, whole)
    assert found is not None
    return round(found * 100, 2)


PUBLISHED: dict[tuple[str, str, str, str], float] = {
    # (figure of the registry, stream, its breakdown, key of a row): what the source text says
    ("received", "city", "", ""): 1853,
    ("closed", "city", "", ""): 1322,
    ("in_progress", "city", "", ""): 531,
    ("closing_rate_received", "city", "", ""): 71.34,
    ("closed", "city", "campaign", "parking"): 14,
    ("received", "hotline", "", ""): 2181,
    ("closed", "hotline", "", ""): 2122,
    ("in_progress", "hotline", "", ""): 59,
    ("closing_rate_received", "hotline", "", ""): 97.29,
    ("five_star_rate_closed", "hotline", "", ""): 90.90,
    ("five_star_rate_received", "hotline", "", ""): 88.45,
    ("received", "enterprise", "", ""): 57,
    ("closed", "enterprise", "", ""): 6,
    ("in_progress", "enterprise", "", ""): 51,
    ("closed", "enterprise", "class", "B0101"): 5,
    ("closed", "enterprise", "class", "B0102"): 1,
    ("received", "grid", "campaign", "publications"): 54,
    ("closed", "grid", "campaign", "publications"): 54,
}


def asked_for() -> Iterator[list[CaseEvent]]:
    """Yield the events of each case of a window, and of ten days before that it must leave out."""
    today = baita().days.day_of(at(NOON))
    since = {
        stream: baita().days.start_of(parse_window(spec.window, today).first - 10)
        for stream in {stream for _, stream, _, _ in PUBLISHED}
        if (spec := baita().stream(stream)) is not None
    }
    for case in folded().values():
        if case.stream in since and (case.received_at or 0) >= since[case.stream]:
            yield events()[case.id]


def reader_of_the_past(redis: Any) -> Reader:
    """Return a reader over the cases asked for, written as the projector does; it is noon."""
    model, told = ReadModel(redis, rules=baita().limits), asked_for()
    while batch := list(islice(told, 1000)):
        model.tell(event for each in batch for event in each)
    Control(redis, PREFIX).set_clock(ProductClock(at(NOON), at(NOON), 0.0))
    mirror = Mirror(redis, PREFIX, baita().days)
    mirror.load()
    return Reader(redis, PREFIX, mirror=mirror, district=baita(), partition_of=partition_of)


@pytest.mark.redis
@pytest.mark.slow
def test_the_registry_itself_says_what_the_source_text_says(redis_client: Any) -> None:
    """Counting cells here proves the history; this proves the figures that pages show."""
    asks = {row: Ask(row[0], row[1], "", row[2]) for row in PUBLISHED}

    answers = reader_of_the_past(redis_client).measure(asks.values())

    found = {}
    for row, ask in asks.items():
        answer = answers[ask]
        rows: dict[str, Reading] = {each.key: each for each in answer.rows}
        told = rows[row[3]] if row[3] else answer.total
        share_of = told.denominator is not None and told.value is not None
        found[row] = round((told.value or 0) * 100, 2) if share_of else told.value
    assert found == PUBLISHED


def test_the_month_of_city_cases_adds_up_and_closes_71_34_percent() -> None:
    done, going = ended("city", MONTH, closed), len(in_progress("city", MONTH))

    assert (done + going, done, going) == (1853, 1322, 531)
    assert percent(done, done + going) == 71.34
    assert round((done + going) / MONTH, 1) == 61.8


def test_the_quarter_of_the_hotline_closes_97_29_percent_with_90_90_percent_five_stars() -> None:
    done, going = ended("hotline", QUARTER, closed), len(in_progress("hotline", QUARTER))
    stars = ended("hotline", QUARTER, lambda pattern: closed(pattern) and "5" in pattern)

    assert (done + going, done, going, stars) == (2181, 2122, 59, 1929)
    assert percent(done, done + going) == 97.29
    assert percent(stars, done) == 90.90
    assert percent(stars, done + going) == 88.45
    assert round((done + going) / QUARTER, 1) == 24.2


def test_of_57_problems_of_firms_6_are_solved_and_51_in_progress() -> None:
    done, going = ended("enterprise", QUARTER, closed), in_progress("enterprise", QUARTER)
    environment, legal = (
        ended("enterprise", QUARTER, closed, by="class", keys=[key]) for key in ("B0101", "B0102")
    )

    assert (done + len(going), environment, legal, len(going)) == (57, 5, 1, 51)
    assert not {"B0101", "B0102"} & {case.class_ for case in going}


def test_the_parking_campaign_freed_4_and_4_and_6_spaces() -> None:
    tagged = [case for case in folded().values() if case.campaign == "parking"]
    kinds = {
        key: sum(case.class_ == key and case.is_closed for case in tagged)
        for key in ("E0136", "E0410", "E0196")
    }

    assert list(kinds.values()) == [4, 4, 6]
    assert ended("city", MONTH, closed, by="campaign", keys=["parking"]) == 14 == len(tagged)
    assert {case.community for case in tagged} == {"yongle"}


def test_of_54_places_checked_for_publications_none_had_to_be_passed_on() -> None:
    checked = ended("grid", MONTH, closed, by="campaign", keys=["publications"])
    in_order = ended(
        "grid", MONTH, lambda pattern: "h" in pattern, by="campaign", keys=["publications"]
    )

    assert (checked, checked - in_order) == (54, 0)


@pytest.mark.parametrize(
    ("stream", "a_day", "low"), [("citizen", 12, ()), ("grid", 45, ("grid",)), ("video", 6, ())]
)
def test_the_smaller_streams_come_in_as_often_as_planned(
    stream: str, a_day: float, low: tuple[str, ...]
) -> None:
    received = ended(stream, 70, closed) + len(in_progress(stream, 70))

    assert received / 70 == pytest.approx(a_day, rel=0.03)
    settled = ended(stream, 70, closed, by="level", keys=[*low, "community"])
    assert stream == "video" or 0.8 < settled / ended(stream, 70, closed) < 0.95


def test_false_alarms_are_void_and_in_no_denominator() -> None:
    false = ended("video", 70, lambda pattern: pattern.startswith(VOID))
    alarms = false + ended("video", 70, closed) + len(in_progress("video", 70))

    assert 0.35 < false / alarms < 0.55
    assert not ended("video", 70, lambda pattern: pattern.startswith(VOID) and "f" in pattern)


@pytest.mark.parametrize(
    ("flag", "least", "most"),
    [("e", 0.005, 0.04), ("b", 0.02, 0.08), ("r", 0.005, 0.04), ("h", 0.004, 0.02)],
)
def test_acts_beside_the_way_forward_are_as_rare_as_planned(
    flag: str, least: float, most: float
) -> None:
    done = ended("city", 70, closed)

    assert least < ended("city", 70, lambda p: closed(p) and flag in p) / done < most


@pytest.mark.parametrize("flag", list("pmsijxgq"))
def test_every_rare_act_happens_in_some_case_of_the_past(flag: str) -> None:
    assert any(flag in case.marks for case in folded().values())


def test_the_past_contradicts_no_life_cycle() -> None:
    assert [case.id for case in folded().values() if case.anomalies] == []
    assert all(case.exists for case in folded().values())


def test_hours_go_back_eight_weeks_and_one_in_every_larger_stream() -> None:
    """So that an expected band of the same hour of the last eight weeks has something to go by."""
    day_of, today = baita().days.day_of, baita().days.day_of(at(NOON))
    for stream in ("city", "hotline", "citizen", "grid", "video"):
        received = (case for case in folded().values() if case.stream == stream)
        first = min(case.received_at for case in received if case.received_at is not None)
        assert today - day_of(first) >= 9 * 7
