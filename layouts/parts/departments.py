"""部门时限: departments by their share in time, with what is near due and overdue."""

from dash import html
from dash.development.base_component import Component

from city.metrics import Figures, Row
from layouts.edition import Edition
from layouts.parts.behind import behind, key_of
from layouts.parts.marks import mark
from layouts.parts.ranking import FEW, OTHERS, fitted, is_ranked, ranked
from layouts.parts.slots import Filled, classes, slots
from layouts.text import NONE, number, percent


def department_rows(
    prefix: str, figures: Figures, edition: Edition, *, places: int, others: bool = True
) -> list[Component]:
    """Return the rows of departments; with `others` one more place sums those left out."""
    rows = ranked(figures.rows)
    shown = fitted(rows, places) if others else [row for row in rows if row.key][:places]

    def fill(row: Row) -> Filled:
        return _row(row, figures, edition)

    return slots(prefix, places + others, entries=shown, fill=fill, name="rank")


def _row(row: Row, figures: Figures, edition: Edition) -> Filled:
    tally, target = row.tally, edition.district.target_share
    low = is_ranked(row) and tally.closed_in_time / tally.closed < target
    selection = behind(figures, department=key_of(row.key))
    if row.key == OTHERS:
        name, selection = edition.say("others", count=row.name), behind(figures)
        full = name
    else:
        name, full = edition.department(row.key), edition.label("department", row.key)
    children = [
        html.Span(name, className="rank__name", title=full),
        html.Span(number(tally.in_progress), className="rank__open"),
        _bar(row, target),
        html.Span(_share(row), className="rank__share"),
        _count("near", tally.near_due),
        _count("overdue", tally.overdue),
    ]
    tone = classes("is-low" if low else "", "" if is_ranked(row) else "is-unranked")
    return edition.cases(selection), tone, children


def _share(row: Row) -> str:
    tally = row.tally
    if tally.closed >= FEW:
        return percent(tally.closed_in_time, tally.closed)
    return f"{tally.closed_in_time}/{tally.closed}" if tally.closed else NONE


def _bar(row: Row, target: float) -> Component:
    """Return the share as a bar from nought, the gap to the target outlined, and the target."""
    parts: list[Component] = []
    if is_ranked(row):
        share = row.tally.closed_in_time / row.tally.closed
        parts.append(html.I(className="rank__fill", style={"width": f"{share:.1%}"}))
        if share < target:
            gap = {"left": f"{share:.1%}", "width": f"{target - share:.1%}"}
            parts.append(html.I(className="rank__gap", style=gap))
    parts.append(html.I(className="rank__target", style={"left": f"{target:.0%}"}))
    return html.Span(parts, className="rank__bar")


def _count(light: str, count: int) -> Component:
    if not count:
        return html.Span(NONE, className="rank__count is-nought")
    return html.Span([mark(light), number(count)], className="rank__count")


def department_head(edition: Edition) -> Component:
    """Return the heads of the columns."""
    target = f"{edition.district.target_share * 100:g}"
    return html.Div(
        [
            html.Span(edition.say("department"), className="rank__name"),
            html.Span(edition.say("department_open"), className="rank__open"),
            html.Span(
                html.I(
                    edition.say("target", share=target),
                    style={"left": f"{edition.district.target_share:.0%}"},
                ),
                className="rank__bar",
            ),
            html.Span(edition.say("on_time"), className="rank__share"),
            html.Span([mark("near"), edition.say("near_head")], className="rank__count"),
            html.Span([mark("overdue"), edition.say("overdue_head")], className="rank__count"),
        ],
        className="rank rank--head",
    )
