"""Snapshots for tests and previews: invented values, valid by default."""

import random
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from city.atlas import AreaLoad, Camera, Light, MapPoint, MapSection, Storm, StormCase
from city.bands import band_of
from city.clock import DAY, HOUR, LIFE, MINUTE, SECOND, Instant, ProductClock, to_instant
from city.district import District, load_district
from city.events import (
    CaseDispatched,
    CaseEvent,
    CaseFiled,
    CaseReceived,
    CaseSigned,
    Filed,
    Note,
    Received,
    Sent,
)
from city.figures import Ask, Measured, Reading
from city.head import FeedLamp, Head, Health, LampState
from city.lists import CaseSnapshot, Facet, ListedCase, QueueSnapshot, Selection
from city.metrics import Figures, Row, Tally, Window, total_of
from city.snapshot import (
    STEPS,
    AgeBand,
    FlowSnapshot,
    HotlineSnapshot,
    LeaderSnapshot,
    Movement,
    OpenCase,
    OrderRow,
    Orders,
    StepCount,
    StepLights,
    WallSnapshot,
)

NOW: Instant = to_instant(datetime(2026, 11, 24, 2, 6, 42, tzinfo=UTC))
"""10:06:42 on a Tuesday in Liaoyang."""


@lru_cache
def baita() -> District:
    return load_district("baita")


def make_head(**changes: Any) -> Head:
    feeds = (
        FeedLamp("city", "市级平台", "Municipal platform", "ok", NOW - 4 * SECOND, 12840, 3),
        FeedLamp("hotline", "12345", "12345", "ok", NOW - 21 * SECOND, 4410, 0),
    )
    plain = Head(NOW, NOW, "demo", LIFE, Health(applied_at=NOW - 4 * SECOND, lag=0), feeds)
    return msgspec.structs.replace(plain, **changes)


def empty_head() -> Head:
    feeds = tuple(
        FeedLamp(key, name, name, "never", None, 0, 0)
        for key, name in (("city", "市级平台"), ("hotline", "12345"))
    )
    return make_head(health=Health(), feeds=feeds, mode="live")


def many_feeds(count: int, *, late: int = 0, now: Instant = NOW) -> tuple[FeedLamp, ...]:
    """Return so many feeds, the last of them late or silent by turns."""
    names = (
        ("城管案件", "City management"),
        ("12345 热线", "12345 hotline"),
        ("你提我办", "Citizen snapshots"),
        ("企业诉求", "Enterprise problems"),
        ("网格事件", "Grid events"),
        ("视频点位", "Cameras"),
        ("专项整治", "Campaigns"),
        ("区情指标", "Indicators"),
        ("平台日报", "Platform totals"),
        ("视频告警", "Video alarms"),
        ("供热测温", "Heating sensors"),
        ("城市部件", "City components"),
    )
    states: tuple[LampState, LampState] = ("late", "silent")
    well = count - late
    return tuple(
        FeedLamp(f"feed-{n}", *names[n], "ok", now - (4 + 3 * n) * SECOND, 4410, 0)
        if n < well
        else FeedLamp(f"feed-{n}", *names[n], states[n % 2], now - (n + 4) * 151 * MINUTE, 4410, 0)
        for n in range(count)
    )


def make_figures(rows: dict[str, Tally], *, by: str = "department", **changes: Any) -> Figures:
    days = baita().days
    today = days.day_of(NOW)
    plain = Figures(
        "baita",
        "city",
        by,
        Window(today - 29, today, "last-30-days"),
        "2026-11-24T10:06:42+08:00",
        tuple(Row(key, key, tally) for key, tally in rows.items()),
        total_of(rows.values()),
        37,
    )
    return msgspec.structs.replace(plain, **changes)


def department_tallies(*, untimed: int = 0, scale: int = 1, more: int = 0) -> dict[str, Tally]:
    """1,853 = 1,322 + 531, and 531 = 438 + 58 + 35, over the departments of Baita."""
    keys = list(baita().departments)[:22]
    closed = split(1322 * scale + more, len(keys))
    within = split(438 * scale, len(keys))
    near, over = split(58 * scale, 14), split(35 * scale, 9)
    tallies = {}
    for n, key in enumerate(keys):
        done = closed[n]
        in_time = done - round(done * (0.15 - 0.007 * n))
        tallies[key] = Tally(3, done, within[n], part(near, n), part(over, n), 0, in_time, 0, done)
    tallies[""] = Tally(1, 0, 0, 0, 0, untimed, 0, 0)
    return tallies


def split(total: int, parts: int) -> list[int]:
    """Return falling numbers that add up."""
    weights = [1 / (n + 2) for n in range(parts)]
    shares = [int(total * w / sum(weights)) for w in weights]
    shares[0] += total - sum(shares)
    return shares


def part(shares: list[int], n: int) -> int:
    return shares[n] if n < len(shares) else 0


def make_open(n: int, **changes: Any) -> OpenCase:
    district = baita()
    classes, streets = list(district.classes), list(district.streets)
    due = NOW + (n - 5) * 37 * MINUTE - 11 * MINUTE
    light: Light = "overdue" if due < NOW else "near"
    plain = OpenCase(
        f"city:{n}",
        f"BT-20261124-{n:04}",
        "city",
        "",
        classes[n * 7 % len(classes)],
        streets[n % len(streets)],
        "",
        list(district.departments)[n * 3 % 20],
        list(district.channels)[n % len(district.channels)],
        "handling",
        "handle",
        light,
        NOW - 5 * HOUR,
        due - HOUR,
        due,
        None,
        123.1697,
        41.2757,
    )
    return msgspec.structs.replace(plain, **changes)


def make_points(count: int, seed: int = 1) -> MapSection:
    source = random.Random(seed)
    west, south, east, north = baita().map.bounds
    finder, classes = baita().finder, list(baita().classes)[:40]
    points: list[MapPoint] = []
    while len(points) < count:
        lon, lat = source.uniform(west, east), source.uniform(south, north)
        if not finder.street_at(lon, lat):
            continue
        roll = source.random()
        light: Light = "overdue" if roll < 0.066 else "near" if roll < 0.175 else "within"
        kind = classes[int(source.random() ** 2 * len(classes))]
        points.append(MapPoint(f"city:{len(points)}", lon, lat, light, kind))
    return MapSection(tuple(points), make_streets(count), make_grids(count))


def make_streets(count: int) -> tuple[AreaLoad, ...]:
    shares = ((0.3, 400, 384), (0.27, 350, 332), (0.23, 300, 284), (0.2, 272, 268))
    return tuple(
        AreaLoad(key, int(count * part), closed, in_time)
        for key, (part, closed, in_time) in zip(baita().streets, shares, strict=True)
    )


def make_grids(count: int) -> tuple[AreaLoad, ...]:
    keys = list(baita().grids)
    return tuple(AreaLoad(key, n * n * 7 % 23 * count // 500) for n, key in enumerate(keys))


def make_cameras() -> tuple[Camera, ...]:
    places = ((123.158, 41.287, True), (123.171, 41.283, True), (123.181, 41.262, False))
    return tuple(
        Camera(f"eye-{n}", f"摄像头{n}", lon, lat, online)
        for n, (lon, lat, online) in enumerate(places)
    )


def make_storm(*members: str) -> Storm:
    """Return a storm of seventeen cases, as many or as few of which are on the map."""
    kind, street = next(iter(baita().classes)), next(iter(baita().streets))
    cases = tuple(StormCase(case_id, f"N-{case_id}", NOW - 2 * HOUR) for case_id in members)
    return Storm(kind, street, 123.171, 41.294, 17, NOW - 2 * HOUR, NOW - HOUR, cases)


def make_hotline() -> Figures:
    rows = {
        "enforcement": Tally(9, 1200, 20, 5, 3, 0, 1160, 1100, 1200),
        "heating": Tally(4, 922, 27, 3, 1, 0, 880, 829, 922),
    }
    today = baita().days.day_of(NOW)
    window = Window(today - 89, today, "last-90-days")
    return make_figures(rows, stream="hotline", window=window, carried_over=0)


def make_movements() -> tuple[Movement, ...]:
    kinds = ["CaseDispatched", "CaseClosed", "CaseReceived", "CheckStarted", "CaseReworked"]
    district = baita()
    classes, streets = list(district.classes), list(district.streets)
    return tuple(
        Movement(
            NOW - n * 40 * SECOND,
            kinds[n % 5],
            f"city:{n}",
            "city",
            classes[n * 5 % len(classes)],
            streets[n % 4],
            list(district.departments)[n],
        )
        for n in range(12)
    )


def full_wall(
    *, points: int = 528, untimed: int = 0, scale: int = 1, more: int = 0
) -> WallSnapshot:
    classes = list(baita().classes)
    counts = (412, 297, 246, 198, 163, 121, 104, 96)
    by_class = {classes[n * 11]: Tally(closed=count) for n, count in enumerate(counts)}
    reached = (1853, 1844, 1831, 1783, 1386, 1322)
    waiting = (9, 13, 48, 397, 64, 0)
    shape = (6, 5, 3, 4, 5, 7, 6, 4, 3, 2, 2, 1, 1, 0, 1, 0, 1, 2, 4, 9, 16, 19, 12, 3)
    start = NOW - NOW % HOUR - 23 * HOUR
    return WallSnapshot(
        make_head(),
        make_figures(department_tallies(untimed=untimed, scale=scale, more=more)),
        make_hotline(),
        make_figures(by_class, by="class"),
        tuple(StepCount(*each) for each in zip(STEPS, reached, waiting, strict=True)),
        tuple((start + n * HOUR, count) for n, count in enumerate(shape)),
        tuple(make_open(n) for n in range(12)),
        58,
        35,
        make_movements(),
        make_points(points),
        make_topics(),
        make_weeks(),
        bands=tuple(band_of([n // 2, n, n + 1, n + 3], n + 5 * (n == 19)) for n in shape),
        unplaced=3,
    )


def make_topics() -> Figures:
    """What 2,181 orders were about; more topics than there are places."""
    classes = [key for key in baita().classes if key.startswith("H")]
    counts = split(2181, min(len(classes), 24))
    rows = {key: Tally(closed=count) for key, count in zip(classes, counts, strict=False)}
    hotline = make_hotline()
    return make_figures(rows, by="class", stream="hotline", window=hotline.window, carried_over=0)


def make_weeks() -> tuple[tuple[int, int], ...]:
    today = baita().days.day_of(NOW)
    monday = today - (today + 3) % 7
    counts = (201, 214, 206, 192, 185, 171, 118, 139, 168, 163, 157, 148, 119)
    return tuple((monday - 7 * (12 - n), count) for n, count in enumerate(counts))


def make_orders() -> Orders:
    """Seven orders, the first two overdue."""
    district = baita()
    classes, departments = list(district.classes), list(district.departments)
    rows = tuple(
        OrderRow(
            f"city:{n}",
            classes[n * 9],
            list(district.streets)[n % 4],
            departments[n],
            NOW + (n - 2) * 53 * MINUTE if n < 6 else None,
            "instructed" if n % 3 else "supervised",
        )
        for n in range(7)
    )
    return Orders(rows, 9, 2)


def full_flow(*, scale: int = 1, untimed: int = 0) -> FlowSnapshot:
    wall = full_wall(scale=scale, untimed=untimed)
    reached = (1853, 1844, 1831, 1783, 1386, 1322)
    lights = ((8, 1, 0), (12, 0, 1), (37, 7, 4), (326, 43, 28), (55, 7, 2), (0, 0, 0))
    steps = tuple(
        StepLights(step, count * scale, Tally(0, 0, *(each * scale for each in three)))
        for step, count, three in zip(STEPS, reached, lights, strict=True)
    )
    ages = ((0, 0, 41), (1, 1, 57), (2, 3, 128), (4, 7, 164), (8, 14, 86), (15, None, 55))
    channels = dict(zip(baita().channels, split(1322 * scale, 12), strict=False))
    return FlowSnapshot(
        wall.head,
        wall.departments,
        make_figures(
            {
                key: Tally(1, n, n // 3, n // 30, closed_in_time=n - n // 20)
                for key, n in channels.items()
            }
        ),
        full_leader().streets,
        steps,
        tuple(AgeBand(a, b, Tally(0, 0, (n - 9) * scale, 6, 3)) for a, b, n in ages),
        wall.movements,
    )


def empty_flow() -> FlowSnapshot:
    wall = empty_wall()
    bands = ((0, 0), (1, 1), (2, 3), (4, 7), (8, 14), (15, None))
    return FlowSnapshot(
        wall.head,
        wall.departments,
        make_figures({}, by="channel", carried_over=0),
        make_figures({}, by="street", carried_over=0),
        tuple(StepLights(step, 0, Tally()) for step in STEPS),
        tuple(AgeBand(first, last, Tally()) for first, last in bands),
        (),
    )


def full_hotline() -> HotlineSnapshot:
    wall = full_wall()
    figures = make_hotline()
    keys = list(baita().departments)[:16]
    shares = split(1600, len(keys))
    rows = {
        key: Tally(2, n, 3, n % 2, 0, 0, n - n // 40, n - n // 9, n)
        for key, n in zip(keys, shares, strict=True)
    }
    offices = make_figures(rows, stream="hotline", window=figures.window, carried_over=0)
    return HotlineSnapshot(
        wall.head,
        offices,
        make_topics(),
        make_weeks(),
        wall.hours,
        tuple(make_open(n) for n in range(6)),
        8,
        4,
        wall.movements,
    )


def empty_hotline() -> HotlineSnapshot:
    wall = empty_wall()
    nothing = make_figures({}, stream="hotline", carried_over=0)
    return HotlineSnapshot(wall.head, nothing, nothing, (), wall.hours, (), 0, 0, ())


def empty_wall() -> WallSnapshot:
    start = NOW - NOW % HOUR - 23 * HOUR
    return WallSnapshot(
        empty_head(),
        make_figures({"": Tally()}, carried_over=0),
        None,
        make_figures({"": Tally()}, by="class", carried_over=0),
        tuple(StepCount(step, 0, 0) for step in STEPS),
        tuple((start + n * HOUR, 0) for n in range(24)),
        (),
        0,
        0,
        (),
        MapSection(),
    )


def troubled_wall() -> WallSnapshot:
    health = Health(
        redis=False,
        applied_at=NOW - 25 * MINUTE,
        lag=5210,
        rebuilding=0.43,
        orphans=2,
        provisional_year=2027,
    )
    heard = (("late", 3), ("silent", 25), ("never", 0), ("ok", 0))
    feeds = tuple(
        FeedLamp(f"feed-{state}", f"来源{n}", f"Feed {n}", state, NOW - age * MINUTE, 10, 0)
        for n, (state, age) in enumerate(heard)
    )
    clock = ProductClock(NOW - 900 * DAY, NOW, 60.0)
    head = make_head(health=health, feeds=feeds, mode="replay", clock=clock)
    return msgspec.structs.replace(full_wall(untimed=12), head=head)


def full_leader() -> LeaderSnapshot:
    wall = full_wall()
    streets = list(baita().streets)
    tallies = {
        key: Tally(2, closed, within, near, over, 0, closed - late, 0, closed)
        for key, closed, within, near, over, late in zip(
            streets,
            (400, 350, 300, 272),
            (132, 115, 99, 92),
            (17, 16, 14, 11),
            (9, 11, 8, 7),
            (16, 18, 16, 4),
            strict=True,
        )
    }
    today = baita().days.day_of(NOW)
    counts = (57, 69, 58, 81, 46, 45, 70, 58, 69, 70, 82, 56, 44, 26)
    days = tuple((today - 13 + n, count) for n, count in enumerate(counts))
    return LeaderSnapshot(
        wall.head,
        wall.departments,
        make_figures(tallies, by="street"),
        wall.hotline,
        days,
        wall.urgent,
        58,
        35,
    )


def empty_leader() -> LeaderSnapshot:
    wall = empty_wall()
    today = baita().days.day_of(NOW)
    return LeaderSnapshot(
        wall.head,
        wall.departments,
        make_figures({"": Tally()}, by="street", carried_over=0),
        None,
        tuple((today - 13 + n, 0) for n in range(14)),
        (),
        0,
        0,
    )


def make_listed(n: int, **changes: Any) -> ListedCase:
    case = make_open(n)
    plain = ListedCase(
        case.id,
        case.number,
        case.stream,
        "",
        case.class_,
        case.street,
        case.department,
        case.channel,
        case.state,
        case.received_at,
        None,
        None,
        None,
        case,
    )
    return msgspec.structs.replace(plain, **changes)


def full_queue(selection: Selection | None = None) -> QueueSnapshot:
    district = baita()
    facets = {
        "light": facet_counts(("within", "near", "overdue", "untimed"), (438, 58, 35, 0)),
        "step": facet_counts(STEPS[:5], (9, 13, 48, 397, 64)),
        "street": facet_counts(tuple(district.streets), (158, 142, 121, 110)),
        "department": facet_counts((*list(district.departments)[:20], "-"), tuple(split(531, 21))),
        "channel": facet_counts(tuple(district.channels), (271, 118, 62, 34, 22, 21, 3)),
    }
    rows = tuple(make_listed(n) for n in range(50))
    chosen = selection or Selection(stream="city", window="last-30-days")
    told = make_measured("in_progress", 531)
    return QueueSnapshot(make_head(), chosen, 531, 50, rows, facets, told)


def make_measured(
    key: str, over: int, under: int | None = None, *, stream: str = "city"
) -> Measured:
    today = baita().days.day_of(NOW)
    window = Window(today - 29, today, "last-30-days")
    value = float(over) if under is None else over / under
    total = Reading("", "", value, over, under)
    return Measured(Ask(key, stream), key, stream, "", window, "2026-11-24T10:06:42", total)


def facet_counts(keys: tuple[str, ...], counts: tuple[int, ...]) -> tuple[Facet, ...]:
    return tuple(Facet(key, count) for key, count in zip(keys, counts, strict=False))


def empty_queue() -> QueueSnapshot:
    return QueueSnapshot(empty_head(), Selection(), 0, 50, (), {})


def ended_queue() -> QueueSnapshot:
    selection = Selection(
        stream="hotline", status="closed", window="last-90-days", measure="five_star", page=1
    )
    rows = tuple(
        make_listed(
            n,
            stream="hotline",
            state="closed",
            open=None,
            closed_at=NOW - n * HOUR,
            in_time=n % 4 > 0,
            stars=5,
        )
        for n in range(50)
    )
    told = make_measured("five_star_rate_closed", 1929, 2122, stream="hotline")
    return QueueSnapshot(make_head(), selection, 1929, 50, rows, {}, told)


def make_events(case_id: str) -> tuple[CaseEvent, ...]:
    start = datetime(2026, 11, 23, 8, 12, tzinfo=UTC)

    def at(minutes: int) -> datetime:
        return start + timedelta(minutes=minutes)

    class_key = next(iter(baita().classes))
    return (
        CaseReceived(
            id="1",
            case=case_id,
            time=at(0),
            source="city",
            data=Received(stream="city", channel="collector", class_=class_key),
        ),
        CaseFiled(id="2", case=case_id, time=at(9), source="city", data=Filed(class_key)),
        CaseDispatched(
            id="3",
            case=case_id,
            time=at(18),
            source="city",
            data=Sent(department="sanitation", note="请于时限内清运并拍照"),
        ),
        CaseSigned(id="4", case=case_id, time=at(35), source="city", data=Note()),
    )


def full_case(**changes: Any) -> CaseSnapshot:
    listed = make_listed(6)
    events = make_events(listed.id)
    times = [to_instant(event.time) for event in events]
    stages = tuple(zip(STEPS, (times[0], times[1], times[1], times[2], None, None), strict=True))
    told = {
        "zh": (
            "周一 11月23日 16:30 起算，时限 4 工作时",
            "周一 11月23日：用 1.5 小时",
            "周二 11月24日：用 2.5 小时",
            "用满 80% 于 周二 11月24日 09:42（转黄）；到期 周二 11月24日 10:32",
        ),
        "en": (
            "From Mon 23 Nov 16:30: 4 working hours",
            "Mon 23 Nov: 1.5 h used",
            "80% used at Tue 24 Nov 09:42 (turns yellow); due Tue 24 Nov 10:32",
        ),
    }
    plain = CaseSnapshot(
        make_head(),
        listed,
        "菜市场北侧堆放垃圾约两立方米",
        "民主路菜市场北侧",
        stages,
        events,
        told,
    )
    return msgspec.structs.replace(plain, **changes)


def ended_case() -> CaseSnapshot:
    listed = make_listed(3, open=None, state="closed", closed_at=NOW - HOUR, in_time=False, stars=4)
    told = {"zh": ("该类别没有已知时限，不计时",), "en": ("No clock runs",)}
    return full_case(
        case=listed, explanation=told, description="", address="", anomalies=("x",), events=()
    )
