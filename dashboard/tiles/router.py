"""GET /tiles/<layer>/{z}/{x}/{y}: one tile; a transparent one where there is none."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response

from city.atlas import MapSpec
from dashboard.tiles.shelf import Shelf
from dashboard.tiles.sources import open_source

TRANSPARENT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
)
"""One clear pixel: a map with a hole looks broken, one without a tile looks empty."""
KINDS = ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"RIFF", "image/webp"))


def open_shelves(spec: MapSpec, folder: Path) -> dict[str, Shelf]:
    """Return the shelf of each layer that a district configures."""
    return {layer.key: Shelf(layer, open_source(layer, folder)) for layer in spec.tiles}


def tiles_router(shelves: Mapping[str, Shelf]) -> APIRouter:
    """Return the route; it answers 404 only for a layer that nobody configured."""
    router = APIRouter()

    @router.get("/tiles/{layer}/{z}/{x}/{y}", include_in_schema=False)
    def tile(layer: str, z: int, x: int, y: int) -> Response:
        shelf = shelves.get(layer)
        if shelf is None:
            return Response(status_code=404)
        image = shelf.tile(z, x, y)
        kept = "public, max-age=86400" if image else "public, max-age=30"
        headers = {"Cache-Control": kept}
        return Response(image or TRANSPARENT, headers=headers, media_type=kind_of(image))

    return router


def kind_of(image: bytes | None) -> str:
    """Return the media type of an image; nothing else ever comes from a tile's address."""
    head = image or TRANSPARENT
    return next((kind for begins, kind in KINDS if head.startswith(begins)), "image/png")


def describe_tiles(shelves: Mapping[str, Shelf]) -> dict[str, Any]:
    """Return for /healthz whether each layer's source answered when it was last asked."""
    return {key: {"ok": not each.fault, "fault": each.fault} for key, each in shelves.items()}
