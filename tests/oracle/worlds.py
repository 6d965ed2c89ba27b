"""Random worlds as plain data: a zone, days off, seasons, departments, and clocks in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

Span = tuple[int, int]
"""Minutes since local midnight."""

WINDOW_DAYS = 130
"""How far a world is walked through; whatever ends beyond it is not asked."""
START_DAYS = 50
ZONES = (
    *("Asia/Shanghai",) * 5,
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Asia/Kathmandu",  # 5:45 ahead
)
EVENTFUL = ((12, 20), (2, 20), (9, 20), (1, 15), (3, 1), (10, 25))
"""Month and day from which year ends, leap days, long holidays and clock changes are near."""


@dataclass(frozen=True)
class Season:
    """Hours of a part of the year, `MM-DD` to `MM-DD`; empty edges are the whole year."""

    spans: tuple[Span, ...]
    first: str = ""
    last: str = ""
    department: str = ""
    since: date | None = None


@dataclass(frozen=True)
class World:
    """Where and when clocks run; `department` is the one whose hours are asked for."""

    zone: str
    first: date
    rule: str
    overrides: dict[date, bool]
    usual: tuple[Span, ...]
    seasons: tuple[Season, ...]
    department: str
    other: str = ""
    """The department that a case may pass to."""


@dataclass(frozen=True)
class Act:
    """
    Something that happens to a clock at a UTC second: `rest`, `wake`, `pause`, `extend`, `hand`.

    `hand` passes the case to the other department of the world, or back; a `pause` with `handed`
    does so while the clock is stopped.
    """

    kind: str
    at: int
    until: int = 0
    handed: int = 0


@dataclass(frozen=True)
class Life:
    """One clock: when it starts (UTC second), its limit (working seconds), and its acts."""

    start: int
    limit: int
    acts: tuple[Act, ...]
    asked_at: int


def make_world(dice: Random) -> World:
    """Return a world that nobody would have thought of."""
    first = date(dice.randint(2005, 2030), *dice.choice(EVENTFUL)) + timedelta(dice.randint(0, 25))
    seasons = (*_seasons(dice, ""), *(_seasons(dice, "own") if dice.random() < 0.6 else ()))
    return World(
        zone=dice.choice(ZONES),
        first=first,
        rule=dice.choice(("chinese", "chinese", "chinese", "weekdays", "every-day")),
        overrides=_overrides(dice, first),
        usual=_spans(dice),
        seasons=seasons,
        department=dice.choice(("", "own", "other")),
        other=dice.choice(("own", "own", "")),
    )


def make_life(dice: Random, first: int) -> Life:
    """Return a clock that starts within some weeks of `first` (UTC second)."""
    start = first + dice.randrange(START_DAYS * 86_400)
    limit = 5 * dice.choice((dice.randint(1, 720), dice.randint(1, 12_000), 720 * 8))
    moment, acts, extended = start, [], 0
    for _ in range(dice.choice((0, 0, 1, 2, 3, 5))):
        moment += dice.choice((1, 900, dice.randint(1, 6 * 86_400)))
        kind = dice.choice(("rest", "wake", "pause", "extend", "hand"))
        if kind == "hand":  # it may lie within the rest before it
            acts.append(Act("hand", max(moment - dice.choice((0, 0, 86_400)), _last(acts, start))))
            continue
        if kind == "extend":
            extended += 1
            acts += [Act("extend", moment)] if extended <= 2 else []
            continue
        until = moment + dice.choice((0, 3_600, dice.randint(1, 9 * 86_400)))
        handed = dice.randint(moment, until) if kind == "pause" and dice.random() < 0.3 else 0
        acts.append(Act(kind, moment, until, handed))
        moment = until
    return Life(start, limit, tuple(acts), moment + dice.randint(0, 20 * 86_400))


def _last(acts: Sequence[Act], start: int) -> int:
    """Return the second from which on something may happen that does not take the acts' turn."""
    return max((act.at for act in acts), default=start)


def _spans(dice: Random) -> tuple[Span, ...]:
    if dice.random() < 0.25:
        return ((480, 720), (840, 1080))
    step = dice.choice((1, 15, 60))
    edges = sorted(dice.sample(range(0, 1441, step), 2 * dice.randint(1, 4)))
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def _seasons(dice: Random, department: str) -> tuple[Season, ...]:
    """Return seasons that do not overlap, one of which may wrap the year end; maybe all year."""
    days = sorted(dice.sample(range(366), 2 * dice.randint(0, 3)))
    shift = dice.choice((0, 1))
    edges = [*days[shift:], *days[:shift]]
    found: list[Season] = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        found.append(Season(_spans(dice), _month_day(first), _month_day(last), department))
    if dice.random() < 0.4:
        since = date(dice.randint(2004, 2031), dice.randint(1, 12), dice.randint(1, 28))
        found.append(Season(_spans(dice), department=department, since=since))
    if department and not found:
        found.append(Season(_spans(dice), department=department))
    return tuple(found)


def _month_day(number: int) -> str:
    return f"{date(2024, 1, 1) + timedelta(number):%m-%d}"


def _overrides(dice: Random, first: date) -> dict[date, bool]:
    days = [first + timedelta(number) for number in range(WINDOW_DAYS)]
    if dice.random() < 0.15:  # an office that opens on two days of the week only
        return {day: day.weekday() in (0, 3) for day in days}
    return {day: dice.random() < 0.4 for day in _some(dice, days)}


def _some(dice: Random, days: Sequence[date]) -> list[date]:
    return dice.sample(days, dice.choice((0, 3, 25)))
