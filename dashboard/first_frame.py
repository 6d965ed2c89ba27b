"""
The first frame: what a wall shows before any script has run.

It comes with the page itself, lies over the place where Dash builds the page, and goes when that is
built (`assets/first.js`). Where that never happens, it says by itself how old it is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlencode

from dash import Dash
from dash.development.base_component import Component
from fastapi import FastAPI, Request, Response

from city.clock import Instant, system_now
from city.district import District
from city.wall import SCENES, WallSpec, span_minutes
from dashboard.live.hub import Hub, TooManyViews, UnknownView
from dashboard.live.keys import ViewKey
from dashboard.live.state import State
from dashboard.markup import markup
from layouts.edition import Edition
from layouts.links import lang_of
from layouts.theme import THEMES, Theme
from layouts.wall.frame import view_of

_FRAME: ContextVar[str] = ContextVar("first_frame", default="")
AGE = "data-live-age"
"""Attribute of the place where the page's script writes for how long nothing was heard."""


class FramedDash(Dash):
    """Dash whose page begins with the first frame of what is asked for."""

    def interpolate_index(self, *args: Any, **parts: Any) -> Any:
        """Return the page; `frames` has put the frame of this request where it is found here."""
        framed = {**parts, "app_entry": _FRAME.get() + parts["app_entry"]}
        return super().interpolate_index(*args, **framed)  # type: ignore[no-untyped-call]


class FirstFrames:
    """Makes the first frames of the scenes; what was made of a state is kept until the next one."""

    def __init__(self, hub: Hub, district: District) -> None:
        self._hub, self._district = hub, district
        self._views = {path: view_of(scene) for scene, path in SCENES.items()}
        self._made: dict[ViewKey, tuple[Component, str]] = {}

    @property
    def paths(self) -> Collection[str]:
        """Which pages have a first frame."""
        return self._views.keys()

    def html(self, path: str, query: Mapping[str, str], now: Instant) -> str:
        """
        Return the frame for a path that `paths` has; any thread but the event loop's.

        It is empty for a view that cannot be drawn: its page comes up empty and fills by itself.
        """
        key = ViewKey(self._views[path], "", lang_of(urlencode(query)))
        try:
            state = self._hub.view(key).current()
        except (UnknownView, TooManyViews):
            return ""
        if state is None:
            return ""
        theme = _theme(self._district, query.get("theme", ""), now)
        inside = self._picture(key, state)
        return (
            f'<div id="first-frame" class="first-frame" data-theme="{theme}" inert>{inside}</div>'
        )

    def _picture(self, key: ViewKey, state: State) -> str:
        made = self._made.get(key)
        if made is None or made[0] is not state.tree:
            edition = Edition(self._district, "en" if key.lang == "en" else "zh")
            age = edition.say("first_late", time=edition.clock(state.asof))
            made = self._made[key] = (state.tree, markup(state.tree.children, {AGE: age}))
        return made[1]


def _theme(district: District, asked: str, now: Instant) -> Theme:
    """Return the theme that `assets/wall/frame.js` will choose as well."""
    for theme in THEMES:
        if asked == theme:
            return theme
    spec: WallSpec = district.wall
    if spec.theme != "schedule":
        return spec.theme
    begin, end = span_minutes(spec.day) or (0, 0)
    local = district.days.local(now)
    minute = local.hour * 60 + local.minute
    over_midnight = begin > end
    inside = minute >= begin or minute < end if over_midnight else begin <= minute < end
    return "day" if inside else "night"


def frame_pages(server: FastAPI, frames: FirstFrames) -> None:
    """Put the first frame of each page that is asked for where `FramedDash` finds it."""

    @server.middleware("http")
    async def framed(
        request: Request, answer: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        path = request.url.path
        if path in frames.paths:
            query = dict(request.query_params)
            _FRAME.set(await asyncio.to_thread(frames.html, path, query, system_now()))
        return await answer(request)
