"""The reader: figures against a count made by hand, and behind each figure exactly its cases."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from city.district import load_district
from city.errors import BadRequest, UnknownCase
from city.lists import Selection
from city.metrics import DIMENSIONS, Figures
from city.store.mirror import Mirror
from city.store.queries import UNASSIGNED
from city.store.reader import PAGE_SIZE, Reader
from tests.districts import baita_before
from tests.factories import SHANGHAI, life, make_event
from tests.journeys.lives import WINDOW, Town, expected, in_disorder, make_town
from tests.store.test_mirror import reader_of
from tests.store_world import PREFIX, ReadModel, partition_of

pytestmark = pytest.mark.redis

CASES = 90


@pytest.fixture(scope="module")
def town() -> Town:
    return make_town(CASES, seed=11)


@pytest.fixture
def reader(redis_client: Any, town: Town) -> Reader:
    """A reader of a town told in disorder, a third of it twice."""
    model = ReadModel(redis_client)
    told = in_disorder(town.events, seed=11)
    for first in range(0, len(told), 40):
        model.tell(told[first : first + 40])
    mirror = Mirror(redis_client, PREFIX, SHANGHAI)
    mirror.load()
    return reader_of(mirror, redis_client)


@pytest.mark.parametrize("by", ["street", "department"])
def test_figures_equal_those_that_were_made_up(reader: Reader, town: Town, by: str) -> None:
    rows = {
        row.key: {name: row.tally.counts()[name] for name in ("closed", "void", "in_progress")}
        for row in reader.figures("city", WINDOW, by).rows
        if row.tally.reported
    }

    assert rows == expected(town, by)


@pytest.mark.parametrize("by", DIMENSIONS)
def test_every_breakdown_has_the_same_total(reader: Reader, by: str) -> None:
    assert reader.figures("city", WINDOW, by).total.reported == CASES


def count(reader: Reader, **wanted: str) -> int:
    return reader.listing(Selection(stream="city", window=WINDOW, **wanted))[0]


@pytest.mark.parametrize("by", ["street", "department", "channel", "class", "major", "community"])
def test_behind_each_figure_are_exactly_its_cases(reader: Reader, by: str) -> None:
    """From any number to the cases behind it: the list must be as long as the number says."""
    field = "class_" if by == "class" else by
    for row in reader.figures("city", WINDOW, by).rows:
        of_row = {field: row.key or UNASSIGNED}
        counts = row.tally.counts()
        assert count(reader, status="open", **of_row) == counts["in_progress"]
        assert count(reader, status="closed", **of_row) == counts["closed"]
        assert count(reader, status="void", **of_row) == counts["void"]
        assert count(reader, status="received", **of_row) == counts["received"]
        assert count(reader, status="all", **of_row) == counts["reported"]
        in_time = count(reader, status="closed", measure="closed_in_time", **of_row)
        assert in_time == counts["closed_in_time"]


def test_lights_of_the_list_equal_those_of_the_figures(reader: Reader) -> None:
    counts = reader.figures("city", WINDOW, "street").total.counts()
    names = {"within": "within_limit", "near": "near_due", "overdue": "overdue"}
    names["untimed"] = "not_timed"

    for light, name in names.items():
        assert count(reader, light=light) == counts[name]


def test_pages_follow_each_other_without_gap_or_repeat(reader: Reader) -> None:
    seen: list[str] = []
    for page in range(3):
        wanted = Selection(stream="city", window=WINDOW, status="all", page=page)
        total, rows, _ = reader.listing(wanted)
        assert len(rows) == min(PAGE_SIZE, max(0, total - page * PAGE_SIZE))
        seen += [row.id for row in rows]

    assert len(seen) == len(set(seen)) == CASES


def test_cases_from_before_the_window_are_carried_over(reader: Reader, town: Town) -> None:
    late: Figures = reader.figures("city", "2026-04-01..2026-04-30", "street")
    inside = reader.figures("city", WINDOW, "street").total.in_progress

    assert late.carried_over == inside - late.total.in_progress
    carried = Selection(stream="city", status="carried", window="2026-04-01..2026-04-30")
    assert reader.listing(carried)[0] == late.carried_over


def test_facets_add_up_to_the_list(reader: Reader) -> None:
    total, _, facets = reader.listing(Selection(stream="city", window=WINDOW))

    for name, values in facets.items():
        assert sum(facet.count for facet in values) == total, name


def test_a_case_is_found_with_all_its_events(reader: Reader, town: Town) -> None:
    event = town.events[0]

    assert event in reader.timeline(event.case).decoded()


# (day on which it is dispatched at 16:30, class, whether its deadline may still move)
DEADLINES = [
    ("2030-12-30", "E0112", False),  # Mon: two working hours end on Tuesday, in a known year
    ("2030-12-31", "E0112", True),  # Tue: they end in 2031, whose days off nobody knows
    ("2030-12-31", "E0101", False),  # Tue: a day by the calendar, which no day off moves
    ("2031-03-04", "E0112", True),  # Tue: all of it in the unknown year
]


def test_a_deadline_in_working_time_of_an_unpublished_year_is_provisional(
    redis_client: Any, tmp_path: Path
) -> None:
    """In the list and on the case's page alike; a department must see that it may still move."""
    district = load_district(baita_before(tmp_path).name, tmp_path)
    model = ReadModel(redis_client, rules=district.limits)
    for number, (day, class_, _) in enumerate(DEADLINES):
        time = datetime.fromisoformat(f"{day}T16:30:00+08:00")
        events = life(f"city:{number}", until=3, class_=class_)
        model.tell([replace(event, time=time) for event in events])
    mirror = Mirror(redis_client, PREFIX, SHANGHAI)
    mirror.load()
    reader = Reader(
        redis_client, PREFIX, mirror=mirror, district=district, partition_of=partition_of
    )

    _, rows, _ = reader.listing(Selection(stream="city", window="2030-12-01..2031-03-31"))
    listed = {row.id: row.open.provisional for row in rows if row.open}
    told = [reader.listed(reader.timeline(f"city:{n}").case).open for n in range(len(DEADLINES))]

    assert [listed[f"city:{n}"] for n in range(len(DEADLINES))] == [row[2] for row in DEADLINES]
    assert [case is not None and case.provisional for case in told] == [row[2] for row in DEADLINES]


@pytest.mark.parametrize("unknown", ["city:99999", "", "{}"])
def test_an_unknown_case_is_no_case(reader: Reader, unknown: str) -> None:
    with pytest.raises(UnknownCase):
        reader.timeline(unknown)


def test_without_a_model_there_is_no_case_and_every_figure_is_nothing(redis_client: Any) -> None:
    mirror = Mirror(redis_client, PREFIX, SHANGHAI)
    mirror.load()
    reader = reader_of(mirror, redis_client)

    assert reader.figures("city", "today", "street").total.reported == 0
    with pytest.raises(UnknownCase):
        reader.timeline("city:1")


@pytest.mark.parametrize(
    ("selection", "named"),
    [
        (Selection(status="lost"), "status"),
        (Selection(window="never"), "window"),
        (Selection(light="purple"), "light"),
        (Selection(measure="luck"), "measure"),
        (Selection(hours="noon"), "hours"),
        (Selection(hours="2026-04-02T09..2026-04-02T08"), "hours"),
        (Selection(reached="heaven"), "reached"),
    ],
)
def test_what_cannot_be_selected_is_named(reader: Reader, selection: Selection, named: str) -> None:
    with pytest.raises(BadRequest, match=named):
        reader.listing(selection)


def test_what_cannot_be_counted_is_named(reader: Reader) -> None:
    with pytest.raises(BadRequest, match="by"):
        reader.figures("city", "today", "colour")


def test_a_window_may_lie_in_the_future(reader: Reader) -> None:
    assert reader.figures("city", "2030-01-01..2030-01-02", "street").total.reported == 0


def test_a_case_of_today_is_in_every_window_that_ends_today(redis_client: Any) -> None:
    model = ReadModel(redis_client)
    mirror = Mirror(redis_client, PREFIX, SHANGHAI)
    reader = reader_of(mirror, redis_client)
    model.tell([make_event(time=SHANGHAI.local(mirror.now()))])
    mirror.load()

    for window in ("today", "month", "quarter", "year", "last-30-days", "last-90-days"):
        assert reader.figures("city", window, "street").total.received == 1
