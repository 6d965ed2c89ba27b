"""What the web code asks of the rest: protocols, so that it knows neither Redis nor Kafka."""

from collections.abc import Callable, Iterable
from typing import Protocol

from city.boards import BoardsSnapshot
from city.figures import Ask, Measured
from city.metrics import Figures
from city.reconcile import Reconciled, Summary
from city.snapshot import (
    CaseSnapshot,
    DefinitionsSnapshot,
    FlowSnapshot,
    Head,
    HotlineSnapshot,
    LeaderSnapshot,
    QueueSnapshot,
    Selection,
    WallSnapshot,
)


class ScreenSource(Protocol):
    """Answers every question that a page or the API asks; each answer is of one moment."""

    def wall(self, asks: Iterable[Ask] = ()) -> WallSnapshot:
        """Return the wall's overview, and the figures that its layout asks for."""

    def flow(self) -> FlowSnapshot:
        """Return the wall's scene 案件流转."""

    def hotline(self) -> HotlineSnapshot:
        """Return the wall's scene 12345 热线; only of a district that has a hotline."""

    def leader(self, asks: Iterable[Ask] = ()) -> LeaderSnapshot:
        """Return a leader's overview, and the figures that its layout asks for."""

    def definitions(self, stream: str, window: str, figure: str) -> DefinitionsSnapshot:
        """Return the registry of a stream, one figure of it opened; raises `BadRequest`."""

    def queue(self, selection: Selection) -> QueueSnapshot:
        """Return one page of a list of cases; raises `BadRequest`."""

    def case(self, case_id: str) -> CaseSnapshot:
        """Return one case; raises `UnknownCase`."""

    def figures(self, stream: str, window: str, by: str, lang: str = "zh") -> Figures:
        """Return an account; raises `BadRequest`."""

    def boards(self) -> BoardsSnapshot:
        """Return what is no case: indicators, campaigns, cameras, and how the books compare."""

    def reconciliation(
        self, stream: str = "", window: str = ""
    ) -> tuple[Summary, tuple[Reconciled, ...]]:
        """Return a platform's days against ours, newest first; raises `BadRequest`."""

    def measure(self, asks: Iterable[Ask], lang: str = "zh") -> dict[Ask, Measured]:
        """Return figures of the registry, all of one moment; raises `BadRequest`."""

    def head(self) -> Head:
        """Return mode, clock, health and feeds."""

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call `listener` with the ids of touched cases after each change, from any thread."""
