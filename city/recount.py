"""
What a case must be counted in, worked out a second time: for audits, with loops of their own.

Nothing here is shared with `cells`, `flags` or `rows` but the names of flags and buckets, so that a
mistake there shows up here.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from city.case import Case, OpenOrder
from city.cells import SEPARATOR, Page, bucket_of
from city.clock import LocalDays
from city.flags import CLOCK_FLAGS, FLAGS

VOID_STATES = ("not_accepted", "cancelled")


def counted(case: Case, days: LocalDays) -> Iterator[tuple[Page, str]]:
    """Yield the page and the name of every cell that a case must be counted in."""
    if case.received_at is None:
        if case != Case(case.id):
            yield "o0", "\x1f\x1f\x1f"
        return
    local = days.local(case.received_at)
    received = f"r{_day(local)}"
    if case.state not in VOID_STATES:
        yield received, _name(case.stream, "h", str(local.hour), "r")
    if case.state not in (*VOID_STATES, "closed"):
        return
    names = list(_pattern_names(case))
    yield from ((received, name) for name in names)
    if case.state != "closed":
        return
    if case.due_at is not None:
        due = f"d{_day(days.local(case.due_at))}"
        yield from ((due, name) for name in names)
    if case.closed_at is not None:
        closed = f"c{_day(days.local(case.closed_at))}"
        yield from ((closed, name) for name in (*names, *_timing_names(case)))


def expected_row(case: Case) -> tuple[Any, ...]:
    """Return the fields of the open row that a case in progress must have."""
    return (
        *(case.id, case.stream, case.state, case.channel, case.class_, case.street),
        *(case.community, case.department, case.title, case.number),
        *(case.received_at, case.near_at, case.due_at, case.stopped_at),
        *(case.started_at is not None, case.lon, case.lat, case.grid, case.level, case.campaign),
        _pattern(case),
        *(1 + len(case.reports), case.master),
        *((case.clock.rest_from, case.clock.rest_until) if case.clock else (None, None)),
        _first_order(case),
        tuple((c.key, c.due_at) for c in case.clocks if c.due_at and c.stopped_at is None),
        bool(case.clock and case.due_at and case.clock.unit.startswith("work_")),
        case.confidential,
        case.urgent,
    )


def _day(local: datetime) -> int:
    return local.date().toordinal() - 719_163  # of 1970-01-01


def _pattern_names(case: Case) -> Iterator[str]:
    pattern = _pattern(case)
    street, department, kind = (
        key.replace("\x1e", " ") for key in (case.street, case.department, case.class_)
    )
    for dimension, key in (
        ("", ""),
        ("s", case.street),
        ("m", case.community),
        ("d", case.department),
        ("k", case.class_),
        ("c", case.channel),
        ("dk", f"{department}\x1e{kind}"),
        ("sk", f"{street}\x1e{kind}"),
    ):
        yield _name(case.stream, dimension, key, pattern)
    for dimension, key in (("g", case.grid), ("l", case.level), ("p", case.campaign)):
        if key:
            yield _name(case.stream, dimension, key, pattern)


def _pattern(case: Case) -> str:
    """Put the flags together in the order of the table."""
    ended = {"closed": "c", **dict.fromkeys(VOID_STATES, "v")}
    found = {*case.marks, ended.get(case.state, "o")}
    verdict = _verdict(case)
    if case.disposed_at is not None:
        found |= {"d"} if verdict is None else {"d", "t" if verdict else "l"}
    found |= {"x"} if "0" in found else set()
    found |= {"a"} if case.anomalies else set()
    found |= {"w"} if case.master else set()
    found |= {"Q"} if case.orders else set()
    found |= {str(case.stars)} if case.stars else set()
    late = {
        CLOCK_FLAGS[clock.key][1]: clock.stopped_at > clock.due_at
        for clock in sorted(case.clocks, key=lambda c: c.in_time is False)
        if clock.key in CLOCK_FLAGS and clock.stopped_at is not None and clock.due_at is not None
    }
    for pair in set(CLOCK_FLAGS.values()):
        if pair[1] in late:
            found.add(pair[1] if late[pair[1]] else pair[0])
    return "".join(flag for flag in FLAGS if flag in found)


def _verdict(case: Case) -> bool | None:
    if case.state == "closed" and case.in_time is not None:
        return case.in_time
    clock = case.clock
    if clock is None or case.master or clock.due_at is None or clock.stopped_at is None:
        return None
    return clock.stopped_at <= clock.due_at


def _first_order(case: Case) -> OpenOrder | None:
    """Return the order that is due first; of those without a deadline the first one told."""
    timed = [order for order in case.orders if order.due_at is not None]
    if timed:
        return sorted(timed, key=lambda order: order.due_at or 0)[0]
    return case.orders[0] if case.orders else None


def _timing_names(case: Case) -> Iterator[str]:
    ended, began = case.closed_at or 0, case.received_at or 0
    lengths = [("closing", ended - began, True)]
    for clock in (case.clock, *case.clocks):
        if clock is not None and clock.stopped_at is not None:
            lengths.append((clock.key, clock.stopped_at - clock.started_at, clock is case.clock))
    lengths += [(f"in:{step}", took, False) for step, took in case.stays]
    for what, took, by_department in lengths:
        bucket = str(bucket_of(took))
        yield _name(case.stream, "t", what, bucket)
        if by_department and case.department:
            yield _name(case.stream, "t", f"{what}\x1e{case.department}", bucket)


def _name(stream: str, dimension: str, key: str, pattern: str) -> str:
    clean = [part.replace(SEPARATOR, " ") for part in (stream, key)]
    return f"{clean[0]}\x1f{dimension}\x1f{clean[1]}\x1f{pattern}"
