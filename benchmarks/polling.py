"""The usual way to keep a Dash page fresh: an interval, and a callback that returns all of it."""

import asyncio

import uvicorn
from dash import Dash, Input, Output, dcc, html
from dash.development.base_component import Component
from fastapi import FastAPI

from city.settings import ROOT, Settings
from city.store.site import Site
from dashboard.live.policy import shut_dash_socket
from ingest.bus.kafka import partition_of
from ingest.lamps import feed_infos
from layouts.wall.overview import wall

EVERY_MS = 1_000


def serve(port: int) -> None:
    """Serve the wall's overview, drawn anew for every question."""
    settings = Settings()
    site = Site(settings, redis_url=settings.redis_url, kafka_servers=settings.kafka_servers)
    site.mirror.start()
    screens = site.screens(partition_of, feed_infos(site.district.key))

    def draw() -> Component:
        return wall(screens.wall(), site.district, "zh")

    shut_dash_socket()
    server = FastAPI()
    app = Dash(
        "polling",
        server=server,
        backend="fastapi",
        use_async=True,
        assets_folder=str(ROOT / "assets"),
        assets_ignore=r".*\.js$",  # the style, without the live channel's scripts
        suppress_callback_exceptions=True,
        update_title=None,
    )
    app.layout = html.Div([dcc.Interval(id="each", interval=EVERY_MS), html.Div(id="page")])

    @app.callback(Output("page", "children"), Input("each", "n_intervals"))
    async def update(_: int | None) -> Component:
        return await asyncio.to_thread(draw)

    uvicorn.run(server, host="127.0.0.1", port=port, log_level="warning")
