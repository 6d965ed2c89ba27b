"""A small app on the live channel, told by HTTP what to show; run as a program by the tests."""

import argparse
import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from typing import Any

import dash
import dash_leaflet as dl
import plotly.graph_objects as go
import uvicorn
from dash import Dash, dcc, html
from dash.development.base_component import Component
from fastapi import FastAPI, Request, Response

from city.clock import ProductClock, system_now
from city.settings import ROOT
from dashboard.live.hub import Hub
from dashboard.live.keys import ViewKey
from dashboard.live.policy import content_security_policy, shut_dash_socket
from dashboard.live.socket import SERVER_OPTIONS, mount
from dashboard.prepare import prepare

START: dict[str, Any] = {
    "text": "0",  # what the counter shows
    "values": [1, 2, 3],  # the line of the graph
    "points": 5,  # features on the map
    "moved": 0,  # moves the first points when it changes
    "extra": False,  # another structure: one more panel with an id
    "fail": False,  # rendering raises
    "due": None,  # instant of a countdown
    "clock": None,  # [virtual, real, rate]
    "auto": 0.0,  # events per second made by the app itself; the counter shows their time
}

POINTS = "window.stage = { point: (_, at) => L.circleMarker(at, { radius: 4 }) };"
"""How the stage draws a point; the product draws its cases on a layer of their own."""


class Source:
    """What the views show now; changed by HTTP, read by renders in threads."""

    def __init__(self, **given: Any) -> None:
        self._lock = threading.Lock()
        self.now = START | given

    def set(self, **given: Any) -> None:
        with self._lock:
            self.now = self.now | given

    def clock(self, _: ViewKey) -> ProductClock:
        given = self.now["clock"]
        return ProductClock(*given) if given else ProductClock(system_now(), system_now(), 1.0)


def draw(key: ViewKey, now: dict[str, Any]) -> Component:
    """Return a view of what `now` says."""
    if now["fail"]:
        raise RuntimeError("told to fail")
    if key.name == "other":
        return html.Main(html.P(f"other {now['text']}", id="other-text"), id="other")
    panels = [_counter(now, n) for n in range(6)] + [_times(now)]
    if now["extra"]:
        panels.append(html.Div(html.B("extra", id="panel-extra")))
    return html.Main(
        [
            html.Div(panels, id="panel-side"),
            dcc.Graph(id="panel-graph", figure=_figure(now), config={"staticPlot": True}),
            html.Div(_map(now), className="map"),
            html.Span(f"{key.scope} {key.lang}", id="panel-key"),
        ],
        id="panel",
    )


def _counter(now: dict[str, Any], n: int) -> Component:
    return html.Div(html.Strong(now["text"], id=f"panel-count-{n}"))


def _times(now: dict[str, Any]) -> Component:
    due = {"data-countdown": str(now["due"]), "data-countdown-precise": "yes"} if now["due"] else {}
    hands = {"data-clock": "", "data-zone-offset": "480"}
    return html.Div(
        [html.Span("–", id="panel-due", **due), html.Time("–", id="panel-clock", **hands)]
    )


def _figure(now: dict[str, Any]) -> go.Figure:
    figure = go.Figure(go.Scatter(y=now["values"], mode="lines"))
    return figure.update_layout(width=400, height=200, template=None)


def _map(now: dict[str, Any]) -> Component:
    features = [
        {
            "type": "Feature",
            "properties": {"id": f"p{n}", "light": "within"},
            "geometry": {
                "type": "Point",
                "coordinates": [111.6 + n % 60 * 0.002, 40.8 + n // 60 * 0.002 + shift],
            },
        }
        for n in range(now["points"])
        for shift in [now["moved"] % 100 * 0.0001 if n < 10 else 0]
    ]
    layer = dl.GeoJSON(
        id="panel-points",
        data={"type": "FeatureCollection", "features": features},
        cluster=now["points"] > 100,
        pointToLayer={"variable": "stage.point"},
    )
    return dl.Map(
        [layer],
        id="panel-map",
        center=[40.83, 111.65],
        zoom=12,
        preferCanvas=True,
        style={"width": 500, "height": 300},
    )


def scopes(key: ViewKey) -> bool:
    return key.name in ("panel", "other") and key.lang in ("zh", "en") and len(key.scope) < 4


def create(build: str, source: Source) -> FastAPI:
    """Return the server."""
    hub = Hub(build, render=lambda key: draw(key, source.now), scopes=scopes, clock=source.clock)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await prepare(app)
        tasks = [asyncio.create_task(hub.run()), asyncio.create_task(_auto(hub, source))]
        yield
        for task in tasks:
            task.cancel()

    server = FastAPI(lifespan=lifespan)
    mount(server, hub)
    _control(server, hub, source)
    app = _dash(server, hub)

    @server.middleware("http")
    async def guard(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        if request.url.path == "/stage/bare":  # a page that frames itself, which ours may not
            return response
        response.headers["Content-Security-Policy"] = content_security_policy(app)
        return response

    return server


async def _auto(hub: Hub, source: Source) -> None:
    while True:
        rate = source.now["auto"]
        await asyncio.sleep(1 / rate if rate else 0.2)
        if source.now["auto"]:
            values = [*source.now["values"][-60:], system_now() % 97]
            source.set(text=str(system_now()), values=values, moved=source.now["moved"] + 1)
            hub.touch()


def _control(server: FastAPI, hub: Hub, source: Source) -> None:
    @server.get("/healthz")
    async def healthz() -> dict[str, Any]:
        return {"ok": True, "build": hub.build}

    @server.post("/stage")
    async def change(given: dict[str, Any]) -> dict[str, Any]:
        source.set(**given)
        hub.touch()
        return {"at": system_now()}

    @server.get("/stage/bare")
    async def bare() -> Response:
        scripts = sorted((ROOT / "assets/live").glob("*.js"))
        tags = "".join(f'<script src="/assets/live/{path.name}"></script>' for path in scripts)
        marks = f'data-live-view="{ViewKey("other")}" data-live-shape="" data-live-lang="zh"'
        more = f'data-live-t="{system_now()}" data-live-asof="0" data-live-build="{hub.build}"'
        return Response(f"<div {marks} {more}></div>{tags}", media_type="text/html")

    @server.get("/stage/points.js")
    async def points() -> Response:
        return Response(POINTS, media_type="text/javascript")

    @server.get("/stage/stats")
    async def stats() -> list[dict[str, Any]]:
        return hub.stats()


def _dash(server: FastAPI, hub: Hub) -> Dash:
    shut_dash_socket()
    app = Dash(
        "stage",
        server=server,
        backend="fastapi",
        use_async=True,
        use_pages=True,
        pages_folder="",
        assets_folder=str(ROOT / "assets"),
        external_scripts=["/stage/points.js"],
        update_title=None,
        suppress_callback_exceptions=True,
    )

    async def panel(lang: str = "zh", scope: str = "", **_: str) -> Component:
        return await asyncio.to_thread(hub.page, ViewKey("panel", scope, lang))

    async def other(**_: str) -> Component:
        return await asyncio.to_thread(hub.page, ViewKey("other"))

    dash.register_page("panel", path="/", layout=panel)
    dash.register_page("other", path="/other", layout=other)
    links = [
        dcc.Link("panel", href="/", id="to-panel"),
        dcc.Link("other", href="/other", id="to-other"),
    ]
    app.layout = html.Div([*links, dash.page_container])
    return app


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--build", default="100-a")
    parser.add_argument("--points", type=int, default=5)
    parser.add_argument("--auto", type=float, default=0.0)
    given = parser.parse_args()
    server = create(given.build, Source(points=given.points, auto=given.auto))
    options: Any = dict(SERVER_OPTIONS)
    uvicorn.run(server, host="127.0.0.1", port=given.port, log_level="warning", **options)


if __name__ == "__main__":
    main()
