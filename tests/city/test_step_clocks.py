"""Every clock of every life cycle: what starts it, what stops it, and how it starts again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from city import events as ev
from city.case import Case, Clock
from city.clock import Instant
from city.district import District, load_district
from city.flags import pattern_of
from city.lifecycle import LIFE_CYCLES
from city.timeline import Timeline, absorb
from tests.factories import arrivals, make_event

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
MONDAY = datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The first of two weeks without a day off; the office is open 08:00-12:00 and 14:00-18:00."""

Told = tuple[str, type[Any], Any]
Ran = tuple[str, str, str]
"""When a clock started, when it was stopped (empty: it runs), and when it is due."""
TO_STREET, TO_DISTRICT = ev.Escalation("street"), ev.Escalation("district")
FAILED = ev.Verdict(passed=False)
CLASSES = {"city": "E0112", "video": "E0112"}
"""A class with two working hours, for the streams whose limits go by class."""


def at(text: str) -> datetime:
    """Return the time of `Mon 09:00`, of the week after for `Mon+ 09:00`."""
    day, time = text.split()
    days = WEEKDAYS.index(day.removesuffix("+")) + 7 * day.endswith("+")
    hours, minutes = map(int, time.split(":"))
    return MONDAY + timedelta(days=days, hours=hours, minutes=minutes)


def text_of(moment: Instant | None) -> str:
    """Return an instant as `at` reads it; empty if there is none."""
    if moment is None:
        return ""
    local = baita().days.local(moment)
    week = "+" if local - MONDAY >= timedelta(days=7) else ""
    return f"{WEEKDAYS[local.weekday()]}{week} {local:%H:%M}"


@lru_cache(maxsize=1)
def baita() -> District:
    return load_district("baita")


def told(stream: str, events: Sequence[Told], *, received: str = "Mon 09:00") -> Case:
    """Return the case that was received then and told of these events."""
    data = ev.Received(stream=stream, class_=CLASSES.get(stream, ""))
    case = f"{stream}:1"
    made = [make_event(ev.CaseReceived, case=case, time=at(received), data=data)]
    for number, (time, kind, data_of) in enumerate(events, start=1):
        changes = {} if data_of is None else {"data": data_of}
        made.append(make_event(kind, case=case, minute=number, time=at(time), **changes))
    return absorb(Timeline(Case(case)), arrivals(made), baita().limits).case


def runs_of(case: Case, key: str) -> list[Ran]:
    """Return each clock of that name that a case has had."""
    clocks: list[Clock] = [*([case.clock] if case.clock else []), *case.clocks]
    return [
        (text_of(clock.started_at), text_of(clock.stopped_at), text_of(clock.due_at))
        for clock in clocks
        if clock.key == key
    ]


CITY_WAY: list[Told] = [
    ("Mon 09:05", ev.VerificationStarted, None),
    ("Mon 09:20", ev.CaseVerified, None),
    ("Mon 09:24", ev.CaseFiled, ev.Filed("E0112")),
]
SENT: list[Told] = [*CITY_WAY, ("Mon 16:30", ev.CaseDispatched, None)]
FOUR_HOURS = ev.Received("city", class_="E0110")
EXTENDED: list[Told] = [*SENT, ("Mon 17:00", ev.CaseExtended, None)]
MORE_TIME: list[Ran] = [("Mon 16:30", "", "Tue 10:30")]
BUILDING: list[Told] = [
    ("Mon 16:00", ev.CaseFiled, ev.Filed("E0101", "2")),
    ("Mon 16:30", ev.CaseDispatched, None),
]
DONE: list[Told] = [
    *SENT,
    ("Mon 16:40", ev.CaseSigned, None),
    ("Tue 08:10", ev.CaseHandled, None),
]
CHECKED: list[Told] = [*DONE, ("Tue 08:20", ev.CheckStarted, None)]
ORDER: list[Told] = [
    ("Mon 16:30", ev.CaseDispatched, None),
    ("Tue 09:00", ev.CaseSigned, None),
]
ANSWERED: list[Told] = [
    *ORDER,
    ("Tue 09:30", ev.HandlingStarted, None),
    ("Tue 10:00", ev.CaseHandled, None),
]
UP: list[Told] = [("Mon 15:00", ev.CaseEscalated, TO_STREET)]
UP_TWICE: list[Told] = [*UP, ("Tue 11:00", ev.CaseEscalated, TO_DISTRICT)]
ALARM: list[Told] = [("Mon 09:10", ev.CaseVerified, None)]


def order_of(condition: str, due: str = "") -> tuple[type[Any], Any]:
    """Return a report of an order that is told again, perhaps with the source's deadline."""
    deadline = at(due) if due else None
    return ev.CaseReceived, ev.Received("hotline", condition=condition, due=deadline)


GIVEN: list[Told] = [("Mon 10:00", *order_of("help", "Tue 12:00"))]

ROWS: list[tuple[str, str, list[Told], list[Ran]]] = [
    # 受理, 15 minutes from the report, Monday; while it is verified they stand still
    ("city", "accept", [], [("Mon 09:00", "", "Mon 09:15")]),
    ("city", "accept", CITY_WAY[:1], [("Mon 09:00", "Mon 09:05", "Mon 09:15")]),
    ("city", "accept", CITY_WAY[:2], [("Mon 09:00", "", "Mon 09:30")]),  # 5 used, 10 left
    ("city", "accept", CITY_WAY, [("Mon 09:00", "Mon 09:24", "Mon 09:30")]),
    (  # sent back by the dispatcher, Monday: the 6 minutes that are left run on
        "city",
        "accept",
        [*CITY_WAY, ("Mon 10:00", ev.CaseReturned, None)],
        [("Mon 09:00", "", "Mon 10:06")],
    ),
    # 核实, 30 minutes from when it was asked for, Monday; asked for again they begin anew
    ("city", "verify", [], []),
    ("city", "verify", CITY_WAY[:1], [("Mon 09:05", "", "Mon 09:35")]),
    (
        "city",
        "verify",
        [*CITY_WAY[:2], ("Mon 10:00", ev.VerificationStarted, None)],
        [("Mon 09:05", "Mon 09:20", "Mon 09:35"), ("Mon 10:00", "", "Mon 10:30")],
    ),
    # 派遣, 15 minutes from the filing, Monday; a return begins them anew
    ("city", "dispatch", CITY_WAY, [("Mon 09:24", "", "Mon 09:39")]),
    (
        "city",
        "dispatch",
        [*SENT, ("Tue 08:05", ev.CaseReturned, None)],  # Tue
        [("Mon 09:24", "Mon 16:30", "Mon 09:39"), ("Tue 08:05", "", "Tue 08:20")],
    ),
    # 处置, two working hours from the dispatch: half an hour is left for Tuesday
    ("city", "disposal", CITY_WAY, []),
    ("city", "disposal", SENT, [("Mon 16:30", "", "Tue 08:30")]),
    ("city", "disposal", DONE, [("Mon 16:30", "Tue 08:10", "Tue 08:30")]),
    (  # reworked on Tuesday: the same deadline
        "city",
        "disposal",
        [*CHECKED, ("Tue 09:00", ev.CaseReworked, None)],
        [("Mon 16:30", "", "Tue 08:30")],
    ),
    (  # returned and sent again on Tuesday: the department's clock was void
        "city",
        "disposal",
        [*SENT, ("Tue 08:05", ev.CaseReturned, None), ("Tue 09:00", ev.CaseDispatched, None)],
        [("Tue 09:00", "", "Tue 11:00")],
    ),
    (  # more time on Monday; sent again on Tuesday, two hours more are two hours, not one
        "city",
        "disposal",
        [
            *SENT,
            ("Mon 17:00", ev.CaseExtended, None),
            ("Tue 08:05", ev.CaseReturned, None),
            ("Tue 09:00", ev.CaseDispatched, None),
            ("Tue 10:00", ev.CaseExtended, None),
        ],
        [("Tue 09:00", "", "Tue 15:00")],
    ),
    (  # the source grants until Wednesday; what comes next is two working hours again
        "city",
        "disposal",
        [
            *SENT,
            ("Mon 17:00", ev.CaseExtended, ev.Extension(due=at("Wed 11:00"))),
            ("Tue 10:00", ev.CaseExtended, None),
        ],
        [("Mon 16:30", "", "Wed 15:00")],
    ),
    # told on Tuesday to be what has four working hours: from the dispatch on, and so is more time
    (
        "city",
        "disposal",
        [*SENT, ("Tue 08:05", ev.CaseReceived, FOUR_HOURS)],
        [("Mon 16:30", "", "Tue 10:30")],
    ),
    (
        "city",
        "disposal",
        [*EXTENDED, ("Tue 08:05", ev.CaseReceived, FOUR_HOURS)],
        [("Mon 16:30", "", "Tue 16:30")],
    ),
    (  # handled on Tuesday, found to be another class afterwards
        "city",
        "disposal",
        [*DONE, ("Tue 09:00", ev.CaseReceived, FOUR_HOURS)],
        [("Mon 16:30", "Tue 08:10", "Tue 10:30")],
    ),
    (  # 15 working days from Monday's dispatch; on Tuesday it has two days, day and night
        "city",
        "disposal",
        [*SENT[:3], *BUILDING, ("Tue 08:05", ev.CaseDispatched, ev.Sent("parks", "1"))],
        [("Tue 08:05", "", "Thu 08:05")],
    ),
    # told again on Tuesday as what it was known to be: more time stays, the dispatch stays
    (
        "city",
        "disposal",
        [*EXTENDED, ("Tue 08:05", ev.CaseReceived, ev.Received("city", class_="E0112"))],
        MORE_TIME,
    ),
    (
        "city",
        "disposal",
        [*EXTENDED, ("Tue 08:05", ev.CaseDispatched, ev.Sent("parks", "1"))],
        MORE_TIME,
    ),
    # 核查, 30 minutes from the handling, Tuesday; a check that fails goes on, a rework ends it
    ("city", "check", CHECKED, [("Tue 08:10", "", "Tue 08:40")]),
    (
        "city",
        "check",
        [*CHECKED, ("Tue 08:30", ev.CaseChecked, None)],
        [("Tue 08:10", "Tue 08:30", "Tue 08:40")],
    ),
    (
        "city",
        "check",
        [
            *CHECKED,
            ("Tue 08:30", ev.CaseChecked, FAILED),
            ("Tue 09:00", ev.CaseReworked, None),
            ("Tue 10:00", ev.CaseHandled, None),
        ],
        [("Tue 08:10", "Tue 09:00", "Tue 08:40"), ("Tue 10:00", "", "Tue 10:30")],
    ),
    # 核实派发, 15 minutes from the report, Monday; filed at once it says nothing
    ("city", "send_verify", [], [("Mon 09:00", "", "Mon 09:15")]),
    ("city", "send_verify", CITY_WAY, [("Mon 09:00", "Mon 09:05", "Mon 09:15")]),
    ("city", "send_verify", [("Mon 09:05", ev.CaseFiled, ev.Filed("E0112"))], []),
    (  # sent back by who files it, Monday: to be sent again they begin anew
        "city",
        "send_verify",
        [
            *CITY_WAY[:2],
            ("Mon 10:00", ev.CaseReturned, None),
            ("Mon 10:05", ev.VerificationStarted, None),
        ],
        [("Mon 09:00", "Mon 09:05", "Mon 09:15"), ("Mon 10:00", "Mon 10:05", "Mon 10:15")],
    ),
    # 核查派发, 15 minutes from the handling, Tuesday; checked, or sent back, without one: nothing
    ("city", "send_check", DONE, [("Tue 08:10", "", "Tue 08:25")]),
    ("city", "send_check", CHECKED, [("Tue 08:10", "Tue 08:20", "Tue 08:25")]),
    ("city", "send_check", [*DONE, ("Tue 08:30", ev.CaseChecked, None)], []),
    ("city", "send_check", [*DONE, ("Tue 08:30", ev.CaseReworked, None)], []),
    (  # the second one is not sent: the first one stays
        "city",
        "send_check",
        [
            *CHECKED,
            ("Tue 09:00", ev.CaseReworked, None),
            ("Tue 10:00", ev.CaseHandled, None),
            ("Tue 10:05", ev.CaseChecked, None),
        ],
        [("Tue 08:10", "Tue 08:20", "Tue 08:25")],
    ),
    # 告警确认, 30 minutes, Monday; sent back by the dispatcher the same deadline counts
    ("video", "confirm", [], [("Mon 09:00", "", "Mon 09:30")]),
    ("video", "confirm", ALARM, [("Mon 09:00", "Mon 09:10", "Mon 09:30")]),
    (
        "video",
        "confirm",
        [*ALARM, ("Mon 09:20", ev.CaseReturned, None)],
        [("Mon 09:00", "", "Mon 09:30")],
    ),
    (
        "video",
        "confirm",
        [("Mon 09:40", ev.CaseNotAccepted, ev.Note("false"))],  # a false alarm, told late
        [("Mon 09:00", "Mon 09:40", "Mon 09:30")],
    ),
    # an alarm is filed when it is confirmed: from then on as a case of the city, Monday
    ("video", "dispatch", ALARM, [("Mon 09:10", "", "Mon 09:25")]),
    (
        "video",
        "dispatch",
        [*ALARM, ("Mon 09:20", ev.CaseReturned, None), ("Mon 10:00", ev.CaseVerified, None)],
        [("Mon 09:10", "Mon 09:20", "Mon 09:25"), ("Mon 10:00", "", "Mon 10:15")],
    ),
    ("video", "disposal", [*ALARM, *SENT[3:]], [("Mon 16:30", "", "Tue 08:30")]),
    ("video", "check", [*ALARM, *DONE[3:]], [("Tue 08:10", "", "Tue 08:40")]),
    ("video", "send_check", [*ALARM, *DONE[3:]], [("Tue 08:10", "", "Tue 08:25")]),
    # 办理, seven working days from the call; answered on Tuesday, done again: the same deadline
    ("hotline", "answer", [], [("Mon 09:00", "", "Wed+ 09:00")]),
    ("hotline", "answer", ANSWERED, [("Mon 09:00", "Tue 10:00", "Wed+ 09:00")]),
    (
        "hotline",
        "answer",
        [*ANSWERED, ("Wed 09:00", ev.CaseReworked, None)],
        [("Mon 09:00", "", "Wed+ 09:00")],
    ),
    # another type of order: 2 hours day and night, or three working days, from Monday's call
    (
        "hotline",
        "answer",
        [("Mon 10:00", *order_of("emergency"))],
        [("Mon 09:00", "", "Mon 11:00")],
    ),
    (
        "hotline",
        "answer",
        [("Mon 16:30", ev.CaseDispatched, ev.Sent("parks", "consult"))],
        [("Mon 09:00", "", "Thu 09:00")],
    ),
    (
        "hotline",
        "answer",
        [*ANSWERED, ("Wed 09:00", *order_of("emergency"))],
        [("Mon 09:00", "Tue 10:00", "Mon 11:00")],
    ),
    (  # eight hours of Monday and Tuesday, then it rests; sixteen are left on Wednesday
        "hotline",
        "answer",
        [
            *ORDER,
            ("Tue 09:00", ev.CaseSuspended, ev.Suspension(until=at("Wed 09:00"))),
            ("Tue 10:00", *order_of("consult")),
        ],
        [("Mon 09:00", "", "Fri 09:00")],
    ),
    (  # no limit for a while
        "hotline",
        "answer",
        [("Mon 10:00", *order_of("thanks")), ("Mon 11:00", *order_of("consult"))],
        [("Mon 09:00", "", "Thu 09:00")],
    ),
    # the source's deadline, 27 hours from the call, and no type of ours counts against it
    ("hotline", "answer", GIVEN, [("Mon 09:00", "", "Tue 12:00")]),
    (
        "hotline",
        "answer",
        [*GIVEN, ("Mon 11:00", *order_of("emergency"))],
        [("Mon 09:00", "", "Tue 12:00")],
    ),
    (
        "hotline",
        "answer",
        [*GIVEN, ("Mon 11:00", *order_of("help", "Wed 12:00"))],
        [("Mon 09:00", "", "Wed 12:00")],
    ),
    (  # 27 hours more; told again with the deadline that it had at first
        "hotline",
        "answer",
        [*GIVEN, *ORDER, ("Tue 09:30", ev.CaseExtended, None), ("Tue 10:00", *GIVEN[0][1:])],
        [("Mon 09:00", "", "Wed 15:00")],
    ),
    # 签收, four working hours: one and a half on Monday, the rest on Tuesday; sent again anew
    ("hotline", "sign", ORDER[:1], [("Mon 16:30", "", "Tue 10:30")]),
    ("hotline", "sign", ORDER, [("Mon 16:30", "Tue 09:00", "Tue 10:30")]),
    (
        "hotline",
        "sign",
        [*ORDER, ("Tue 09:30", ev.CaseReturned, None), ("Tue 10:00", ev.CaseDispatched, None)],
        [("Mon 16:30", "Tue 09:00", "Tue 10:30"), ("Tue 10:00", "", "Tue 16:00")],
    ),
    # 首次联系, one working day from the call, Monday; the contact stops it, as does the work
    ("hotline", "contact", ORDER, [("Mon 09:00", "", "Tue 09:00")]),
    (
        "hotline",
        "contact",
        [("Mon 10:00", ev.CaseContacted, None), *ORDER],
        [("Mon 09:00", "Mon 10:00", "Tue 09:00")],
    ),
    ("hotline", "contact", ANSWERED, [("Mon 09:00", "Tue 09:30", "Tue 09:00")]),
    (
        "hotline",
        "contact",
        [*ANSWERED[:3], ("Tue 09:40", ev.CaseReturned, None)],  # nobody has rung up yet
        [("Mon 09:00", "", "Tue 09:00")],
    ),
    (
        "hotline",
        "contact",
        [  # who was rung up once need not be rung up first again
            ("Mon 10:00", ev.CaseContacted, None),
            *ANSWERED[:3],
            ("Tue 09:40", ev.CaseReturned, None),
        ],
        [("Mon 09:00", "Mon 10:00", "Tue 09:00")],
    ),
    (
        "hotline",
        "contact",
        [  # rung up after the work began, which had stopped the clock
            *ANSWERED[:3],
            ("Tue 09:35", ev.CaseContacted, None),
            ("Tue 09:40", ev.CaseReturned, None),
        ],
        [("Mon 09:00", "Tue 09:30", "Tue 09:00")],
    ),
    # 回访, three working days from the answer, Tuesday; a call or a rating stops it
    ("hotline", "callback", ORDER, []),
    ("hotline", "callback", ANSWERED, [("Tue 10:00", "", "Fri 10:00")]),
    (
        "hotline",
        "callback",
        [*ANSWERED, ("Tue 11:00", ev.CaseClosed, None)],  # closing is not calling
        [("Tue 10:00", "", "Fri 10:00")],
    ),
    (
        "hotline",
        "callback",
        [*ANSWERED, ("Tue 15:00", ev.CaseVisited, None)],
        [("Tue 10:00", "Tue 15:00", "Fri 10:00")],
    ),
    (
        "hotline",
        "callback",
        [
            *ANSWERED,
            ("Tue 15:00", ev.CaseRated, None),
            ("Wed 09:00", ev.CaseReworked, None),
            ("Wed 11:00", ev.CaseHandled, None),
        ],
        [("Tue 10:00", "Tue 15:00", "Fri 10:00"), ("Wed 11:00", "", "Mon+ 11:00")],
    ),
    # 企业诉求: seven working days from the visit, one working day to sign
    ("enterprise", "answer", ANSWERED, [("Mon 09:00", "Tue 10:00", "Wed+ 09:00")]),
    ("enterprise", "sign", ORDER, [("Mon 16:30", "Tue 09:00", "Tue 16:30")]),
    *(
        row
        for stream in ("citizen", "grid")
        for row in [
            # 办结, three working days from the report, Monday; the same deadline all the way
            (stream, "disposal", UP_TWICE, [("Mon 09:00", "", "Thu 09:00")]),
            (
                stream,
                "disposal",
                [*UP_TWICE, ("Wed 09:00", ev.CaseHandled, None)],
                [("Mon 09:00", "Wed 09:00", "Thu 09:00")],
            ),
            (
                stream,
                "disposal",
                [*UP, ("Wed 09:00", ev.CaseHandled, None), ("Wed 10:00", ev.CaseReworked, None)],
                [("Mon 09:00", "", "Thu 09:00")],
            ),
            # 社区, one working day from the report, Monday; passed down again: the same deadline
            (stream, "community", [], [("Mon 09:00", "", "Tue 09:00")]),
            (stream, "community", UP, [("Mon 09:00", "Mon 15:00", "Tue 09:00")]),
            (
                stream,
                "community",
                [*UP, ("Mon 16:00", ev.CaseReturned, None)],
                [("Mon 09:00", "", "Tue 09:00")],
            ),
            # 街道, one working day from when it came up, Monday 15:00; each time anew
            (stream, "street", UP, [("Mon 15:00", "", "Tue 15:00")]),
            (
                stream,
                "street",
                [*UP_TWICE, ("Tue 15:00", ev.CaseReturned, None)],
                [("Mon 15:00", "Tue 11:00", "Tue 15:00"), ("Tue 15:00", "", "Wed 15:00")],
            ),
            # 部门协调, two working days, Tuesday 11:00; each time anew, till a department has it
            (stream, "coordinate", UP_TWICE, [("Tue 11:00", "", "Thu 11:00")]),
            (
                stream,
                "coordinate",
                [
                    *UP_TWICE,
                    ("Tue 15:00", ev.CaseReturned, None),
                    ("Wed 09:00", ev.CaseEscalated, TO_DISTRICT),
                    ("Wed 10:00", ev.CaseDispatched, None),
                ],
                [
                    ("Tue 11:00", "Tue 15:00", "Thu 11:00"),
                    ("Wed 09:00", "Wed 10:00", "Fri 09:00"),
                ],
            ),
        ]
    ),
]


@pytest.mark.parametrize(
    ("stream", "early", "clock", "runs"),
    [
        # two working hours from the dispatch, a minute before the report
        ("city", SENT[-1:], "disposal", [("Mon 16:30", "", "Tue 08:30")]),
        ("video", SENT[-1:], "disposal", [("Mon 16:30", "", "Tue 08:30")]),
        (  # the dispatch began it, not the work
            "city",
            [("Mon 16:00", ev.CaseDispatched, None), ("Mon 16:30", ev.HandlingStarted, None)],
            "disposal",
            [("Mon 16:00", "", "Mon 18:00")],
        ),
        (
            "city",
            [("Mon 16:00", ev.CaseDispatched, None), ("Mon 16:30", ev.CaseHandled, None)],
            "disposal",
            [("Mon 16:00", "Mon 16:30", "Mon 18:00")],
        ),
        (  # the source's own, told with the dispatch
            "hotline",
            [("Mon 16:30", ev.CaseDispatched, ev.Sent("parks", due=at("Wed 12:00")))],
            "answer",
            [("Mon 16:30", "", "Wed 12:00")],
        ),
        # steps: from when the case came into them
        ("city", [("Mon 16:30", ev.CaseFiled, None)], "dispatch", [("Mon 16:30", "", "Mon 16:45")]),
        ("hotline", SENT[-1:], "sign", [("Mon 16:30", "", "Tue 10:30")]),
        # seven working days from the call, whatever was stamped before it
        ("hotline", SENT[-1:], "answer", [("Mon 16:31", "", "Wed+ 16:31")]),
        (
            "hotline",
            [*SENT[-1:], ("Mon 16:30", ev.CaseHandled, None)],
            "answer",
            [("Mon 16:31", "Mon 16:31", "Wed+ 16:31")],
        ),
        # what a step waits for, told before what it belongs to
        (
            "hotline",
            [("Mon 16:20", ev.CaseContacted, None), *SENT[-1:]],
            "contact",
            [("Mon 16:31", "Mon 16:31", "Tue 16:31")],
        ),
        (
            "hotline",
            [
                *SENT[-1:],
                ("Mon 16:30", ev.CaseContacted, None),
                ("Wed 09:00", ev.HandlingStarted, None),
            ],
            "contact",
            [("Mon 16:31", "Mon 16:31", "Tue 16:31")],
        ),
        ("hotline", SENT[-1:], "contact", [("Mon 16:31", "", "Tue 16:31")]),
        (
            "hotline",
            [("Mon 16:28", ev.CaseHandled, None), ("Mon 16:29", ev.CaseVisited, None)],
            "callback",
            [("Mon 16:28", "Mon 16:29", "Thu 16:28")],
        ),
        (
            "hotline",
            [("Mon 16:29", ev.CaseNotAccepted, None)],
            "answer",
            [("Mon 16:31", "Mon 16:31", "Wed+ 16:31")],
        ),
    ],
)
def test_a_report_that_is_stamped_after_what_followed_it_gives_the_same_clocks(
    stream: str, early: list[Told], clock: str, runs: list[Ran]
) -> None:
    """Clocks of the servers of a source differ by minutes."""
    case = told(stream, early, received="Mon 16:31")

    assert case.anomalies == ("BeforeReceipt",)
    assert runs_of(case, clock) == runs


@pytest.mark.parametrize(("stream", "clock", "events", "runs"), ROWS)
def test_each_clock_is_started_stopped_and_started_again_by_its_events(
    stream: str, clock: str, events: list[Told], runs: list[Ran]
) -> None:
    """The limits are Baita's own, so the hours of the office and of the night are in it, too."""
    case = told(stream, events)

    assert case.anomalies == ()
    assert runs_of(case, clock) == runs


@pytest.mark.parametrize(
    ("events", "flags"),
    [
        (CITY_WAY, "Y"),
        ([("Mon 09:16", ev.VerificationStarted, None)], "Z"),  # a minute after the quarter
        ([("Mon 09:16", ev.CaseFiled, ev.Filed("E0112"))], ""),  # nobody had to be sent
        (CHECKED, "Y6"),
        ([*DONE, ("Tue 08:26", ev.CheckStarted, None)], "Y7"),
        ([*DONE, ("Tue 08:26", ev.CaseChecked, None)], "Y"),  # whoever sent it, no feed told
    ],
)
def test_who_was_sent_in_time_is_told_of_what_was_sent(events: list[Told], flags: str) -> None:
    """核实按时派发率 and 核查按时派发率 are made of these flags and of nothing else."""
    assert set(pattern_of(told("city", events))) & set("YZ67") == set(flags)


def test_the_table_has_every_clock_of_every_stream_running_and_stopped() -> None:
    """Whoever adds a clock says here when it runs."""
    shown = {(stream, clock) for stream, clock, _, runs in ROWS if runs}
    stopped = {(row[0], row[1]) for row in ROWS for run in row[3] if run[1]}
    clocks = {(key, rule.key) for key, cycle in LIFE_CYCLES.items() for rule in cycle.clocks}

    assert shown == clocks
    as_in_the_city = {("video", key) for key in ("disposal", "check", "send_check")}
    assert clocks - stopped == as_in_the_city
