"""The product's own pages with invented snapshots, told by HTTP what happens; run as a program."""

import argparse
import threading
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import uvicorn
from fastapi import FastAPI
from fastapi.routing import APIRoute

from city.boards import DistrictSnapshot
from city.clock import LIFE, MINUTE, SECOND, Instant, system_now
from city.district import District
from city.figures import Ask
from city.head import Alert, Books, Head
from city.lists import CaseSnapshot, QueueSnapshot, Selection
from city.metrics import Figures
from city.snapshot import FlowSnapshot, HotlineSnapshot, LeaderSnapshot, WallSnapshot
from city.social import CitizenSnapshot
from city.standings import AssessmentSnapshot, ScoresSnapshot
from city.wall import SCENES, BreakIn, SceneTurn, WallSpec
from city.windows import parse_window
from dashboard.live.socket import SERVER_OPTIONS
from dashboard.web import create_app
from tests.layouts import factories as make
from tests.layouts.assessed import empty_assessment, full_assessment, full_scores
from tests.layouts.districts import empty_district, full_district
from tests.layouts.social import empty_citizen, full_citizen
from tests.parts import parts_of

START: dict[str, Any] = {
    "data": True,  # figures of a full month, or a system that has heard nothing yet
    "more": 0,  # cases closed beside those invented
    "silent": False,  # the city's feed has fallen silent
    "feeds": 0,  # so many feeds, and audited books, instead of the two feeds of most districts
    "late": 0,  # so many of them late or silent
    "alarm": False,  # several cases have become overdue just now
    "orders": False,  # the read model knows of instructions and supervision
    "untimed": 0,
    "scale": 1,
    "fresh": False,  # the most urgent case became overdue just now
}

TURN_SECONDS, HOLD_SECONDS, NIGHT = 3600, 60, "22:00-06:00"
"""The district's rules for its wall."""


class Hall:
    """Answers all that pages ask, by what it was told."""

    def __init__(self) -> None:
        self.now = dict(START)
        self._since: Instant = 0
        self._lock = threading.Lock()
        self._listeners: list[Callable[[frozenset[str]], None]] = []

    def set(self, **given: Any) -> None:
        with self._lock:
            if given.get("alarm") and not self.now["alarm"]:
                self._since = system_now()
            self.now |= given
        for listener in self._listeners:
            listener(frozenset())

    def head(self) -> Head:
        now, told = system_now(), self.now
        plain = make.make_head() if told["data"] else make.empty_head()
        feeds = list(plain.feeds)
        if told["feeds"]:
            feeds = list(make.many_feeds(told["feeds"], late=told["late"], now=now))
            plain = msgspec.structs.replace(plain, books=Books(now - MINUTE, 4000))
        elif told["data"]:
            feeds = [msgspec.structs.replace(f, heard_at=now - 4 * SECOND) for f in feeds]
        if told["silent"]:
            changes = {"state": "silent", "heard_at": now - 95 * MINUTE, "stream": "city"}
            feeds[0] = msgspec.structs.replace(feeds[0], **changes)
        alerts = (Alert("overdue", "", self._since, 7),) if told["alarm"] else ()
        return msgspec.structs.replace(
            plain, as_of=now, built_at=now, clock=LIFE, feeds=tuple(feeds), alerts=alerts
        )

    def wall(self) -> WallSnapshot:
        told = self.now
        if not told["data"]:
            return msgspec.structs.replace(make.empty_wall(), head=self.head())
        plain = make.full_wall(untimed=told["untimed"], scale=told["scale"], more=told["more"])
        due = system_now() - 5 * SECOND
        first = make.make_open(0, due_at=due) if told["fresh"] else plain.urgent[0]
        return msgspec.structs.replace(
            plain,
            head=self.head(),
            urgent=(first, *plain.urgent[1:]),
            orders=make.make_orders() if told["orders"] else None,
        )

    def flow(self) -> FlowSnapshot:
        plain = make.full_flow(scale=self.now["scale"]) if self.now["data"] else make.empty_flow()
        return msgspec.structs.replace(plain, head=self.head())

    def hotline(self) -> HotlineSnapshot:
        plain = make.full_hotline() if self.now["data"] else make.empty_hotline()
        return msgspec.structs.replace(plain, head=self.head())

    def citizen(self, asks: Iterable[Ask] = ()) -> CitizenSnapshot:
        plain = full_citizen(scale=self.now["scale"]) if self.now["data"] else empty_citizen()
        return msgspec.structs.replace(plain, head=self.head())

    def assessment(self) -> AssessmentSnapshot:
        scale = self.now["scale"]
        plain = full_assessment(scale=scale, blank=2) if self.now["data"] else empty_assessment()
        return msgspec.structs.replace(plain, head=self.head())

    def scores(self, composite: str = "", window: str = "") -> ScoresSnapshot:
        days = make.baita().days
        span = parse_window(window or "last-30-days", days.day_of(system_now()))
        return msgspec.structs.replace(full_scores(composite), head=self.head(), window=span)

    def district(self) -> DistrictSnapshot:
        plain = full_district(scale=self.now["scale"]) if self.now["data"] else empty_district()
        return msgspec.structs.replace(plain, head=self.head())

    def leader(self) -> LeaderSnapshot:
        return make.full_leader()

    def queue(self, selection: Selection) -> QueueSnapshot:
        return make.full_queue(selection)

    def case(self, case_id: str) -> CaseSnapshot:
        return make.full_case()

    def figures(self, stream: str, window: str, by: str, lang: str = "zh") -> Figures:
        return make.make_figures(make.department_tallies())

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        self._listeners.append(listener)


def hall_district() -> District:
    """Return Baita with every scene that there is, an hour each; tests move the page's clock."""
    spec = WallSpec(
        scenes=tuple(SceneTurn(key, TURN_SECONDS) for key in SCENES),
        break_in=BreakIn(seconds=3),
        hold_seconds=HOLD_SECONDS,
        night=NIGHT,
    )
    return msgspec.structs.replace(make.baita(), wall=spec)


def create() -> FastAPI:
    """Return the server; its control comes before Dash's route for any path."""
    hall = Hall()
    server = create_app(hall_district(), parts_of(hall))

    async def change(given: dict[str, Any]) -> dict[str, int]:
        hall.set(**given)
        return {"at": system_now()}

    server.router.routes.insert(0, APIRoute("/stage", change, methods=["POST"]))
    return server


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    options: Any = dict(SERVER_OPTIONS)
    uvicorn.run(create(), host="127.0.0.1", port=given.port, log_level="warning", **options)


if __name__ == "__main__":
    main()
