"""The queue: cases by remaining time, fifty to a page, narrowed by links."""

from dash import dcc, html
from dash.development.base_component import Component

from city.asked import figure_asked
from city.district import District
from city.head import Head
from city.lifecycle import STEP_OF
from city.lists import ListedCase, QueueSnapshot, Selection
from city.registry.book import figure_of
from layouts.cases.facets import chips, facets
from layouts.cases.frame import top
from layouts.edition import Edition
from layouts.links import Lang, selection_href, turn_page
from layouts.parts.countdown import countdown, provisional
from layouts.parts.marks import mark
from layouts.parts.measured import figure_strip
from layouts.parts.slots import Filled, classes, hidden, slots
from layouts.shell import page
from layouts.text import number

VIEW = "queue"
ROWS = 50
SORTED = ("received", "due", "closed", "unreported")
"""Bases whose figures can hold ended cases: each has its own order of them."""


def queue(snapshot: QueueSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return one page of a list of cases."""
    edition = Edition(district, lang)
    here = selection_href(snapshot.selection, "zh")
    return page(
        VIEW,
        [
            top(VIEW, snapshot.head, edition, here=here),
            html.Div(
                [facets(snapshot, edition), _list(snapshot, edition)], className="queue__main"
            ),
        ],
        edition=edition,
        theme="day",
    )


def _list(snapshot: QueueSnapshot, edition: Edition) -> Component:
    def fill(case: ListedCase) -> Filled:
        return _row(case, snapshot.head, edition)

    rows = slots("queue-row", ROWS, entries=snapshot.rows[:ROWS], fill=fill, name="case-row")
    return html.Main(
        [
            _title(snapshot, edition),
            figure_strip(VIEW, snapshot.measured, snapshot.selection, edition),
            chips(snapshot.selection, edition),
            _columns(edition),
            _nothing(snapshot, edition),
            *rows,
            _pager(snapshot, edition),
        ],
        id="content",
        className="queue__list live",
    )


def _title(snapshot: QueueSnapshot, edition: Edition) -> Component:
    order = order_words(snapshot.selection, edition)
    note = edition.say("queue_note", total=number(snapshot.total), order=order)
    return html.Header(
        [
            html.H2(edition.say("queue")),
            html.Span(note, id="queue-note"),
            html.A(edition.say("facets"), href="#queue-facets", className="queue__filter"),
            html.Span(
                f"{edition.say('as_of')} {edition.clock(snapshot.head.as_of)}",
                id="queue-as-of",
                className="queue__as-of",
            ),
        ],
        className="queue__title",
    )


def order_words(selection: Selection, edition: Edition) -> str:
    """
    Return how the rows of a list are sorted: cases in progress first, by the time that is left.

    Ended ones follow, those of the newest days first, by the day that the figure counts them on.

    Raises:
        BadRequest: The selection names no figure that there is.
    """
    key, name = figure_asked(selection)
    figure = figure_of(key, edition.district.figures)
    part = figure.part(name) or figure.numerator
    ended = figure.basis in SORTED and part.may_have_ended and not selection.light
    if not ended:
        return edition.say("sorted_open")
    newest = edition.say(f"sorted_{figure.basis}")
    if figure.basis == "unreported" or not part.may_be_open:
        return newest
    return edition.say("sorted_both", open=edition.say("sorted_open"), ended=newest)


def _columns(edition: Edition) -> Component:
    names = ("column_time", "column_case", "column_holder", "column_channel")
    return html.Div([html.Span(edition.say(name)) for name in names], className="case-row is-head")


def _nothing(snapshot: QueueSnapshot, edition: Edition) -> Component:
    waiting = snapshot.head.health.applied_at is None
    return html.P(
        edition.say("waiting" if waiting else "queue_none"),
        id="queue-none",
        className=classes("nothing", hidden(snapshot.rows)),
    )


def _row(case: ListedCase, head: Head, edition: Edition) -> Filled:
    step = STEP_OF.get(case.state)
    stage = edition.say(f"step_{step}") if step else edition.known(f"state_{case.state}", "")
    number_or_id = case.number or case.id
    children = [
        html.Span(_time(case, head, edition), className="case-row__time"),
        html.Span(
            [
                html.B(edition.label("class", case.class_)),
                html.Small(f"{edition.label('street', case.street)}　{number_or_id}"),
            ],
            className="case-row__case",
        ),
        html.Span(
            [html.Span(edition.department(case.department)), html.Small(stage)],
            className="case-row__holder",
        ),
        html.Span(
            [
                html.Span(edition.label("channel", case.channel)),
                html.Small(edition.moment(case.received_at or None, head.as_of)),
            ],
            className="case-row__channel",
        ),
    ]
    return edition.case(case.id), "", children


def _time(case: ListedCase, head: Head, edition: Edition) -> list[Component]:
    if case.open is not None:
        left = countdown(case.open, edition, as_of=head.as_of)
        # beneath it, as in the other columns: the row stays as high as it is
        return [mark(case.open.light), html.Span([left, *provisional(case.open, edition)])]
    if case.in_time is None:
        return [mark("untimed"), html.Span(edition.known(f"state_{case.state}", case.state))]
    stars = [html.Small(edition.say("stars", count=case.stars))] if case.stars else []
    verdict = "closed_in_time" if case.in_time else "closed_late"
    return [mark("within" if case.in_time else "overdue"), html.Span(edition.say(verdict)), *stars]


def _pager(snapshot: QueueSnapshot, edition: Edition) -> Component:
    pages = max(-(-snapshot.total // snapshot.page_size), 1)
    at = snapshot.selection.page
    links = [
        dcc.Link(
            edition.say(name),
            id=f"queue-{name}",
            href=edition.cases(turn_page(snapshot.selection, max(goal, 0))),
            className=classes("pager__link", hidden(not 0 <= goal < pages)),
        )
        for name, goal in (("previous", at - 1), ("next", at + 1))
    ]
    where = html.Span(
        edition.say("page_of", page=number(at + 1), pages=number(pages)), id="queue-page-of"
    )
    return html.Nav([links[0], where, links[1]], className="pager")
