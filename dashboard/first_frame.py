"""
The first frame: what a wall shows before any script has run.

It comes with the page itself, lies over the place where Dash builds the page, and goes when that is
built (`assets/first.js`). Where that never happens, it says by itself how old it is.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlencode

from dash import Dash
from dash.development.base_component import Component
from fastapi import FastAPI, Request, Response

from city.clock import Instant, system_now
from city.district import District
from city.wall import SCENES, is_dimmed, theme_at
from dashboard.live.hub import Hub, TooManyViews, UnknownView
from dashboard.live.keys import ViewKey
from dashboard.live.state import State
from dashboard.markup import markup
from layouts.edition import Edition
from layouts.links import lang_of
from layouts.parts.slots import classes
from layouts.theme import THEMES
from layouts.wall.frame import view_of

logger = logging.getLogger(__name__)

_FRAME: ContextVar[str] = ContextVar("first_frame", default="")
AGE = "data-live-age"
"""Attribute of the place where the page's script writes for how long nothing was heard."""
WAIT_SECONDS = 1.0
"""A page goes without its frame rather than wait longer for a view that is slow to be drawn."""


class FramedDash(Dash):
    """Dash whose page begins with the first frame of what is asked for."""

    def interpolate_index(self, **parts: Any) -> Any:  # type: ignore[override]
        """Return the page; `frame_pages` has put the frame of this request where it is found."""
        framed = {**parts, "app_entry": _FRAME.get() + parts["app_entry"]}
        return super().interpolate_index(**framed)  # type: ignore[no-untyped-call]


class FirstFrames:
    """Makes the first frames of the scenes; what was made of a state is kept until the next one."""

    def __init__(self, hub: Hub, district: District) -> None:
        self._hub, self._district = hub, district
        self._views = {path: view_of(scene) for scene, path in SCENES.items()}
        self._made: dict[ViewKey, tuple[Component, str]] = {}
        self._failing = False

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
            state = self._state(key)
            picture = self._picture(key, state) if state else ""
        except (UnknownView, TooManyViews):
            return ""
        except Exception:
            # an edge: whatever a page's code raises, the page itself must come
            if not self._failing:
                logger.exception("no first frame of %s", key)
            self._failing = True
            return ""
        self._failing = False
        return self._framed(picture, query.get("theme", ""), now) if picture else ""

    def _state(self, key: ViewKey) -> State | None:
        view = self._hub.view(key)
        # what others watch is there already; should it be old, the frame says so
        return view.state if view.viewers and view.state else view.current()

    def _picture(self, key: ViewKey, state: State) -> str:
        made = self._made.get(key)
        if made is None or made[0] is not state.tree:
            edition = Edition(self._district, "en" if key.lang == "en" else "zh")
            age = edition.say("first_late", time=f"{edition.local(state.asof):%m-%d %H:%M:%S}")
            made = self._made[key] = (state.tree, markup(state.tree.children, {AGE: age}))
        return made[1]

    def _framed(self, picture: str, asked: str, now: Instant) -> str:
        """Return the frame in the theme and light that `assets/wall/frame.js` will choose."""
        local, spec = self._district.days.local(now), self._district.wall
        minute = local.hour * 60 + local.minute
        name = classes("first-frame", "is-dim" if is_dimmed(spec, minute) else "")
        theme = asked if asked in THEMES else theme_at(spec, minute)
        style = f"--dim:{spec.dim_share}"
        head = f'id="first-frame" class="{name}" data-theme="{theme}" style="{style}" inert'
        return f"<div {head}>{picture}</div>"


def frame_pages(server: FastAPI, frames: FirstFrames) -> None:
    """Put the first frame of each page that is asked for where `FramedDash` finds it."""

    @server.middleware("http")
    async def framed(
        request: Request, answer: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        path, query, frame = request.url.path, dict(request.query_params), ""
        if path in frames.paths:
            with suppress(TimeoutError):
                drawn = asyncio.to_thread(frames.html, path, query, system_now())
                frame = await asyncio.wait_for(drawn, WAIT_SECONDS)
        _FRAME.set(frame)
        return await answer(request)
