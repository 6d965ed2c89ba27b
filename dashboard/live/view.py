"""One view: rendered once for all its viewers, and what changed sent to each of them."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any

from dash import html
from dash.development.base_component import Component

from city.clock import LIFE, system_now
from dashboard.live.delta import Delta, join, merge, replacement, whole
from dashboard.live.flatten import strip
from dashboard.live.keys import ViewKey
from dashboard.live.message import Message
from dashboard.live.painter import Painter, Source
from dashboard.live.state import State, Step
from dashboard.live.viewer import Viewer

FRESH_SECONDS = 5.0
"""A state older than this is no longer called fresh: a render may hang."""
PACE_SECONDS = 0.1
"""Time between the starts of two renders when much changes."""
YOUNG_SECONDS = 1.0
"""A picture of a view that nobody watches is drawn again when it is older."""
SHARED_LIMIT = 8


class View:
    """One view with its viewers. It is drawn in threads; all else happens in the event loop."""

    def __init__(self, key: ViewKey, source: Source) -> None:
        self.key = key
        self.viewers: set[Viewer] = set()
        self.state: State | None = None
        self.used_at = time.monotonic()
        self.broadcasts = 0
        self.broadcast_bytes = 0
        self.painter = Painter(key, source)
        self._build, self._pace = source.build, source.pace
        self._lock, self._first = threading.Lock(), threading.Lock()
        self._admitting = asyncio.Lock()
        self._sharing = asyncio.Lock()
        self._shared: dict[object, Message] = {}
        self._changed = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    async def admit(self, viewer: Viewer) -> None:
        """Let a viewer in; a view that nobody watched is drawn first, or it would be stale."""
        async with self._admitting:
            if not self.viewers:
                await self._refresh()
            with self._lock:
                self.viewers.add(viewer)
            if self.state is not None:
                viewer.restart()
            if self._keeper is None:
                self._keeper = asyncio.create_task(self._keep(), name=f"live {self.key}")

    def dismiss(self, viewer: Viewer) -> None:
        """Let a viewer go; a view that nobody watches is no longer drawn."""
        self.viewers.discard(viewer)
        self.used_at = time.monotonic()
        if not self.viewers and self._keeper is not None:
            self._keeper.cancel()
            self._keeper = None

    def touch(self) -> None:
        """Note that something has changed, so that the view is drawn soon."""
        self._changed.set()

    def tick(self) -> None:
        """
        Send every viewer a sign of life, which says whether what it shows is fresh.

        Who has not answered any for long is let go.
        """
        if self.viewers:
            message = Message(join(self._head("t", self.state), Delta({}, {})))
            for viewer in self.viewers:
                viewer.put_tick(message)
                viewer.end_silence()

    @property
    def fresh(self) -> bool:
        """Whether the last render worked and is not long ago."""
        state = self.state
        if state is None or self.painter.failing:
            return False
        return time.monotonic() - state.since < FRESH_SECONDS

    def first_paint(self) -> Component:
        """
        Return the view for a page that loads now; any thread, and better not the event loop's.

        Map layers are empty and follow on the channel. A view that cannot be drawn is empty as
        well, and fills by itself when it can.
        """
        state = self.current()
        children = strip(state.tree.children) if state else None
        return html.Div(children, id=self.key.root, **self._marks(state))

    def current(self) -> State | None:
        """Return what the view shows now, drawn anew if nobody watches it; as `first_paint`."""
        self.used_at = time.monotonic()
        if self.viewers and self.fresh:
            return self.state
        with self._first:  # many screens that come at once need one picture
            state = self.state
            young = state is not None and time.monotonic() - state.since < YOUNG_SECONDS
            return state if young and self.fresh else self._repaint()

    def _repaint(self) -> State | None:
        old = self.state
        painted = self.painter.paint(old)
        if painted is None:
            return old
        with self._lock:
            if not self.viewers and self.state is old:
                self.state = painted[0]
        return painted[0]

    def _marks(self, state: State | None) -> dict[str, Any]:
        """Return what the page's script reads; `data-live-t` makes every paint another one."""
        head = self._head("f", state)
        names = ("view", "seq", "shape", "build", "asof", "t")
        return {"data-live-lang": self.key.lang} | {
            f"data-live-{name}": str(head[name]) for name in names
        }

    async def _keep(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), self._pace(self.key))
            self._changed.clear()
            began = time.monotonic()
            await self._refresh()
            spent = time.monotonic() - began
            await asyncio.sleep(max(PACE_SECONDS - spent, spent))

    async def _refresh(self) -> None:
        """Draw in a thread, and send what changed to every viewer."""
        old = self.state
        painted = await asyncio.to_thread(self._paint_step, old)
        if painted is None:
            return
        state, step = painted
        with self._lock:
            if self.state is not old:  # a first paint came between, and nobody watched
                return
            self.state = state
        self._shared.clear()
        if old is None:
            for viewer in self.viewers:
                viewer.restart()
        if step is not None:
            self._broadcast(step)

    def _paint_step(self, old: State | None) -> tuple[State, Step | None] | None:
        painted = self.painter.paint(old)
        if painted is None:
            return None
        state, delta = painted
        if old is None or not delta:
            return state, None
        return state, self._step(Step(old.seq, state, delta, Message(b"")))

    def _step(self, bare: Step) -> Step:
        message = Message(_written(self._head("d", bare.state), bare.prev, bare.delta))
        message.frame(packs=True)  # packed here, in the thread, not in the event loop
        return Step(bare.prev, bare.state, bare.delta, message)

    def _broadcast(self, step: Step) -> None:
        self.broadcasts += 1
        self.broadcast_bytes += step.message.size
        for viewer in self.viewers:
            viewer.put(step)

    async def next_message(self, viewer: Viewer) -> Message | None:
        """Return the one message that brings a viewer up to date, None if there is none."""
        if viewer.control is not None:
            return viewer.take_control()
        if viewer.wants_full:
            return await self._full(viewer)
        steps = viewer.take()
        if not steps:
            return viewer.take_tick()
        viewer.shape = steps[-1].state.flat.shape
        if len(steps) == 1:
            return steps[0].message
        return await self._share((steps[0].prev, steps[-1].state), lambda: self._merged(steps))

    async def _full(self, viewer: Viewer) -> Message | None:
        state = self.state
        if state is None:
            return None
        same = viewer.shape == state.flat.shape
        viewer.start(state.flat.shape)
        delta = whole if same else replacement
        return await self._share(
            (same, state), lambda: join(self._head("f", state), delta(state.flat))
        )

    def _merged(self, steps: list[Step]) -> bytes:
        delta = merge(step.delta for step in steps)
        return _written(self._head("d", steps[-1].state), steps[0].prev, delta)

    async def _share(self, key: object, write: Callable[[], bytes]) -> Message:
        """Return a message that several viewers need; it is written and packed once."""
        async with self._sharing:
            if key not in self._shared:
                if len(self._shared) >= SHARED_LIMIT:
                    self._shared.clear()
                message = Message(await asyncio.to_thread(write))
                await asyncio.to_thread(message.frame, packs=True)
                self._shared[key] = message
            return self._shared[key]

    def _head(self, kind: str, state: State | None) -> dict[str, Any]:
        clock = state.clock if state else LIFE
        return {
            "k": kind,
            "view": str(self.key),
            "seq": state.seq if state else 0,
            "t": system_now(),
            "asof": state.asof if state else 0,
            "fresh": kind != "t" or self.fresh,
            "build": self._build,
            "shape": state.flat.shape if state else "",
            "clock": {"virtual": clock.virtual, "real": clock.real, "rate": clock.rate},
        }


def _written(head: dict[str, Any], prev: int, delta: Delta) -> bytes:
    return join({**head, "prev": prev}, delta)
