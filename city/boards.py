"""What the boards show: indicators against their targets, campaigns, cameras and reconciliation."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Literal, TypeAlias

from msgspec import Struct

from city.facts import Camera, CampaignResults, Reading
from city.head import Head
from city.indicators import BOARDS, Campaign, Counter, Indicator
from city.metrics import Figures, Window
from city.periods import period_of, share_gone
from city.reconcile import Reconciled, Summary
from city.snapshot import Movement

HISTORY = 12
"""How many earlier readings of an indicator a board shows at most."""
Standing: TypeAlias = Literal["behind", "ahead", "reached", "free", "silent"]
"""
How an indicator stands: behind or not behind the time gone, its target reached, without a target,
or never published. A level that is not reached is behind.
"""


class IndicatorFigure(Struct, frozen=True):
    """
    An indicator as it stands; all but the names are None while nobody has published a value.

    `share` is of the target, `time_gone` the share of the target's period that has gone at the end
    of the reading's last day. `growth` is over the same period a year earlier, whose value is
    `before`: either may be worked out from the other, `worked_out` says which. Shares are 0 to 1.
    """

    indicator: Indicator
    value: float | None = None
    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    publisher: str = ""
    target: float | None = None
    target_first: date | None = None
    target_last: date | None = None
    share: float | None = None
    time_gone: float | None = None
    growth: float | None = None
    before: float | None = None
    worked_out: str = ""
    history: tuple[tuple[date, float], ...] = ()

    @property
    def standing(self) -> Standing:
        """How it stands against its target and the time gone."""
        if self.value is None:
            return "silent"
        if self.target is None:
            return "free"
        if self.indicator.direction == "down":
            return "reached" if self.value <= self.target else "behind"
        if self.value >= self.target:
            return "reached"
        return "behind" if self.lead is None or self.lead < 0 else "ahead"

    @property
    def lead(self) -> float | None:
        """By how much the share of the target is above that of the time; None without either."""
        if self.share is None or self.time_gone is None:
            return None
        return self.share - self.time_gone


class CounterFigure(Struct, frozen=True):
    """A result of a campaign; a sum is of its parts, and None until all of them are told."""

    counter: Counter
    value: float | None
    is_sum: bool


class CampaignFigure(Struct, frozen=True):
    """A campaign with its results as of a day."""

    campaign: Campaign
    as_of: date | None
    publisher: str
    counters: tuple[CounterFigure, ...]


class CameraCount(Struct, frozen=True):
    """How many cameras one owner has, and how many of them are online."""

    owner: str
    online: int
    offline: int


class CameraSection(Struct, frozen=True):
    """All cameras, and their counts by owner, the largest first; `unplaced` have no position."""

    cameras: tuple[Camera, ...] = ()
    owners: tuple[CameraCount, ...] = ()
    online: int = 0
    offline: int = 0
    unplaced: int = 0


class ReconciliationSection(Struct, frozen=True):
    """How our books and the platform's compare over the last days, newest first."""

    summary: Summary
    days: tuple[Reconciled, ...] = ()


class BoardSection(Struct, frozen=True):
    """One board with its indicators, in the order of the district's table."""

    board: str
    figures: tuple[IndicatorFigure, ...]


class BoardsSnapshot(Struct, frozen=True):
    """区情: everything that is no case, at one moment."""

    head: Head
    boards: tuple[BoardSection, ...]
    campaigns: tuple[CampaignFigure, ...]
    cameras: CameraSection
    reconciliation: ReconciliationSection


class TaggedCases(Struct, frozen=True):
    """The cases of all streams that are tagged with a campaign, received in one window."""

    campaign: str
    window: Window
    received: int
    closed: int


class DistrictSnapshot(Struct, frozen=True):
    """
    The wall's scene 区情: boards, campaigns, cameras and days compared.

    `account` is the primary stream's. Of cameras there are counts and no list: the addresses of
    their streams have no place in the hall.
    """

    head: Head
    account: Figures
    boards: tuple[BoardSection, ...]
    campaigns: tuple[CampaignFigure, ...]
    tagged: tuple[TaggedCases, ...]
    cameras: CameraSection
    reconciliation: ReconciliationSection
    movements: tuple[Movement, ...]


def board_sections(
    indicators: Iterable[Indicator], readings: Collection[Reading]
) -> tuple[BoardSection, ...]:
    """Return the boards that have an indicator, each with its newest figures."""
    by_key: dict[str, list[Reading]] = {}
    for reading in readings:
        by_key.setdefault(reading.indicator, []).append(reading)
    figures = [figure_of(each, _told(each, by_key)) for each in indicators]
    sections = (
        BoardSection(board, tuple(f for f in figures if f.indicator.board == board))
        for board in BOARDS
    )
    return tuple(section for section in sections if section.figures)


def _told(indicator: Indicator, by_key: Mapping[str, list[Reading]]) -> list[Reading]:
    """Return the readings of an indicator; those of a share come from its two parts, by period."""
    if not indicator.over:
        return by_key.get(indicator.key, [])
    wholes: dict[tuple[date, date], Reading] = {}
    for whole in sorted(by_key.get(indicator.under, ()), key=lambda reading: reading.as_of):
        wholes[whole.first, whole.last] = whole
    pairs = ((part, wholes.get((part.first, part.last))) for part in by_key.get(indicator.over, ()))
    return [
        Reading(
            indicator.key,
            part.value / whole.value * 100,
            part.first,
            part.last,
            max(part.as_of, whole.as_of),
            publisher=part.publisher,
        )
        for part, whole in pairs
        if whole is not None and whole.value
    ]


def figure_of(indicator: Indicator, readings: Collection[Reading]) -> IndicatorFigure:
    """Return an indicator's newest figure: of the latest period, as published last."""
    if not readings:
        return IndicatorFigure(indicator, target=indicator.target)
    ordered = sorted(readings, key=lambda reading: (reading.last, reading.as_of))
    newest = ordered[-1]
    target = indicator.target if newest.target is None else newest.target
    aim = _aim(indicator, newest, target)
    growth, before, worked_out = _growth(newest)
    return IndicatorFigure(
        indicator,
        newest.value,
        newest.first,
        newest.last,
        newest.as_of,
        newest.publisher or indicator.publisher,
        target,
        aim[0] if aim else None,
        aim[1] if aim else None,
        newest.value / target if target else None,
        share_gone(aim, newest.last) if aim else None,
        growth,
        before,
        worked_out,
        _history(ordered),
    )


def _aim(indicator: Indicator, reading: Reading, target: float | None) -> tuple[date, date] | None:
    if target is None or indicator.target_period in ("", "none"):
        return None
    return period_of(indicator.target_period, reading.last)


def _growth(reading: Reading) -> tuple[float | None, float | None, str]:
    """Return growth and the value of a year before; who gave one of them gave the other."""
    if reading.before is not None:
        growth = reading.value / reading.before - 1 if reading.before else None
        return growth, reading.before, "growth"
    if reading.growth_percent is None:
        return None, None, ""
    growth = reading.growth_percent / 100
    before = reading.value / (1 + growth) if growth > -1 else None
    return growth, before, "before"


def _history(ordered: Iterable[Reading]) -> tuple[tuple[date, float], ...]:
    """Return the last value of each period, oldest first."""
    periods: dict[tuple[date, date], tuple[date, float]] = {}
    for reading in ordered:
        periods[reading.first, reading.last] = reading.last, reading.value
    return tuple(periods.values())[-HISTORY:]


def campaign_figures(
    campaigns: Iterable[Campaign], results: Iterable[CampaignResults]
) -> tuple[CampaignFigure, ...]:
    """Return every campaign with its newest results."""
    newest: dict[str, CampaignResults] = {}
    for result in sorted(results, key=lambda result: result.as_of):
        newest[result.campaign] = result
    return tuple(_campaign(each, newest.get(each.key)) for each in campaigns)


def _campaign(campaign: Campaign, results: CampaignResults | None) -> CampaignFigure:
    told = results.counters if results else {}
    figures = tuple(_counter(each, campaign.counters, told) for each in campaign.counters)
    if results is None:
        return CampaignFigure(campaign, None, "", figures)
    return CampaignFigure(campaign, results.as_of, results.publisher, figures)


def _counter(
    counter: Counter, counters: Iterable[Counter], told: Mapping[str, float]
) -> CounterFigure:
    parts = [each.key for each in counters if each.adds_to == counter.key]
    if not parts:
        return CounterFigure(counter, told.get(counter.key), is_sum=False)
    known = all(part in told for part in parts)
    return CounterFigure(counter, sum(told[part] for part in parts) if known else None, is_sum=True)


def camera_section(cameras: Collection[Camera]) -> CameraSection:
    """Return the cameras with their counts."""
    owners: dict[str, list[int]] = {}
    for camera in cameras:
        owners.setdefault(camera.owner, [0, 0])[0 if camera.online else 1] += 1
    counts = [CameraCount(owner, online, offline) for owner, (online, offline) in owners.items()]
    counts.sort(key=lambda count: (-count.online - count.offline, count.owner))
    online = sum(count.online for count in counts)
    return CameraSection(
        tuple(cameras),
        tuple(counts),
        online,
        len(cameras) - online,
        sum(camera.lon is None or camera.lat is None for camera in cameras),
    )
