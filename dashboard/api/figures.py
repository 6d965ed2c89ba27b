"""The account of a stream, and figures of the registry: the same functions that pages show."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query

from city.figures import Ask, define
from city.metrics import DIMENSIONS, WINDOWS
from city.ports import ScreenSource
from city.registry.book import DEFAULTS, FIGURES

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


def registry_router(source: ScreenSource, stream: str, chosen: Mapping[str, str]) -> APIRouter:
    """Return the routes of the registry; `chosen` is what the district chose."""
    router = APIRouter()

    @router.get("/api/v1/metrics/{key}", summary="One figure of the registry, measured")
    def metric(
        key: str,
        stream: Annotated[str, Query(description="case stream")] = stream,
        window: Annotated[str, Query(description=_WINDOW)] = "last-30-days",
        by: Annotated[str, Query(description="empty, or a dimension")] = "",
        compare: Annotated[bool, Query(description="with the periods before")] = False,
        lang: Annotated[str, Query(pattern="^(zh|en)$")] = "zh",
    ) -> dict[str, Any]:
        ask = Ask(key, stream, window, by, compare)
        return source.measure([ask], lang)[ask].describe(lang)

    @router.get("/api/v1/definitions", summary="Every figure and what defines it")
    def definitions(lang: Annotated[str, Query(pattern="^(zh|en)$")] = "zh") -> dict[str, Any]:
        return {
            "figures": [define(figure, lang) for figure in FIGURES.values()],
            "chosen": {**DEFAULTS, **chosen},
        }

    return router
