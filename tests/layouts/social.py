"""Snapshots of the scene 你提我办 for tests: invented values."""

from msgspec.structs import astuple

from city.boards import CameraSection
from city.clock import HOUR
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


def _levels(scale: int) -> tuple[LevelRow, ...]:
    """A community settles most, passes the rest on, and so does a street."""

    def level(key: str, lights: Tally, hours: float, said: Said, *counts: int) -> LevelRow:
        reached, same_day, begun = (count * scale for count in counts)
        lights = Tally(*(count * scale for count in astuple(lights)))
        said = Said(*(count * scale for count in astuple(said)))
        return LevelRow(key, reached, lights, hours * HOUR, said, same_day, begun)

    return (
        level("community", Tally(0, 287, 7, 1, 16), 7, Said(196, 4, 87), 367, 185, 299),
        level("street", Tally(0, 32, 1), 0.5, Said(21, 1, 10), 56, 7, 32),
        level("district", Tally(0, 22, 0, 0, 1), 40, Said(18, 0, 4), 23, 2, 22),
    )


def full_citizen(*, beside: bool = True, scale: int = 1) -> CitizenSnapshot:
    """A scene with figures; without grid events, alarms and cameras unless `beside`."""
    wall = make.full_wall()
    account = make.make_figures(
        {"huimin": Tally(5, 341 * scale, 8 * scale, scale, 17 * scale)},
        by="community",
        stream="citizen",
        carried_over=0,
    )
    days = tuple(n % 5 * scale for n in account.window.days)
    events = make.make_figures(
        {"huimin": Tally(0, 341 * scale, 8 * scale, scale, 17 * scale)},
        by="community",
        stream="grid",
        carried_over=0,
    )
    work = tuple(
        CommunityDays(key, sum(days[n:]), (0,) * n + days[n:])
        for n, key in enumerate(make.baita().communities)
        if n != 3  # one that reported nothing
    )
    work += (CommunityDays("", 0, (0,) * len(days)),)
    return CitizenSnapshot(
        wall.head,
        account,
        _levels(scale),
        Stars(tuple(n * scale for n in (220, 12, 3, 1, 4)), 101 * scale),
        GridSection(events, _levels(scale), work) if beside else None,
        Alarms(177 * scale, 141 * scale, scale) if beside else None,
        CameraSection(online=150, offline=10) if beside else CameraSection(),
        _measured(account),
        wall.movements,
    )


def empty_citizen() -> CitizenSnapshot:
    """The scene before anything was ever told."""
    nothing = make.make_figures({}, by="community", stream="citizen", carried_over=0)
    head = make.empty_wall().head
    return CitizenSnapshot(head, nothing, (), Stars(), None, None, CameraSection(), (), ())
