"""24 小时接收: cases received by the hour, stepped because hours are counts."""

from math import ceil
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from city.bands import Band
from city.clock import Instant
from layouts.edition import Edition
from layouts.text import number
from layouts.theme import PALETTES, Theme, plotly_template

Hours = tuple[tuple[Instant, int], ...]
Bands = tuple[Band, ...]
CONFIG: Any = {"staticPlot": True, "responsive": True}


def hours_chart(
    view: str,
    hours: Hours,
    edition: Edition,
    *,
    theme: Theme,
    waiting: bool,
    bands: Bands = (),
) -> list[Component]:
    """
    Return the curve with its axes, over the band that earlier weeks lead to expect.

    The axes are words of the page, so that they scale with it; Plotly draws lines only.
    """
    highs = [band.high for band in bands if band.high is not None]
    top = nice_top(ceil(max([count for _, count in hours] + highs, default=0)))
    graph = dcc.Graph(
        id=f"{view}-hours-graph",
        figure=hours_figure(() if waiting else hours, top, theme, () if waiting else bands),
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
        for factor in (2, 3, 4, 6, 8, 10):
            top = factor * step
            if highest <= top and top % 2 == 0:
                return top
        step *= 10


def hours_figure(hours: Hours, top: int, theme: Theme, bands: Bands = ()) -> dict[str, Any]:
    """
    Return the figure: the expected band, full hours as one line, the present hour dashed.

    A mark stands on each hour that lies outside its band.
    """
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
        "data": [*_band(bands, theme), past, now, _outside(hours, bands, theme)],
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


def _band(bands: Bands, theme: Theme) -> list[dict[str, Any]]:
    """Return the lower and the upper edge, filled between; hours without history have a gap."""
    edges = []
    for name in ("low", "high"):
        heights = [getattr(band, name) for band in bands]
        edges.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [*range(len(bands) + 1)] if bands else [],
                "y": [*heights, *heights[-1:]],
                # a width of nought alone still leaves the template's colour as a hairline
                "line": {"width": 0, "shape": "hv", "color": "rgba(0,0,0,0)"},
                "fill": "tonexty" if name == "high" else "none",
                "fillcolor": PALETTES[theme].data_3,
            }
        )
    return edges


def _outside(hours: Hours, bands: Bands, theme: Theme) -> dict[str, Any]:
    marked = [
        (place, count)
        for place, ((_, count), band) in enumerate(zip(hours, bands, strict=False))
        if band.outside
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [place + 0.5 for place, _ in marked],
        "y": [count for _, count in marked],
        "marker": {"size": 14, "symbol": "triangle-up", "color": PALETTES[theme].near},
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
