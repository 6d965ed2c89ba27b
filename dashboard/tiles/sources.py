"""Where tiles come from: an MBTiles file, a folder, or another server."""

import os
import sqlite3
from pathlib import Path
from typing import Protocol

import httpx

from city.atlas import TileLayer
from city.errors import TileUnavailable

TIMEOUT_SECONDS = 5.0
LARGEST_BYTES = 2_000_000
SUFFIXES = (".png", ".webp", ".jpg", ".jpeg")


class TileSource(Protocol):
    """Gives one tile as an image, None where the layer is empty; raises `TileUnavailable`."""

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return the tile in column `x` and row `y`, counted from the north."""


class MbtilesSource:
    """Tiles in one SQLite file, opened anew for each so that any thread may ask."""

    def __init__(self, path: Path) -> None:
        self._address = f"{path.resolve().as_uri()}?mode=ro"

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a tile; the file counts rows from the south."""
        query = "SELECT tile_data FROM tiles WHERE zoom_level=? AND tile_column=? AND tile_row=?"
        try:
            connection = sqlite3.connect(self._address, uri=True)
            try:
                found = connection.execute(query, (z, x, (1 << z) - 1 - y)).fetchone()
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise TileUnavailable(str(error)) from error
        return bytes(found[0]) if found else None


class FolderSource:
    """Tiles as files `{z}/{x}/{y}.png` (or webp, jpg) in a folder."""

    def __init__(self, path: Path, *, tms: bool) -> None:
        self._path, self._tms = path, tms

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a tile; a layer whose folder is gone is unavailable, not empty."""
        if not self._path.is_dir():
            raise TileUnavailable(f"there is no folder {self._path.name}")
        row = (1 << z) - 1 - y if self._tms else y
        for suffix in SUFFIXES:
            path = self._path / str(z) / str(x) / f"{row}{suffix}"
            try:
                return path.read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise TileUnavailable(error.strerror or "cannot be read") from error
        return None


class UrlSource:
    """Tiles of another server, asked only at the address that the district configures."""

    def __init__(self, layer: TileLayer) -> None:
        self._template, self._token_env = layer.source, layer.token_env
        # redirects are not followed: they could lead to a host that nobody configured
        self._client = httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a tile; no message tells the address, because it can hold the key."""
        try:
            answer = self._client.get(self._address(z, x, y))
        except httpx.HTTPError as error:
            raise TileUnavailable(type(error).__name__) from error
        if answer.status_code in (204, 404):
            return None
        if answer.status_code != httpx.codes.OK:
            raise TileUnavailable(f"answered {answer.status_code}")
        if not answer.headers.get("content-type", "").startswith("image/"):
            raise TileUnavailable("answered something that is no image; is the key right?")
        if len(answer.content) > LARGEST_BYTES:
            raise TileUnavailable("answered more than a tile can be")
        return answer.content

    def _address(self, z: int, x: int, y: int) -> str:
        token = os.environ.get(self._token_env, "") if self._token_env else ""
        if self._token_env and not token:
            raise TileUnavailable(f"{self._token_env} is not set")
        parts = {"{z}": str(z), "{x}": str(x), "{y}": str(y), "{token}": token}
        address = self._template
        for part, value in parts.items():
            address = address.replace(part, value)
        return address


def open_source(layer: TileLayer, folder: Path) -> TileSource:
    """Return the source of a layer; `folder` is the district's, from which paths are seen."""
    if layer.kind == "url":
        return UrlSource(layer)
    path = folder / layer.source
    if layer.kind == "mbtiles":
        return MbtilesSource(path)
    return FolderSource(path, tms=layer.tms)
