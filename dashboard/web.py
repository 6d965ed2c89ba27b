"""The web application: Dash pages, the live channel and the API on one FastAPI server."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from dash import Dash
from fastapi import FastAPI, Request, Response
from msgspec import Struct

from city.district import DISTRICTS, District
from city.ports import Floor, Minutes, Register, ScreenSource
from city.settings import ROOT
from dashboard.api.boards import boards_router
from dashboard.api.figures import figures_router, registry_router
from dashboard.api.health import health_router
from dashboard.api.map_panels import map_router
from dashboard.api.metrics import metrics_router
from dashboard.api.playback import playback_router
from dashboard.api.problems import answer_problems
from dashboard.api.scores import scores_router
from dashboard.compression import Compression
from dashboard.devices.acts import Acts
from dashboard.devices.cookies import enrol_router, keep_key
from dashboard.devices.desk import Desk
from dashboard.devices.telling import Teller
from dashboard.first_frame import FirstFrames, FramedDash, frame_pages
from dashboard.heads import Heads
from dashboard.live.build import build_id
from dashboard.live.hub import Hub
from dashboard.live.policy import content_security_policy, shut_dash_socket
from dashboard.live.socket import mount
from dashboard.pages.routes import register_pages
from dashboard.pages.screens import register_screens
from dashboard.prepare import prepare
from dashboard.tiles.router import describe_tiles, open_shelves, tiles_router
from dashboard.views import PRIVATE, Views, concerned
from layouts.shell import shell

logger = logging.getLogger(__name__)

INDEX = """<!DOCTYPE html>
<html lang="zh-CN">
<head>{%metas%}<title>{%title%}</title>{%favicon%}
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">{%css%}
<script>{%first%}</script></head>
<body>{%app_entry%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body>
</html>"""
FIRST = "first.js"
"""The one script that comes inside the page, so that it is there whatever else is not."""
VIEWPORT = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
FOREVER = "public, max-age=31536000, immutable"


class Parts(Struct, frozen=True):
    """What pages are made from: answers, enrolled screens, what they are told, and the past."""

    source: ScreenSource
    register: Register
    floor: Floor
    minutes: Minutes


def create_app(district: District, parts: Parts) -> FastAPI:
    """Return the server."""
    shut_dash_socket()
    first = (ROOT / "assets" / FIRST).read_text(encoding="utf-8")
    source = parts.source
    desk = Desk(parts.register, parts.floor, Teller(district, source))
    views = Views(district, source, minutes=parts.minutes, rows=desk.rows)
    hub = Hub(
        build_id(),
        render=views.render,
        scopes=views.exists,
        clock=views.clock,
        pace=views.pace,
        guests=desk,
        private=PRIVATE,
    )
    source.on_change(lambda touched: hub.touch(concerned(list(hub.views), touched)))
    server = _server(district, parts, hub, desk)
    app = FramedDash(
        __name__,
        server=server,  # type: ignore[arg-type]  # its annotation knows Flask only
        backend="fastapi",
        use_pages=True,
        pages_folder="",
        use_async=True,
        assets_folder=str(ROOT / "assets"),
        assets_ignore=rf".*\.(py|txt|md)$|^{FIRST}$",
        suppress_callback_exceptions=True,
        update_title=None,  # type: ignore[arg-type]  # None is documented: never changes it
        title=district.title,
        index_string=INDEX.replace("{%first%}", first),
        meta_tags=[VIEWPORT],
    )
    register_pages(hub, district)
    acts = Acts(parts.register, parts.floor, district, source.case)
    register_screens(app, hub, desk, acts, district)
    app.layout = shell
    frame_pages(server, FirstFrames(hub, district))
    _guard(server, app, first)
    return server


def _server(district: District, parts: Parts, hub: Hub, desk: Desk) -> FastAPI:
    """Return the server with everything that must be there before Dash takes all other paths."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        running = asyncio.create_task(hub.run())
        running.add_done_callback(_end_with)
        desk.start()
        yield
        desk.close()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    server = FastAPI(
        title=f"{district.title_en or district.title} API",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    mount(server, hub)
    _route(server, district, parts, hub, desk)
    answer_problems(server)
    server.add_middleware(Compression)
    server.add_middleware(Heads)
    return server


def _end_with(running: asyncio.Task[None]) -> None:
    """End the process when its hub has failed: whoever started it starts it again."""
    if not running.cancelled() and running.exception() is not None:
        logger.critical("the hub has failed", exc_info=running.exception())
        signal.raise_signal(signal.SIGTERM)


def _route(server: FastAPI, district: District, parts: Parts, hub: Hub, desk: Desk) -> None:
    """Add what is asked for by programs, and by a page's own scripts."""
    source = parts.source
    streams = tuple(stream.key for stream in district.streams)
    server.include_router(figures_router(source, streams[0]))
    server.include_router(registry_router(source, streams[0], district.figures))
    shelves = open_shelves(district.map_spec, DISTRICTS / district.key)
    server.include_router(tiles_router(shelves))
    server.include_router(
        health_router(source, hub.build, district.key, lambda: describe_tiles(shelves))
    )
    server.include_router(map_router(source, district))
    server.include_router(boards_router(source))
    server.include_router(scores_router(source))
    server.include_router(metrics_router(source, streams, hub.viewers))
    server.include_router(playback_router(parts.minutes, district))
    server.include_router(enrol_router(desk.register))


def _guard(server: FastAPI, app: Dash, first: str) -> None:
    """Add to each answer what browsers may do with it."""
    policy: list[str] = []
    preparing = asyncio.Lock()

    @server.middleware("http")
    async def headers(
        request: Request, answer: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        if not policy:
            async with preparing:
                await prepare(app)
        response = await answer(request)
        page = response.headers.get("content-type", "").startswith("text/html")
        if not policy or page:
            # Dash makes up its inline scripts at the first page it answers
            policy[:] = [content_security_policy(app, first)]
        if page:  # gone back to, its figures would be old
            response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = policy[0]
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        keep_key(request, response)
        if request.url.path.startswith("/assets/fonts/") or request.query_params.get("m"):
            response.headers["Cache-Control"] = FOREVER
        return response
