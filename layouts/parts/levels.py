"""逐级办理 as columns: what reached each level, was settled or waits there, and how long."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from msgspec.structs import replace

from city.clock import HOUR, MINUTE
from city.metrics import Figures, Tally
from city.social import LevelRow, Said
from layouts.edition import Edition
from layouts.parts.asked import fig, row_link
from layouts.parts.behind import behind, of_figure
from layouts.parts.lit_rows import lit_count
from layouts.text import NONE, number, percent


def level_columns(
    view: str,
    levels: Sequence[str],
    rows: Sequence[LevelRow],
    figures: Figures,
    edition: Edition,
    *,
    waiting: bool,
) -> list[Component]:
    """Return one column for each level; all bars are on the scale of the first."""
    known = {row.level: row for row in rows}
    shown = [known.get(level) or nothing_at(level) for level in levels]
    after = [row.reached for row in shown[1:]] + [0]
    top = max(shown[0].reached, 1)
    return [
        html.Div(
            [
                _forward(view, row, passed, top, figures, edition, waiting=waiting),
                _settled(view, row, figures, edition, waiting=waiting),
                _held(view, row, figures, edition, waiting=waiting),
                _times(view, row, figures, edition, waiting=waiting),
            ],
            className="level",
        )
        for row, passed in zip(shown, after, strict=True)
    ]


def nothing_at(level: str) -> LevelRow:
    """Return a level of which nothing is known yet."""
    return LevelRow(level, 0, Tally(), None, Said(), 0, 0)


def _forward(
    view: str,
    row: LevelRow,
    after: int,
    top: int,
    figures: Figures,
    edition: Edition,
    *,
    waiting: bool,
) -> Component:
    """Return name, count and bar: passed on over waiting over settled, which add up to it."""
    way = behind(figures, status="received", reached=row.level)
    name = html.Div(
        [
            html.Span(edition.label("level", row.level)),
            html.B(NONE if waiting else fig(number(row.reached), way, edition)),
        ],
        className="band__name",
    )
    parts = {"on": after, "wait": row.tally.in_progress, "here": row.tally.closed}
    bars = [
        html.I(className=f"level__{part}", style={"height": f"{count / top:.2%}"})
        for part, count in parts.items()
    ]
    stack = html.Div(bars, className="level__stack")
    return html.Div(
        [name, html.Div([stack, _passed(row, after, top)], className="level__bars")],
        id=f"{view}-reached-{row.level}",
        className="level__forward",
    )


def _passed(row: LevelRow, after: int, top: int) -> Component:
    """Return what is passed on; it narrows, right of the bar, to what reached the next level."""
    stayed = (row.tally.in_progress + row.tally.closed) / top
    reached, there = stayed + after / top, after / top
    shape = f"polygon(0 {1 - reached:.2%},100% {1 - there:.2%},100% 100%,0 {1 - stayed:.2%})"
    style = {"clipPath": shape if after else "inset(100%)"}
    return html.I(className="level__passed", style=style)


def _settled(
    view: str, row: LevelRow, figures: Figures, edition: Edition, *, waiting: bool
) -> Component:
    share = f"{percent(row.tally.closed, figures.total.closed)} %"
    children = [
        html.Small(edition.say("level_settled")),
        html.B(NONE if waiting else number(row.tally.closed)),
        html.Span("" if waiting else share),
    ]
    selection = behind(figures, level=row.level, status="closed")
    return dcc.Link(
        children,
        id=f"{view}-settled-{row.level}",
        href=edition.cases(selection),
        className="level__settled",
    )


def _held(
    view: str, row: LevelRow, figures: Figures, edition: Edition, *, waiting: bool
) -> Component:
    tally = row.tally
    selection = behind(figures, level=row.level)
    counts = {"within": tally.within_limit, "near": tally.near_due, "overdue": tally.overdue}
    children = [
        html.Small(row_link(edition.say("level_waiting"), selection, edition)),
        html.B(NONE if waiting else fig(number(tally.in_progress), selection, edition)),
        *(lit_count(light, count, selection, edition) for light, count in counts.items()),
    ]
    return html.Div(children, id=f"{view}-waits-{row.level}", className="level__held figs")


def _times(
    view: str, row: LevelRow, figures: Figures, edition: Edition, *, waiting: bool
) -> Component:
    same_day = of_figure(figures, "same_day_share", level=row.level)
    told = fig(f"{percent(row.begun_same_day, row.begun)} %", same_day, edition)
    begun = f"{row.begun_same_day / row.begun:.2%}" if row.begun else "0"
    share = told if row.begun else NONE
    parts: list[Component | str] = [
        fig(number(row.begun_same_day), same_day, edition),
        " ÷ ",
        fig(number(row.begun), replace(same_day, part="denominator"), edition),
    ]
    fraction = parts if row.begun else ""
    return html.Div(
        [
            html.Div(
                [
                    html.Small(edition.say("level_median")),
                    html.B(NONE if waiting else length(row.median, edition)),
                ],
                className="level__fact",
            ),
            html.Div(
                [html.Small(edition.say("level_begun")), html.B(share), html.Small(fraction)],
                className="level__fact",
            ),
            html.Div(html.I(style={"width": begun}), className="level__share"),
        ],
        id=f"{view}-times-{row.level}",
        className="level__times",
    )


def length(took: float | None, edition: Edition) -> str:
    """Return a length of time (ms) in minutes, hours or days; a dash if there is none."""
    if took is None:
        return NONE
    hours, minutes = int(took) // HOUR, int(took) % HOUR // MINUTE
    if hours >= 24:
        return edition.say("duration_days", d=hours // 24, h=hours % 24)
    if hours:
        return edition.say("length_hours", h=hours, m=minutes)
    return edition.say("length_minutes", m=minutes)
