"""Indicators on the wall: those with a target against the time gone, the others by board."""

from collections.abc import Collection, Sequence
from typing import TypeAlias

from dash import html
from dash.development.base_component import Component

from city.boards import BoardSection, IndicatorFigure, Standing
from layouts.edition import Edition
from layouts.parts.panel import panel
from layouts.parts.published import amount, published_words, unit_words
from layouts.parts.slots import classes, hidden
from layouts.wall.told import Told

AIMS, ROWS = 9, 6
"""Places of indicators with a target, and of others on one board; what does not fit is counted."""
ORDER: tuple[Standing, ...] = ("behind", "ahead", "reached")
"""How an indicator with a target can stand, the worst first."""
HEADING, TOLD = 1.3, 0.4
"""What a board's title and a row's second line take of the height, in rows."""
Boards: TypeAlias = Sequence[BoardSection]


def every(boards: Boards) -> list[IndicatorFigure]:
    """Return the indicators of all boards."""
    return [figure for board in boards for figure in board.figures]


def aimed(boards: Boards) -> list[IndicatorFigure]:
    """Return the published indicators that have a target, those furthest behind first."""
    found = [figure for figure in every(boards) if figure.standing in ORDER]
    return sorted(found, key=lambda f: (ORDER.index(f.standing), _is_level(f), f.lead or 0.0))


def _is_level(figure: IndicatorFigure) -> bool:
    """Return whether a target is a level to be kept and no way to go."""
    return figure.time_gone is None


def aims_panel(view: str, boards: Boards, told: Told) -> Component:
    """Return 目标与时间进度: what is furthest behind first."""
    figures, edition = aimed(boards), told.edition
    spare = len(figures) - AIMS
    note = edition.say("aims_more", count=spare) if spare > 0 else edition.say("aims_note")
    rows = [_aim(f"{view}-aim-{n + 1}", figures[n : n + 1], edition) for n in range(AIMS)]
    none = html.P(
        edition.say("aims_none"), className=classes("nothing", hidden(figures or told.waiting))
    )
    gone = html.Div(none, id=f"{view}-aims-none")
    body = [gone, html.Div(rows, className="aims")]
    title = edition.say("aims")
    return panel(
        f"{view}-aims", title, note=edition.say("waiting") if told.waiting else note, body=body
    )


def _aim(key: str, found: Sequence[IndicatorFigure], edition: Edition) -> Component:
    """Return one place: name and value over a bar with the time gone, and the share in figures."""
    if not found:
        return html.Div(_cells(["", "", "", "", "", ""], 0, None), id=key, className="aim is-empty")
    (figure,) = found
    indicator, unit = figure.indicator, unit_words(figure.indicator, edition)
    target = f" / {amount(figure.target)} {unit}"
    level = _is_level(figure)
    texts = [
        indicator.label(edition.lang),
        amount(figure.value),
        f" {unit}" if level else target,
        f"{(figure.share or 0) * 100:.1f}",
        _facts(figure, edition),
        _verdict(figure, edition),
    ]
    name = classes("aim", f"is-{figure.standing}", "is-level" if level else "")
    return html.Div(_cells(texts, figure.share or 0, figure.time_gone), id=key, className=name)


def _cells(texts: Sequence[str], share: float, gone: float | None) -> list[Component]:
    name, value, unit, percent, facts, verdict = texts
    filled = min(max(share, 0.0), 1.0)
    return [
        html.Span(name, className="aim__name"),
        html.Span([html.B(value), html.Small(unit)], className="aim__value"),
        html.Span([html.B(percent), html.Small("%")], className="aim__share"),
        html.Span(
            [
                html.I(style={"width": f"{filled * 100:.2f}%"}),
                html.Em(
                    style={"left": f"{(gone or 0) * 100:.2f}%"}, className=hidden(gone is None)
                ),
            ],
            className="aim__bar",
        ),
        html.Span(facts, className="aim__facts"),
        html.Span(verdict, className="aim__verdict"),
    ]


def _facts(figure: IndicatorFigure, edition: Edition) -> str:
    """Return the time gone, growth, and who published the figure for which day."""
    told = []
    if figure.time_gone is not None:
        told.append(edition.say("board_time", share=f"{figure.time_gone * 100:.1f}"))
    elif figure.target is not None:
        told.append(_required(figure, edition))
    return "　".join([*told, *_growth(figure, edition), published_words(figure, edition)])


def _required(figure: IndicatorFigure, edition: Edition) -> str:
    words = f"aim_level_{figure.standing}"
    unit = unit_words(figure.indicator, edition)
    return edition.say(words, target=amount(figure.target), unit=unit)


def _growth(figure: IndicatorFigure, edition: Edition) -> list[str]:
    if figure.growth is None:
        return []
    return [edition.say("aim_growth", growth=f"{figure.growth * 100:+.2f}")]


def _verdict(figure: IndicatorFigure, edition: Edition) -> str:
    """Return the distance from the time gone, of the figures as they are shown beside it."""
    if figure.standing == "reached":
        return edition.say("aim_reached")
    if figure.share is None or figure.time_gone is None:
        return ""
    points = abs(round(figure.share * 100, 1) - round(figure.time_gone * 100, 1))
    return edition.say(f"aim_gap_{figure.standing}", points=f"{points:.1f}")


def board_columns(view: str, boards: Boards, told: Told) -> Component:
    """Return the boards in two columns of about the same length, in the district's order."""
    apart = {figure.indicator.key for figure in aimed(boards)[:AIMS]}
    columns = [
        html.Div([_board(view, board, apart, told) for board in half], className="district-column")
        for half in _halves(boards)
    ]
    return html.Div(columns, className="district-boards")


def _halves(boards: Boards) -> tuple[Boards, Boards]:
    """Split the boards where both columns are most alike; by the table, so that nothing jumps."""
    lengths = [HEADING + sum(f.indicator.target is None for f in b.figures) for b in boards]
    cuts = range(len(boards) + 1)
    cut = min(cuts, key=lambda n: abs(sum(lengths[:n]) - sum(lengths[n:])))
    return boards[:cut], boards[cut:]


def _board(view: str, board: BoardSection, apart: Collection[str], told: Told) -> Component:
    edition, key = told.edition, f"{view}-board-{board.board}"
    figures = [figure for figure in board.figures if figure.indicator.key not in apart]
    shown, places = figures[:ROWS], min(ROWS, len(board.figures))
    source = _usual([published_words(figure, edition) for figure in shown])
    spare = len(figures) - ROWS
    note = "　".join([source, *([edition.say("board_more", count=spare)] if spare > 0 else [])])
    lines = [_told(figure, source, edition) for figure in shown]
    note = edition.say("waiting") if told.waiting else note
    rows = [
        _row(f"{key}-{n + 1}", shown[n : n + 1], "".join(lines[n : n + 1]), edition)
        for n in range(places)
    ]
    body = html.Div(rows, className="facts")
    title = edition.say(f"board_{board.board}")
    return html.Div(
        panel(key, title, note=note, body=[body]),
        id=f"{key}-place",
        style={"flexGrow": HEADING + len(shown) + TOLD * sum(map(bool, lines))},
        className=classes("district-board", hidden(not shown)),
    )


def _usual(sources: Sequence[str]) -> str:
    """Return what most rows of a board have in common, which is then said once."""
    return max(sources, key=sources.count, default="")


def _told(figure: IndicatorFigure, usual: str, edition: Edition) -> str:
    """Return growth, and the source if it is not that of the board."""
    source = published_words(figure, edition)
    return "　".join([*_growth(figure, edition), *([source] if source != usual else [])])


def _row(key: str, found: Sequence[IndicatorFigure], told: str, edition: Edition) -> Component:
    """Return one place of a board: name, value and unit, over what else is told."""
    figure = found[0] if found else None
    indicator = figure.indicator if figure else None
    silent = figure is not None and figure.value is None
    return html.Div(
        [
            html.Span(indicator.label(edition.lang) if indicator else "", className="fact__name"),
            html.B(amount(figure.value) if figure else ""),
            html.Small(unit_words(indicator, edition) if indicator and not silent else ""),
            html.Span(told, className=classes("fact__told", hidden(not told))),
        ],
        id=key,
        style={"flexGrow": 1 + TOLD * bool(told)},
        className=classes("fact", "is-silent" if silent else "", hidden(not found)),
    )
