"""The frame of every scene: the same header and the same foot in the same places."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from city.head import Head
from city.metrics import Figures
from city.snapshot import Movement
from city.wall import SCENES, wall_facts
from layouts import text
from layouts.edition import Edition
from layouts.parts.account import account, account_words, books, scale_bar
from layouts.parts.alert import alert_strip
from layouts.parts.health import health_strip, mode_badge
from layouts.parts.kept import kept
from layouts.parts.lamps import data_age, lamps
from layouts.parts.movements import movement_slots
from layouts.parts.playback import playback_bar, playback_button
from layouts.parts.slots import attributes, classes
from layouts.shell import brand, clock, language_link, nav, page
from layouts.text import date_text
from layouts.wall.told import Told

MOVEMENTS = 9
VIEW_OF = {"overview": "wall"}
"""Scenes whose view is not called by their own name: the overview is what `/` always was."""

DESK_PAGES = ("wall", "boards", "scores", "definitions")
"""Pages that the hall's header does not name: its own, and those that its figures lead to."""


def view_of(scene: str) -> str:
    """Return the name of the live view that shows a scene."""
    return VIEW_OF.get(scene, scene)


def frame(
    scene: str,
    *,
    head: Head,
    edition: Edition,
    account: Component,
    panels: Sequence[Component],
    foot: Component,
) -> Component:
    """Return a scene's page: header, account line, panels and foot."""
    view = view_of(scene)
    return page(
        view,
        [
            _header(scene, head, edition),
            account,
            html.Main(panels, id="content", className="wall__grid"),
            foot,
            playback_bar(view, head, edition),
        ],
        edition=edition,
        theme=None,
        family="wall",
        facts={"scene": scene, "wall": _facts(edition)},
    )


def _facts(edition: Edition) -> str:
    words = text.WORDS[edition.lang]["too_small"]  # its figures are the screen's
    return wall_facts(edition.district.wall, too_small=words)


def _header(scene: str, head: Head, edition: Edition) -> Component:
    view = view_of(scene)
    date = date_text(edition.lang, edition.local(head.as_of))
    return html.Header(
        [
            brand(edition, edition.title()),
            html.Div(
                [
                    health_strip(view, head, edition),
                    alert_strip(view, head, edition),
                    *kept(f"{view}-ways", _ways, scene, edition),
                ],
                className="wall__ways",
            ),
            html.Div(
                [
                    mode_badge(view, head, edition),
                    html.Span(date, id=f"{view}-date", className="wall__date"),
                    clock(view, head, edition),
                ],
                className="wall__now",
            ),
        ],
        className="wall__top",
    )


def _ways(scene: str, edition: Edition) -> list[Component]:
    """Return the ways to other scenes, other pages, the other language and the past."""
    view = view_of(scene)
    return [
        _tabs(scene, edition),
        nav(view, edition, without=DESK_PAGES),
        language_link(view, edition, SCENES[scene]),
        playback_button(edition),
    ]


def _tabs(scene: str, edition: Edition) -> Component:
    """Return the scenes in their order; the script makes the active one's line the timer."""
    shown = [turn.key for turn in edition.district.wall.scenes]
    keys = shown if scene in shown else [*shown, scene]
    return html.Nav([_tab(key, scene, edition) for key in keys], className="scene-tabs")


def _tab(key: str, scene: str, edition: Edition) -> Component:
    return dcc.Link(
        html.Span(edition.say(f"scene_{key}"), **attributes(tab=key)),
        href=edition.page(SCENES[key]),
        className="scene-tab is-on" if key == scene else "scene-tab",
    )


def account_section(
    view: str, line: Sequence[Component], bar: Component, *, stale: bool
) -> Component:
    """Return the account line over its bar."""
    return html.Section(
        [html.Div(line, className="wall__line"), bar],
        id=f"{view}-sum",  # without one a feed that falls silent would be another page
        className=classes("wall__account live", "is-stale" if stale else ""),
    )


def account_panel(view: str, figures: Figures, head: Head, told: Told) -> Component:
    """Return 接收 = 结案 + 在办 over its bar, with what it means."""
    edition = told.edition
    words = account_words(view, figures, head, edition=edition, waiting=told.waiting)
    line = account(view, figures, edition, waiting=told.waiting)
    return account_section(
        view, [line, *words], scale_bar(view, figures, edition), stale=told.stale
    )


def frame_foot(
    view: str,
    head: Head,
    movements: tuple[Movement, ...],
    *,
    figures: Figures,
    edition: Edition,
    waiting: bool,
) -> Component:
    """Return what just happened, the lamps of the feeds, the age of the data and the identity."""
    moves = movement_slots(f"{view}-movement", movements, edition, places=MOVEMENTS)
    return html.Footer(
        [
            html.Div(
                [html.H2(edition.say("movements")), html.Div(moves, className="movements")],
                className="wall__ticker",
            ),
            html.Div(
                [
                    lamps(view, head, edition),
                    data_age(view, head, edition),
                    books(view, figures, head, edition, waiting=waiting),
                ],
                className="wall__feeds",
            ),
        ],
        className="wall__foot",
    )
