"""The pages' addresses; each page is the first paint of a live view."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote, urlencode

import dash
from dash.development.base_component import Component

from city.district import District
from city.wall import DESK, SCENES
from dashboard.live.hub import Hub, UnknownView
from dashboard.live.keys import ViewKey
from dashboard.views import MISSING
from layouts.links import lang_of, parse_scores, parse_selection, scores_query, selection_query
from layouts.wall.frame import view_of

Layout = Callable[..., Awaitable[Component]]


def register_pages(hub: Hub, district: District) -> None:
    """Register every page; Dash keeps them in a registry of the process, which is emptied first."""
    dash.page_registry.clear()
    title = district.title
    for name, path, key_of in (
        *((view_of(scene), at, _plain(view_of(scene))) for scene, at in SCENES.items()),
        ("leader", DESK["leader"], _plain("leader")),
        ("cases", DESK["cases"], _selected("queue")),
        ("boards", DESK["boards"], _plain("boards")),
        ("definitions", DESK["definitions"], _selected("definitions")),
        ("scores", DESK["scores"], _scored),
    ):
        dash.register_page(name, path=path, title=title, layout=_layout(hub, key_of))
    dash.register_page(
        "case",
        path_template="/cases/<case_id>",
        title=title,
        layout=_layout(hub, _case),
    )
    dash.register_page("not_found_404", title=title, layout=_missing(hub))


def _plain(name: str) -> Callable[[dict[str, str]], ViewKey]:
    return lambda query: ViewKey(name, "", lang_of(urlencode(query)))


def _selected(name: str) -> Callable[[dict[str, str]], ViewKey]:
    def key(query: dict[str, str]) -> ViewKey:
        asked = urlencode(query)
        return ViewKey(name, selection_query(parse_selection(asked)), lang_of(asked))

    return key


def _scored(query: dict[str, str]) -> ViewKey:
    asked = urlencode(query)
    return ViewKey("scores", scores_query(*parse_scores(asked)), lang_of(asked))


def _case(query: dict[str, str]) -> ViewKey:
    return ViewKey("case", unquote(query.get("case_id", "")), lang_of(urlencode(query)))


def _layout(hub: Hub, key_of: Callable[[dict[str, str]], ViewKey]) -> Layout:
    async def layout(**query: Any) -> Component:
        key = key_of({name: str(value) for name, value in query.items()})
        try:
            return await asyncio.to_thread(hub.page, key)
        except UnknownView:
            return await asyncio.to_thread(hub.page, ViewKey(MISSING, "", key.lang))

    return layout


def _missing(hub: Hub) -> Layout:
    async def layout(**query: Any) -> Component:
        lang = lang_of(urlencode({name: str(value) for name, value in query.items()}))
        return await asyncio.to_thread(hub.page, ViewKey(MISSING, "", lang))

    return layout
