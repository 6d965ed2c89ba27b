"""区情: what the district's other systems publish, against targets and time, and its campaigns."""

from collections import Counter
from datetime import date, timedelta

from dash import dcc, html
from dash.development.base_component import Component

from city.boards import DistrictSnapshot, Standing
from city.district import District
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.account import is_waiting
from layouts.parts.kept import kept
from layouts.parts.published import date_words
from layouts.parts.slots import classes, hidden
from layouts.text import NONE, number
from layouts.wall.aims import ORDER, aims_panel, board_columns, every
from layouts.wall.frame import account_section, frame, frame_foot
from layouts.wall.results import books_panel, campaigns_panel, owners_panel
from layouts.wall.told import Told

VIEW, SCENE = "district", "district"
OLD = timedelta(days=365)
"""A figure published longer ago is told to be old."""
BOARDS = "/boards"


def district_scene(snapshot: DistrictSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the scene."""
    edition = Edition(district, lang)
    head, figures = snapshot.head, snapshot.account
    waiting = is_waiting(head, figures)
    told = Told(edition, waiting, False)
    return frame(
        SCENE,
        head=head,
        edition=edition,
        account=_account(snapshot, told),
        panels=[
            kept(f"{VIEW}-aims", aims_panel, VIEW, snapshot.boards, told),
            kept(
                f"{VIEW}-campaigns",
                campaigns_panel,
                VIEW,
                snapshot.campaigns,
                snapshot.tagged,
                told,
            ),
            kept(f"{VIEW}-owners", owners_panel, VIEW, snapshot.cameras, edition),
            kept(f"{VIEW}-books", books_panel, VIEW, snapshot.reconciliation, edition),
            kept(f"{VIEW}-boards", board_columns, VIEW, snapshot.boards, told),
        ],
        foot=frame_foot(
            VIEW, head, snapshot.movements, figures=figures, edition=edition, waiting=waiting
        ),
    )


def _account(snapshot: DistrictSnapshot, told: Told) -> Component:
    counts = Counter(figure.standing for figure in every(snapshot.boards))
    published = sum(counts.values()) - counts["silent"]
    with_aim = sum(counts[standing] for standing in ORDER)
    great = [
        _term("indicators", "", counts.total(), told),
        _term("indicators_published", "=", published, told),
        _term("indicators_silent", "+", counts["silent"], told),
    ]
    aims = [
        _term("aim_all", "", with_aim, told, small=True),
        *(
            _term(f"aim_{key}", "+" if n else "=", counts[key], told, small=True)
            for n, key in enumerate(reversed(ORDER))
        ),
    ]
    line = [
        html.Div(great, id=f"{VIEW}-account", className="account"),
        html.Div(aims, id=f"{VIEW}-aimed", className="account district__aims"),
        _words(snapshot, told),
    ]
    return account_section(VIEW, line, _bar(counts, told), stale=told.stale)


def _term(key: str, sign: str, count: int, told: Told, *, small: bool = False) -> Component:
    words = [html.Label(told.edition.say(key)), html.B(NONE if told.waiting else _nought(count))]
    link = dcc.Link(words, href=told.edition.page(BOARDS), className="term__link")
    name = classes(
        "term",
        "term--light" if small else "",
        "" if sign else "term--received",
        "is-behind" if key == "aim_behind" and count else "",
    )
    term_id = f"{VIEW}-{key.replace('_', '-')}"
    return html.Div([html.Span(sign, className="term__sign"), link], id=term_id, className=name)


def _nought(count: int) -> str:
    return number(count) if count else NONE


def _words(snapshot: DistrictSnapshot, told: Told) -> Component:
    """Return how shares are counted, and from which days the figures are."""
    edition = told.edition
    days = [figure.as_of for figure in every(snapshot.boards) if figure.as_of]
    lines = [edition.say("aim_rule"), edition.say("aim_time"), "", ""]
    if days:
        first, last = date_words(min(days)), date_words(max(days))
        lines[2] = edition.say("indicators_from", first=first, last=last)
    if old := sum(day < _a_year_ago(snapshot, edition) for day in days):
        lines[3] = edition.say("indicators_old", count=old)
    rows = [html.P(line, id=f"{VIEW}-line-{n}") for n, line in enumerate(lines, 1)]
    return html.Div(rows, className="definitions")


def _a_year_ago(snapshot: DistrictSnapshot, edition: Edition) -> date:
    return edition.local(snapshot.head.as_of).date() - OLD


PARTS: dict[Standing, str] = {
    "reached": "closed",
    "ahead": "closed",
    "behind": "behind",
    "free": "free",
    "silent": "untimed",
}
"""Standing -> how its part of the bar looks."""
SAID: dict[Standing, str] = {"silent": "indicators_silent"}


def _bar(counts: Counter[Standing], told: Told) -> Component:
    parts = [
        dcc.Link(
            "",
            id=f"{VIEW}-bar-{key}",
            href=told.edition.page(BOARDS),
            title=f"{told.edition.say(SAID.get(key, f'aim_{key}'))} {counts[key]}",
            className=classes(f"bar__part bar__part--{look}", hidden(not counts[key])),
            style={"flexGrow": counts[key]},
        )
        for key, look in PARTS.items()
    ]
    return html.Div(parts, className="bar")
