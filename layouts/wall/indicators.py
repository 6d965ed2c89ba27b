"""The boards on the wall: each indicator a row, with how far it is and how it grew."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from city.boards import BoardSection, IndicatorFigure
from layouts.boards.figures import amount, date_words, unit_of
from layouts.edition import Edition
from layouts.parts.marks import mark
from layouts.parts.panel import panel
from layouts.parts.slots import classes, hidden

HEAD_ROWS = 1.5
"""How many rows the title of a board takes."""


def board_columns(view: str, boards: Sequence[BoardSection], edition: Edition) -> list[Component]:
    """Return the boards in two columns of nearly the same height, in their order."""
    heights = [HEAD_ROWS + len(section.figures) for section in boards]
    first = min(range(len(boards) + 1), key=lambda n: (max(sum(heights[:n]), sum(heights[n:])), n))
    return [
        html.Div(
            [_board(view, section, edition) for section in part],
            className=f"indicators {view}-{area}",
        )
        for area, part in (("first", boards[:first]), ("second", boards[first:]))
    ]


def _board(view: str, section: BoardSection, edition: Edition) -> Component:
    key = f"{view}-board-{section.board}"
    shown = panel(
        key,
        edition.say(f"board_{section.board}"),
        note=_published(section.figures, edition),
        body=[html.Div([_row(view, each, edition) for each in section.figures], className="inds")],
    )
    return html.Div(shown, style={"flexGrow": HEAD_ROWS + len(section.figures)})


def _published(figures: Sequence[IndicatorFigure], edition: Edition) -> str:
    """Return since when a board's values stand, and whose they are if they are of one."""
    days = sorted({each.as_of for each in figures if each.as_of is not None})
    if not days:
        return edition.say("board_none")
    words = "district_as_of" if len(days) == 1 else "district_as_of_span"
    told = [edition.say(words, first=date_words(days[0]), last=date_words(days[-1]))]
    names = {_publisher(each, edition) for each in figures if each.value is not None}
    return "　".join([*told, *(names if len(names) == 1 else ())])


def _publisher(figure: IndicatorFigure, edition: Edition) -> str:
    indicator = figure.indicator
    if edition.lang == "en" and figure.publisher in ("", indicator.publisher):
        return indicator.publisher_en or figure.publisher
    return figure.publisher


def _row(view: str, figure: IndicatorFigure, edition: Edition) -> Component:
    indicator = figure.indicator
    return html.Div(
        [
            html.Span(indicator.label(edition.lang), className="ind__name"),
            html.Span(_more(figure, edition), className="ind__more"),
            html.B(amount(figure.value)),
            html.Small(unit_of(figure, edition)),
        ],
        id=f"{view}-ind-{indicator.key}",
        className=classes("ind", "is-none" if figure.value is None else ""),
    )


def _more(figure: IndicatorFigure, edition: Edition) -> list[Component | str]:
    """Return what a value means: how far it is, whether a level is reached, how it grew."""
    unit, level = unit_of(figure, edition), figure.indicator.target_period == "none"
    if figure.value is None:
        return [edition.say("board_none")]
    if figure.target is not None and level:
        reached = (figure.value >= figure.target) is (figure.indicator.direction != "down")
        words = "district_reached" if reached else "district_short"
        told = edition.say(words, target=amount(figure.target), unit=unit)
        return [mark("ok" if reached else "late"), told]
    if figure.growth is not None:
        share = f"{figure.growth * 100:+.1f}".replace("-", "−")
        return [edition.say("district_growth", share=share)]
    if figure.last is not None and figure.first is not None:
        return [_period(figure.first, figure.last)]
    return []


def _period(first: date, last: date) -> str:
    """Return what time a value is of."""
    if first.year != last.year:
        return f"{first:%Y-%m}–{last:%Y-%m}"
    return f"{last:%Y-%m}" if first.month == last.month else f"{first:%Y-%m}–{last:%m}"


def track(figure: IndicatorFigure) -> Component:
    """Return how far a goal is, as a bar with a line at the time that has gone."""
    filled = min(max(figure.share or 0.0, 0.0), 1.0)
    gone = figure.time_gone
    return html.Div(
        [
            html.I(style={"width": f"{filled * 100:.1f}%"}),
            html.Em(style={"left": f"{(gone or 0.0) * 100:.1f}%"}, className=hidden(gone is None)),
        ],
        className="goal__track",
    )


def pace(figure: IndicatorFigure, edition: Edition) -> Component:
    """Return how many points a goal is ahead of the time gone, or behind it."""
    share, gone = figure.share, figure.time_gone
    if share is None or gone is None:
        return html.Span("")
    points = (share - gone) * 100
    ahead = (points >= 0) is (figure.indicator.direction != "down")
    told = edition.say("board_time", share=f"{gone * 100:.1f}")
    words = edition.say(
        "district_ahead" if points >= 0 else "district_behind", points=f"{abs(points):.1f}"
    )
    return html.Span([html.Small(told), mark("ok" if ahead else "late"), words])
