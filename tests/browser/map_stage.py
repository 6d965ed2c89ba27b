"""The product's own pages over a map that is told by HTTP what to show; run by the tests."""

import argparse
import random
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import uvicorn
from msgspec.structs import replace

from city.atlas import Camera, MapPoint, MapSection
from city.district import District, load_district
from city.errors import UnknownCamera, UnknownCase
from city.figures import Ask
from city.head import Head
from city.lists import CaseSnapshot, QueueSnapshot, Selection
from city.metrics import Figures
from city.snapshot import FlowSnapshot, HotlineSnapshot, LeaderSnapshot, WallSnapshot
from city.social import CitizenSnapshot
from dashboard.live.socket import SERVER_OPTIONS
from dashboard.web import create_app
from tests.layouts import factories as make
from tests.layouts.social import full_citizen
from tests.parts import parts_of


class Stage:
    """Answers as the store does, from values in memory; a port's other side, not a mock of it."""

    def __init__(self, points: int) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Callable[[frozenset[str]], None]] = []
        self._begin(points)

    def _begin(self, points: int) -> None:
        self._random = random.Random(7)
        self._next, self._scale = points, 1
        self._section = replace(make.make_points(points), storms=(), cameras=make.make_cameras())

    def wall(self) -> WallSnapshot:
        with self._lock:
            return replace(make.full_wall(points=0, scale=self._scale), map=self._section)

    def flow(self) -> FlowSnapshot:
        return make.full_flow()

    def hotline(self) -> HotlineSnapshot:
        return make.full_hotline()

    def citizen(self, asks: Iterable[Ask] = ()) -> CitizenSnapshot:
        return full_citizen()

    def leader(self) -> LeaderSnapshot:
        return make.full_leader()

    def queue(self, selection: Selection) -> QueueSnapshot:
        return make.full_queue(selection)

    def case(self, case_id: str) -> CaseSnapshot:
        with self._lock:
            known = {point.id: point for point in self._section.points}
        point = known.get(case_id)
        if point is None:
            raise UnknownCase(case_id)
        number = int(case_id.rpartition(":")[2]) % 12
        case = make.make_listed(number, id=case_id, open=make.make_open(number, light=point.light))
        return replace(make.full_case(), case=case)

    def camera(self, camera_id: str) -> Camera:
        with self._lock:
            known = {camera.id: camera for camera in self._section.cameras}
        if camera_id not in known:
            raise UnknownCamera(camera_id)
        return known[camera_id]

    def figures(self, stream: str, window: str, by: str, lang: str = "zh") -> Figures:
        return make.make_figures({})

    def head(self) -> Head:
        return make.make_head()

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        self._listeners.append(listener)

    def change(self, told: dict[str, Any]) -> None:
        """Begin anew with so many points, change so many each way, or what else; then say so."""
        with self._lock:
            if "points" in told:
                self._begin(told["points"])
            self._scale = told.get("scale", self._scale)
            points = list(self._section.points)
            for _ in range(told.get("lights", 0)):
                n = self._random.randrange(len(points))
                light = self._random.choice(["within", "near", "overdue"])
                points[n] = replace(points[n], light=light)
            for _ in range(told.get("added", 0)):
                points.append(self._new())
            for case_id in told.get("removed", []):
                points = [point for point in points if point.id != case_id]
            signs = _signs(told, self._section)
            self._section = replace(self._section, points=tuple(points), **signs)
        for listener in self._listeners:
            listener(frozenset())

    def _new(self) -> MapPoint:
        self._next += 1
        west, south, east, north = make.baita().map.bounds
        lon = self._random.uniform(west + 0.02, east - 0.02)
        lat = self._random.uniform(south + 0.02, north - 0.02)
        return MapPoint(f"city:{self._next}", lon, lat, "near")


def _signs(told: dict[str, Any], section: MapSection) -> dict[str, Any]:
    """
    Return what changes of storms and cameras.

    `storm`: one of so many of the first cases, or none; `cameras`: so many; `online`: all or none.
    """
    signs: dict[str, Any] = {}
    if "storm" in told:
        members = [point.id for point in section.points[: told["storm"]]]
        signs["storms"] = (make.make_storm(*members),) if members else ()
    if "cameras" in told:
        signs["cameras"] = tuple(
            Camera(f"eye-{n}", f"摄像头{n}", point.lon, point.lat, n % 20 != 0)
            for n, point in enumerate(make.make_points(told["cameras"], seed=3).points)
        )
    if "online" in told:
        cameras = signs.get("cameras", section.cameras)
        signs["cameras"] = tuple(replace(each, online=told["online"]) for each in cameras)
    return signs


def create(points: int, district: District) -> Any:
    """Return the product's server over a stage, with `POST /stage` before Dash's own routes."""
    stage = Stage(points)
    server = create_app(district, parts_of(stage))

    @server.post("/stage")
    def change(told: dict[str, Any]) -> dict[str, bool]:
        stage.change(told)
        return {"ok": True}

    return server


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--points", type=int, default=528)
    parser.add_argument("--districts", type=Path, default=None)
    given = parser.parse_args()
    root = {"root": given.districts} if given.districts else {}
    server = create(given.points, load_district("baita", **root))
    options: Any = dict(SERVER_OPTIONS)
    uvicorn.run(server, host="127.0.0.1", port=given.port, log_level="warning", **options)


if __name__ == "__main__":
    main()
