"""部门考评: units by score with their raw and fair shares in time, and what scores are made of."""

from functools import lru_cache
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from city.assessment import LATE, ON_TIME, WAITING, Assessment
from city.district import District
from city.standings import AssessmentSnapshot, Standings
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.account import LIGHT_WIDTH, is_waiting, size_class
from layouts.parts.assessed import (
    Groups,
    Scale,
    definition_of,
    few_slots,
    groups_of,
    scale_of,
    unit_head,
    unit_slots,
)
from layouts.parts.behind import part_selection
from layouts.parts.identity import Same
from layouts.parts.marks import mark
from layouts.parts.panel import panel
from layouts.parts.slots import classes, hidden
from layouts.text import number, percent
from layouts.wall.frame import account_section, frame, frame_foot
from layouts.wall.terms import best_panel, posts_panel, streets_panel
from layouts.wall.told import Told
from layouts.wall.trends import months_panel

VIEW, SCENE = "assessment", "assessment"
OWN, APART, FEW, BLANK = 12, 6, 8, 4
"""Places of units on the wall; what does not fit is counted, and listed on the desk page."""
TALLIES_WIDTH = 5.5
"""What the tallies take of the account's line, in great characters."""


def assessment_scene(
    snapshot: AssessmentSnapshot, district: District, lang: Lang = "zh"
) -> Component:
    """Return the scene."""
    edition = Edition(district, lang)
    head, figures = snapshot.head, snapshot.account
    waiting = is_waiting(head, figures)
    standings = None if waiting else snapshot.told
    departments = standings.departments if standings else None
    told = Told(edition, departments is None, figures.stream in head.silent_streams)
    return frame(
        SCENE,
        head=head,
        edition=edition,
        account=_account(departments, groups_of(departments), told),
        panels=_panels(Same(standings), Same(district), lang, stale=told.stale),
        foot=frame_foot(
            VIEW, head, snapshot.movements, figures=figures, edition=edition, waiting=waiting
        ),
    )


@lru_cache(maxsize=8)
def _panels(
    key: Same[Standings | None], district: Same[District], lang: Lang, *, stale: bool
) -> tuple[Component, ...]:
    """Return the panels; the same assessment gives the very same ones, so it costs nothing."""
    standings, edition = key.record, Edition(district.record, lang)
    departments = standings.departments if standings else None
    told = Told(edition, departments is None, stale)
    return (
        _units(departments, groups_of(departments), told),
        best_panel(VIEW, departments, told),
        streets_panel(VIEW, standings.streets if standings else None, told),
        posts_panel(VIEW, standings.posts if standings else (), told),
        months_panel(VIEW, departments, standings.months if standings else (), told),
    )


def _account(departments: Assessment | None, groups: Groups, told: Told) -> Component:
    counts = _counts(departments)
    terms = [_term(key, counts.get(key), departments, told) for key in SIGNS]
    name = classes("account", size_class(_length(counts)))
    line = html.Div(terms, id=f"{VIEW}-account", className=name)
    counts_of = {"own": len(groups.own), "apart": len(groups.apart), "unranked": groups.unranked}
    tallies = [
        _tally(key, count if departments else None, told) for key, count in counts_of.items()
    ]
    gone = classes("waiting", hidden(departments is not None))
    waiting = html.P(told.edition.say("assessing"), id=f"{VIEW}-nothing", className=gone)
    parts = [line, html.Div(tallies, className="tallies"), waiting, _words(departments, told)]
    return account_section(VIEW, parts, _bar(departments, counts, told), stale=told.stale)


def _length(counts: dict[str, int]) -> float:
    """Return how much there is to write, in great characters, the tallies beside it included."""
    great = sum(len(number(counts.get(key))) for key in ("due", "in_time"))
    small = sum(len(number(counts.get(key))) for key in ("late", "waiting"))
    return great + LIGHT_WIDTH * small + TALLIES_WIDTH


SIGNS = {"due": "", "in_time": "=", "late": "+", "waiting": "+"}
FIGURE_OF = {
    "due": (ON_TIME, "denominator"),
    "in_time": (ON_TIME, "numerator"),
    "late": (LATE, "numerator"),
    "waiting": (WAITING, "numerator"),
}
"""Term of the account -> the figure and its part whose cases these are."""


def _counts(departments: Assessment | None) -> dict[str, int]:
    if departments is None:
        return {}
    on_time = departments.on_time
    return {
        "due": on_time.denominator or 0,
        "in_time": on_time.numerator,
        "late": departments.late,
        "waiting": departments.waiting,
    }


def _cases(key: str, departments: Assessment | None, edition: Edition) -> str:
    if departments is None:
        return edition.page("/cases")
    figure, part = FIGURE_OF[key]
    stream = departments.composite.stream
    return edition.cases(part_selection(figure, part, stream, departments.window))


def _term(key: str, count: int | None, departments: Assessment | None, told: Told) -> Component:
    edition = told.edition
    window = edition.window(departments.window) if departments else ""
    words: list[Any] = [
        edition.say(f"assessed_{key}", **({"window": window} if key == "due" else {}))
    ]
    if key == "in_time":
        share = percent(count or 0, (departments and departments.on_time.denominator) or 0)
        words.append(html.Small(f"{share} %" if departments else ""))
    small = key in ("late", "waiting")
    if key == "waiting":
        words = [mark("overdue"), html.Span(words)]
    link = dcc.Link(
        [html.Label(words), html.B(number(count))],
        href=_cases(key, departments, edition),
        className="term__link",
    )
    name = classes(
        "term",
        "term--light" if small else "",
        "term--received" if key == "due" else "",
        "tone--over" if key == "waiting" and count else "",
    )
    sign = html.Span(SIGNS[key], className="term__sign")
    return html.Div([sign, link], id=f"{VIEW}-{key.replace('_', '-')}", className=name)


def _tally(key: str, count: int | None, told: Told) -> Component:
    return dcc.Link(
        [html.Label(told.edition.say(f"assessed_{key}")), html.B(number(count))],
        id=f"{VIEW}-{key}",
        href=told.edition.page("/scores"),
        className="tally",
    )


def _words(departments: Assessment | None, told: Told) -> Component:
    edition = told.edition
    lines = [edition.say("assessing"), "", "", ""]
    href = edition.page("/definitions")
    if departments is not None:
        first, last = edition.span(departments.window)
        on_time = departments.on_time
        share = percent(on_time.numerator, on_time.denominator or 0)
        href = definition_of(departments, ON_TIME, edition)
        lines = [
            edition.say("assessed_window", first=first, last=last),
            edition.say("assessed_at", time=edition.clock(departments.at)),
            edition.say("assessed_fair", share=share),
            edition.say("assessed_interval"),
        ]
    window = dcc.Link(lines[0], id=f"{VIEW}-asked", href=href, className="asked")
    return html.Div(
        [
            html.P(window, id=f"{VIEW}-window"),
            *(html.P(line, id=f"{VIEW}-line-{n}") for n, line in enumerate(lines[1:], 1)),
        ],
        className="definitions",
    )


PARTS = {"in_time": "closed", "late": "untimed", "waiting": "overdue"}


def _bar(departments: Assessment | None, counts: dict[str, int], told: Told) -> Component:
    parts = [
        dcc.Link(
            "",
            id=f"{VIEW}-bar-{key}",
            href=_cases(key, departments, told.edition),
            title=f"{told.edition.say(f'assessed_{key}')} {number(counts.get(key))}",
            className=classes(f"bar__part bar__part--{name}", hidden(not counts.get(key))),
            style={"flexGrow": counts.get(key, 0)},
        )
        for key, name in PARTS.items()
    ]
    return html.Div(parts, className="bar")


def _units(departments: Assessment | None, groups: Groups, told: Told) -> Component:
    edition = told.edition
    scale = scale_of(groups.drawn, departments)
    least = edition.district.scores.least_cases
    rows = [
        html.Div(
            unit_head("department", scale, edition), id=f"{VIEW}-scale", className="unit unit--head"
        ),
        *_slots("unit", groups.own, departments, scale, OWN, edition),
        _heading("apart", groups.apart, edition, more=edition.say("units_apart_more")),
        *_slots("apart", groups.apart, departments, scale, APART, edition),
        _heading("small", groups.small, edition, more=edition.say("units_small_more"), least=least),
        _few("small", groups.small, departments, FEW, edition),
        _heading("blank", groups.blank, edition, more=""),
        _few("blank", groups.blank, departments, BLANK, edition),
    ]
    return panel(
        f"{VIEW}-units",
        edition.say("units"),
        note=told.note("units_note") if not told.waiting else edition.say("assessing"),
        body=[html.Div(rows, className="units")],
        stale=told.stale,
    )


def _slots(
    name: str,
    units: Any,
    departments: Assessment | None,
    scale: Scale,
    places: int,
    edition: Edition,
) -> list[Component]:
    return unit_slots(
        f"{VIEW}-{name}", units, departments, scale=scale, places=places, edition=edition
    )


def _few(
    name: str, units: Any, departments: Assessment | None, places: int, edition: Edition
) -> Component:
    rows = few_slots(f"{VIEW}-{name}", units, departments, places=places, edition=edition)
    return html.Div(rows, id=f"{VIEW}-{name}-few", className=classes("fews", hidden(not units)))


def _heading(name: str, units: Any, edition: Edition, *, more: str, **facts: object) -> Component:
    return html.H3(
        [edition.say(f"units_{name}", **facts), html.Small(more)],
        id=f"{VIEW}-{name}-heading",
        className=classes("units__group", hidden(not units)),
    )
