"""Each second is counted in the hours of whoever has the case in it: the week with its weekdays."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from city import events as ev
from city.calendars import Calendars, WorkCalendar
from city.case import Case
from city.catalogue import Condition
from city.clock import HOUR, to_instant
from city.history import Explainer
from city.policies import Limit, Policies, Policy
from city.sla import Limits
from city.timeline import Timeline, absorb
from tests.factories import SHANGHAI, arrivals, make_event

DAYS = {"Mon": 23, "Tue": 24, "Wed": 25, "Thu": 26, "Fri": 27, "Sat": 28, "Sun": 29}
"""The last full week of November 2026: no holiday is near."""
OFFICE = WorkCalendar(SHANGHAI, hours=((8 * 60, 12 * 60), (14 * 60, 18 * 60)))
EVENING = WorkCalendar(SHANGHAI, hours=((16 * 60, 22 * 60),))
ORDER = Condition(key="", name="", name_en="", value=4, unit="work_hour")
LONGER = Condition(key="long", name="", name_en="", value=6, unit="work_hour")
RULES = Limits(
    Calendars(OFFICE, {"cleaning": EVENING}),
    classes={},
    streams={"hotline": (ORDER, LONGER), "city": (ORDER,)},
    policies=Policies(
        [Policy("first", clocks={"hotline": {"contact": Limit(4, "work_hour")}}, work_day_hours=8)]
    ),
)


def on(moment: str) -> datetime:
    """Return `Tue 10:30` of that week."""
    day, time = moment.split()
    hour, minute = (int(part) for part in time.split(":"))
    return datetime(2026, 11, DAYS[day], hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def told(kind: type, moment: str, data: object = None, *, case: str = "hotline:1") -> object:
    changes = {} if data is None else {"data": data}
    return make_event(kind, case=case, time=on(moment), id=f"{kind.__name__} {moment}", **changes)


def received(moment: str, department: str = "", *, case: str = "hotline:1") -> object:
    data = ev.Received(stream=case.partition(":")[0], department=department)
    return told(ev.CaseReceived, moment, data, case=case)


def sent(moment: str, department: str, *, case: str = "hotline:1") -> object:
    return told(ev.CaseDispatched, moment, ev.Sent(department=department), case=case)


def timeline(*events: object) -> Timeline:
    first = events[0].case  # type: ignore[attr-defined]
    return absorb(Timeline(Case(first)), arrivals(events), RULES)  # type: ignore[arg-type]


def due(*events: object) -> str:
    clock = timeline(*events).case.clock
    assert clock is not None
    assert clock.due_at is not None
    return f"{SHANGHAI.local(clock.due_at):%a %H:%M}"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        # Mon 16:00: 2 h until 18:00, then 2 h of Tue morning
        ([received("Mon 16:00")], "Tue 10:00"),
        # Mon 16:00 to 17:00 is 1 h of the office; the other 3 h are the evening's, 17:00 to 20:00
        ([received("Mon 16:00"), sent("Mon 17:00", "cleaning")], "Mon 20:00"),
        # passed on at night, after 2 h: nobody works before Tue 16:00 now
        ([received("Mon 16:00"), sent("Mon 23:00", "cleaning")], "Tue 18:00"),
        # passed on in the lunch break of Tue, after 2 + 4 h would be too late: due Tue 10:00
        ([received("Mon 16:00"), sent("Tue 12:30", "cleaning")], "Tue 10:00"),
        # there and back: 1 h office, 1 h evening until 18:00, then Tue 08:00 to 10:00
        (
            [
                received("Mon 16:00"),
                sent("Mon 17:00", "cleaning"),
                told(ev.CaseReturned, "Mon 18:00"),
            ],
            "Tue 10:00",
        ),
        # between two departments with the same hours nothing changes
        ([received("Mon 16:00", "roads"), sent("Mon 17:00", "parks")], "Tue 10:00"),
        # Thu 17:00 to 17:30 is half an hour of the office, 17:30 to 21:00 the rest of the evening
        ([received("Thu 17:00"), sent("Thu 17:30", "cleaning")], "Thu 21:00"),
    ],
)
def test_an_order_that_passes_to_other_hours_is_due_by_both(
    events: list[object], expected: str
) -> None:
    assert due(*events) == expected


def test_another_limit_is_counted_in_the_hours_of_everyone_who_had_it() -> None:
    longer = ev.Received(stream="hotline", department="cleaning", condition="long")
    way = received("Mon 16:00"), sent("Mon 17:00", "cleaning")

    # 1 h of the office, 5 h of the evening
    assert due(*way, told(ev.CaseReceived, "Tue 09:00", longer)) == "Mon 22:00"


def test_what_was_used_is_settled_in_the_hours_in_which_it_was_used() -> None:
    case = timeline(received("Mon 16:00"), sent("Mon 17:00", "cleaning")).case

    assert case.clock is not None
    assert (case.clock.used, case.clock.anchor_at) == (HOUR, to_instant(on("Mon 17:00")))


def test_a_clock_that_rests_while_the_case_passes_on_wakes_in_the_new_hours() -> None:
    rest = told(ev.CaseSuspended, "Mon 17:00", ev.Suspension(until=on("Wed 08:00")))

    # 1 h of Mon; on Wed the cleaners begin at 16:00, and 3 h are left
    assert due(received("Mon 16:00"), rest, sent("Tue 09:00", "cleaning")) == "Wed 19:00"


def test_a_clock_that_dispatch_starts_has_the_hours_of_the_department_from_the_first() -> None:
    filed = told(ev.CaseFiled, "Mon 09:00", ev.Filed(), case="city:1")
    events = (
        received("Mon 08:30", case="city:1"),
        filed,
        sent("Mon 15:00", "cleaning", case="city:1"),
    )

    case = timeline(*events).case

    assert due(*events) == "Mon 20:00"  # 16:00 to 20:00
    assert case.clock is not None
    assert case.clock.held == ()


def test_the_clocks_of_steps_pass_on_as_the_light_does() -> None:
    case = timeline(received("Mon 16:00"), sent("Mon 17:00", "cleaning")).case

    contact = next(clock for clock in case.clocks if clock.key == "contact")
    assert contact.due_at == to_instant(on("Mon 20:00"))


def test_a_deadline_of_its_source_stays_where_it_is() -> None:
    data = ev.Received(stream="hotline", due=on("Tue 09:00"))
    first = told(ev.CaseReceived, "Mon 16:00", data)

    assert due(first, sent("Mon 17:00", "cleaning")) == "Tue 09:00"


def test_the_explanation_tells_both_hours_and_when_it_passed() -> None:
    way = timeline(received("Mon 16:00"), sent("Mon 17:00", "cleaning"))

    assert Explainer(RULES).explain_case(way, "zh") == (
        "周一 11月23日 16:00 受理 + 4 工作时",
        "周一 11月23日：用 1 小时",
        "周一 11月23日 17:00 转到工作时间不同的部门，此后按其工作时间计时",
        "周一 11月23日：用 3 小时",
        "用满 80% 于 周一 11月23日 19:12（转黄）；到期 周一 11月23日 20:00",
    )
