"""Snapshots of the boards for tests: nothing told yet, and everything told."""

from datetime import date

from city.boards import (
    BoardsSnapshot,
    ReconciliationSection,
    board_sections,
    camera_section,
    campaign_figures,
)
from city.clock import to_day
from city.facts import Camera, CampaignResults, Reading
from city.ledger import PlatformDay
from city.reconcile import OurDay, Reconciled, reconcile, summarise
from tests.layouts.factories import baita, make_head

FIRST, APRIL, MAY = date(2021, 1, 1), date(2021, 4, 30), date(2021, 5, 27)
TODAY = to_day(date(2026, 11, 25))


def empty_boards() -> BoardsSnapshot:
    """Nothing told: a dash for every number."""
    return _boards([], [], [], ())


def full_boards(*, scale: int = 1) -> BoardsSnapshot:
    """The published figures, cameras of two owners, and days of every kind."""
    readings = [
        Reading("investment", 7.74, FIRST, APRIL, APRIL, growth_percent=16.95),
        Reading("visited", 33 * scale, FIRST, MAY, MAY, publisher="区营商环境建设局"),
        Reading("online-share", 100, FIRST, MAY, MAY),
        Reading("festival-sales", 2000 * scale, FIRST, MAY, MAY, before=1600),
    ]
    results = [CampaignResults("parking", MAY, {"debris": 4, "bicycles": 4, "locks": 6})]
    cameras = [
        Camera(f"c{n}", online=n % 7 > 0, lon=123.1, lat=41.2, owner="公安" if n % 3 else "")
        for n in range(100 * scale)
    ]
    return _boards(readings, results, cameras, days_of_every_kind())


def _boards(
    readings: list[Reading],
    results: list[CampaignResults],
    cameras: list[Camera],
    days: tuple[Reconciled, ...],
) -> BoardsSnapshot:
    district = baita()
    return BoardsSnapshot(
        make_head(),
        board_sections(district.indicators.values(), readings),
        campaign_figures(district.campaigns.values(), results),
        camera_section(cameras),
        ReconciliationSection(summarise(days), days),
    )


def days_of_every_kind() -> tuple[Reconciled, ...]:
    """Days that agree, differ, are told in part, and are not told."""
    ours = frozenset({"city:E1", "city:E2"})
    lists = (ours, ours | {"city:E8", "city:E9", "city:E7"}, frozenset({"city:E1"}))
    told = [
        PlatformDay(TODAY - n, "city", len(listed), 0, listed, frozenset())
        for n, listed in enumerate(lists)
    ]
    told += [PlatformDay(TODAY - 3, "city", 3, 0, None, None, missing_parts=2)]
    days = [reconcile(each, OurDay(each.day, ours), "city") for each in told]
    return (*days, reconcile(None, OurDay(TODAY - 4, ours), "city"))
