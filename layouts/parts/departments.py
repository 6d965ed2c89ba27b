"""部门时限: departments by their share in time, with what is near due and overdue."""

from dash import html
from dash.development.base_component import Component

from city.metrics import Figures, Row
from layouts.edition import Edition
from layouts.parts.asked import fig, row_link
from layouts.parts.behind import Over, behind, key_of, of_figure, over
from layouts.parts.lit_rows import lit_count, rest_count
from layouts.parts.marks import mark
from layouts.parts.ranking import APART, FEW, OTHERS, in_groups, is_ranked, ranked
from layouts.parts.slots import Rowed, classes, rows
from layouts.text import NONE, number, percent


def department_rows(
    prefix: str, figures: Figures, edition: Edition, *, places: int
) -> list[Component]:
    """Return the rows of departments, those ranked apart below; one more sums those left out."""
    shown = in_groups(ranked(figures.rows), edition.district.is_apart, places)
    given = over(figures), edition
    return rows(prefix, places + 1, entries=shown, fill=_row, name="rank", given=given)


def worst_rows(prefix: str, figures: Figures, edition: Edition, *, places: int) -> list[Component]:
    """Return so many of the district's own departments, and as many of those ranked apart."""
    held = [row for row in ranked(figures.rows) if row.key]
    is_apart = edition.district.is_apart
    own = [row for row in held if not is_apart(row.key)][:places]
    apart = [row for row in held if is_apart(row.key)][:places]
    shown = [*own, APART, *apart] if apart else own
    given = over(figures), edition
    return rows(prefix, 2 * places + 1, entries=shown, fill=_row, name="rank", given=given)


def _row(row: Row, figures: Over, edition: Edition) -> Rowed:
    tally, target = row.tally, edition.district.target_share
    if row == APART:
        more = html.Small(edition.say("ranked_apart"))
        return "is-heading", [html.Span([edition.say("units_apart"), more], className="rank__name")]
    low = is_ranked(row) and tally.closed_in_time / tally.timed_closed < target
    if row.key == OTHERS:
        rest = edition.say("others", count=row.name)
        return "is-others", [html.Span(rest, className="rank__name"), *_rest(row, target)]
    name, full = edition.department(row.key), edition.label("department", row.key)
    key = key_of(row.key)
    selection = behind(figures, department=key)
    share = of_figure(figures, "in_time_rate_closed", department=key)
    children = [
        html.Span(row_link(name, selection, edition), className="rank__name", title=full),
        html.Span(fig(number(tally.in_progress), selection, edition), className="rank__open"),
        _bar(row, target),
        html.Span(fig(_share(row), share, edition), className="rank__share"),
        lit_count("near", tally.near_due, selection, edition, "rank__count"),
        lit_count("overdue", tally.overdue, selection, edition, "rank__count"),
    ]
    tone = classes("is-low" if low else "", "" if is_ranked(row) else "is-unranked")
    return tone, children


def _rest(row: Row, target: float) -> list[Component]:
    """Return the numbers of the row that sums those left out: its cases have no list of theirs."""
    tally = row.tally
    return [
        html.Span(number(tally.in_progress), className="rank__open"),
        _bar(row, target),
        html.Span(_share(row), className="rank__share"),
        rest_count("near", tally.near_due, "rank__count"),
        rest_count("overdue", tally.overdue, "rank__count"),
    ]


def _share(row: Row) -> str:
    tally = row.tally
    if tally.timed_closed >= FEW:
        return percent(tally.closed_in_time, tally.timed_closed)
    return f"{tally.closed_in_time}/{tally.timed_closed}" if tally.timed_closed else NONE


def _bar(row: Row, target: float) -> Component:
    """Return the share as a bar from nought, the gap to the target outlined, and the target."""
    parts: list[Component] = []
    if is_ranked(row):
        share = row.tally.closed_in_time / row.tally.timed_closed
        parts.append(html.I(className="rank__fill", style={"width": f"{share:.1%}"}))
        if share < target:
            gap = {"left": f"{share:.1%}", "width": f"{target - share:.1%}"}
            parts.append(html.I(className="rank__gap", style=gap))
    parts.append(html.I(className="rank__target", style={"left": f"{target:.0%}"}))
    return html.Span(parts, className="rank__bar")


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
