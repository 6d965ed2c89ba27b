"""The channel's door: a socket per screen, with credit by answers, and nobody from elsewhere."""

import asyncio
import contextlib
import ipaddress
import logging
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import FastAPI, WebSocket
from starlette.websockets import WebSocketDisconnect

from dashboard.live.guests import COOKIE, Guest
from dashboard.live.hub import Hub, TooManyViews, UnknownView
from dashboard.live.keys import ViewKey, parse_key
from dashboard.live.view import View
from dashboard.live.viewer import Viewer

logger = logging.getLogger(__name__)

PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip")
"""Headers of who asks for somebody else."""
TRY_AGAIN = 1013
FOREIGN_ORIGIN = 4403
UNKNOWN_VIEW = 4404
TOO_MANY_VIEWS = 4429
LOST = (TimeoutError, RuntimeError, OSError, WebSocketDisconnect)
"""What sending to a screen that has gone, or does not answer, may raise."""
SERVER_OPTIONS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "ws_per_message_deflate": False,  # messages are packed once per broadcast, not per viewer
        "ws_max_size": 4_096,  # a page only ever sends answers of one letter
        "timeout_graceful_shutdown": 3,  # stalled readers must not hold up the end
    }
)
"""How uvicorn has to run for the channel to do what it promises."""


def mount(
    server: FastAPI, hub: Hub, prefix: str = "/", *, origins: Collection[str] = frozenset()
) -> None:
    """
    Add the channel to a server; before it starts, because Dash then adds a route for any path.

    Args:
        server: Also has to run `hub.run()` in its lifespan.
        prefix: Path under which the server itself is asked, with a slash at its end.
        origins: Origins besides the server's own, such as `https://wall.example`, if a proxy
            does not pass on the `Host` that the browser asked for.
    """

    @server.websocket(f"{prefix}live/ws")
    async def live(socket: WebSocket) -> None:
        with contextlib.suppress(*LOST):
            await _serve(socket, hub, frozenset(origins))


async def _serve(socket: WebSocket, hub: Hub, origins: frozenset[str]) -> None:
    # accepted before it is refused: a page cannot see the reason of a refused handshake
    await socket.accept()
    if not own_origin(socket.headers, origins):
        await socket.close(FOREIGN_ORIGIN, "origin")
        return
    query = socket.query_params
    viewer = Viewer(query.get("shape", ""), packs=query.get("z") == "1")
    reader = asyncio.create_task(_read(socket, viewer))
    try:
        await _watch(socket, hub, viewer)
    finally:
        reader.cancel()


def on_this_machine(host: str | None, headers: Mapping[str, str]) -> bool:
    """Return whether somebody asks from this machine itself, and not through a proxy on it."""
    if any(name in headers for name in PROXIED):
        return False
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


@contextlib.contextmanager
def _known(socket: WebSocket, hub: Hub, viewer: Viewer) -> Iterator[None]:
    """Let those who keep the list of screens know that one is here meanwhile."""
    if hub.guests is None:
        yield
        return
    key = socket.cookies.get(COOKIE, "")
    guest = Guest(viewer, parse_key(socket.query_params), key, dict(socket.query_params))
    hub.guests.arrive(guest)
    try:
        yield
    finally:
        hub.guests.leave(guest)


async def _watch(socket: WebSocket, hub: Hub, viewer: Viewer) -> None:
    try:
        view = await hub.admit(_asked(socket, hub), viewer)
    except UnknownView:
        # the reason is the build: a page of an older one learns that it should reload
        await socket.close(UNKNOWN_VIEW, hub.build)
        return
    except TooManyViews:
        await socket.close(TOO_MANY_VIEWS, hub.build)
        return
    except Exception as error:  # an edge: the store may be away; the screen asks again
        logger.warning("a viewer is refused for now: %r", error)
        await socket.close(TRY_AGAIN)
        return
    try:
        with _known(socket, hub, viewer):
            await _send_all(socket, view, viewer)
    finally:
        view.dismiss(viewer)
    if not viewer.gone:
        await _close(socket)


def _asked(socket: WebSocket, hub: Hub) -> ViewKey:
    """Return the view that is asked for; raises `UnknownView` where it is not for this browser."""
    key = parse_key(socket.query_params)
    host = socket.client.host if socket.client else None
    if key.name in hub.private and not on_this_machine(host, socket.headers):
        raise UnknownView(str(key))
    return key


async def _send_all(socket: WebSocket, view: View, viewer: Viewer) -> None:
    """Send until the screen goes, or is silent for too long."""
    with contextlib.suppress(*LOST):
        async with asyncio.timeout(None) as patience:
            viewer.bear(patience)
            while not viewer.gone:
                await viewer.ready()
                message = None if viewer.gone else await view.next_message(viewer)
                if message is None:
                    continue
                viewer.sent()
                await socket.send(_event(message.frame(packs=viewer.packs)))


def _event(frame: str | bytes) -> dict[str, Any]:
    kind = "text" if isinstance(frame, str) else "bytes"
    return {"type": "websocket.send", kind: frame}


async def _read(socket: WebSocket, viewer: Viewer) -> None:
    """Count answers; a socket that nobody reads would hang the shutdown."""
    with contextlib.suppress(RuntimeError):
        while (await socket.receive())["type"] != "websocket.disconnect":
            viewer.answered()
    viewer.leave()


async def _close(socket: WebSocket) -> None:
    with contextlib.suppress(*LOST):
        async with asyncio.timeout(1):
            await socket.close()


def own_origin(headers: Mapping[str, str], origins: Collection[str] = frozenset()) -> bool:
    """
    Return whether a handshake comes from a page of ours.

    Browsers always say where a page is from, and let any page open a socket to anywhere; so who
    says nothing is refused as well.
    """
    origin = headers.get("origin", "")
    if origin in origins:
        return True
    return bool(origin) and urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
