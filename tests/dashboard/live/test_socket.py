"""The channel's door, on a real server."""

import asyncio
import contextlib
import socket
import threading
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import orjson
import pytest
import uvicorn
from dash import html
from dash.development.base_component import Component
from fastapi import FastAPI
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from dashboard.live import viewer as viewer_module
from dashboard.live.hub import VIEW_LIMIT, Hub
from dashboard.live.keys import ViewKey
from dashboard.live.socket import SERVER_OPTIONS, mount, own_origin
from dashboard.live.viewer import CREDIT


class Wall:
    """A hub on a server of its own; `text` is what it shows."""

    def __init__(self) -> None:
        self.text = "0"
        self.hub = Hub("7-b", render=self.render, scopes=self.exists)
        self.port = 0
        self.store_is_away = False

    def exists(self, key: ViewKey) -> bool:
        if self.store_is_away:
            raise ConnectionError("no store")
        return key.name == "wall"

    def render(self, key: ViewKey) -> Component:
        return html.B(self.text, id="value")

    def show(self, text: str) -> None:
        self.text = text
        self.hub.touch()

    def open(self, query: str = "view=wall", origin: str | None = None) -> ClientConnection:
        own = f"http://127.0.0.1:{self.port}"
        address = f"ws://127.0.0.1:{self.port}/live/ws?{query}"
        return connect(address, origin=own if origin is None else origin, compression=None)  # type: ignore[arg-type]


@pytest.fixture
def wall() -> Iterator[Wall]:
    wall = Wall()

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(wall.hub.run())
        yield
        task.cancel()

    app = FastAPI(lifespan=lifespan)
    mount(app, wall.hub)
    door = socket.create_server(("127.0.0.1", 0))
    wall.port = door.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", **SERVER_OPTIONS))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    yield wall
    server.should_exit = True
    thread.join(10)
    door.close()
    assert not thread.is_alive()


def told(frame: str | bytes) -> dict[str, Any]:
    text = zlib.decompress(frame) if isinstance(frame, bytes) else frame
    answer: dict[str, Any] = orjson.loads(text)
    return answer


def close_code(connection: ClientConnection) -> tuple[int, str]:
    with pytest.raises(ConnectionClosed) as closed:
        connection.recv(timeout=5)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


def test_a_page_of_ours_is_served(wall: Wall) -> None:
    """The whole way: connect, everything, a change."""
    with wall.open() as connection:
        assert told(connection.recv(timeout=5))["k"] == "f"
        wall.show("5")

        assert told(connection.recv(timeout=5))["set"] == {"value": {"children": "5"}}


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_a_page_from_elsewhere_is_refused(wall: Wall, origin: str) -> None:
    """Any page in the browser can open a socket to us; ours are the only ones that may."""
    with wall.open(origin=origin) as connection:
        assert close_code(connection)[0] == 4403


def test_an_unknown_view_is_refused_with_the_build(wall: Wall) -> None:
    """A page of an old build asks for a view that is no more, and so learns of the new build."""
    with wall.open("view=gone") as connection:
        assert close_code(connection) == (4404, "7-b")


def test_one_view_too_many_is_refused(wall: Wall) -> None:
    """The process protects those who watch already."""
    with contextlib.ExitStack() as stack:
        for n in range(VIEW_LIMIT):
            opened = stack.enter_context(wall.open(f"view=wall&scope={n}"))
            opened.recv(timeout=5)
        last = stack.enter_context(wall.open("view=wall&scope=more"))

        assert close_code(last)[0] == 4429


def test_a_screen_that_does_not_answer_gets_merged_changes_when_it_does(wall: Wall) -> None:
    """A slow screen skips values instead of queueing them, and ends at the newest."""
    with wall.open() as slow, wall.open() as quick:
        for n in range(CREDIT + 6):  # no answer from the slow one
            assert told(quick.recv(timeout=5))["k"] in "fd"
            quick.send("a")
            wall.show(str(n + 1))
        got = [told(slow.recv(timeout=5)) for _ in range(CREDIT)]
        with pytest.raises(TimeoutError):
            slow.recv(timeout=0.3)
        slow.send("a")
        merged = told(slow.recv(timeout=5))

        assert merged["k"] == "d"
        assert merged["prev"] == got[-1]["seq"]
        assert merged["seq"] - merged["prev"] > 1
        assert int(merged["set"]["value"]["children"]) >= CREDIT + 5


def test_a_screen_that_never_answers_is_let_go(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of dead screens would otherwise add up."""
    monkeypatch.setattr(viewer_module, "SILENCE_SECONDS", 0.5)
    with wall.open() as connection:
        for n in range(CREDIT):
            connection.recv(timeout=5)
            wall.show(str(n + 1))

        assert close_code(connection)[0] == 1000


def test_a_store_that_is_away_refuses_for_now(wall: Wall) -> None:
    """Whether there is such a case cannot be told yet; the screen asks again by itself."""
    wall.store_is_away = True
    with wall.open() as connection:
        assert close_code(connection)[0] == 1013


def test_a_large_message_comes_packed_to_who_can_unpack(wall: Wall) -> None:
    """Old browsers that cannot are sent text."""
    wall.text = "x" * 10_000
    with wall.open("view=wall&z=1") as modern, wall.open("view=wall&z=0") as old:
        packed, plain = modern.recv(timeout=5), old.recv(timeout=5)

        assert isinstance(packed, bytes)
        assert len(packed) < 1_000
        assert isinstance(plain, str)
        assert told(packed)["set"] == told(plain)["set"]


def test_a_view_loses_its_viewers_when_they_leave(wall: Wall) -> None:
    """Nothing is drawn or kept for screens that are gone."""
    with wall.open() as connection:
        connection.recv(timeout=5)
    deadline = time.monotonic() + 5
    while wall.hub.view(ViewKey("wall")).viewers:
        assert time.monotonic() < deadline
        time.sleep(0.01)  # between two looks


def test_origins_behind_a_proxy_can_be_named() -> None:
    """A proxy may ask us under another name than the browser asked it."""
    headers = {"host": "inside:8050", "origin": "https://wall.example"}

    assert own_origin(headers, ["https://wall.example"])
    assert not own_origin(headers)
    assert own_origin({"host": "Wall.example", "origin": "https://wall.example"})
