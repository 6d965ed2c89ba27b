"""Drawing one view: render, take apart, compare. Runs in any thread."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeAlias

from dash import html
from dash.development.base_component import Component
from msgspec import Struct, field

from city.clock import LIFE, ProductClock, system_now
from dashboard.live.delta import Delta, diff
from dashboard.live.flatten import flatten
from dashboard.live.keys import ViewKey
from dashboard.live.state import State

logger = logging.getLogger(__name__)

IDLE_SECONDS = 2.0
"""How often a view is rendered when nothing is said to have changed: ages and lights move."""

AT_ONCE = 2
"""Views drawn at the same time: drawn together, all would be ready as late as the last. Not one, so
that a view that waits for the store does not hold up the others."""

Render: TypeAlias = Callable[[ViewKey], Component]
"""Draws a view from the newest snapshot; called in worker threads."""


class Source(Struct, frozen=True):
    """What all views of a hub have in common: build, clock, how they are drawn and how often."""

    build: str
    render: Render
    clock: Callable[[ViewKey], ProductClock] = lambda _: LIFE
    pace: Callable[[ViewKey], float] = lambda _: IDLE_SECONDS
    turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))


class Painter:
    """Renders one view, and says so once when that fails and once when it works again."""

    def __init__(self, key: ViewKey, source: Source) -> None:
        self.failing = False
        self.render_ms = 0.0
        self._key = key
        self._source = source
        self._one = threading.Lock()

    def paint(self, old: State | None) -> tuple[State, Delta | None] | None:
        """
        Return the new state and what changed since `old`, None for a first state.

        What was shown stays, with its age, if rendering fails; then the answer is None.
        """
        # a first paint and an update of one view would only slow each other
        with self._one, self._source.turns:
            try:
                painted = self._paint(old)
            except Exception:
                # an edge: whatever a page's code raises, the wall goes on
                if not self.failing:
                    logger.exception("view %s does not render; what it showed stays", self._key)
                self.failing = True
                return None
            if self.failing:
                logger.warning("view %s renders again", self._key)
            self.failing = False
            return painted

    def _paint(self, old: State | None) -> tuple[State, Delta | None]:
        began, asof, clock = time.monotonic(), system_now(), self._source.clock(self._key)
        tree = html.Div(self._source.render(self._key), id=self._key.root)
        flat = flatten(tree, was=old.flat if old else None)
        delta = diff(old.flat, flat) if old else None
        self.render_ms = (time.monotonic() - began) * 1_000
        seq = 1 if old is None else old.seq + bool(delta)
        return State(seq, tree, flat, clock, asof, began), delta
