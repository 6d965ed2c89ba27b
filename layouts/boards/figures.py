"""One board: its indicators in rows, each with its target, the time gone, growth and source."""

from dash import html
from dash.development.base_component import Component

from city.boards import BoardSection, IndicatorFigure
from layouts.edition import Edition
from layouts.parts.panel import panel
from layouts.parts.published import amount, published_words, unit_words
from layouts.parts.slots import classes, hidden
from layouts.text import NONE

NOTHING = "is-none"
"""Class of a cell that holds a dash, which a narrow page leaves out."""
HEADS = ("board_indicator", "board_value", "board_progress", "board_growth", "board_as_of")


def board_panel(section: BoardSection, edition: Edition) -> Component:
    """Return a board as a panel with one row for each indicator of the district's table."""
    head = html.Div([html.Span(edition.say(key)) for key in HEADS], className="figure is-head")
    rows = [_row(figure, edition) for figure in section.figures]
    return panel(
        f"boards-{section.board}",
        edition.say(f"board_{section.board}"),
        body=[html.Div([head, *rows], className="figures")],
    )


def _row(figure: IndicatorFigure, edition: Edition) -> Component:
    indicator = figure.indicator
    key = f"boards-figure-{indicator.key}"
    return html.Div(
        [
            html.Span(indicator.label(edition.lang)),
            html.Span(
                [
                    html.B(amount(figure.value), id=f"{key}-value"),
                    f" {unit_words(figure.indicator, edition)}",
                ]
            ),
            _progress(figure, edition, key),
            html.Span(
                _growth(figure, edition),
                id=f"{key}-growth",
                className=NOTHING if figure.growth is None else "",
            ),
            html.Span(
                published_words(figure, edition), id=f"{key}-as-of", className="figure__source"
            ),
        ],
        id=key,
        className=classes("figure live", "is-waiting" if figure.value is None else ""),
    )


def _progress(figure: IndicatorFigure, edition: Edition, key: str) -> Component:
    """Return how far it is: a bar with a mark of the time gone, and both in figures."""
    share, gone = figure.share, figure.time_gone
    filled = min(max(share or 0.0, 0.0), 1.0)
    return html.Span(
        [
            html.Span(
                [
                    html.I(style={"width": f"{filled * 100:.2f}%"}, id=f"{key}-bar"),
                    html.Em(
                        style={"left": f"{(gone or 0) * 100:.2f}%"},
                        id=f"{key}-mark",
                        className=hidden(gone is None),
                    ),
                ],
                className=classes("figure__bar", hidden(share is None)),
                id=f"{key}-track",
            ),
            html.Small(_progress_words(figure, edition), id=f"{key}-progress"),
        ],
        id=f"{key}-way",
        className=classes("figure__progress", NOTHING if figure.target is None else ""),
    )


def _progress_words(figure: IndicatorFigure, edition: Edition) -> str:
    if figure.target is None:
        return NONE
    level = figure.indicator.target_period == "none"
    words = "board_level" if level else "board_of_target"
    told = [
        edition.say(words, target=amount(figure.target), unit=unit_words(figure.indicator, edition))
    ]
    if figure.share is not None and not level:
        told.insert(0, edition.say("board_share", share=f"{figure.share * 100:.2f}"))
    if figure.time_gone is not None:
        told.append(edition.say("board_time", share=f"{figure.time_gone * 100:.1f}"))
    return "　".join(told)


def _growth(figure: IndicatorFigure, edition: Edition) -> str:
    if figure.growth is None:
        return NONE
    words = "board_before_worked_out" if figure.worked_out == "before" else "board_before"
    before = edition.say(words, value=amount(figure.before))
    return f"{figure.growth * 100:+.2f} %　{before}"
