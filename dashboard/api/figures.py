"""GET /api/v1/figures: the account of a stream, the same function that pages show."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from city.metrics import DIMENSIONS, WINDOWS
from city.ports import ScreenSource

_WINDOW = f"{', '.join(WINDOWS)}, or FROM..TO (local dates, both included)"


def figures_router(source: ScreenSource, stream: str) -> APIRouter:
    """Return the route; `stream` is what is answered when none is asked for."""
    router = APIRouter()

    @router.get("/api/v1/figures", summary="Cases counted, with sums that always add up")
    def figures(
        stream: Annotated[str, Query(description="case stream")] = stream,
        window: Annotated[str, Query(description=_WINDOW)] = "last-30-days",
        by: Annotated[str, Query(description=", ".join(DIMENSIONS))] = "department",
        lang: Annotated[str, Query(pattern="^(zh|en)$")] = "zh",
    ) -> dict[str, Any]:
        return source.figures(stream, window, by, lang).describe()

    return router
