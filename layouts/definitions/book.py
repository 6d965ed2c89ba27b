"""数字登记册: every figure of a stream with its formula and value, one of them opened whole."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from city.district import District
from city.figures import Measured
from city.lists import DefinitionsSnapshot, Selection
from city.registry.book import SECTIONS
from city.registry.figure import PARTS
from layouts.cases.frame import top
from layouts.edition import Edition
from layouts.links import Lang, definitions_href
from layouts.parts.behind import figure_selection
from layouts.parts.measured import parts_text, value_text
from layouts.parts.slots import classes, hidden
from layouts.shell import page
from layouts.text import NONE, number

VIEW = "definitions"


def definitions(snapshot: DefinitionsSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the page of definitions of one stream."""
    edition = Edition(district, lang)
    here = definitions_href(_selection(snapshot, snapshot.opened.ask.figure), "zh")
    return page(
        VIEW,
        [
            top(VIEW, snapshot.head, edition, here=here, on=VIEW),
            html.Div([_book(snapshot, edition), _opened(snapshot, edition)], className="book"),
        ],
        edition=edition,
        theme="day",
    )


def _selection(snapshot: DefinitionsSnapshot, figure: str, stream: str = "") -> Selection:
    return Selection(
        stream=stream or snapshot.stream,
        window=snapshot.opened.ask.window,
        figure=figure,
        status="all",
    )


def _book(snapshot: DefinitionsSnapshot, edition: Edition) -> Component:
    sections = [
        part
        for key, names in SECTIONS.items()
        for part in _section(names[edition.lang == "en"], key, snapshot, edition)
    ]
    return html.Main(
        [_title(snapshot, edition), _streams(snapshot, edition), _columns(edition), *sections],
        id="content",
        className="book__list live",
    )


def _title(snapshot: DefinitionsSnapshot, edition: Edition) -> Component:
    note = edition.say("definitions_note", count=len(snapshot.measured))
    as_of = f"{edition.say('as_of')} {edition.clock(snapshot.head.as_of)}"
    return html.Header(
        [
            html.H2(edition.say("definitions_book")),
            html.Span(note),
            html.Span(as_of, id="definitions-as-of", className="book__as-of"),
        ],
        className="book__title",
    )


def _streams(snapshot: DefinitionsSnapshot, edition: Edition) -> Component:
    links = [
        dcc.Link(
            edition.label("stream", stream.key),
            href=definitions_href(_selection(snapshot, "", stream.key), edition.lang),
            className=classes("chip", "is-on" if stream.key == snapshot.stream else ""),
        )
        for stream in edition.district.streams
    ]
    return html.Nav(links, className="chips")


def _columns(edition: Edition) -> Component:
    names = ("figure", "formula", "value", "parts", "rule", "source")
    words = [html.Span(edition.say(f"definitions_{name}")) for name in names]
    return html.Div(words, className="entry is-head")


def _section(
    name: str, key: str, snapshot: DefinitionsSnapshot, edition: Edition
) -> list[Component]:
    rows: list[Component] = [
        _entry(answer, snapshot, edition)
        for answer in snapshot.measured
        if answer.figure.section == key
    ]
    return [html.H3(name), *rows] if rows else []


def _entry(answer: Measured, snapshot: DefinitionsSnapshot, edition: Edition) -> Component:
    figure, lang = answer.figure, edition.lang
    children = [
        html.B(figure.label(lang)),
        html.Span(figure.formula(lang)),
        html.B(value_text(answer, answer.total)),
        html.Span(parts_text(answer.total)),
        html.Span(edition.say(f"basis_{figure.basis}")),
        html.Span(figure.source),
    ]
    opened = answer.key == snapshot.opened.key
    return dcc.Link(
        children,
        id=f"definition-{figure.key}",
        href=definitions_href(_selection(snapshot, figure.key), lang),
        className=classes("entry", "is-on" if opened else ""),
    )


def _opened(snapshot: DefinitionsSnapshot, edition: Edition) -> Component:
    answer = snapshot.opened
    figure, lang = answer.figure, edition.lang
    return html.Aside(
        [
            html.Header(
                [
                    html.H2(figure.label(lang)),
                    html.B(value_text(answer, answer.total), id="definitions-value"),
                ]
            ),
            _formula(answer, edition),
            html.Dl(_facts(snapshot, edition), className="book__facts"),
            _behind(answer, edition),
        ],
        className="book__opened",
    )


def _formula(answer: Measured, edition: Edition) -> Component:
    figure, total, lang = answer.figure, answer.total, edition.lang
    under = figure.denominator
    named = under.label(lang) if under else ""
    below = [html.Span(named), html.B(number(total.denominator))]
    halved = figure.halved.label(lang) if figure.halved else ""
    less = [html.Span(f"− 0.5 × {halved}"), html.B(number(total.halved))]
    over = [html.Span(figure.numerator.label(lang)), html.B(number(total.numerator))]
    return html.Div(
        [
            html.Div(over, id="definitions-over"),
            html.Div(less, id="definitions-halved", className=hidden(figure.halved is None)),
            html.Div(below, id="definitions-under", className=hidden(under is None)),
        ],
        className="book__formula",
    )


def _facts(snapshot: DefinitionsSnapshot, edition: Edition) -> Sequence[Component]:
    answer, lang = snapshot.opened, edition.lang
    figure, (first, last) = answer.figure, edition.span(answer.window)
    earlier = [
        (name, f"{value_text(answer, other.total)}　{parts_text(other.total)}" if other else NONE)
        for name, other in (("previous", answer.previous), ("last_year", answer.last_year))
    ]
    facts = [
        ("window", f"{first} – {last}"),
        ("rule", edition.say(f"basis_{figure.basis}")),
        ("source", source_text(figure.source, edition)),
        *earlier,
        ("caveat", figure.note(lang) or NONE),
        ("choice", edition.say("definitions_chosen") if figure.choice else NONE),
    ]
    return [
        part
        for name, told in facts
        for part in (
            html.Dt(edition.say(f"definitions_{name}")),
            html.Dd(told, id=f"definitions-{name}"),
        )
    ]


def source_text(mark: str, edition: Edition) -> str:
    """Return in words where a formula comes from."""
    kind, _, numbers = mark.partition(":")
    told = f"[{numbers}]" if numbers else ""
    return edition.say(f"source_{kind.lower()}", mark=told)


def _behind(answer: Measured, edition: Edition) -> Component:
    links = []
    for part in PARTS:
        count = getattr(answer.total, part)
        links.append(
            dcc.Link(
                edition.say(f"definitions_{part}", count=number(count)),
                id=f"definitions-{part}-link",
                href=edition.cases(figure_selection(answer, part)),
                className=classes("related__link", hidden(count is None)),
            )
        )
    return html.Nav(links, className="related")
