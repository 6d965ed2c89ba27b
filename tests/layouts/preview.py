"""
Serve the layouts with invented snapshots, to be looked at: `python tests/layouts/preview.py 8051`.

For screenshots only; no page of the product shows what is made here.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from dash import Dash, html
from dash.development.base_component import Component
from flask import Flask

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from layouts.boards.overview import boards  # noqa: E402
from layouts.cases.file import case_file  # noqa: E402
from layouts.cases.queue import queue  # noqa: E402
from layouts.leader.overview import leader  # noqa: E402
from layouts.wall.citizen import citizen_scene  # noqa: E402
from layouts.wall.district import district_scene  # noqa: E402
from layouts.wall.flow import flow_scene  # noqa: E402
from layouts.wall.hotline import hotline_scene  # noqa: E402
from layouts.wall.overview import wall  # noqa: E402
from tests.layouts import factories as make  # noqa: E402
from tests.layouts.boards import full_boards  # noqa: E402
from tests.layouts.districts import full_district  # noqa: E402
from tests.layouts.social import full_citizen  # noqa: E402

PAGES: dict[str, Callable[[], Component]] = {
    "wall": lambda: wall(make.full_wall(), make.baita(), "zh"),
    "wall-en": lambda: wall(make.full_wall(), make.baita(), "en"),
    "wall-empty": lambda: wall(make.empty_wall(), make.baita(), "zh"),
    "wall-trouble": lambda: wall(make.troubled_wall(), make.baita(), "zh"),
    "wall-large": lambda: wall(make.full_wall(points=10_000, scale=30), make.baita(), "zh"),
    "flow": lambda: flow_scene(make.full_flow(), make.baita(), "zh"),
    "citizen": lambda: citizen_scene(full_citizen(), make.baita(), "zh"),
    "district": lambda: district_scene(full_district(), make.baita(), "zh"),
    "boards": lambda: boards(full_boards(), make.baita(), "zh"),
    "hotline": lambda: hotline_scene(make.full_hotline(), make.baita(), "zh"),
    "leader": lambda: leader(make.full_leader(), make.baita(), "zh"),
    "leader-en": lambda: leader(make.full_leader(), make.baita(), "en"),
    "leader-empty": lambda: leader(make.empty_leader(), make.baita(), "zh"),
    "cases": lambda: queue(make.full_queue(), make.baita(), "zh"),
    "cases-en": lambda: queue(make.full_queue(), make.baita(), "en"),
    "cases-ended": lambda: queue(make.ended_queue(), make.baita(), "zh"),
    "cases-empty": lambda: queue(make.empty_queue(), make.baita(), "zh"),
    "case": lambda: case_file(make.full_case(), make.baita(), "zh"),
    "case-en": lambda: case_file(make.full_case(), make.baita(), "en"),
    "case-ended": lambda: case_file(make.ended_case(), make.baita(), "zh"),
}


def make_server() -> Flask:
    """Return a server with one small app for each page."""
    server = Flask(__name__)
    for name, layout in PAGES.items():
        app = Dash(
            name,
            server=server,
            url_base_pathname=f"/{name}/",
            assets_folder=str(ROOT / "assets"),
            assets_ignore=r"live/.*",
        )
        app.layout = html.Div(layout())
    return server


if __name__ == "__main__":
    make_server().run(port=int(sys.argv[1]))
