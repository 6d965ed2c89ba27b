"""What scores are made of: the best and the worst by part, streets and posts."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from city.assessment import Assessed, Assessment
from city.scores import Composite, Part
from layouts.edition import Edition
from layouts.parts.assessed import (
    formula_of,
    score_text,
    share_text,
    span_text,
    term_link,
    term_name,
    unit_cases,
    unit_name,
)
from layouts.parts.panel import panel
from layouts.parts.slots import Filled, classes, hidden, slots
from layouts.text import NONE, number
from layouts.wall.told import Told

ENDS = 5
STREETS = 8
LEAST_LOST = 0.05
"""Points below which one digit would say that nothing was lost."""


def first_composite(edition: Edition, subject: str) -> Composite | None:
    """Return the district's first composite for a subject, None if it has none."""
    composites = edition.district.scores.composites
    return next((each for each in composites if each.subject == subject), None)


def best_panel(view: str, departments: Assessment | None, told: Told) -> Component:
    """Return the five best and the five worst, by the points that each part gave them."""
    edition = told.edition
    composite = first_composite(edition, "department")
    terms = composite.terms if composite else ()
    by_key = {unit.standing.key: unit for unit in departments.units} if departments else {}
    best = [by_key[key] for key in departments.best] if departments else []
    worst = [by_key[key] for key in reversed(departments.worst)] if departments else []
    words = [(f"{term_name(term, edition)} {term.weight:g}", term) for term in terms]
    heads = [
        term_link(f"{view}-term-{n}", term, departments, edition, words=name)
        for n, (name, term) in enumerate(words, 1)
    ]
    rows = [
        html.Div(
            [
                html.Span("", className="made__rank"),
                html.Span("", className="made__name"),
                *(html.Span(head, className="made__part") for head in heads),
                html.Span(edition.say("score_total"), className="made__total"),
            ],
            className="made made--head",
        ),
        _ends(view, "best", best, edition),
        *made_slots(f"{view}-best", best, departments, edition),
        _ends(view, "worst", worst, edition),
        *made_slots(f"{view}-worst", worst, departments, edition),
    ]
    return panel(
        f"{view}-parts",
        edition.say("score_parts"),
        note=edition.say("assessing") if told.waiting else _note(composite, edition),
        body=[html.Div(rows, className="mades", style={"--terms": len(terms)})],
        stale=told.stale,
    )


def _note(composite: Composite | None, edition: Edition) -> str:
    return composite.label(edition.lang) if composite else ""


def _ends(view: str, name: str, units: Sequence[Assessed], edition: Edition) -> Component:
    return html.H3(
        edition.say(f"score_{name}", count=len(units)),
        id=f"{view}-{name}-heading",
        className=classes("units__group", hidden(not units)),
    )


def made_slots(
    prefix: str, units: Sequence[Assessed], departments: Assessment | None, edition: Edition
) -> list[Component]:
    """Return rows of units by the points of each part."""

    def fill(unit: Assessed) -> Filled:
        assert departments is not None  # noqa: S101 - units are its own; narrows the type
        children = [
            html.Span(number(unit.standing.rank), className="made__rank"),
            html.Span(unit_name(departments, unit, edition), className="made__name"),
            *(_points(part) for part in unit.score.parts),
            html.B(score_text(unit.score.value), className="made__total"),
        ]
        return edition.cases(unit_cases(departments, unit)), "", children

    return slots(prefix, ENDS, entries=units, fill=fill, name="made")


def _points(part: Part) -> Component:
    share = (part.points or 0.0) / part.weight
    bar = html.Span(html.I(style={"width": f"{share:.1%}"}), className="made__bar")
    return html.Span([bar, html.Em(score_text(part.points))], className="made__part")


def _why(unit: Assessed, edition: Edition) -> str:
    """Return why a street has no rank, in few words."""
    if unit.standing.rank:
        return ""
    if unit.standing.small:
        return edition.say("street_small", least=edition.district.scores.least_cases)
    return edition.say("street_blank")


def _most_lost(post: Assessment, unit: Assessed, edition: Edition) -> str:
    """Return the part that lost most points, and how many."""
    lost = [
        (part.weight - part.points, term_name(term, edition))
        for part, term in zip(unit.score.parts, post.composite.terms, strict=True)
        if part.points is not None
    ]
    points, name = max(lost, default=(0.0, ""))
    return f"{name} −{points:.1f}" if points >= LEAST_LOST else ""


def _area(unit: Assessed, streets: Assessment, edition: Edition) -> Filled:
    fair, standing = unit.fair, unit.standing
    children = [
        html.Span(number(standing.rank) if standing.rank else "", className="area__rank"),
        html.Span(
            [unit_name(streets, unit, edition), html.Small(_why(unit, edition))],
            className="area__name",
        ),
        html.Span(number(standing.cases), className="area__cases"),
        html.B(score_text(unit.score.value)),
        html.Span(standing.grade or NONE, className="area__grade"),
        html.B(share_text(fair.fair if fair else None)),
        html.Span(span_text(fair), className="area__interval"),
    ]
    return edition.cases(unit_cases(streets, unit)), "", children


def streets_panel(view: str, streets: Assessment | None, told: Told) -> Component:
    """Return the streets by their own composite."""
    edition = told.edition
    words = ("rank", "street", "cases", "score", "grade", "fair", "interval")
    names = {"street": "area__name"}
    head = [
        html.Span(edition.say(f"unit_{word}"), className=names.get(word, f"area__{word}"))
        for word in words
    ]
    rows = slots(
        f"{view}-street",
        STREETS,
        entries=list(streets.units[:STREETS]) if streets else [],
        fill=_area,
        name="area",
        given=(streets, edition),
    )
    composite = first_composite(edition, "street")
    return panel(
        f"{view}-streets",
        edition.say("streets_scored"),
        note=formula_of(composite, edition) if composite else "",
        body=[html.Div([html.Div(head, className="area area--head"), *rows], className="areas")],
        gone=composite is None,
        stale=told.stale,
    )


def posts_panel(view: str, posts: Sequence[Assessment], told: Told) -> Component:
    """Return each post's score as one bar of the points that its parts gave."""
    edition = told.edition
    places = sum(1 for each in edition.district.scores.composites if each.subject == "post")

    def fill(post: Assessment) -> Filled:
        unit = post.units[0]
        full = sum(part.weight for part in unit.score.parts)
        bars = [
            html.I(
                style={"width": f"{(part.points or 0.0) / full:.1%}"},
                title=f"{term_name(term, edition)} {score_text(part.points)}",
            )
            for part, term in zip(unit.score.parts, post.composite.terms, strict=True)
        ]
        children = [
            html.Span(unit_name(post, unit, edition), className="post__name"),
            html.Span(bars, className="post__bar"),
            html.B(score_text(unit.score.value)),
            html.Span(unit.standing.grade or NONE, className="post__grade"),
            html.Em(_most_lost(post, unit, edition)),
        ]
        return edition.cases(unit_cases(post, unit)), "", children

    rows = slots(
        f"{view}-post", places, entries=[p for p in posts if p.units], fill=fill, name="post"
    )
    return panel(
        f"{view}-posts",
        edition.say("posts_scored"),
        note=edition.say("posts_note"),
        body=[html.Div(rows, className="posts")],
        gone=not places,
        stale=told.stale,
    )
