"""Snapshots of the scene 你提我办 for tests: invented values."""

from city.boards import CameraSection
from city.figures import Measured, Reading
from city.metrics import Figures, Tally
from city.social import (
    Alarms,
    CitizenSnapshot,
    CommunityDays,
    GridSection,
    LevelRow,
    Said,
    Stars,
)
from layouts.wall.citizen import asks_of
from tests.layouts import factories as make


def _measured(account: Figures) -> tuple[Measured, ...]:
    total = Reading("", "", 0.689, 235, 341)
    return tuple(
        Measured(ask, ask.figure, ask.stream, "", account.window, account.as_of, total)
        for ask in asks_of(make.baita())
    )


def _levels() -> tuple[LevelRow, ...]:
    hour = 3_600_000.0
    return (
        LevelRow("community", 367, Tally(0, 287, 7, 1, 16), 7 * hour, Said(196, 4, 87), 185, 299),
        LevelRow("street", 56, Tally(0, 32, 1), 0.5 * hour, Said(21, 1, 10), 7, 32),
        LevelRow("district", 23, Tally(0, 22, 0, 0, 1), 40 * hour, Said(18, 0, 4), 2, 22),
    )


def full_citizen(*, beside: bool = True) -> CitizenSnapshot:
    """A scene with figures; without grid events, alarms and cameras unless `beside`."""
    wall = make.full_wall()
    account = make.make_figures(
        {"huimin": Tally(5, 341, 8, 1, 17)}, by="community", stream="citizen", carried_over=0
    )
    days = tuple(n % 5 for n in account.window.days)
    events = make.make_figures(
        {"huimin": Tally(0, 50, 10)}, by="community", stream="grid", carried_over=0
    )
    work = (CommunityDays("huimin", sum(days), days), CommunityDays("", 0, (0,) * len(days)))
    return CitizenSnapshot(
        wall.head,
        account,
        _levels(),
        Stars((220, 12, 3, 1, 4), 101),
        GridSection(events, _levels(), work) if beside else None,
        Alarms(177, 141, 1) if beside else None,
        CameraSection(online=150, offline=10) if beside else CameraSection(),
        _measured(account),
        wall.movements,
    )


def empty_citizen() -> CitizenSnapshot:
    """The scene before anything was ever told."""
    nothing = make.make_figures({}, by="community", stream="citizen", carried_over=0)
    head = make.empty_wall().head
    return CitizenSnapshot(head, nothing, (), Stars(), None, None, CameraSection(), (), ())
