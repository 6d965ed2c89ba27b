"""What the web code asks of the rest: protocols, so that it knows neither Redis nor Kafka."""

import threading
from collections.abc import Callable, Collection, Iterable
from typing import Protocol

from city.assessment import Assessment
from city.atlas import Camera
from city.boards import BoardsSnapshot, DistrictSnapshot
from city.clock import Instant
from city.devices import Device, Order, Sighting
from city.figures import Ask, Measured
from city.head import Head
from city.lists import CaseSnapshot, DefinitionsSnapshot, QueueSnapshot, Selection
from city.metrics import Figures
from city.reconcile import Reconciled, Summary
from city.scenes import SceneSnapshot
from city.snapshot import FlowSnapshot, HotlineSnapshot, LeaderSnapshot, WallSnapshot
from city.social import CitizenSnapshot
from city.standings import AssessmentSnapshot, ScoresSnapshot


class ScreenSource(Protocol):
    """Answers every question that a page or the API asks; each answer is of one moment."""

    def wall(self, asks: Collection[Ask] = ()) -> WallSnapshot:
        """Return the wall's overview, and the figures that its layout asks for."""

    def flow(self) -> FlowSnapshot:
        """Return the wall's scene 案件流转."""

    def hotline(self) -> HotlineSnapshot:
        """Return the wall's scene 12345 热线; only of a district that has a hotline."""

    def citizen(self, asks: Collection[Ask] = ()) -> CitizenSnapshot:
        """Return the wall's scene 你提我办; only of a district that has its stream."""

    def assessment(self) -> AssessmentSnapshot:
        """Return the wall's scene 部门考评, as it was last assessed."""

    def scores(self, composite: str = "", window: str = "") -> ScoresSnapshot:
        """Return one composite over a window as it was last assessed; raises `BadRequest`."""

    def leader(self, asks: Collection[Ask] = ()) -> LeaderSnapshot:
        """Return a leader's overview, and the figures that its layout asks for."""

    def definitions(self, stream: str, window: str, figure: str) -> DefinitionsSnapshot:
        """Return the registry of a stream, one figure of it opened; raises `BadRequest`."""

    def queue(self, selection: Selection) -> QueueSnapshot:
        """Return one page of a list of cases; raises `BadRequest`."""

    def case(self, case_id: str) -> CaseSnapshot:
        """Return one case; raises `UnknownCase`."""

    def camera(self, camera_id: str) -> Camera:
        """Return a camera of the map; raises `UnknownCamera`."""

    def figures(self, stream: str, window: str, by: str, lang: str = "zh") -> Figures:
        """Return an account; raises `BadRequest`."""

    def boards(self) -> BoardsSnapshot:
        """Return what is no case: indicators, campaigns, cameras, and how the books compare."""

    def district(self) -> DistrictSnapshot:
        """Return the wall's scene 区情."""

    def reconciliation(
        self, stream: str = "", window: str = ""
    ) -> tuple[Summary, tuple[Reconciled, ...]]:
        """Return a platform's days against ours, newest first; raises `BadRequest`."""

    def measure(self, asks: Collection[Ask], lang: str = "zh") -> dict[Ask, Measured]:
        """Return figures of the registry, all of one moment; raises `BadRequest`."""

    def assess(self, composite: str = "", window: str = "", lang: str = "zh") -> Assessment:
        """Return a composite score of every unit, with ranks; raises `BadRequest`."""

    def head(self) -> Head:
        """Return mode, clock, health and feeds."""

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call `listener` with the ids of touched cases after each change, from any thread."""


class Floor(Protocol):
    """Which screens are watching, and what each is told; shared by all web processes."""

    def see(self, sightings: Iterable[Sighting]) -> None:
        """Tell which screens this process has heard."""

    def seen(self) -> dict[str, Sighting]:
        """Return the last sighting of each screen by its id."""

    def forget(self, now: Instant, enrolled: Iterable[str]) -> None:
        """Drop screens that have long been gone."""

    def orders(self) -> dict[str, Order]:
        """Return what screens are told now, by their ids."""

    def tell(self, screen: str, order: Order | None) -> None:
        """Tell a screen what to show, or release it."""

    def follow(self, stop: threading.Event, heard: Callable[[], None]) -> None:
        """Call `heard` after every order and every few seconds, until `stop` is set."""


class Register(Protocol):
    """Which screens are enrolled; kept where no rebuild touches it."""

    def enrolled(self) -> dict[str, Device]:
        """Return every device that is not revoked, by id."""

    def confirm(self, digest: str, name: str, now: Instant) -> Device:
        """Enrol the screen whose key has a digest; raises `BadRequest`."""

    def find(self, wanted: str) -> Device:
        """Return an enrolled device by id or name; raises `BadRequest`."""

    def revoke(self, wanted: str, now: Instant) -> Device:
        """Take a device's enrolment away."""


class Minutes(Protocol):
    """The wall's scenes of past minutes."""

    def at(self, scene: str, moment: Instant) -> SceneSnapshot | None:
        """Return a scene as kept last at or before a moment, None if it was not."""

    def span(self, scene: str) -> tuple[Instant, Instant] | None:
        """Return the first and the last moment that is kept of a scene, None if there is none."""
