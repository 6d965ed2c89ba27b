"""A leader's page, for the phone first: five numbers, the worst, the streets, the most urgent."""

from dash import dcc, html
from dash.development.base_component import Component

from city.district import District
from city.lists import Selection
from city.snapshot import LeaderSnapshot
from city.windows import Window
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.account import account, books, definitions, is_waiting, scale_bar
from layouts.parts.asked import fig, woven
from layouts.parts.behind import behind, of_figure, window_text
from layouts.parts.days_chart import days_chart
from layouts.parts.departments import worst_rows
from layouts.parts.health import health_strip, mode_badge
from layouts.parts.lamps import data_age, lamps
from layouts.parts.panel import panel
from layouts.parts.slots import classes, hidden
from layouts.parts.streets import street_head, street_rows
from layouts.parts.urgent import urgent_rows
from layouts.shell import brand, clock, language_link, nav, page
from layouts.text import NONE, number, percent

VIEW = "leader"
WORST, STREETS, URGENT, DAYS = 5, 8, 12, 14


def leader(snapshot: LeaderSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the leader's page."""
    edition = Edition(district, lang)
    waiting = is_waiting(snapshot.head, snapshot.departments)
    return page(
        VIEW,
        [
            _header(snapshot, edition),
            html.Main(
                [
                    html.Div(
                        [
                            _account(snapshot, edition, waiting=waiting),
                            _five_star(snapshot, edition),
                            _days(snapshot, edition, waiting=waiting),
                        ],
                        className="leader__column",
                    ),
                    html.Div(
                        [_worst(snapshot, edition), _streets(snapshot, edition, waiting=waiting)],
                        className="leader__column",
                    ),
                    html.Div(
                        [
                            _urgent(snapshot, edition, waiting=waiting),
                            _feeds(snapshot, edition, waiting=waiting),
                        ],
                        className="leader__column",
                    ),
                ],
                id="content",
                className="leader__main",
            ),
        ],
        edition=edition,
        theme="day",
    )


def _header(snapshot: LeaderSnapshot, edition: Edition) -> Component:
    head = snapshot.head
    return html.Header(
        [
            brand(edition, f"{edition.district_name()} · {edition.say('leader_title')}"),
            nav(VIEW, edition),
            language_link(VIEW, edition, "/leader"),
            mode_badge(VIEW, head, edition),
            clock(VIEW, head, edition),
            health_strip(VIEW, head, edition),
        ],
        className="bar-top",
    )


def _account(snapshot: LeaderSnapshot, edition: Edition, *, waiting: bool) -> Component:
    figures = snapshot.departments
    return html.Section(
        [
            html.P(
                edition.say("waiting"),
                id="leader-waiting",
                className=classes("waiting", hidden(not waiting)),
            ),
            account(VIEW, figures, edition, waiting=waiting),
            scale_bar(VIEW, figures, edition),
            definitions(VIEW, figures, snapshot.head, edition),
        ],
        className="leader__account live",
    )


def _five_star(snapshot: LeaderSnapshot, edition: Edition) -> Component:
    figures = snapshot.hotline
    tally = figures.total if figures else None
    share = percent(tally.five_star, tally.closed) if tally else NONE
    parts = f"{number(tally.five_star)} ÷ {number(tally.closed)}" if tally else NONE
    window = edition.window(figures.window) if figures else ""
    base = figures or snapshot.departments
    selection = behind(base, status="closed", measure="five_star")
    return dcc.Link(
        [
            html.Label([f"12345 {edition.say('five_star_rate')} ", html.Small(window)]),
            html.B([share, html.Small(" %" if share != NONE else "")]),
            html.Small(parts),
        ],
        id="leader-five-star",
        href=edition.cases(selection),
        className=classes("leader__star live", hidden(not edition.has_hotline())),
    )


def _days(snapshot: LeaderSnapshot, edition: Edition, *, waiting: bool) -> Component:
    total = sum(count for _, count in snapshot.days)
    note: str | list[Component | str] = woven(
        edition,
        "days_note",
        count=str(len(snapshot.days)),
        total=fig(number(total), _days_selection(snapshot), edition),
    )
    chart = days_chart(
        "leader-day", snapshot.days, snapshot.departments, edition, places=DAYS, waiting=waiting
    )
    if waiting:
        note = edition.say("waiting")
    return panel("leader-days", edition.say("days"), note=note, body=[chart])


def _days_selection(snapshot: LeaderSnapshot) -> Selection:
    days = [day for day, _ in snapshot.days] or [0]
    window = window_text(Window(days[0], days[-1], "days"))
    return behind(snapshot.departments, window=window, status="received")


def _worst(snapshot: LeaderSnapshot, edition: Edition) -> Component:
    rows = worst_rows("leader-department", snapshot.departments, edition, places=WORST)
    share = f"{edition.district.target_share * 100:g}"
    return panel(
        "leader-worst",
        edition.say("worst"),
        note=f"{edition.window(snapshot.departments.window)}　"
        f"{edition.say('worst_note', share=share)}",
        body=[html.Div(rows, className="ranks")],
    )


def _streets(snapshot: LeaderSnapshot, edition: Edition, *, waiting: bool) -> Component:
    figures = snapshot.streets
    rows = street_rows("leader-street", figures, edition, places=STREETS)
    return panel(
        "leader-streets",
        edition.say("streets"),
        note=woven(
            edition,
            "streets_note",
            total=fig(
                number(None if waiting else figures.total.in_progress), behind(figures), edition
            ),
        ),
        body=[html.Div([street_head(edition), *rows], className="streets")],
    )


def _urgent(snapshot: LeaderSnapshot, edition: Edition, *, waiting: bool) -> Component:
    pressing = of_figure(snapshot.departments, "pressing_now")
    total = fig(number(snapshot.near_due + snapshot.overdue), pressing, edition)
    rows = urgent_rows("leader-urgent", snapshot.urgent, edition, head=snapshot.head, places=URGENT)
    return panel(
        "leader-urgents",
        edition.say("urgent"),
        note=edition.say("waiting") if waiting else woven(edition, "urgent_note", total=total),
        body=[html.Div(rows, className="urgents")],
        live=False,
    )


def _feeds(snapshot: LeaderSnapshot, edition: Edition, *, waiting: bool) -> Component:
    return panel(
        "leader-feeds",
        edition.say("feeds"),
        body=[
            lamps(VIEW, snapshot.head, edition),
            html.P(
                [
                    data_age(VIEW, snapshot.head, edition),
                    books(VIEW, snapshot.departments, snapshot.head, edition, waiting=waiting),
                ],
                className="leader__books",
            ),
        ],
        live=False,
    )
