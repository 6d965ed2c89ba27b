"""The scene 区情: an account that adds up, what is behind first, every figure with its day."""

from msgspec.structs import replace

from city.boards import DistrictSnapshot, IndicatorFigure, TaggedCases
from city.indicators import Campaign, Indicator
from city.lists import Selection
from city.metrics import Window
from layouts.links import Lang, parse_selection
from layouts.wall.aims import AIMS, ROWS
from layouts.wall.district import district_scene
from layouts.wall.results import CAMPAIGNS
from tests.layouts import factories as make
from tests.layouts.districts import empty_district, full_district
from tests.layouts.reading import by_id, nodes, words


def scene(snapshot: DistrictSnapshot | None = None, lang: Lang = "zh") -> object:
    return district_scene(snapshot or full_district(), make.baita(), lang)


def shown(page: object, name: str) -> list[str]:
    """Return the words of what has a class and is not hidden."""
    found = []
    for node in nodes(page):
        names = str(getattr(node, "className", "")).split()
        if name in names and "is-empty" not in names:
            found.append(words(node))
    return found


def has_way(node: object) -> bool:
    return bool(getattr(node, "href", ""))


def counts(page: object, *terms: str) -> list[int]:
    told = [by_id(page, f"district-{term}") for term in terms]
    numbers = [words(node).split()[-1] for node in told]
    return [0 if number == "–" else int(number) for number in numbers]


def test_the_account_adds_up_twice() -> None:
    """32 = 30 + 2, and 9 = 7 + 1 + 1; who looks up will add them."""
    page = scene()

    total, published, silent = counts(
        page, "indicators", "indicators-published", "indicators-silent"
    )
    aims, *parts = counts(page, "aim-all", "aim-reached", "aim-ahead", "aim-behind")

    assert (total, published, silent) == (len(make.baita().indicators), 30, 2)
    assert total == published + silent
    assert aims == sum(parts) == 9
    assert all(parts)


def test_the_bar_is_the_account_to_scale() -> None:
    parts = ("reached", "ahead", "behind", "free", "silent")
    grown = [by_id(scene(), f"district-bar-{part}").style["flexGrow"] for part in parts]

    assert grown == [7, 1, 1, 21, 2]


def test_who_is_furthest_behind_comes_first() -> None:
    """33 of 207 with five months gone; then the money, which is in time; levels after them."""
    aims = shown(scene(), "aim")

    assert [aim.split()[0] for aim in aims][:3] == [
        "已走访企业",
        "实际引进域外资金",
        "依申请事项网上可办率",
    ]
    for told in ("33", "/ 207 家", "15.9", "时间 40.6 %", "2021-05-27", "低于时间 24.7 点"):
        assert told in aims[0]
    for told in ("7.74", "/ 23 亿元", "同比 +16.95 %", "高于时间 0.4 点", "区商务局"):
        assert told in aims[1]
    assert "要求 100 %，达到" in aims[2]


def test_the_distance_is_that_of_the_figures_beside_it() -> None:
    """40.6 - 15.9 is 24.7, whatever further decimals would say."""
    figure = next(
        figure
        for board in full_district().boards
        for figure in board.figures
        if figure.indicator.key == "visited"
    )
    assert figure.lead is not None and round(-figure.lead * 100, 1) == 24.6

    assert "低于时间 24.7 点" in shown(scene(), "aim")[0]


def test_every_figure_stands_once_with_its_day_and_publisher() -> None:
    """Those with a target above, the others on their board; a source is said once if it can be."""
    page = scene()
    told = [*shown(page, "aim"), *shown(page, "fact")]
    names = [indicator.name for indicator in make.baita().indicators.values()]

    assert len(told) == len(names)
    assert sorted(row.split()[0] for row in told) == sorted(names)
    assert "2021-05-15　区营商环境建设局" in words(by_id(page, "district-board-services-note"))
    police = [row for row in told if "综合窗口" in row]
    assert all("2021-05-15　公安白塔分局窗口服务大队" in row for row in police)
    assert "尚无发布" in next(row for row in told if "未销号" in row)


def test_old_figures_are_told_to_be_old() -> None:
    """What was published in 2021 must not pass for news in 2026."""
    page = scene()

    assert "2020-12-31 至 2021-05-27" in words(by_id(page, "district-line-3"))
    assert "30 项" in words(by_id(page, "district-line-4"))


def test_a_campaign_is_the_sum_of_its_parts_and_its_cases_can_be_opened() -> None:
    page = scene()
    terms = shown(page, "result")
    cases = by_id(page, "district-campaign-parking-cases")
    asked = [parse_selection(each.href.partition("?")[2]) for each in nodes(cases) if has_way(each)]

    assert [term.split()[-2:] for term in terms] == [
        ["14", "个"],
        ["4", "处"],
        ["4", "辆"],
        ["6", "把"],
    ]
    assert words(cases).split()[-7:] == ["14", "=", "办结", "11", "+", "在办", "3"]
    assert asked == [
        Selection(status=status, campaign="parking", window="last-30-days")
        for status in ("received", "closed", "open")
    ]


def test_without_data_nothing_is_claimed() -> None:
    page = scene(empty_district())

    assert shown(page, "aim") == []
    for term in ("indicators", "indicators-published", "aim-all", "aim-behind"):
        assert words(by_id(page, f"district-{term}")).split()[-1] == "–"
    assert words(by_id(page, "district-board-services-note")) == "等待数据"
    tagged = words(by_id(page, "district-campaign-parking-cases")).split()
    assert [told for told in tagged if told == "–"] == ["–"] * 3


def test_what_finds_no_place_is_counted() -> None:
    """A district with more than the wall can show says how many are left out."""
    plain = full_district()
    figures = tuple(
        IndicatorFigure(
            Indicator(f"i{n}", f"指标{n}", board="services", target=10.0, target_period="year"),
            value=1.0 + n,
            target=10.0,
            share=(1.0 + n) / 10,
            time_gone=0.5,
        )
        for n in range(AIMS + ROWS + 2)
    )
    board = replace(plain.boards[0], figures=figures)
    campaign = plain.campaigns[0]
    many = tuple(
        replace(campaign, campaign=Campaign(f"c{n}", f"专项{n}")) for n in range(CAMPAIGNS + 2)
    )
    page = scene(replace(plain, boards=(board,), campaigns=many))

    assert len(shown(page, "aim")) == AIMS
    assert "另 8 项" in words(by_id(page, "district-aims-note"))
    assert "另 2 项" in words(by_id(page, "district-board-services-note"))
    assert "另 2 项" in words(by_id(page, "district-campaigns-note"))


def test_a_campaign_without_cases_shows_noughts_that_were_counted() -> None:
    tagged = (TaggedCases("parking", Window(1, 30, "last-30-days"), 0, 0),)
    cases = by_id(scene(replace(full_district(), tagged=tagged)), "district-campaign-parking-cases")

    assert words(cases).split()[-7:] == ["0", "=", "办结", "0", "+", "在办", "0"]


def test_days_are_compared_with_the_newest_on_the_right() -> None:
    """A mark for each, and in words what was found."""
    days = [words(by_id(scene(), f"district-day-{place}")).strip() for place in (10, 13, 14)]

    assert days == ["21", "24", "25"]
    assert "3 日比对" in words(by_id(scene(), "district-compared-note"))


def test_english_is_english() -> None:
    aims = shown(scene(lang="en"), "aim")

    assert "24.7 points behind" in aims[0] and "Business bureau" in aims[0]
    assert "×100 m yuan" in aims[1]
