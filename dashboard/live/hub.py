"""The hub: every view that is watched, each rendered once and broadcast once."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable
from typing import Any

from dash.development.base_component import Component

from city.clock import LIFE, ProductClock
from dashboard.live.guests import GuestBook
from dashboard.live.keys import ViewKey
from dashboard.live.painter import IDLE_SECONDS, Render, Source
from dashboard.live.view import View
from dashboard.live.viewer import Viewer
from dashboard.memory import give_back

logger = logging.getLogger(__name__)

TICK_SECONDS = 2.0
"""Between two signs of life of a view; a page calls itself stale after 5 s without a message."""
KEEP_SECONDS = 60.0
"""How long a view that nobody watches is kept."""
GIVE_BACK_SECONDS = 60.0
"""Between two times that free memory is handed back."""
VIEW_LIMIT = 64
"""Views at once: each costs a render per change, whoever asks for it."""


class UnknownView(LookupError):
    """No such view: its name, scope or language is not in the list."""


class TooManyViews(RuntimeError):
    """As many different views as the process will render are being watched."""


class Hub:
    """Every view by its key. One per process; `run` it in the server's event loop."""

    def __init__(
        self,
        build: str,
        *,
        render: Render,
        scopes: Callable[[ViewKey], bool],
        clock: Callable[[ViewKey], ProductClock] = lambda _: LIFE,
        pace: Callable[[ViewKey], float] = lambda _: IDLE_SECONDS,
        guests: GuestBook | None = None,
        private: Collection[str] = frozenset(),
    ) -> None:
        """
        Make a hub without any view yet.

        Args:
            build: The build of this process, from `build_id()`.
            render: Draws a view; called in worker threads, for one view never twice at once.
            scopes: Whether a key names a view that exists; it bounds what a stranger can ask for.
            clock: The clock that a view runs by; called in worker threads, once per render.
            pace: Seconds after which a view is drawn again though nothing is said to have changed.
            guests: Who is told of screens that come and go.
            private: Names of views that are shown to browsers on this machine only.
        """
        self.build = build
        self.views: dict[ViewKey, View] = {}
        self.guests, self.private = guests, frozenset(private)
        self._source = Source(build, render, clock, pace)
        self._scopes = scopes
        self._loop: asyncio.AbstractEventLoop | None = None
        self._counting = threading.Lock()

    def view(self, key: ViewKey) -> View:
        """
        Return a view, made if it is new; any thread, as `scopes` may ask the store.

        Raises:
            UnknownView: There is no such view.
            TooManyViews: It would be one too many.
        """
        view = self.views.get(key)
        if view is not None:
            return view
        if not self._scopes(key):
            raise UnknownView(str(key))
        with self._counting:
            self._make_room()
            return self.views.setdefault(key, View(key, self._source))

    def page(self, key: ViewKey) -> Component:
        """
        Return a view's first paint; call it by `asyncio.to_thread` from an async layout.

        One view too many is still painted, once, and its channel is refused.
        """
        try:
            view = self.view(key)
        except TooManyViews:
            view = View(key, self._source)
        return view.first_paint()

    def touch(self, keys: Iterable[ViewKey] | None = None) -> None:
        """Say that the data of some views, or of all, has changed; any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._touch, None if keys is None else frozenset(keys))

    async def run(self) -> None:
        """Send signs of life, forget what nobody watches, hand back memory, until cancelled."""
        self._loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._live())
            tasks.create_task(_give_back())  # apart: signs of life wait for no thread

    async def _live(self) -> None:
        while True:
            views = list(self.views.values())
            for view in views:  # one after the other: all screens at once would hold up a change
                view.tick()
                await asyncio.sleep(TICK_SECONDS / len(views))
            if not views:
                await asyncio.sleep(TICK_SECONDS)
            self._sweep(time.monotonic() - KEEP_SECONDS)

    async def admit(self, key: ViewKey, viewer: Viewer) -> View:
        """Let a viewer into its view; raises what `view` does."""
        view = await asyncio.to_thread(self.view, key)
        await view.admit(viewer)
        # the view may have been swept while it was being drawn, and another one made
        with self._counting:
            known = self.views.setdefault(key, view)
        if known is not view:
            view.dismiss(viewer)
            await known.admit(viewer)
        return known

    def viewers(self) -> int:
        """Return how many screens and pages watch, all views together."""
        return sum(len(view.viewers) for view in list(self.views.values()))

    def stats(self) -> list[dict[str, Any]]:
        """Return for each view: who watches, what was sent, and what the last render cost."""
        return [
            {
                "view": str(view.key),
                "viewers": len(view.viewers),
                "seq": view.state.seq if view.state else 0,
                "fresh": view.fresh,
                "render_ms": round(view.painter.render_ms, 2),
                "broadcasts": view.broadcasts,
                "broadcast_bytes": view.broadcast_bytes,
            }
            for view in list(self.views.values())
        ]

    def _touch(self, keys: frozenset[ViewKey] | None) -> None:
        for key, view in list(self.views.items()):
            if keys is None or key in keys:
                view.touch()

    def _make_room(self) -> None:
        if len(self.views) < VIEW_LIMIT:
            return
        unwatched = [view for view in list(self.views.values()) if not view.viewers]
        if not unwatched:
            raise TooManyViews(f"{VIEW_LIMIT} views are being watched")
        oldest = min(unwatched, key=lambda view: view.used_at)
        self.views.pop(oldest.key, None)

    def _sweep(self, unused_since: float) -> None:
        with self._counting:
            for key, view in list(self.views.items()):
                if not view.viewers and view.used_at < unused_since:
                    del self.views[key]


async def _give_back() -> None:
    while True:
        await asyncio.sleep(GIVE_BACK_SECONDS)
        await asyncio.to_thread(give_back)
