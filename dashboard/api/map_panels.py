"""GET /map/case, /map/camera: what a map's side panel says of what was chosen on it."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query

from city.district import District
from city.errors import UnknownCase
from city.ports import ScreenSource
from city.surfaces import for_surface
from layouts.edition import Edition
from layouts.parts.case_card import case_card
from layouts.parts.sign_card import camera_card


def map_router(source: ScreenSource, district: District) -> APIRouter:
    """Return the routes; they answer 404 for a case that is not in progress, or no camera."""
    router = APIRouter()

    @router.get("/map/case", summary="The panel of a case on the map", include_in_schema=False)
    def map_case(
        id: Annotated[str, Query(max_length=200)],
        lang: Annotated[str, Query(pattern="^(zh|en)$")] = "zh",
    ) -> dict[str, Any]:
        snapshot = source.case(id)
        case = snapshot.case.open
        if case is None or case.confidential:  # the map does not show it either
            raise UnknownCase(id)
        case = for_surface(case, "wall")
        edition = Edition(district, "en" if lang == "en" else "zh")
        card = case_card(case, edition, as_of=snapshot.head.as_of)
        return dict(msgspec.to_builtins(card))

    @router.get("/map/camera", summary="The panel of a camera on the map", include_in_schema=False)
    def map_camera(
        id: Annotated[str, Query(max_length=200)],
        lang: Annotated[str, Query(pattern="^(zh|en)$")] = "zh",
    ) -> dict[str, Any]:
        edition = Edition(district, "en" if lang == "en" else "zh")
        return camera_card(source.camera(id), edition)

    return router
