"""区情: what other systems publish: goals against the time gone, the boards, campaigns, cameras."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from city.boards import BoardSection, CameraSection, DistrictSnapshot, IndicatorFigure
from city.district import District
from layouts.boards.figures import amount, unit_of
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.account import is_waiting
from layouts.parts.marks import mark
from layouts.parts.slots import classes
from layouts.text import NONE, number
from layouts.wall.frame import frame, frame_foot
from layouts.wall.indicators import board_columns, pace, track
from layouts.wall.results import books_panel, campaigns_panel, owners_panel

VIEW, SCENE = "district", "district"
GOALS = 3
"""Places above the boards, for indicators with a target that time runs towards."""


def district_scene(snapshot: DistrictSnapshot, district: District, lang: Lang = "zh") -> Component:
    """Return the scene."""
    edition = Edition(district, lang)
    boards, head = snapshot.boards, snapshot.boards.head
    goals = _goals(boards.boards)
    return frame(
        SCENE,
        head=head,
        edition=edition,
        account=_account(goals, boards.cameras, edition),
        panels=[
            *board_columns(VIEW, boards.boards, edition),
            campaigns_panel(VIEW, boards.campaigns, edition),
            owners_panel(VIEW, boards.cameras, edition),
            books_panel(VIEW, boards.reconciliation, edition),
        ],
        foot=frame_foot(
            VIEW,
            head,
            snapshot.movements,
            figures=snapshot.account,
            edition=edition,
            waiting=is_waiting(head, snapshot.account),
        ),
    )


def _goals(boards: Sequence[BoardSection]) -> list[IndicatorFigure]:
    """Return the indicators whose target has a period, in the order of the district's table."""
    figures = [figure for section in boards for figure in section.figures]
    return [each for each in figures if each.indicator.target_period not in ("", "none")][:GOALS]


def _account(
    goals: Sequence[IndicatorFigure], cameras: CameraSection, edition: Edition
) -> Component:
    parts = [_goal(figure, edition) for figure in goals]
    line = [html.Div(parts, className="goals"), _cameras(cameras, edition), _words(edition)]
    return html.Section(
        html.Div(line, className="wall__line"), id=f"{VIEW}-sum", className="wall__account live"
    )


def _goal(figure: IndicatorFigure, edition: Edition) -> Component:
    indicator, key = figure.indicator, f"{VIEW}-goal-{figure.indicator.key}"
    share = NONE if figure.share is None else f"{figure.share * 100:.1f}"
    target = edition.say(
        "board_of_target", target=amount(figure.target), unit=unit_of(figure, edition)
    )
    return html.Div(
        [
            html.Label([indicator.label(edition.lang), html.Small(target)]),
            html.Div(
                [html.B(amount(figure.value)), html.Small(unit_of(figure, edition))],
                className="goal__value",
            ),
            track(figure),
            html.P([html.Span(f"{share} %"), pace(figure, edition)], className="goal__way"),
        ],
        id=key,
        className="goal",
    )


def _cameras(cameras: CameraSection, edition: Edition) -> Component:
    """Return the cameras as a sum of those online and those that are not."""
    known = bool(cameras.online + cameras.offline)
    total = cameras.online + cameras.offline if known else None
    terms = (
        ("", "all", html.Label(edition.say("district_cameras")), total),
        ("=", "online", _lit("ok", "camera_online", edition), cameras.online if known else None),
        (
            "+",
            "offline",
            _lit("silent", "camera_offline", edition),
            cameras.offline if known else None,
        ),
    )
    parts = [
        html.Div(
            [
                html.Span(sign, className="term__sign"),
                html.Div([label, html.B(number(count))], className="term__link"),
            ],
            id=f"{VIEW}-cameras-{key}",
            className=classes("term", "term--light" if sign else ""),
        )
        for sign, key, label, count in terms
    ]
    return dcc.Link(parts, href=edition.page("/boards"), className="account district__cameras")


def _lit(lamp: str, words: str, edition: Edition) -> Component:
    return html.Label([mark(lamp), html.Span(edition.say(words))])


def _words(edition: Edition) -> Component:
    lines = [
        html.P(edition.say(key)) for key in ("district_note", "district_line", "district_given")
    ]
    return html.Div(lines, className="definitions")
