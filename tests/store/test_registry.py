"""The registry walked: each figure equals a recount over all cases, and so does its list."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from city import events as ev
from city.case import Case
from city.clock import MINUTE, ProductClock, to_date
from city.district import District, StreamSpec, load_district
from city.errors import BadRequest
from city.figures import Ask, Measured, Reading
from city.flags import pattern_of
from city.lifecycle import LIFE_CYCLES, STEP_OF
from city.lists import Selection
from city.registry.book import FIGURES, figures_of
from city.registry.figure import PARTS, Figure
from city.store.measuring import BREAKDOWNS
from city.store.mirror import Mirror
from city.store.model import Control
from city.store.queries import UNASSIGNED
from city.store.reader import PAGE_SIZE, Reader
from city.store.scenes import tagged_of
from tests.factories import SHANGHAI, make_event, make_received
from tests.store_world import PARTITIONS, PREFIX, ReadModel, partition_of
from tests.wild_town import DAYS, NOW, folded, wild_town

pytestmark = pytest.mark.redis

CASES = 240
SEEDS = (3, 4)
TODAY = SHANGHAI.day_of(NOW)
MIDDLE = f"{to_date(TODAY - 25)}..{to_date(TODAY - 9)}"
WINDOWS = ("today", "last-90-days", MIDDLE)


def districts_with_every_stream() -> District:
    """Return Baita with the streams of every life cycle."""
    streams = tuple(StreamSpec(key, key, window="last-90-days") for key in LIFE_CYCLES)
    return replace(load_district("baita"), streams=streams)


class Told:
    """A reader of a town, and the same town folded case by case."""

    def __init__(self, redis: Any, events: list[Any]) -> None:
        model = ReadModel(redis)
        Control(redis, PREFIX).set_clock(ProductClock(NOW, NOW, 0.0))
        for first in range(0, len(events), 60):
            model.tell(events[first : first + 60])
        self.cases = [case for case in folded(events) if case.exists]
        self.looks = {case.id: (pattern_of(case), light_at(case)) for case in self.cases}
        self._held: dict[tuple[str, str, str], list[Case]] = {}
        self.district = districts_with_every_stream()
        mirror = Mirror(redis, PREFIX, SHANGHAI)
        mirror.load()
        self.reader = Reader(
            redis, PREFIX, mirror=mirror, district=self.district, partition_of=partition_of
        )

    def held(self, answer: Measured) -> list[Case]:
        """Return the cases that the window of an answer holds."""
        basis, window = answer.figure.basis, answer.window
        asked = answer.stream, basis, window.text
        if asked not in self._held:
            self._held[asked] = [
                case
                for case in self.cases
                if case.stream == answer.stream and held(case, basis, window.first, window.last)
            ]
        return self._held[asked]

    def measured(self, figure: Figure, stream: str, window: str, by: str) -> Measured:
        ask = Ask(figure.key, stream, window, by)
        return self.reader.measure([ask])[ask]


@pytest.fixture(params=SEEDS)
def told(redis_client: Any, request: pytest.FixtureRequest) -> Told:
    return Told(redis_client, wild_town(CASES, seed=request.param))


def light_at(case: Case) -> str:
    """Return the light of a case as the brief tells it, from its moments alone."""
    if not case.is_open:
        return ""
    clock = case.clock
    if clock is None:
        return "within"
    if case.master or clock.due_at is None:
        return "untimed"
    if clock.stopped_at is not None:
        return "overdue" if clock.stopped_at > clock.due_at else "within"
    if clock.rest_from is not None and clock.rest_from <= NOW < (clock.rest_until or NOW):
        return "untimed"
    if clock.due_at < NOW:
        return "overdue"
    return "near" if clock.near_at is not None and clock.near_at <= NOW else "within"


def held(case: Case, basis: str, first: int, last: int) -> bool:
    """Return whether a window holds a case by a basis."""
    if basis == "now":
        return case.is_open
    if basis == "unreported":
        return not case.exists
    if basis == "before":
        day = SHANGHAI.day_of(case.received_at) if case.received_at is not None else first
        return case.is_open and day < first
    moments = {"received": case.received_at, "due": case.due_at, "closed": case.closed_at}
    moment = moments[basis]
    if (basis == "due" and case.is_void) or (basis == "closed" and not case.is_closed):
        return False
    return moment is not None and first <= SHANGHAI.day_of(moment) <= last


def key_of(case: Case, by: str, district: District) -> str:
    if by == "major":
        return district.major_of(case.class_)
    field = {"class": "class_"}.get(by, by)
    return getattr(case, field) if by else ""


def recounted(told: Told, answer: Measured, part: str) -> dict[str, int]:
    """Return key -> how many cases are in a part of a figure, each looked at on its own."""
    chosen, counts = answer.figure.part(part), defaultdict[str, int](int)
    assert chosen is not None
    for case in told.held(answer):
        if chosen.holds(*told.looks[case.id]):
            counts[key_of(case, answer.by, told.district)] += 1
    return counts


def behind(told: Told, answer: Measured, part: str, **narrower: str) -> int:
    selection = Selection(
        stream=answer.stream,
        window=answer.window.text,
        figure=answer.figure.key,
        part=part,
        status="all",
        **narrower,
    )
    return told.reader.listing(selection)[0]


def parts(figure: Figure) -> Iterator[str]:
    yield from (name for name in PARTS if figure.part(name) is not None)


def shares_and_counts() -> list[Figure]:
    return [figure for figure in FIGURES.values() if not figure.timing]


def test_every_figure_of_every_stream_dimension_and_window_equals_a_recount(told: Told) -> None:
    asks = [
        Ask(figure.key, stream, window, by)
        for stream in LIFE_CYCLES
        for figure in figures_of(stream)
        for window in WINDOWS
        for by in ("", *BREAKDOWNS)
        if not figure.timing
    ]

    for answer in told.reader.measure(asks).values():
        _compare(told, answer)


def _compare(told: Told, answer: Measured) -> None:
    for part in parts(answer.figure):
        counts = recounted(told, answer, part)
        rows = {row.key: getattr(row, part) for row in answer.rows if getattr(row, part)}
        where = (answer.figure.key, answer.stream, answer.window.text, answer.by, part)
        assert getattr(answer.total, part) == sum(counts.values()), where
        if answer.by:
            assert rows == dict(counts), where
            assert sum(rows.values()) == getattr(answer.total, part), where
    total = answer.total
    if total.denominator is not None:
        over = total.numerator - (total.halved or 0) / 2
        assert total.value == (over / total.denominator if total.denominator else None)


def test_behind_every_figure_are_exactly_its_cases(told: Told) -> None:
    for stream in LIFE_CYCLES:
        for figure in figures_of(stream):
            answer = told.measured(figure, stream, MIDDLE, "")
            for part in parts(figure):
                assert behind(told, answer, part) == getattr(answer.total, part), figure.key


def test_the_figure_above_a_list_is_the_figure_itself(told: Told) -> None:
    """Counted over the list's own cases, those that count half too."""
    for stream in LIFE_CYCLES:
        for figure in figures_of(stream):
            if figure.timing:
                continue
            answer = told.measured(figure, stream, MIDDLE, "")
            asked = Selection(
                stream=stream, window=MIDDLE, figure=figure.key, part="numerator", status="all"
            )
            assert told.reader.evidence.measured(asked).total == answer.total, figure.key


def test_a_list_shows_each_of_its_cases_once_page_by_page(told: Told) -> None:
    """Days that are passed over are passed over by the very number of their cases."""
    for key in ("reported", "closed_flow", "in_time_rate_due", "return_rate", "handling_median"):
        answer = told.measured(FIGURES[key], "city", "last-90-days", "")
        plain = Selection(stream="city", window="last-90-days", figure=key, status="all")
        seen: list[str] = []
        while True:
            page = replace(plain, page=len(seen) // PAGE_SIZE)
            total, rows, _ = told.reader.listing(page)
            seen += [row.id for row in rows]
            if len(rows) < PAGE_SIZE:
                break
        assert len(seen) == len(set(seen)) == total == answer.total.numerator, key


@pytest.mark.parametrize(
    "narrower",
    [
        {"department": "-", "class_": "-"},
        {"street": "211002016", "channel": "collector"},
        {"step": "close"},
        {"reached": "close"},
        {"hours": f"{to_date(TODAY - 9)}T00..{to_date(TODAY - 9)}T23"},
    ],
)
def test_a_list_narrowed_twice_is_the_cases_that_are_both(
    told: Told, narrower: dict[str, str]
) -> None:
    """Cells are kept by one key, and for a few pairs; any other pair is looked at case by case."""
    selection = Selection(stream="city", window="last-90-days", figure="received", **narrower)
    total, rows, _ = told.reader.listing(selection)

    expected = {
        case.id
        for case in told.cases
        if case.stream == "city" and not case.is_void and _is(case, narrower)
    }
    assert total == len(expected)
    assert {row.id for row in rows} == (expected if total <= PAGE_SIZE else {r.id for r in rows})


def _is(case: Case, narrower: dict[str, str]) -> bool:
    wanted = dict(narrower)
    if wanted.pop("reached", "") or wanted.pop("step", ""):  # beyond the last step there is none
        return STEP_OF.get(case.state) == "close"
    if wanted.pop("hours", ""):
        return SHANGHAI.day_of(case.received_at or 0) == TODAY - 9
    return all((getattr(case, field) or UNASSIGNED) == key for field, key in wanted.items())


class Counting:
    """Redis with a count of what it is asked."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis

    def commands(self) -> int:
        return int(self._redis.info("stats")["total_commands_processed"])

    def of(self, ask: Callable[[], object]) -> int:
        before = self.commands()
        ask()
        return self.commands() - before - 1


def test_a_list_asks_redis_as_much_of_many_cases_as_of_few(redis_client: Any) -> None:
    """It reads the days that one page shows; a year of cases must not be read for fifty."""
    asked: list[list[int]] = []
    for days in (2, 40):
        redis_client.flushdb()
        reader = Told(redis_client, _busy_days(days, 60)).reader
        counting, commands = Counting(redis_client), []
        for key in ("received", "closed_flow", "closing_rate_received"):
            selection = Selection(stream="city", window="last-90-days", figure=key)
            reader.listing(selection)  # cells of further days are loaded once
            assert counting.of(partial(reader.evidence.count, selection)) == 0
            commands.append(counting.of(partial(reader.listing, selection)))
            last = replace(selection, page=(reader.evidence.count(selection) - 1) // PAGE_SIZE)
            commands.append(counting.of(partial(reader.listing, last)))
        open_ones = Selection(stream="city", figure="overdue_now")
        assert counting.of(partial(reader.listing, open_ones)) == 0
        asked.append(commands)

    assert asked[0] == asked[1]
    assert max(asked[1]) <= 2 * 2 * PARTITIONS  # ids and documents, of two days at most


@pytest.mark.parametrize(
    ("narrower", "most"),
    [
        ({"hours": f"{to_date(TODAY - 9)}T00..{to_date(TODAY - 9)}T23"}, 1),
        ({"street": "nowhere", "channel": "collector"}, 0),
    ],
)
def test_a_list_that_cells_cannot_tell_reads_only_days_that_may_hold_it(
    redis_client: Any, narrower: dict[str, str], most: int
) -> None:
    """An hour of the curve must not read the month around it."""
    reader = Told(redis_client, _busy_days(40, 4)).reader
    counting = Counting(redis_client)
    plain = Selection(stream="city", window="last-90-days", figure="received")
    reader.listing(replace(plain, street="nowhere"))  # cells are loaded once

    asked = counting.of(partial(reader.listing, replace(plain, **narrower)))

    assert asked <= most * 2 * PARTITIONS  # ids and documents of a day
    assert counting.of(partial(reader.listing, replace(plain, step="close"))) > 2 * PARTITIONS


def _busy_days(days: int, cases: int) -> list[Any]:
    """Return so many days on each of which so many cases are received and closed."""
    return [
        event
        for day in range(DAYS - days, DAYS)
        for number in range(cases)
        for event in (
            make_received(f"city:{day}-{number}", minute=day * 1440 + number),
            make_event(ev.CaseClosed, case=f"city:{day}-{number}", minute=day * 1440 + number + 90),
        )
    ]


@pytest.mark.parametrize("by", ["street", "department", "class", "level", "grid", "campaign"])
def test_behind_every_row_are_exactly_its_cases(told: Told, by: str) -> None:
    field = {"class": "class_"}.get(by, by)
    for stream in ("city", "grid"):
        for key in ("in_time_rate_due", "closing_rate_received"):
            answer = told.measured(FIGURES[key], stream, MIDDLE, by)
            for row in answer.rows:
                narrower = {field: row.key or UNASSIGNED}
                assert behind(told, answer, "numerator", **narrower) == row.numerator


def test_the_time_in_a_step_is_that_of_all_visits_to_it(redis_client: Any) -> None:
    """Filed at 10, sent at 20, handled at 50, back at 70, handled at 100, checked, closed."""
    told = Told(
        redis_client,
        [
            make_received(minute=0),
            make_event(ev.CaseFiled, minute=10),
            make_event(ev.CaseDispatched, minute=20),
            make_event(ev.CaseHandled, minute=50),
            make_event(ev.CaseReworked, minute=70),
            make_event(ev.CaseHandled, minute=100),
            make_event(ev.CaseClosed, minute=130),
        ],
    )
    (case,) = told.cases
    minutes = {step: took // MINUTE for step, took in case.stays}

    assert minutes == {"report": 10, "dispatch": 10, "handle": 60, "check": 50}
    for step, took in minutes.items():
        answer = told.measured(FIGURES[f"step_median_{step}"], "city", "last-90-days", "")
        assert answer.total.numerator == behind(told, answer, "numerator") == 1
        assert answer.total.value == pytest.approx(took * MINUTE, rel=0.08)
    file = told.measured(FIGURES["step_median_file"], "city", "last-90-days", "")
    assert file.total == Reading("", "", None, 0)


def test_cases_that_were_never_reported_are_counted_listed_and_told(redis_client: Any) -> None:
    """And no more as soon as the report is there, in whatever order the two came."""
    later = make_event(ev.CaseDispatched, case="city:lost", minute=20)
    told = Told(redis_client, [*_busy_days(2, 5), later])

    assert told.measured(FIGURES["orphans"], "city", "today", "").total.numerator == 1
    total, rows, _ = told.reader.listing(Selection(stream="city", figure="orphans"))
    assert (total, [row.id for row in rows]) == (1, ["city:lost"])
    assert told.reader.orphans() == 1

    redis_client.flushdb()
    told = Told(redis_client, [later, make_received("city:lost", minute=10)])
    assert told.reader.orphans() == 0
    assert told.reader.listing(Selection(stream="city", figure="orphans"))[0] == 0


@pytest.mark.parametrize("key", ["closing_median", "closing_p90", "handling_median"])
def test_a_time_is_off_by_no_more_than_its_buckets_are_wide(told: Told, key: str) -> None:
    for stream in LIFE_CYCLES:
        answer = told.measured(FIGURES[key], stream, "last-90-days", "department")
        times = sorted(max(0, time) for time in _times(told, stream, FIGURES[key].timing))
        assert answer.total.numerator == len(times)
        assert sum(row.numerator for row in answer.rows) == len(times)
        if times:
            exact = times[max(0, -(-len(times) * int(answer.figure.quantile * 100) // 100) - 1)]
            assert answer.total.value == pytest.approx(exact, rel=0.08, abs=30_000)


def _times(told: Told, stream: str, timing: str) -> Iterator[int]:
    for case in told.cases:
        if case.stream != stream or not case.is_closed or case.closed_at is None:
            continue
        if timing == "closing":
            yield case.closed_at - (case.received_at or 0)
        elif case.clock is not None and case.clock.stopped_at is not None:
            yield case.clock.stopped_at - case.clock.started_at


def test_the_town_has_cases_of_most_kinds(told: Told) -> None:
    """A walk over figures that are all nothing would prove nothing."""
    empty = [
        figure.key
        for figure in shares_and_counts()
        if not any(
            told.measured(figure, stream, "last-90-days", "").total.numerator
            for stream in figure.streams
        )
    ]

    assert len(empty) <= len(FIGURES) // 8, empty  # a few need a rare turn of events


def test_an_earlier_window_is_compared_as_its_cases_stand_now(told: Told) -> None:
    ask = Ask("closing_rate_received", "city", MIDDLE, compare=True)
    answer = told.reader.measure([ask])[ask]

    assert answer.previous is not None
    window = answer.previous.window
    alone = told.measured(FIGURES["closing_rate_received"], "city", window.text, "")
    assert answer.previous.total == alone.total
    assert answer.last_year is not None
    assert answer.last_year.total == Reading("", "", None, 0, 0)


@pytest.mark.parametrize(
    ("ask", "named"),
    [
        (Ask("luck"), "figure"),
        (Ask("closing_rate", stream="moon"), "stream"),
        (Ask("closing_rate", window="never"), "window"),
        (Ask("closing_rate", by="colour"), "by"),
        (Ask("closing_median", by="street"), "by"),
    ],
)
def test_what_is_not_in_the_registry_is_refused_and_named(
    redis_client: Any, ask: Ask, named: str
) -> None:
    reader = Told(redis_client, wild_town(CASES, seed=3)).reader

    with pytest.raises(BadRequest, match=named):
        reader.measure([ask])


@pytest.mark.parametrize("window", ["last-90-days", MIDDLE])
def test_the_cases_of_a_campaign_are_counted_over_all_streams(told: Told, window: str) -> None:
    """They are what the wall says beside a campaign's results, and what its link opens."""
    (counted,) = tagged_of(told.reader, LIFE_CYCLES, window)
    held = [
        case
        for case in told.cases
        if case.campaign == counted.campaign
        and not case.is_void
        and case.received_at is not None
        and SHANGHAI.day_of(case.received_at) in counted.window.days
    ]
    closed = sum(case.is_closed for case in held)
    asked = Selection(status="received", campaign=counted.campaign, window=counted.window.text)
    total, _, _ = told.reader.listing(asked)

    assert len({case.stream for case in held}) > 2
    assert (counted.received, counted.closed) == (len(held), closed)
    assert total == counted.received
