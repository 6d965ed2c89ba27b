"""Parts of the wall's scenes, each of one stream: hours, weeks, steps, ages, the most urgent."""

from collections import Counter
from collections.abc import Collection, Iterable

from city.boards import TaggedCases
from city.cells import ALL, CODE_OF, RECEIVED, page
from city.clock import NEVER, Instant
from city.metrics import Figures, Tally, Window, tally_of
from city.snapshot import STEPS, AgeBand, OpenCase, OrderKind, OrderRow, Orders, StepLights
from city.store.columns import NEAR, OVERDUE, Mask
from city.store.reader import Reader
from city.store.rows import OpenRow
from city.store.sums import Span

WEEKS = 13
AGES = ((0, 0), (1, 1), (2, 3), (4, 7), (8, 14), (15, None))
"""Local days since receipt, first and last of each band; the last one has no end."""
KINDS: dict[str, OrderKind] = {"i": "instructed", "s": "supervised"}
"""How a case's order is called, by its flag."""
FRESH: Instant = 30_000
"""For so long a case that became overdue keeps a place among the most urgent ones."""


def days_of(reader: Reader, stream: str, count: int) -> tuple[tuple[int, int], ...]:
    """Return (local day, cases that count received) of the last days, today last and not over."""
    today, mirror = reader.today(), reader.mirror
    first = today - count + 1
    mirror.ensure_pages(page(RECEIVED, day) for day in range(first, today + 1))
    in_progress = mirror.table.by_day(mirror.table.select(stream=stream), first, today)
    return tuple(
        (day, in_progress[day - first] + _closed(reader, stream, day, 1))
        for day in range(first, today + 1)
    )


def _closed(reader: Reader, stream: str, first: int, days: int) -> int:
    """Return how many of the cases received from a local day on are closed."""
    last = min(first + days - 1, reader.today())
    span = Span(stream, ALL, RECEIVED, first, last)
    return sum(tally_of(patterns).closed for patterns in reader.mirror.sums.over(span).values())


def weeks_of(reader: Reader, stream: str) -> tuple[tuple[int, int], ...]:
    """Return (its Monday, cases that count received) of the last weeks, this one last and open."""
    # local day 0 was a Thursday
    today, mirror = reader.today(), reader.mirror
    monday = today - (today + 3) % 7
    first = monday - 7 * (WEEKS - 1)
    mirror.ensure_pages(page(RECEIVED, day) for day in range(first, today + 1))
    in_progress = mirror.table.by_day(mirror.table.select(stream=stream), first, monday + 6)
    return tuple(
        (day, sum(in_progress[day - first : day - first + 7]) + _closed(reader, stream, day, 7))
        for day in range(first, monday + 1, 7)
    )


def tagged_of(reader: Reader, streams: Iterable[str], window: str) -> tuple[TaggedCases, ...]:
    """Count the cases of all streams that are tagged with each campaign, received in a window."""
    span, table = reader.window(window), reader.mirror.table
    closed = Counter[str]()
    for stream in streams:
        cells = reader.mirror.sums.over(reader.span(stream, CODE_OF["campaign"], span))
        closed.update({key: tally_of(patterns).closed for key, patterns in cells.items()})
    counts = []
    for key in reader.district.campaigns:
        held = table.select(campaign=key) & table.between(span.first, span.last)
        counts.append(TaggedCases(key, span, closed[key] + int(held.sum()), closed[key]))
    return tuple(counts)


def selected(reader: Reader, stream: str, window: Window) -> Mask:
    """Return the open cases of a stream that were received in a window."""
    table = reader.mirror.table
    return table.select(stream=stream) & table.between(window.first, window.last)


def step_lights(reader: Reader, account: Figures) -> tuple[StepLights, ...]:
    """Count the window's cases by step; a case has reached every step before its own."""
    table = reader.mirror.table
    mask = selected(reader, account.stream, account.window)
    counts = table.count("step", mask, table.lights(reader.now()))
    left, steps = account.total.received, []
    for step in STEPS:
        waiting = Tally(0, 0, *counts.get(step, ()))
        steps.append(StepLights(step, left, waiting))
        left -= waiting.in_progress
    return tuple(steps)


def age_bands(reader: Reader, account: Figures) -> tuple[AgeBand, ...]:
    """Count the window's open cases by how many local days ago they were received."""
    table, today = reader.mirror.table, reader.today()
    mask = selected(reader, account.stream, account.window)
    light = table.lights(reader.now())
    bands = []
    for first, last in AGES:
        held = mask & (table.day <= today - first)
        if last is not None:
            held &= table.day >= today - last
        lights = (int((held & (light == code)).sum()) for code in range(4))
        bands.append(AgeBand(first, last, Tally(0, 0, *lights)))
    return tuple(bands)


def urgent_of(reader: Reader, stream: str, limit: int) -> tuple[int, int, tuple[OpenCase, ...]]:
    """
    Count a stream's near-due and overdue cases, whenever received; list half of each, worst first.

    A case that became overdue within the last `FRESH` takes the last of the places of the overdue,
    so that people see it happen.
    """
    table, now = reader.mirror.table, reader.now()
    mask = table.select(stream=stream)
    light = table.lights(now)
    running = table.running()
    near, overdue = mask & (light == NEAR), mask & (light == OVERDUE)
    rows = table.by_remaining(overdue & running, limit // 2)
    fresh = table.by_remaining(overdue & running & (table.moments["due"] > now - FRESH), 1)
    if fresh and fresh[0] not in rows:
        rows[-1] = fresh[0]
    rows += table.by_remaining(near, limit - len(rows))
    lights = table.lights_of(rows, light)
    cases = [reader.open_case(row, lit) for row, lit in zip(rows, lights, strict=True)]
    return int(near.sum()), int(overdue.sum()), tuple(cases)


def newly_overdue(reader: Reader, stream: str, since: Instant) -> tuple[int, Instant]:
    """Count a stream's cases that became overdue since, and tell when the last of them did."""
    table, now = reader.mirror.table, reader.now()
    due = table.moments["due"]
    new = table.select(stream=stream) & table.running() & (due > since) & (due < now)
    return int(new.sum()), int(due[new].max()) if new.any() else 0


def newly_urgent(reader: Reader, streams: Collection[str], since: Instant) -> tuple[Instant, ...]:
    """Return when open cases of some streams that are urgent came in since, newest first."""
    if not streams:
        return ()
    rows = reader.mirror.table.received_since(since)
    told = (row.received_at for row in rows if row.urgent and row.stream in streams)
    return tuple(sorted(told, reverse=True))


def orders_of(reader: Reader, limit: int) -> Orders:
    """
    Return instructions and supervision not answered yet: those due first, and how many.

    One without a time of its own is due when its case is.
    """
    now = reader.now()
    rows = [row for row in reader.mirror.table.rows if row is not None and row.order is not None]
    rows.sort(key=lambda row: (_due(row), row.id))
    shown = tuple(
        OrderRow(row.id, row.class_, row.street, row.department, _end(row), KINDS[row.order.kind])
        for row in rows[:limit]
        if row.order is not None
    )
    return Orders(shown, len(rows), sum(_due(row) < now for row in rows))


def _end(row: OpenRow) -> Instant | None:
    if row.order is not None and row.order.due_at is not None:
        return row.order.due_at
    return row.due_at if row.stopped_at is None else None


def _due(row: OpenRow) -> Instant:
    end = _end(row)
    return NEVER if end is None else end
