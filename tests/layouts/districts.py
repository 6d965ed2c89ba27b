"""Snapshots of the scene 区情 for tests: the published figures of the source text."""

from typing import Any

from msgspec.structs import replace

from city.boards import (
    DistrictSnapshot,
    ReconciliationSection,
    TaggedCases,
    board_sections,
    camera_section,
    campaign_figures,
)
from city.facts import Camera, CampaignResults, Reading
from city.metrics import Window
from city.reconcile import summarise
from ingest.simulation.facts import load_fact_plan
from tests.layouts import factories as make
from tests.layouts.boards import TODAY, days_of_every_kind


def empty_district() -> DistrictSnapshot:
    """Nothing told, and nothing counted yet."""
    return _district([], [], (), head=make.empty_head(), account=make.make_figures({}))


def full_district(*, scale: float = 1, **changes: Any) -> DistrictSnapshot:
    """All that the demo publishes; every value times `scale`."""
    plan = load_fact_plan("baita")
    readings = [_reading(told, scale) for told in plan.readings]
    results = [
        CampaignResults(
            told["campaign"],
            told["asOf"],
            {key: value * scale for key, value in told["counters"].items()},
        )
        for told in plan.campaigns
    ]
    window = Window(TODAY - 29, TODAY, "last-30-days")
    tagged = (TaggedCases("parking", window, round(14 * scale), round(11 * scale)),)
    return _district(readings, results, tagged, **changes)


def _reading(told: dict[str, Any], scale: float) -> Reading:
    return Reading(
        told["indicator"],
        told["value"] * scale,
        told["first"],
        told["last"],
        told["last"],
        growth_percent=told.get("growthPercent"),
    )


def _district(
    readings: list[Reading],
    results: list[CampaignResults],
    tagged: tuple[TaggedCases, ...],
    **changes: Any,
) -> DistrictSnapshot:
    district = make.baita()
    days = days_of_every_kind() if readings else ()
    cameras = [Camera(f"c{n}", online=n % 7 > 0, owner="公安" if n % 3 else "") for n in range(160)]
    told: dict[str, Any] = {
        "head": make.make_head(),
        "account": make.make_figures(make.department_tallies()),
        "boards": board_sections(district.indicators.values(), readings),
        "campaigns": campaign_figures(district.campaigns.values(), results),
        "tagged": tagged,
        "cameras": replace(camera_section(cameras if readings else ()), cameras=()),
        "reconciliation": ReconciliationSection(summarise(days), days),
        "movements": make.make_movements() if readings else (),
    }
    return DistrictSnapshot(**told | changes)
