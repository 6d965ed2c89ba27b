"""Rows of the desk page: a unit, the points of each part, and the counts that they come from."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from city.assessment import ON_TIME, Assessed, Assessment
from city.figures import Reading
from city.scores import Composite, Part
from layouts.edition import Edition
from layouts.parts.assessed import (
    Scale,
    definition_of,
    plot,
    plot_head,
    score_text,
    share_text,
    span_text,
    term_link,
    term_name,
    unit_cases,
    unit_name,
)
from layouts.parts.slots import EMPTY, classes
from layouts.text import NONE, number


def column_heads(
    composite: Composite, told: Assessment | None, scale: Scale, edition: Edition
) -> list[Component]:
    """Return the heads; a part's and the share's open the definition of their figure."""
    terms = [
        term_link(
            f"scores-term-{n}",
            term,
            told,
            edition,
            words=f"{term_name(term, edition)} {term.weight:g}",
        )
        for n, term in enumerate(composite.terms, 1)
    ]
    raw = term_link("scores-raw", ON_TIME, told, edition, words=edition.say("unit_raw"))
    words = {
        name: html.Span(edition.say(f"unit_{name}"), className=f"score__{name}")
        for name in ("rank", "cases", "score", "grade", "fair", "interval", "verdict")
    }
    return [
        words["rank"],
        html.Span(edition.say("scores_unit"), className="score__name"),
        words["cases"],
        words["score"],
        words["grade"],
        *(html.Span(term, className="score__part") for term in terms),
        html.Span(raw, className="score__part"),
        html.Span(plot_head(scale, edition), id="scores-scale", className="score__scale"),
        words["fair"],
        words["interval"],
        words["verdict"],
    ]


def row_slots(
    prefix: str,
    units: Sequence[Assessed],
    told: Assessment | None,
    *,
    scale: Scale,
    places: int,
    edition: Edition,
) -> list[Component]:
    """Return a constant number of rows, those without a unit hidden."""
    shown = [
        html.Div(
            _cells(told, unit, scale, edition),
            id=f"{prefix}-{n}",
            className=classes("score", _tone(unit)),
        )
        for n, unit in enumerate(units[:places], 1)
        if told is not None
    ]
    spare = range(len(shown) + 1, places + 1)
    return [*shown, *(html.Div([], id=f"{prefix}-{n}", className=f"score {EMPTY}") for n in spare)]


def _tone(unit: Assessed) -> str:
    return f"is-{unit.fair.verdict}" if unit.fair and unit.fair.verdict else ""


def _cells(told: Assessment, unit: Assessed, scale: Scale, edition: Edition) -> list[Component]:
    standing, small = unit.standing, unit.standing.small
    fair = None if small else unit.fair  # of a few cases only the counts say something
    parts = [
        _part(told, unit, part, reading, edition)
        for part, reading in zip(unit.score.parts, unit.readings, strict=True)
    ]
    verdict = edition.say(f"verdict_{fair.verdict}") if fair and fair.verdict else NONE
    counted = unit.fair
    raw = None
    if counted is not None:
        share = None if small else counted.raw
        raw = Reading("", "", share, counted.in_time, counted.settled)
    return [
        html.Span(number(standing.rank) if standing.rank else NONE, className="score__rank"),
        dcc.Link(
            _full_name(told, unit, edition),
            href=edition.cases(unit_cases(told, unit)),
            className="score__name asked",
        ),
        _count(told, unit, ON_TIME, "denominator", standing.cases, edition),
        html.B(score_text(None if small else unit.score.value), className="score__made"),
        html.Span(NONE if small else standing.grade or NONE),
        *parts,
        html.Span(
            [
                _defined(told, ON_TIME, share_text(raw.value if raw else None), edition),
                *_counts(told, unit, ON_TIME, raw, edition),
            ],
            className="score__part",
        ),
        plot(fair, scale),
        html.B(share_text(fair.fair if fair else None), className="score__made"),
        html.Span(span_text(fair), className="score__interval"),
        html.Span(verdict, className="score__verdict"),
    ]


def _full_name(told: Assessment, unit: Assessed, edition: Edition) -> str:
    if told.composite.subject == "department":
        return edition.label("department", unit.standing.key)
    return unit_name(told, unit, edition)


def _part(
    told: Assessment, unit: Assessed, part: Part, reading: Reading, edition: Edition
) -> Component:
    told_points = score_text(None if unit.standing.small else part.points)
    points = _defined(told, part.figure, told_points, edition)
    return html.Span(
        [points, *_counts(told, unit, part.figure, reading, edition)], className="score__part"
    )


def _defined(told: Assessment, figure: str, words: str, edition: Edition) -> Component:
    """Return a value that opens the definition of the figure that it comes from."""
    href = definition_of(told, figure, edition)
    return dcc.Link(html.B(words), href=href, className="score__points")


def _counts(
    told: Assessment, unit: Assessed, figure: str, reading: Reading | None, edition: Edition
) -> list[Component]:
    """Return numerator ÷ denominator, each a link to exactly its cases."""
    if reading is None:
        return []
    over = _count(told, unit, figure, "numerator", reading.numerator, edition)
    if reading.denominator is None:
        return [html.Small([over])]
    under = _count(told, unit, figure, "denominator", reading.denominator, edition)
    return [html.Small([over, " ÷ ", under])]


def _count(
    told: Assessment, unit: Assessed, figure: str, part: str, count: int, edition: Edition
) -> Component:
    href = edition.cases(unit_cases(told, unit, figure=figure, part=part))
    return dcc.Link(number(count), href=href, className="asked")
