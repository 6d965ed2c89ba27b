"""Composite scores of units: the same evaluation that the command line prints."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from city.metrics import WINDOWS
from city.ports import ScreenSource

_WINDOW = f"empty, {', '.join(WINDOWS)}, or FROM..TO (local dates, both included)"


def scores_router(source: ScreenSource) -> APIRouter:
    """Return the route."""
    router = APIRouter()

    @router.get("/api/v1/scores", summary="A composite score of every unit, ranked, and fair")
    def scores(
        composite: Annotated[str, Query(description="empty, or a key of [scores]")] = "",
        window: Annotated[str, Query(description=_WINDOW)] = "",
        lang: Annotated[str, Query(pattern="^(zh|en)$")] = "zh",
    ) -> dict[str, Any]:
        return source.assess(composite, window, lang).describe(lang)

    return router
