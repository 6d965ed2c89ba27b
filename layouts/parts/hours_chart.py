"""24 小时接收: cases received by the hour, stepped because hours are counts."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from city.clock import Instant
from layouts.edition import Edition
from layouts.text import number
from layouts.theme import Theme, plotly_template

Hours = tuple[tuple[Instant, int], ...]
CONFIG: Any = {"staticPlot": True, "responsive": True}


def hours_chart(
    view: str, hours: Hours, edition: Edition, *, theme: Theme, waiting: bool
) -> list[Component]:
    """
    Return the curve with its axes.

    The axes are words of the page, so that they scale with it; Plotly draws lines only.
    """
    top = nice_top(max((count for _, count in hours), default=0))
    graph = dcc.Graph(
        id=f"{view}-hours-graph",
        figure=hours_figure(() if waiting else hours, top, theme),
        config=CONFIG,
        responsive=True,
        style={"height": "100%"},
    )
    scale = html.Div(
        [html.Span(number(value)) for value in (() if waiting else (top, top // 2, 0))],
        id=f"{view}-hours-scale",
        className="hours__scale",
    )
    axis = html.Div(_axis(hours, edition), id=f"{view}-hours-axis", className="hours__axis")
    return [html.Div([scale, html.Div(graph, className="hours__graph"), axis], className="hours")]


def nice_top(highest: int) -> int:
    """Return the top of the scale: an even, round number that is not below `highest`."""
    step = 1
    while True:
        for factor in (2, 4, 6, 10):
            if highest <= factor * step:
                return factor * step
        step *= 10


def hours_figure(hours: Hours, top: int, theme: Theme) -> dict[str, Any]:
    """Return the figure: full hours as one line, the hour that is not over yet dashed."""
    counts = [count for _, count in hours]
    last = len(counts) - 1
    past = {"type": "scatter", "mode": "lines", "x": [*range(last + 1)], "y": _held(counts)}
    now = {
        "type": "scatter",
        "mode": "lines",
        "x": [last, last, last + 1] if counts else [],
        "y": [*_held(counts)[-1:], *counts[-1:] * 2],
        "line": {"dash": "dot", "width": 2},
    }
    return {
        "data": [past, now],
        "layout": {
            "template": plotly_template(theme),
            "margin": {"l": 0, "r": 0, "t": 4, "b": 1},
            "xaxis": {"range": [0, 24], "visible": False},
            "yaxis": {
                "range": [0, top],
                "tickvals": [0, top // 2, top],
                "showticklabels": False,
                "automargin": False,
            },
        },
    }


def _held(counts: list[int]) -> list[int]:
    """Return the counts of full hours; the last one holds until the present hour begins."""
    return [*counts[:-1], counts[-2] if len(counts) > 1 else 0] if counts else []


def _axis(hours: Hours, edition: Edition) -> list[Component]:
    words: list[Component] = []
    for place, (instant, _) in enumerate(hours[:-3]):  # room for the present
        local = edition.local(instant)
        if local.hour % 6 == 0:
            style = {"left": f"{place / 24:.2%}"}
            words.append(html.Span(edition.say("hour", hour=local.hour), style=style))
    if hours:
        now = html.Span(edition.say("hours_now"), className="is-now", style={"left": "95.83%"})
        words.append(now)
    return words
