"""Tiles: whatever their source does, the map gets an image, and nobody learns the key."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from city.atlas import MapSpec, TileLayer
from dashboard.tiles.router import TRANSPARENT, describe_tiles, open_shelves, tiles_router
from dashboard.tiles.shelf import Shelf

PNG = b"\x89PNG north"
SOUTH = b"\x89PNG south"


class Desk:
    """A server with tile layers, and what its health says."""

    def __init__(self, folder: Path, *layers: TileLayer) -> None:
        self.shelves: dict[str, Shelf] = open_shelves(MapSpec(layers), folder)
        server = FastAPI()
        server.include_router(tiles_router(self.shelves))
        self._server = server

    def get(self, path: str) -> bytes:
        answer = asyncio.run(self._ask(path))
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/png"
        return answer.content

    def status(self, path: str) -> int:
        return asyncio.run(self._ask(path)).status_code

    async def _ask(self, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._server)
        async with httpx.AsyncClient(transport=transport, base_url="http://own") as client:
            return await client.get(f"/tiles/{path}")

    def fault(self, key: str) -> str:
        return str(describe_tiles(self.shelves)[key]["fault"])


class Upstream:
    """Another server of tiles, which counts who asks and can be told to fail."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status, self.kind = 200, "image/png"
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                upstream.asked.append(self.path)
                self.send_response(upstream.status)
                self.send_header("Content-Type", upstream.kind)
                self.send_header("Content-Length", str(len(PNG)))
                self.end_headers()
                self.wfile.write(PNG)

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = Upstream()
    yield server
    server.close()


def mbtiles(path: Path) -> None:
    """Write a file of four tiles at zoom 1, the two northern ones alike."""
    with sqlite3.connect(path) as file:
        file.execute(
            "CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)"
        )
        rows = [(1, x, y, PNG if y else SOUTH) for x in range(2) for y in range(2)]
        file.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    file.close()


def test_rows_of_an_mbtiles_file_are_counted_from_the_south(tmp_path: Path) -> None:
    """The page counts from the north; a map upside down looks right in a field of green."""
    mbtiles(tmp_path / "base.mbtiles")
    desk = Desk(tmp_path, TileLayer("base", "mbtiles", "base.mbtiles"))

    assert desk.get("base/1/0/0") == PNG
    assert desk.get("base/1/0/1") == SOUTH
    assert desk.fault("base") == ""


def test_a_folder_may_count_its_rows_from_either_side(tmp_path: Path) -> None:
    (tmp_path / "xyz/1/0").mkdir(parents=True)
    (tmp_path / "xyz/1/0/0.png").write_bytes(PNG)
    desk = Desk(
        tmp_path,
        TileLayer("north", "folder", "xyz"),
        TileLayer("south", "folder", "xyz", tms=True),
    )

    assert desk.get("north/1/0/0") == PNG
    assert desk.get("south/1/0/1") == PNG
    assert desk.get("south/1/0/0") == TRANSPARENT


@pytest.mark.parametrize("kind", ["mbtiles", "folder"])
def test_a_source_that_is_gone_is_told_and_the_map_stays_clear(tmp_path: Path, kind: str) -> None:
    """A wall shows no broken images, and whoever looks after it learns why."""
    layer = TileLayer("base", kind, "nowhere")  # type: ignore[arg-type]
    desk = Desk(tmp_path, layer)

    assert desk.get("base/1/0/0") == TRANSPARENT
    assert desk.fault("base")


@pytest.mark.parametrize("at", ["1/2/0", "1/0/2", "1/-1/0", "19/0/0", "40/0/0"])
def test_what_cannot_be_a_tile_is_never_asked_for(
    tmp_path: Path, upstream: Upstream, at: str
) -> None:
    """Nobody walks up another server's address, or out of a folder, through ours."""
    desk = Desk(tmp_path, TileLayer("base", "url", upstream.url + "/{z}/{x}/{y}"))

    assert desk.get(f"base/{at}") == TRANSPARENT
    assert upstream.asked == []


def test_another_server_is_asked_once_and_with_the_key(
    tmp_path: Path, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key stays here: the page knows nothing but our own address."""
    monkeypatch.setenv("MAP_KEY", "s3cret")
    source = upstream.url + "/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={token}"
    desk = Desk(tmp_path, TileLayer("base", "url", source, token_env="MAP_KEY"))

    assert [desk.get("base/3/5/2") for _ in range(3)] == [PNG] * 3
    assert upstream.asked == ["/wmts?TILEMATRIX=3&TILEROW=2&TILECOL=5&tk=s3cret"]


@pytest.mark.parametrize(
    ("status", "kind", "told"),
    [
        (500, "image/png", "answered 500"),
        (302, "image/png", "answered 302"),  # a redirect could lead anywhere
        (200, "text/html", "is the key right?"),
    ],
)
def test_a_server_that_fails_leaves_clear_tiles_and_a_cause(
    tmp_path: Path, upstream: Upstream, status: int, kind: str, told: str
) -> None:
    desk = Desk(tmp_path, TileLayer("base", "url", upstream.url + "/{z}/{x}/{y}"))
    kept = desk.get("base/1/0/0")

    upstream.status, upstream.kind = status, kind

    assert desk.get("base/1/1/0") == TRANSPARENT
    assert told in desk.fault("base")
    assert upstream.url not in desk.fault("base")
    assert desk.get("base/1/0/0") == kept  # what was once seen stays


def test_a_missing_key_is_named(tmp_path: Path, upstream: Upstream) -> None:
    source = upstream.url + "/{z}/{x}/{y}?tk={token}"
    desk = Desk(tmp_path, TileLayer("base", "url", source, token_env="NO_SUCH_KEY"))

    assert desk.get("base/1/0/0") == TRANSPARENT
    assert desk.fault("base") == "NO_SUCH_KEY is not set"
    assert upstream.asked == []


def test_a_layer_that_nobody_configured_is_not_found(tmp_path: Path) -> None:
    assert Desk(tmp_path).status("base/1/0/0") == 404
