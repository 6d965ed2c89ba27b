"""The hotline's account: one ring, one sum, and shares with what they are made of."""

from dash import dcc, html
from dash.development.base_component import Component
from msgspec.structs import replace

from city.lists import Selection
from city.metrics import Figures, Tally
from layouts.edition import Edition
from layouts.parts.asked import asked, fig, woven
from layouts.parts.behind import behind
from layouts.parts.marks import mark
from layouts.parts.slots import classes, hidden
from layouts.text import NONE, number, percent

NO_FIGURES = Tally()


def hotline_parts(view: str, figures: Figures | None, edition: Edition) -> list[Component]:
    """Return the ring, the sum and the shares; dashes if the district has no hotline."""
    tally = figures.total if figures else NO_FIGURES
    known = figures is not None and tally.reported > 0
    return [
        html.Div(
            [_ring(view, figures, edition), _sum(view, figures, edition, known=known)],
            className="hotline__figures",
        ),
        _lights(view, figures, edition),
        html.P(
            woven(
                edition,
                "five_star_sum",
                part=fig(
                    _told(tally.five_star, known),
                    _selection(figures, status="closed", measure="five_star"),
                    edition,
                ),
                whole=fig(
                    _told(tally.closed, known), _selection(figures, status="closed"), edition
                ),
            ),
            id=f"{view}-hotline-five-sum",
            className="caption",
        ),
    ]


def _told(count: int, known: bool) -> str:
    return number(count if known else None)


def _selection(figures: Figures | None, **narrower: str) -> Selection:
    return behind(figures, **narrower) if figures else Selection(stream="hotline")


def _ring(view: str, figures: Figures | None, edition: Edition) -> Component:
    tally = figures.total if figures else NO_FIGURES
    share = percent(tally.five_star, tally.closed)
    unit = html.Small("%") if share != NONE else ""
    turn = tally.five_star / tally.closed if tally.closed else 0
    selection = _selection(figures, status="closed", measure="five_star")
    return dcc.Link(
        html.Span([html.B([share, unit]), html.Small(edition.say("five_star"))]),
        id=f"{view}-hotline-ring",
        href=edition.cases(selection),
        className="ring",
        style={"--turn": f"{turn:.4f}turn"},
    )


def _sum(view: str, figures: Figures | None, edition: Edition, *, known: bool) -> Component:
    tally = figures.total if figures else NO_FIGURES
    terms = [
        ("received", "hotline_received", "", tally.received),
        ("closed", "hotline_closed", "=", tally.closed),
        ("open", "hotline_open", "+", tally.in_progress),
    ]
    links = [
        dcc.Link(
            [
                html.Span(sign, className="term__sign"),
                html.Span([html.Label(edition.say(word)), html.B(_told(count, known))]),
            ],
            id=f"{view}-hotline-{status}",
            href=edition.cases(_selection(figures, status=status)),
            className="hotline__term",
        )
        for status, word, sign, count in terms
    ]
    return html.Div(
        [
            html.Div(links, className="hotline__sum"),
            _closed_share(view, figures, edition, known=known),
        ]
    )


def _closed_share(
    view: str, figures: Figures | None, edition: Edition, *, known: bool
) -> Component:
    tally = figures.total if figures else NO_FIGURES
    share = percent(tally.closed, tally.received, digits=2)
    words = edition.say("closed_rate")
    rate = _selection(figures, figure="closing_rate_received", part="numerator", status="all")
    return html.P(
        [
            asked(f"{view}-hotline-asked", words, "closing_rate_received", figures, edition),
            html.Span(
                [
                    html.B(fig(f" {share} % " if known else f" {NONE} ", rate, edition)),
                    html.Small(
                        [
                            fig(_told(tally.closed, known), rate, edition),
                            " ÷ ",
                            fig(
                                _told(tally.received, known),
                                replace(rate, part="denominator"),
                                edition,
                            ),
                        ]
                    ),
                ],
                id=f"{view}-hotline-closed-share",
            ),
        ],
        className="hotline__share",
    )


LIGHTS = {"within": "within_limit", "near": "near_due", "overdue": "overdue"}


def _lights(view: str, figures: Figures | None, edition: Edition) -> Component:
    tally = figures.total if figures else NO_FIGURES
    links = []
    for light, field in LIGHTS.items():
        count = getattr(tally, field)
        links.append(
            dcc.Link(
                [mark(light), html.Span(edition.say(light)), html.B(number(count))],
                id=f"{view}-hotline-{light}",
                href=edition.cases(_selection(figures, light=light)),
                className=classes("hotline__light", hidden(not figures)),
            )
        )
    return html.Div(links, className="hotline__lights")
