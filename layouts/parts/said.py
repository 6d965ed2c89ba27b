"""What askers said of closed matters, by level, and their stars; bars on one scale each."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from city.metrics import Figures
from city.social import LevelRow, Said, Stars
from layouts.edition import Edition
from layouts.parts.asked import fig, row_link
from layouts.parts.behind import behind, of_figure
from layouts.parts.levels import nothing_at
from layouts.text import NONE, number

PARTS = ("solved", "unsolved", "silent")
FIGURE_OF = {"solved": "said_solved", "unsolved": "said_unsolved", "silent": "said_nothing"}
STARS = ("5", "4", "3", "2", "1", "none")


def said_rows(
    view: str,
    levels: Sequence[str],
    rows: Sequence[LevelRow],
    figures: Figures,
    edition: Edition,
) -> list[Component]:
    """Return the heads, a row for each level, and the sum of all."""
    known = {row.level: row for row in rows}
    shown = [known.get(level) or nothing_at(level) for level in levels]
    top = max((row.said.closed for row in shown), default=0) or 1
    heads = [html.Span(edition.say("said_level")), html.Span("", className="said__bar")]
    heads += [html.Span(edition.say(f"said_{part}")) for part in PARTS]
    total = Said(*(sum(getattr(row.said, part) for row in shown) for part in PARTS))
    return [
        html.Div(heads, className="said said--head"),
        *(
            html.Div(
                _cells(
                    edition.label("level", row.level), row.said, top, figures, edition, row.level
                ),
                id=f"{view}-said-{row.level}",
                className="said figs",
            )
            for row in shown
        ),
        html.Div(
            _cells(edition.say("said_total"), total, 0, figures, edition),
            id=f"{view}-said-total",
            className="said said--total figs",
        ),
    ]


def _cells(
    name: str, said: Said, top: int, figures: Figures, edition: Edition, level: str = ""
) -> list[Component]:
    """Return name, bar to scale (none if `top` is 0) and the three counts."""
    told = [
        fig(number(count), of_figure(figures, FIGURE_OF[part], level=level), edition)
        if (count := getattr(said, part))
        else NONE
        for part in PARTS
    ]
    closed = behind(figures, level=level, status="closed")
    parts = [
        html.I(
            className=f"said__{part}",
            style={"width": f"{getattr(said, part) / top:.2%}" if top else "0"},
        )
        for part in PARTS
    ]
    return [
        html.Span(row_link(name, closed, edition)),
        html.Span(parts, className="said__bar"),
        html.B(told[0]),
        html.Span(told[1]),
        html.Span(told[2]),
    ]


def star_rows(view: str, stars: Stars, figures: Figures, edition: Edition) -> list[Component]:
    """Return closed matters by stars, five first, and those without."""
    counts = (*stars.counts, stars.unrated)
    top = max(counts) or 1
    return [
        html.Div(
            [
                html.Span(edition.say(f"star_{star}")),
                html.Span(html.I(style={"width": f"{count / top:.2%}"}), className="starrow__bar"),
                html.B(fig(number(count), of_figure(figures, f"stars_{star}"), edition)),
            ],
            id=f"{view}-star-{star}",
            className=f"starrow starrow--{star}",
        )
        for star, count in zip(STARS, counts, strict=True)
    ]
