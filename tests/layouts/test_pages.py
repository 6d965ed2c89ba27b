"""Pages: what they show adds up, links to its cases, and is never invented."""

import json
import math
import re
from typing import Any

import msgspec
import pytest
from dash.development.base_component import Component
from msgspec.structs import replace

from city.atlas import MapSpec, TileLayer
from city.bands import Band
from city.clock import MINUTE
from city.head import Health
from city.lists import Selection
from city.metrics import Row, Tally, total_of
from layouts.cases.file import case_file
from layouts.cases.queue import queue
from layouts.edition import Edition
from layouts.leader.overview import leader
from layouts.links import Lang
from layouts.parts.case_card import case_card
from layouts.parts.case_map import case_map
from layouts.parts.health import problems
from layouts.parts.hours_chart import hours_figure, nice_top
from layouts.parts.ranking import APART, FEW, OTHERS, fitted, in_groups, ranked
from layouts.shell import VIEWS, not_found, shell
from layouts.wall.flow import flow_scene
from layouts.wall.frame import DESK_PAGES
from layouts.wall.hotline import hotline_scene
from layouts.wall.overview import wall
from tests.layouts import factories as make
from tests.layouts.reading import by_id, nodes, selection_of, words

ZH = Edition(make.baita(), "zh")


def test_the_account_line_is_a_sum_that_can_be_checked() -> None:
    """received = closed + in progress = within + near + overdue, all on one line."""
    line = by_id(wall(make.full_wall(), make.baita()), "wall-account")

    great = [by_id(line, f"wall-{key}") for key in ("received", "closed", "in-progress")]
    lights = [by_id(line, f"wall-{key}") for key in ("within", "near", "overdue")]
    told = [words(term).split()[-1] for term in (*great, *lights)]

    assert told == ["1,853", "1,322", "531", "438", "58", "35"]
    assert "不计时" not in words(line)


def test_untimed_cases_join_the_sum_when_there_are_any() -> None:
    """Otherwise the line would not add up."""
    line = by_id(wall(make.full_wall(untimed=12), make.baita()), "wall-account")

    assert "不计时" in words(line)
    assert " 12" in words(line)


def test_an_empty_store_shows_dashes_and_says_that_it_waits() -> None:
    """A nought would claim that nothing happened."""
    page = wall(make.empty_wall(), make.baita())

    told = words([by_id(page, "wall-account"), by_id(page, "wall-books")])

    assert "等待数据" in words(page)
    assert "–" in told
    assert not re.search(r"\d", told.replace("近30天", ""))
    assert "等待数据" in words(leader(make.empty_leader(), make.baita()))


@pytest.mark.parametrize(
    ("key", "selection"),
    [
        ("wall-bar-overdue", Selection(stream="city", window="last-30-days", light="overdue")),
        ("wall-bar-closed", Selection(stream="city", window="last-30-days", status="closed")),
        ("wall-carried", Selection(stream="city", window="last-30-days", status="carried")),
        ("wall-step-handle", Selection(stream="city", window="last-30-days", step="handle")),
        (
            "wall-hotline-ring",
            Selection(
                stream="hotline", window="last-90-days", status="closed", measure="five_star"
            ),
        ),
        (
            "wall-department-1",
            Selection(stream="city", window="last-30-days", department="enforcement"),
        ),
    ],
)
def test_a_figure_links_to_the_cases_behind_it(key: str, selection: Selection) -> None:
    """Two clicks at most from any figure to its cases; this is the first."""
    assert selection_of(by_id(wall(make.full_wall(), make.baita()), key)) == selection


def test_departments_with_the_worst_share_come_first() -> None:
    """Few closed cases say little, so they are not ranked; the unassigned stand last."""
    rows = (
        row("good", closed=100, in_time=99),
        row("bad", closed=100, in_time=50),
        row("few", closed=FEW - 1, in_time=0),
        row("", closed=40, in_time=0),
        row("none", closed=0, in_time=0),
    )

    assert [each.key for each in ranked(rows)] == ["bad", "good", "few", ""]


@pytest.mark.parametrize("count", [0, 3, 14, 15, 40])
@pytest.mark.parametrize("unassigned", [0, 7])
def test_what_does_not_fit_is_summed_so_that_the_rows_add_up(count: int, unassigned: int) -> None:
    """And the unassigned are never among the others."""
    rows = tuple(row(f"d{n}", closed=30 + n, in_time=n) for n in range(count))
    rows += (row("", closed=unassigned, in_time=0),)

    shown = fitted(ranked(rows), 14)

    assert len(shown) <= 15
    sums = [total_of(each.tally for each in some).counts() for some in (shown, rows)]
    assert sums[0] == sums[1]
    assert ("" in {each.key for each in shown}) == bool(unassigned)
    assert (OTHERS in {each.key for each in shown}) == (count + bool(unassigned) > 14)


@pytest.mark.parametrize(("own", "apart"), [(3, 0), (3, 2), (9, 9), (20, 2), (20, 9), (2, 20)])
@pytest.mark.parametrize("unassigned", [0, 7])
def test_companies_stand_below_the_districts_own_and_the_rows_add_up(
    own: int, apart: int, unassigned: int
) -> None:
    """However bad a company is, it is never first; and it keeps a place where there is little."""
    held = [row(f"d{n}", closed=60 + n, in_time=50) for n in range(own)]
    held += [row(f"c{n}", closed=60, in_time=n) for n in range(apart)]
    held += [row("", closed=unassigned, in_time=0)]

    shown = in_groups(ranked(tuple(held)), lambda key: key.startswith("c"), 14)

    keys = [each.key for each in shown]
    assert len(shown) <= 15
    sums = [total_of(each.tally for each in some).counts() for some in (shown, held)]
    assert sums[0] == sums[1]
    assert ("" in keys) == bool(unassigned)
    if apart:
        head = keys.index(APART.key)
        assert {key[0] for key in keys[:head]} == {"d"}
        told = keys[head + 1 : head + 1 + min(apart, 3)]
        assert told == [f"c{n}" for n in range(min(apart, 3))]
    else:
        assert APART not in shown


def test_a_leader_sees_the_worst_of_either_kind_by_itself() -> None:
    page = leader(make.full_leader(), make.baita())
    rows = [words(by_id(page, f"leader-department-{n}")) for n in range(1, 12)]
    held = ranked(make.full_leader().departments.rows)
    names = [ZH.department(each.key) for each in held if each.key]
    apart = {ZH.department(key) for key in make.baita().departments if make.baita().is_apart(key)}

    head = next(n for n, told in enumerate(rows) if told.startswith("公共服务企业"))
    shown = [told.split()[0] for told in rows if told]
    assert shown[:head] == [name for name in names if name not in apart][:5]
    assert shown[head + 1 :] == [name for name in names if name in apart][:5] != []


def row(key: str, *, closed: int, in_time: int) -> Row:
    return Row(key, key, Tally(closed=closed, closed_in_time=in_time, timed_closed=closed))


def test_the_note_of_the_curve_says_what_the_band_behind_it_is() -> None:
    """Only where there is one: a district that is new has no earlier weeks."""
    full = make.full_wall()
    banded, bare = (
        wall(each, make.baita()) for each in (full, msgspec.structs.replace(full, bands=()))
    )

    assert "带：前 8 周" in words(by_id(banded, "wall-hours-note"))
    assert "带" not in words(by_id(bare, "wall-hours-note"))


WEEK_NOTES = [(0, 4, 100, "另 8月27日–8月30日 100 件"), (3, 1, 12, "另 8月30日 12 件")]
WEEK_NOTES += [(5, -1, -7, "含口径外 8月31日 7 件"), (4, 0, 0, "")]


@pytest.mark.parametrize(("later", "days", "more", "wanted"), WEEK_NOTES)
def test_weeks_and_the_account_above_them_add_up(
    later: int, days: int, more: int, wanted: str
) -> None:
    """Weeks are whole: what only one of both counts is said with its days."""
    full = make.full_hotline()
    account = full.departments
    received = sum(count for _, count in full.weeks) + more
    window = replace(account.window, first=account.window.first + later)
    total = replace(account.total, closed=received - account.total.in_progress)
    told = replace(full, departments=replace(account, window=window, total=total))

    note = by_id(hotline_scene(told, make.baita()), "hotline-weeks-note")

    assert words(note).split("未满")[1].split() == wanted.split()
    if wanted:
        first = full.weeks[0][0]
        assert days == first - window.first
        assert selection_of(note).status == "received"


def test_the_sum_of_the_rows_left_out_opens_no_list() -> None:
    """No list is of just these; one of all cases would say something else."""
    pages = [wall(make.full_wall(), make.baita()), flow_scene(make.full_flow(), make.baita())]
    pages.append(hotline_scene(make.full_hotline(), make.baita()))
    sums = [
        node
        for node in nodes(pages)
        if {"is-others", "is-rest"} & set(str(getattr(node, "className", "")).split())
    ]

    assert len(sums) >= 4
    assert not any(hasattr(node, "href") for node in nodes(sums))


@pytest.mark.parametrize(("lang", "wanted"), [("zh", "文圣街道演示网格08"), ("en", "Wensheng 08")])
def test_grids_are_told_apart_by_their_first_words(lang: Lang, wanted: str) -> None:
    """What the names of all grids share says nothing in a narrow column."""
    assert Edition(make.baita(), lang).short("grid", "211002016-08") == wanted


def test_the_map_says_how_many_cases_it_cannot_place() -> None:
    """placed + unplaced = in progress."""
    page = wall(make.full_wall(points=528), make.baita())

    assert "531" in words(by_id(page, "wall-cases-title"))
    assert "落点 528 + 无位置 3" in words(by_id(page, "wall-cases-note"))
    assert "示意图" in words(by_id(page, "wall-cases-note"))


def test_cases_travel_as_entries_of_their_own() -> None:
    """Ten thousand are drawn by the page's script; a light is a letter, and nothing is personal."""
    section = make.make_points(300)
    drawn = case_map("wall", section, ZH)

    entries = by_id(drawn, "wall-map-cases").entries

    assert entries.keys() == {point.id for point in section.points}
    first = section.points[0]
    letter = {"within": "w", "near": "n", "overdue": "o"}[first.light]
    assert entries[first.id] == (
        first.id,
        round(first.lon, 6),
        round(first.lat, 6),
        letter,
        first.class_,
    )


def test_an_unchanged_map_is_the_very_same_component() -> None:
    """Ten thousand points that did not change cost nothing."""
    section = make.make_points(50)
    first, second = (case_map("wall", section, ZH) for _ in range(2))

    assert by_id(first, "wall-map-cases") is by_id(second, "wall-map-cases")
    assert by_id(first, "wall-base-streets") is by_id(second, "wall-base-streets")
    other = case_map("wall", make.make_points(50), ZH)
    assert by_id(other, "wall-map-cases") is not by_id(first, "wall-map-cases")


@pytest.mark.parametrize(
    ("crs", "moved_m"),
    [("WGS-84", (0, 1)), ("CGCS2000", (0, 1)), ("GCJ-02", (400, 800)), ("BD-09", (900, 1_700))],
)
def test_everything_is_drawn_in_the_system_of_the_tiles(
    crs: Any, moved_m: tuple[float, float]
) -> None:
    """A case half a kilometre off its road sends people to the wrong door."""
    tiles = MapSpec((TileLayer("base", "folder", "tiles", crs=crs),))
    district = msgspec.structs.replace(make.baita(), map_spec=tiles)
    section = make.make_points(1)

    drawn = case_map("wall", section, Edition(district, "zh"))

    point = section.points[0]
    _, lon, lat, *_ = by_id(drawn, "wall-map-cases").entries[point.id]
    corner = by_id(drawn, "wall-base-streets").data["features"][0]["geometry"]["coordinates"][0][0]
    was = district.map.streets["features"][0]["geometry"]["coordinates"][0][0]
    for (x, y), (x0, y0) in (((lon, lat), (point.lon, point.lat)), (corner[:2], was[:2])):
        metres = 111_320 * math.hypot((x - x0) * math.cos(math.radians(y0)), y - y0)
        assert moved_m[0] <= metres <= moved_m[1]


def test_a_page_does_not_learn_where_tiles_come_from() -> None:
    """The address of another server can hold a key."""
    layer = TileLayer("base", "url", "https://tiles.example/{z}/{x}/{y}?tk={token}", token_env="K")
    district = msgspec.structs.replace(make.baita(), map_spec=MapSpec((layer,)))

    drawn = case_map("wall", make.make_points(1), Edition(district, "zh"))

    assert "base" in getattr(drawn, "data-map-tiles")
    assert "example" not in json.dumps(drawn.to_plotly_json(), default=str)


def test_cameras_and_a_storm_are_one_mark_each_with_words() -> None:
    section = msgspec.structs.replace(
        make.make_points(20), cameras=make.make_cameras(), storms=(make.make_storm(),)
    )
    drawn = case_map("wall", section, ZH)

    (storm,) = by_id(drawn, "wall-map-storms").entries.values()

    assert len(by_id(drawn, "wall-map-cameras").entries) == 3
    assert "17 件" in storm[4]
    assert "摄像头在线 2 / 3" in words(by_id(drawn, "wall-map-legend"))


def test_the_panel_of_a_case_tells_the_work_and_nobody() -> None:
    """The wall is public to whoever stands before it."""
    case = make.make_open(0, title="李四举报的事")

    card = case_card(case, ZH, as_of=make.NOW)

    told = json.dumps(msgspec.to_builtins(card), ensure_ascii=False)
    assert case.number in told
    assert "李四" not in told
    assert card.due == case.due_at


def test_countdowns_are_right_at_the_first_paint() -> None:
    """The script only runs them on."""
    shown = [n for n in nodes(wall(make.full_wall(), make.baita())) if hasattr(n, "data-countdown")]

    assert len(shown) == 12
    assert shown[0].children == "超 03:16"
    assert getattr(shown[0], "data-countdown") == str(make.make_open(0).due_at)


@pytest.mark.parametrize(
    ("lang", "word", "due"),
    [("zh", "暂定", "（暂定）"), ("en", "provisional", " (provisional)")],
)
def test_a_deadline_that_may_still_move_says_so_wherever_it_is_listed(
    lang: Lang, word: str, due: str
) -> None:
    """And one that stands does not: a word on every row would be read by nobody."""
    moving, standing = make.make_open(0, provisional=True), make.make_open(1)
    edition = Edition(make.baita(), lang)
    urgent = (moving, standing)
    walls = (
        wall(replace(make.full_wall(), urgent=urgent), make.baita(), lang),
        leader(replace(make.full_leader(), urgent=urgent), make.baita(), lang),
        hotline_scene(replace(make.full_hotline(), urgent=urgent), make.baita(), lang),
    )
    listed = tuple(make.make_listed(n, open=case) for n, case in enumerate(urgent))
    lists = queue(replace(make.full_queue(), rows=listed), make.baita(), lang)
    files = [case_file(make.full_case(case=case), make.baita(), lang) for case in listed]

    rows = [
        [by_id(page, f"{view}-urgent-{n}") for n in (1, 2)]
        for view, page in zip(("wall", "leader", "hotline"), walls, strict=True)
    ]
    rows.append([by_id(lists, f"queue-row-{n}") for n in (1, 2)])
    for first, second in rows:
        assert word in words(first).split()
        assert word not in words(second)
        assert "calendar.csv" in next(n.title for n in nodes(first) if words(n) == word)
    told = [words(by_id(page, "case-facts")) for page in files]
    cards = [dict(case_card(case, edition, as_of=make.NOW).facts) for case in urgent]
    told += [card[edition.say("map_due")] for card in cards]
    assert [due in each for each in told] == [True, False] * 2


def test_a_stopped_clock_does_not_run_on() -> None:
    """The department has passed it on; its light no longer changes."""
    snapshot = make.full_wall()
    stopped = make.make_open(0, stopped_at=make.NOW - MINUTE)
    page = wall(msgspec.structs.replace(snapshot, urgent=(stopped,)), make.baita())

    first = by_id(page, "wall-urgent-1")

    assert "已停表" in words(first)
    assert not any(hasattr(node, "data-countdown") for node in nodes(first))


def test_trouble_is_told_in_words_the_gravest_first() -> None:
    """People on duty must know what they are looking at."""
    health = Health(redis=False, rebuilding=0.43, lag=5210, orphans=2, provisional_year=2027)

    told = problems(health, ZH)

    assert len(told) == 5
    assert "不可用" in told[0]
    assert "43%" in told[1]
    assert told[4] == "2027 年放假安排未公布（待填 calendar.csv），暂按周一至周五计"
    assert problems(health, Edition(make.baita(), "en"))[4] == (
        "Holidays of 2027 not published (enter in calendar.csv); limits count Mon–Fri"
    )
    assert problems(Health(applied_at=1, lag=3), ZH) == []
    assert "重建" in words(by_id(wall(make.troubled_wall(), make.baita()), "wall-mode"))


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 2), (2, 2), (3, 4), (7, 8), (19, 20), (21, 30), (999, 1000)]
)
def test_the_scale_is_round_and_holds_every_hour(highest: int, top: int) -> None:
    """Its middle line is a whole number too."""
    assert nice_top(highest) == top
    assert top % 2 == 0


def test_the_hour_that_is_not_over_is_dashed() -> None:
    """A full line would read as a fall."""
    *_, past, now, _ = hours_figure(make.full_wall().hours, 20, "night")["data"]

    assert len(past["x"]) == len(past["y"]) == 24
    assert now["line"]["dash"] == "dot"
    assert now["y"] == [12, 3, 3]
    assert all(trace["y"] == [] for trace in hours_figure((), 2, "day")["data"])


def test_an_hour_outside_its_band_has_a_mark_on_the_curve() -> None:
    hours = make.full_wall().hours
    bands = (*[Band(1, 30)] * 23, Band(0, 2, "high"))

    low, high, *_, marks = hours_figure(hours, 40, "night", bands)["data"]

    assert (low["y"][0], high["y"][0], high["fill"]) == (1, 30, "tonexty")
    assert (marks["x"], marks["y"]) == ([23.5], [hours[23][1]])


def ways_of(page: Component) -> set[str]:
    """Return the addresses that a page's scene tabs and navigation lead to."""
    linked = [n for n in nodes(page) if hasattr(n, "href") and hasattr(n, "className")]
    return {n.href for n in linked if {"scene-tab", "nav__link"} & set(n.className.split())}


def test_every_page_can_be_reached_from_a_desk() -> None:
    """A phone's reader has no address bar."""
    assert set(VIEWS.values()) <= ways_of(case_file(make.full_case(), make.baita()))


def test_the_wall_leads_to_all_but_the_pages_its_header_has_no_room_for() -> None:
    """Those are one step further, on every desk page that it does lead to."""
    left_out = {VIEWS[name] for name in DESK_PAGES if name != "wall"}

    assert set(VIEWS.values()) - ways_of(wall(make.full_wall(), make.baita())) == left_out


def test_the_wall_names_its_scenes_in_their_order() -> None:
    """The tabs are what the district has chosen; the one that is shown is marked."""
    page = flow_scene(make.full_flow(), make.baita())

    tabs = [n for n in nodes(page) if "scene-tab" in str(getattr(n, "className", "")).split()]

    assert [words(tab) for tab in tabs] == [
        "总览",
        "案件流转",
        "12345 热线",
        "你提我办",
        "部门考评",
        "区情",
    ]
    assert [tab.href for tab in tabs] == [
        "/",
        "/flow",
        "/hotline",
        "/citizen",
        "/assessment",
        "/district",
    ]
    assert [words(tab) for tab in tabs if "is-on" in tab.className] == ["案件流转"]


def test_an_address_that_names_nothing_leads_back() -> None:
    """In the reader's language."""
    page = not_found(make.baita(), "en")

    assert "no such" in words(page)
    assert [node.href for node in nodes(page) if hasattr(node, "href")] == ["/cases?lang=en"]


def test_the_shell_holds_the_address_and_the_page() -> None:
    """Everything else comes from the pages."""
    assert by_id(shell(), "shell-location").to_plotly_json()["type"] == "Location"
    assert any(getattr(node, "href", "") == "#content" for node in nodes(shell()))
