"""考评 at a desk: one composite over any window, every unit and every part with its cases."""

from collections.abc import Sequence
from functools import lru_cache

from dash import dcc, html
from dash.development.base_component import Component

from city.assessment import LATE, ON_TIME, SUBJECTS, WAITING, Assessment
from city.district import District
from city.metrics import WINDOWS
from city.scores import Composite
from city.standings import ScoresSnapshot
from layouts.definitions.book import source_text
from layouts.edition import Edition
from layouts.links import Lang, scores_href
from layouts.parts.assessed import formula_of, groups_of, scale_of
from layouts.parts.behind import UNASSIGNED, part_selection
from layouts.parts.health import health_strip, mode_badge
from layouts.parts.identity import Same
from layouts.parts.slots import attributes, classes, hidden
from layouts.scores.rows import column_heads, row_slots
from layouts.shell import brand, clock, language_link, nav, page
from layouts.text import number

VIEW = "scores"
SPARE = 4
"""Places for units that the district's tables do not know."""
GROUPS = {
    "own": "units_own",
    "apart": "units_apart",
    "small": "units_small",
    "blank": "units_blank",
}
"""Group of units -> the words that stand above it."""


def scores(snapshot: ScoresSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the page."""
    edition = Edition(district, lang)
    return page(
        VIEW,
        [
            _header(snapshot, edition),
            html.Main(
                [
                    html.Div([_composites(snapshot, edition), _windows(snapshot, edition)]),
                    _title(snapshot, edition),
                    _sum(snapshot, edition),
                    _made_of(snapshot, edition),
                    _table(Same(snapshot.told), snapshot.composite, Same(district), lang),
                ],
                id="content",
                className="scores__page",
            ),
        ],
        edition=edition,
        theme="day",
    )


def _header(snapshot: ScoresSnapshot, edition: Edition) -> Component:
    head = snapshot.head
    here = scores_href(snapshot.composite.key, snapshot.window.text, "zh")
    return html.Header(
        [
            brand(edition, f"{edition.district_name()} · {edition.say('scores_title')}"),
            nav(VIEW, edition),
            language_link(VIEW, edition, here),
            mode_badge(VIEW, head, edition),
            clock(VIEW, head, edition),
            health_strip(VIEW, head, edition),
        ],
        className="bar-top",
    )


def _composites(snapshot: ScoresSnapshot, edition: Edition) -> Component:
    window = snapshot.window.text
    links = [
        dcc.Link(
            each.label(edition.lang),
            href=scores_href(each.key, window, edition.lang),
            className=classes("chip", "is-on" if each.key == snapshot.composite.key else ""),
        )
        for each in edition.district.scores.composites
    ]
    label = html.Small(edition.say("scores_composite"))
    return html.Nav([label, *links], id=f"{VIEW}-composites", className="chips")


def _windows(snapshot: ScoresSnapshot, edition: Edition) -> Component:
    """Return the windows to choose from; the page's script makes the fields for two dates."""
    key, window = snapshot.composite.key, snapshot.window
    links = [
        dcc.Link(
            edition.say(f"window_{name}"),
            href=scores_href(key, name, edition.lang),
            className=classes("chip", "is-on" if name == window.rule else ""),
        )
        for name in WINDOWS
    ]
    told = window.describe()
    words = {name: edition.say(f"scores_{name}") for name in ("from", "to", "show")}
    dates = html.Span(
        id=f"{VIEW}-dates",
        className=classes("dates", "is-on" if window.rule == "days" else ""),
        **attributes(
            dates=scores_href(key, "FROM..TO", edition.lang),
            first=told["from"],
            last=told["to"],
            **{f"word_{name}": word for name, word in words.items()},
        ),
    )
    label = html.Small(edition.say("scores_window"))
    return html.Nav([label, *links, dates], id=f"{VIEW}-windows", className="chips")


def _title(snapshot: ScoresSnapshot, edition: Edition) -> Component:
    first, last = edition.span(snapshot.window)
    at = edition.say("assessing")
    if snapshot.told is not None:
        at = edition.say("assessed_at", time=edition.clock(snapshot.told.at))
    return html.Header(
        [
            html.H2(snapshot.composite.label(edition.lang)),
            html.Span(f"{first}–{last}", id=f"{VIEW}-window"),
            html.Span(at, id=f"{VIEW}-as-of", className="scores__as-of"),
        ],
        className="scores__title",
    )


def _sum(snapshot: ScoresSnapshot, edition: Edition) -> Component:
    """Return the account: due = in time + late + overdue, each term a link to its cases."""
    told = snapshot.told
    on_time = told.on_time if told else None
    terms = (
        ("due", "", on_time.denominator if on_time else None, (ON_TIME, "denominator")),
        ("in_time", " = ", on_time.numerator if on_time else None, (ON_TIME, "numerator")),
        ("late", " + ", told.late if told else None, (LATE, "numerator")),
        ("waiting", " + ", told.waiting if told else None, (WAITING, "numerator")),
    )
    links: list[Component | str] = []
    for key, sign, count, (figure, part) in terms:
        stream = snapshot.composite.stream
        selection = part_selection(figure, part, stream, snapshot.window)
        words = edition.say("scores_due" if key == "due" else f"assessed_{key}")
        links += [
            sign,
            dcc.Link(
                [f"{words} ", html.B(number(count))],
                id=f"{VIEW}-{key.replace('_', '-')}",
                href=edition.cases(selection),
                className="asked",
            ),
        ]
    return html.P([*links, _unassigned(snapshot, edition)], className="scores__sum live")


def _unassigned(snapshot: ScoresSnapshot, edition: Edition) -> Component:
    """Return how many of the cases belong to no unit, so that the rows add up to the account."""
    told, by = snapshot.told, SUBJECTS[snapshot.composite.subject]
    rest = 0
    if told is not None and by:
        rest = (told.on_time.denominator or 0) - sum(unit.standing.cases for unit in told.units)
    own = {by: UNASSIGNED} if by else {}
    stream = snapshot.composite.stream
    selection = part_selection(ON_TIME, "denominator", stream, snapshot.window, **own)
    return dcc.Link(
        edition.say("scores_unassigned", count=number(rest)),
        id=f"{VIEW}-unassigned",
        href=edition.cases(selection),
        className=classes("asked", hidden(not rest)),
    )


def _made_of(snapshot: ScoresSnapshot, edition: Edition) -> Component:
    composite = snapshot.composite
    formula = f"{edition.say('scores_formula')} {formula_of(composite, edition)}"
    source = f"{edition.say('scores_source')} {source_text(composite.source, edition)}"
    rules = [formula, source, edition.say("scores_fair"), edition.say("scores_interval")]
    return html.Ul([html.Li(rule) for rule in rules], className="scores__rules")


@lru_cache(maxsize=32)
def _table(
    key: Same[Assessment | None], composite: Composite, district: Same[District], lang: Lang
) -> Component:
    """Return the table; the same assessment gives the very same one, so it costs nothing."""
    told, edition = key.record, Edition(district.record, lang)
    groups = groups_of(told)
    scale = scale_of(groups.drawn, told)
    head = column_heads(composite, told, scale, edition)
    places = _places(composite, edition)
    rows: list[Component] = [html.Div(head, id=f"{VIEW}-head", className="score is-head")]
    for name, words in GROUPS.items():
        units = getattr(groups, name)
        rows.append(_heading(name, words, units, composite, edition))
        rows += row_slots(
            f"{VIEW}-{name}",
            units,
            told,
            scale=scale,
            places=places,
            edition=edition,
        )
    nothing = told is not None and not told.units
    rows.append(
        html.P(
            edition.say("scores_none"),
            id=f"{VIEW}-none",
            className=classes("nothing", hidden(not nothing)),
        )
    )
    terms = len(composite.terms)
    return html.Div(
        rows, id=f"{VIEW}-table", className="scores__table live", style={"--terms": terms}
    )


def _heading(
    name: str, words: str, units: Sequence[object], composite: Composite, edition: Edition
) -> Component:
    """Return what stands above a group; only departments are of two kinds that need names."""
    least = edition.district.scores.least_cases
    text = edition.say(words, least=least) if name == "small" else edition.say(words)
    more = edition.say("units_apart_more") if name == "apart" else ""
    gone = not units or (name == "own" and composite.subject != "department")
    return html.H3([text, html.Small(more)], id=f"{VIEW}-{name}-heading", className=hidden(gone))


def _places(composite: Composite, edition: Edition) -> int:
    """Return for how many units each group has places: all that there can be."""
    known = {
        "department": len(edition.district.departments),
        "street": len(edition.district.streets),
        "post": 1,
        "district": 1,
    }
    return known[composite.subject] + SPARE
