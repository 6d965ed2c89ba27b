"""六个月走势: the fair share of units by calendar month, one small curve for each."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from city.assessment import Assessed, Assessment
from city.clock import to_date
from city.sla_words import MONTHS as NAMES
from city.standings import MONTHS, Month
from layouts.edition import Edition
from layouts.parts.assessed import groups_of, share_text, unit_cases, unit_name
from layouts.parts.panel import panel
from layouts.parts.slots import Filled, classes, slots
from layouts.wall.told import Told

PLACES = 14
THICK = 2.2
"""Half the thickness of a curve, in percent of its height."""
Points = list[float | None]
"""A unit's fair share in each month, None where it had too few cases."""


def months_panel(
    view: str, departments: Assessment | None, months: Sequence[Month], told: Told
) -> Component:
    """Return the curves of units with enough cases, the district's own first, the lowest first."""
    edition, least = told.edition, told.edition.district.scores.least_cases
    units = [unit for unit in groups_of(departments).drawn if unit.fair]
    units.sort(key=_place)
    curves = {unit.standing.key: _points(unit.standing.key, months, least) for unit in units}
    known = [share for points in curves.values() for share in points if share is not None]
    low = min(known, default=0.0)

    def fill(unit: Assessed) -> Filled:
        assert departments is not None  # noqa: S101 - units are its own; narrows the type
        points = curves[unit.standing.key]
        fair = unit.fair.fair if unit.fair else None
        children = [
            html.Span(
                [html.Span(unit_name(departments, unit, edition)), html.B(share_text(fair))],
                className="month__head",
            ),
            html.Span(_curve(points, low), className="month__curve"),
            html.Span(
                [
                    html.Span(edition.say("ranked_apart") if unit.standing.apart else ""),
                    html.Span(_change(points, months, edition)),
                ],
                className="month__change",
            ),
        ]
        verdict = unit.fair.verdict if unit.fair else ""
        href = edition.cases(unit_cases(departments, unit))
        return href, classes(f"is-{verdict}" if verdict else ""), children

    rows = slots(f"{view}-month", PLACES, entries=units, fill=fill, name="month")
    return panel(
        f"{view}-months",
        edition.say("months"),
        note=told.note("months_note", least=least)
        if not told.waiting
        else edition.say("assessing"),
        body=[html.Div(rows, className="months")],
        stale=told.stale,
    )


def _place(unit: Assessed) -> tuple[bool, float]:
    return unit.standing.apart, unit.fair.fair or 0.0 if unit.fair else 0.0


def _points(key: str, months: Sequence[Month], least: int) -> Points:
    shares = [month.shares.get(key) for month in months]
    return [share.fair if share and share.settled >= least else None for share in shares]


def _curve(points: Points, low: float) -> list[Component]:
    """Return the curve as shapes to cut out, one for each run of months, and the last month."""
    room = max(1.0 - low, 0.01)
    places = [
        (n / (MONTHS - 1) * 100, (1.0 - share) / room * 100) if share is not None else None
        for n, share in enumerate(points)
    ]
    lines: list[Component] = [
        html.I(className="month__line", style={"clipPath": line(run)}) for run in runs(places)
    ]
    last = next((place for place in reversed(places) if place is not None), None)
    if last is None:
        return lines
    dot = html.I(
        className="month__dot", style={"left": f"{last[0]:.1f}%", "top": f"{last[1]:.1f}%"}
    )
    return [*lines, dot]


def runs(
    places: Sequence[tuple[float, float] | None],
) -> list[list[tuple[float, float]]]:
    """Return the stretches of places without a gap that have at least two."""
    found: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            found.append([])
        else:
            found[-1].append(place)
    return [run for run in found if len(run) > 1]


def line(places: Sequence[tuple[float, float]]) -> str:
    """Return a curve through places (percent of width and height) as a shape to cut out."""
    above = [f"{x:.1f}% {y - THICK:.1f}%" for x, y in places]
    below = [f"{x:.1f}% {y + THICK:.1f}%" for x, y in reversed(places)]
    return f"polygon({','.join([*above, *below])})"


def _change(points: Points, months: Sequence[Month], edition: Edition) -> str:
    """Return by how many points the last month differs from the first one that is known."""
    known = [(n, share) for n, share in enumerate(points) if share is not None]
    if len(known) < 2:
        return ""
    (first, before), (_, after) = known[0], known[-1]
    month = to_date(months[first].window.first).month
    told = f"{(after - before) * 100:+.1f}".replace("-", "−")
    name = NAMES[month - 1] if edition.lang == "en" else f"{month}"
    return edition.say("months_change", month=name, points=told)
