"""The scene 你提我办 read from the mirror: levels, communities by day, alarms."""

from collections.abc import Mapping

from city.cells import ALL, CLOSED_ON, CODE_OF, RECEIVED, TIMING
from city.figures import Ask, quantile
from city.metrics import Figures, Tally, tally_of
from city.social import (
    CITIZEN_LEVELS,
    CLOCK_OF,
    GRID_LEVELS,
    Alarms,
    CommunityDays,
    GridSection,
    LevelRow,
    Stars,
    alarms_of,
    level_rows,
    stars_of,
)
from city.store.reader import Reader
from city.store.scenes import selected
from city.store.sums import Patterns, Span

BEGUN = "same_day_share"


def levels_of(
    reader: Reader, account: Figures, levels: tuple[str, ...] = CITIZEN_LEVELS
) -> tuple[LevelRow, ...]:
    """Return the window's matters of a stream by the level that they got to."""
    ended = _by_level(reader, account)
    table = reader.mirror.table
    mask = selected(reader, account.stream, account.window)
    counts = table.count("level", mask, table.lights(reader.now()))
    waiting = {key: Tally(0, 0, *lights) for key, lights in counts.items()}
    ask = Ask(BEGUN, account.stream, account.window.text, "level")
    begun = reader.measure([ask])[ask]
    return level_rows(
        levels,
        ended,
        waiting,
        begun={row.key: (row.numerator, row.denominator or 0) for row in begun.rows},
        medians=_medians(reader, account),
        tallies={key: tally_of(patterns) for key, patterns in ended.items()},
    )


def _by_level(reader: Reader, account: Figures) -> Mapping[str, Patterns]:
    span = reader.span(account.stream, CODE_OF["level"], account.window)
    return reader.mirror.sums.over(span)


def _medians(reader: Reader, account: Figures) -> dict[str, float | None]:
    """Return for how long matters closed in the window stayed at each level, by its clock."""
    timed = reader.mirror.sums.over(
        reader.span(account.stream, TIMING, account.window, basis=CLOSED_ON)
    )
    return {
        clock: quantile({int(key): n for key, n in timed.get(clock, {}).items()}, 0.5)
        for clock in CLOCK_OF.values()
    }


def closed_stars(reader: Reader, account: Figures) -> Stars:
    """Return the window's closed matters by stars."""
    return stars_of(_ended(reader, account))


def _ended(reader: Reader, account: Figures) -> Patterns:
    span = reader.span(account.stream, ALL, account.window)
    return reader.mirror.sums.over(span).get("", {})


def alarms_in(reader: Reader, account: Figures) -> Alarms:
    """Return the window's alarms by what became of them."""
    table = reader.mirror.table
    mask = selected(reader, account.stream, account.window)
    told = dict(_ended(reader, account))
    lit = table.patterns(ALL, mask, table.lights(reader.now())).get("", {})
    for (pattern, _), count in lit.items():
        told[pattern] = told.get(pattern, 0) + count
    return alarms_of(told)


def grid_section(reader: Reader, account: Figures) -> GridSection:
    """Return the window's grid events; `account` is broken down by community."""
    days = account.window.days
    received = {row.key: [0] * len(days) for row in account.rows}
    for place, day in enumerate(days):
        span = Span(account.stream, CODE_OF["community"], RECEIVED, day, day)
        for key, patterns in reader.mirror.sums.over(span).items():
            received.setdefault(key, [0] * len(days))[place] += tally_of(patterns).closed
    for key, counts in received.items():
        _add_open(reader, account, key, counts)
    rows = tuple(CommunityDays(key, sum(counts), tuple(counts)) for key, counts in received.items())
    return GridSection(account, levels_of(reader, account, GRID_LEVELS), rows)


def _add_open(reader: Reader, account: Figures, community: str, counts: list[int]) -> None:
    table, window = reader.mirror.table, account.window
    mask = table.select(stream=account.stream, community=community)
    for place, count in enumerate(table.by_day(mask, window.first, window.last)):
        counts[place] += count
