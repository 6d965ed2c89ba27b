"""GET /api/v1/boards and /api/v1/reconciliation: what is no case, and how the books compare."""

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query

from city.boards import BoardsSnapshot, CampaignFigure, IndicatorFigure
from city.clock import to_date
from city.ports import ScreenSource
from city.reconcile import Reconciled, Side, Summary


def boards_router(source: ScreenSource) -> APIRouter:
    """Return the routes; both answer from the same functions as pages."""
    router = APIRouter()

    @router.get("/api/v1/boards", summary="Indicators, campaigns, cameras and reconciliation")
    def boards() -> dict[str, Any]:
        return describe_boards(source.boards())

    @router.get("/api/v1/reconciliation", summary="A platform's days against ours")
    def reconciliation(
        stream: Annotated[str, Query(description="case stream; default: the first one")] = "",
        window: Annotated[str, Query(description="as of /api/v1/figures")] = "",
        day: Annotated[str, Query(description="one local day instead of a window")] = "",
    ) -> dict[str, Any]:
        return describe_reconciliation(
            *source.reconciliation(stream, f"{day}..{day}" if day else window)
        )

    return router


def describe_boards(snapshot: BoardsSnapshot) -> dict[str, Any]:
    """Return the boards as JSON: shares from 0 to 1, days as ISO dates."""
    cameras = snapshot.cameras
    return {
        "as_of": snapshot.head.as_of,
        "mode": snapshot.head.mode,
        "boards": {
            section.board: [_figure(figure) for figure in section.figures]
            for section in snapshot.boards
        },
        "campaigns": [_campaign(figure) for figure in snapshot.campaigns],
        "cameras": {
            "online": cameras.online,
            "offline": cameras.offline,
            "unplaced": cameras.unplaced,
            "owners": msgspec.to_builtins(cameras.owners),
        },
        "reconciliation": describe_reconciliation(
            snapshot.reconciliation.summary, snapshot.reconciliation.days
        ),
    }


def describe_reconciliation(summary: Summary, days: Iterable[Reconciled]) -> dict[str, Any]:
    """Return compared days as JSON; a list is null where the platform gave none."""
    return {
        "summary": msgspec.to_builtins(summary),
        "days": [
            {
                "day": to_date(each.day).isoformat(),
                "stream": each.stream,
                "told": each.told,
                "missing_parts": each.missing_parts,
                "agrees": each.agrees if each.compared else None,
                "received": _side(each.received),
                "closed": _side(each.closed),
            }
            for each in days
        ],
    }


def _side(side: Side) -> dict[str, Any]:
    return {**msgspec.to_builtins(side), "agrees": side.agrees}


def _figure(figure: IndicatorFigure) -> dict[str, Any]:
    indicator = figure.indicator
    told = msgspec.to_builtins(figure)
    del told["indicator"]
    return {
        "key": indicator.key,
        "name": indicator.name,
        "name_en": indicator.name_en,
        "unit": indicator.unit,
        "direction": indicator.direction,
        "source": indicator.source,
        **told,
    }


def _campaign(figure: CampaignFigure) -> dict[str, Any]:
    campaign = figure.campaign
    return {
        "key": campaign.key,
        "name": campaign.name,
        "name_en": campaign.name_en,
        "first": msgspec.to_builtins(campaign.first),
        "last": msgspec.to_builtins(campaign.last),
        "area": campaign.area,
        "classes": list(campaign.classes),
        "as_of": msgspec.to_builtins(figure.as_of),
        "publisher": figure.publisher,
        "counters": {each.counter.key: each.value for each in figure.counters},
    }
