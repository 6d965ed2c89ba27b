"""The simulated past ends at the published figures, and looks like a real city's."""

from collections import Counter
from datetime import datetime
from functools import lru_cache

import pytest

from city.cases import Case, fold, order_key
from city.clock import DAY, Instant, to_instant
from city.district import District, load_district
from city.events import CaseEvent
from city.lifecycle import STEP_OF
from ingest.adapter import Origin, Refusal
from ingest.feeds import load_feeds
from ingest.simulation.history import history
from ingest.simulation.messages import Message
from ingest.simulation.plan import load_plan
from tests.ingest.recount import (
    AFTERWARDS,
    CLOSING,
    FIRST,
    LOCAL,
    Past,
    five_stars,
    outcome,
    recount,
    tally,
)

NOON = "2026-11-24 12:00"
AWKWARD = [
    "2026-11-24 00:05",  # today has hardly begun
    NOON,
    "2026-11-24 23:55",
    "2026-11-23 08:30",  # a Monday before the office is busy
    "2026-10-08 09:10",  # the first working day after National Day
    "2027-01-01 00:00",  # a day off of a year not published yet
    "2026-02-24 09:30",  # after the Spring Festival
    "2024-02-29 13:00",
]


def at(text: str) -> Instant:
    return to_instant(datetime.fromisoformat(text).replace(tzinfo=LOCAL))


@lru_cache(maxsize=1)
def baita() -> District:
    return load_district("baita")


@lru_cache(maxsize=2)
def past_of(text: str, seed: int) -> tuple[Message, ...]:
    return tuple(history(load_plan("baita"), baita(), at(text), seed=seed))


def recounted(text: str, seed: int) -> Past:
    return recount([message.value for message in past_of(text, seed)])


@lru_cache(maxsize=1)
def events() -> dict[str, list[CaseEvent]]:
    """What the product's adapters make of all messages until noon, in order, by case."""
    adapters = {feed.name: feed.adapter for feed in load_feeds(baita(), "test")}
    told: dict[str, dict[str, CaseEvent]] = {}
    for number, message in enumerate(past_of(NOON, 1)):
        origin = Origin(message.feed, 0, number, at(NOON))
        event = adapters[message.feed].adapt(message.value, origin)
        if not isinstance(event, Refusal):
            told.setdefault(event.case, {})[event.id] = event
    return {case: sorted(each.values(), key=order_key) for case, each in told.items()}


@lru_cache(maxsize=1)
def folded() -> dict[str, Case]:
    """The cases as the product understands them at noon."""
    return {case: fold(Case(case), told, baita().limits) for case, told in events().items()}


def window() -> list[Case]:
    since = baita().days.day_of(at(NOON)) - 29
    days = baita().days
    return [
        case
        for case in folded().values()
        if case.stream == "city"
        and case.received_at is not None
        and days.day_of(case.received_at) >= since
        and not case.is_void
    ]


def light(case: Case, now: Instant) -> str:
    if case.due_at is None or case.near_at is None:
        return "not timed"
    if (case.stopped_at or now) > case.due_at:
        return "overdue"
    return "near" if case.stopped_at is None and now >= case.near_at else "within"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 9))
def test_the_past_ends_at_the_published_figures_whatever_the_seed_and_the_time(seed: int) -> None:
    """Duplicates, late and unusable messages are among them, and change no total."""
    now = AWKWARD[seed % len(AWKWARD)]

    past = recounted(now, seed)

    today = datetime.fromisoformat(now).date()
    city = tally(past, "city", today=today, days=30)
    assert (city["closed"], city["open"]) == (1322, 531)
    assert city["void"] == 56  # on top of the 1853
    hotline = tally(past, "hotline", today=today, days=90)
    assert (hotline["closed"], hotline["open"], hotline["void"]) == (2122, 59, 0)
    assert five_stars(past, today=today, days=90) == 1929
    earlier = tally(past, "city", today=today, days=70)
    assert earlier["open"] - city["open"] == 30
    assert earlier["closed"] + earlier["open"] == 1853 + 40 * 62
    assert max(act.at for acts in past.cases.values() for act in acts).timestamp() * 1000 <= at(now)


def test_lives_begin_with_their_report_and_nothing_happens_to_a_closed_case() -> None:
    """A life that is cut off or out of order would show on the wall as an orphan."""
    for case, acts in recounted(NOON, 1).cases.items():
        assert acts[0].at == min(a.at for a in acts if a.act in FIRST), case
        if case.startswith("city:") and outcome(acts) == "closed":
            closed_at = next(a.at for a in acts if a.act in CLOSING)
            before = [a.at for a in acts if a.act not in AFTERWARDS]
            assert max(before) == closed_at, case


def test_messages_are_sent_in_time_order_and_only_a_few_are_bad() -> None:
    messages = past_of(NOON, 1)
    past = recounted(NOON, 1)
    known = sum(len(acts) for acts in past.cases.values())

    assert [m.at for m in messages] == sorted(m.at for m in messages)
    assert messages[-1].at <= at(NOON)
    assert 80_000 < len(messages) < 95_000
    assert 40 < past.unusable < 400
    assert 400 < len(messages) - known - past.unusable < 1_500  # repeats


def test_the_same_seed_tells_the_same_bytes_and_another_seed_others() -> None:
    plan = load_plan("baita")
    first = past_of(NOON, 1)

    assert tuple(history(plan, baita(), at(NOON), seed=1)) == first
    assert [m.value for m in history(plan, baita(), at(NOON), seed=2)] != [m.value for m in first]


def test_every_code_is_one_of_the_district() -> None:
    """What the district does not know would end in the unassigned."""
    district = baita()
    for acts in recounted(NOON, 1).cases.values():
        for act in acts:
            unit = act.body.get("department") or act.body.get("unit")
            assert unit is None or unit in district.departments
            case = act.body.get("case") if act.act == "report" else None
            if case and act.case.startswith("city:"):
                entry = district.classes[case["kind"] + case["classCode"]]
                assert case["conditionCode"] in {each.key for each in entry.conditions}
                # 永乐社区 is told of without its street, so its cases are unassigned
                yongle = case["communityCode"] == "yongle" and not case["streetCode"]
                assert yongle or case["streetCode"] in district.streets
                assert case["communityCode"] in district.communities
    for each in window():
        assert each.class_ in district.classes and each.channel in district.channels


def test_the_backlog_shows_the_lights_and_steps_of_the_plan() -> None:
    cases = [case for case in window() if case.is_open]

    lights = Counter(light(case, at(NOON)) for case in cases)
    steps = Counter(STEP_OF[case.state] for case in cases)

    assert steps == {"report": 9, "file": 13, "dispatch": 48, "handle": 397, "check": 64}
    assert lights["near"] == pytest.approx(58, rel=0.2)
    assert lights["overdue"] == pytest.approx(35, rel=0.3)
    assert lights["not timed"] == 70  # not dispatched yet, so no clock runs
    assert sum(lights.values()) == 531


def test_the_mix_is_that_of_the_plan() -> None:
    """The four classes that the source names lead; no class swallows the backlog."""
    cases = window()
    classes = Counter(case.class_ for case in cases)
    backlog = Counter(case.class_ for case in cases if case.is_open)

    assert classes.most_common(1)[0][0] == "E0406"
    assert {"E0406", "E0136", "E0203", "E0135"} <= {key for key, _ in classes.most_common(7)}
    assert backlog.most_common(1)[0][1] < 0.25 * 531
    channels = Counter(case.channel for case in cases)
    assert channels["collector"] / len(cases) == pytest.approx(0.78, abs=0.04)
    without_point = sum(case.lon is None for case in cases) / len(cases)
    assert without_point == pytest.approx(0.12, abs=0.03)  # no address, or the default point
    hours = Counter(baita().days.hour_of(case.received_at or 0) for case in cases)
    assert hours[9] + hours[10] > 0.2 * len(cases) > 20 * (hours[2] + hours[3])


def test_departments_close_mostly_in_time_and_some_worse_than_others() -> None:
    closed: dict[str, list[bool]] = {}
    for case in folded().values():
        if case.stream == "city" and case.is_closed:
            closed.setdefault(case.department, []).append(case.closed_in_time)
    shares = {key: sum(told) / len(told) for key, told in closed.items() if len(told) >= 50}

    assert 0.91 < sum(map(sum, closed.values())) / sum(map(len, closed.values())) < 0.98
    assert shares["sanitation"] > 0.94 > shares["roads"]
    assert all(0.75 < share <= 1 for share in shares.values())


def test_a_late_case_was_urged_and_a_long_late_one_supervised() -> None:
    now = at(NOON)
    acts = recounted(NOON, 1).cases
    for case in window():
        if case.state != "handling" or case.due_at is None or case.due_at >= now:
            continue
        names = {act.act for act in acts[case.id]}
        assert "urge" in names
        assert ("supervise" in names) == (now - case.due_at > DAY)


def test_personal_fields_are_sent_as_platforms_send_them() -> None:
    """So that masking has something to mask; the numbers belong to nobody."""
    bodies = [act.body for acts in recounted(NOON, 1).cases.values() for act in acts]
    orders = [body["order"] for body in bodies if body.get("action") == "accept"]
    cases = [body["case"] for body in bodies if "case" in body]

    assert all(order["callerPhone"].startswith("1700000") for order in orders)
    public = [case for case in cases if case["source"] in ("02", "06")]
    assert public and all(case["reporterName"] for case in public)
    assert not any("reporterName" in case for case in cases if case["source"] == "01")
