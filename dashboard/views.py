"""Which live views there are, and how each is drawn."""

from collections.abc import Callable, Mapping
from typing import Any

from dash.development.base_component import Component

from city.clock import LONG_AGO, SECOND, Instant, ProductClock, steady_now, system_now
from city.devices import ScreenRow
from city.district import District
from city.errors import BadRequest, UnknownCase
from city.lists import QueueSnapshot, Selection
from city.ports import Minutes, ScreenSource
from city.wall import SCENES
from dashboard.live.build import build_id
from dashboard.live.keys import ViewKey
from dashboard.live.painter import IDLE_SECONDS
from dashboard.past import Past
from dashboard.scenes import scenes_of
from layouts import shell
from layouts.boards.overview import boards
from layouts.cases.file import case_file
from layouts.cases.queue import queue
from layouts.definitions.book import definitions
from layouts.leader.overview import leader
from layouts.links import Lang, parse_scores, parse_selection, scores_query, selection_query
from layouts.scores.page import scores
from layouts.screens.page import ScreensSnapshot, screens
from layouts.wall.assessment import assessment_scene
from layouts.wall.citizen import citizen_scene
from layouts.wall.district import district_scene
from layouts.wall.flow import flow_scene
from layouts.wall.frame import view_of
from layouts.wall.hotline import hotline_scene
from layouts.wall.overview import wall

LANGUAGES = ("zh", "en")
SCENE_OF = {view_of(scene): scene for scene in SCENES}
"""Views of the wall, which can show any minute of the past."""
DRAWN: Mapping[str, Callable[[Any, District, Lang], Component]] = {
    "overview": wall,
    "flow": flow_scene,
    "hotline": hotline_scene,
    "citizen": citizen_scene,
    "assessment": assessment_scene,
    "district": district_scene,
}
"""Scene -> its layout."""
PLAYING_SECONDS = 0.25
"""Between two pictures of a day that is played in a minute."""
MISSING = "missing"
"""View of a page that is not there: a screen that came to it can be led back."""
PRIVATE = frozenset({"screens"})
"""Views for browsers on this machine only."""
RUNNING = ("open", "carried")
"""Statuses whose lists are of cases in progress alone."""
ENDED_EVERY: Instant = 10 * SECOND
"""Lists of ended cases are read from the store, so none is read oftener than this."""


class Views:
    """Draws a view from the newest snapshot; safe to call from any thread."""

    def __init__(
        self,
        district: District,
        source: ScreenSource,
        *,
        minutes: Minutes,
        rows: Callable[[], list[ScreenRow]],
    ) -> None:
        self._district, self._source = district, source
        self._past, self._rows = Past(minutes), rows
        self._scenes = scenes_of(source, district)
        self._ended: dict[Selection, tuple[Instant, QueueSnapshot]] = {}
        self._draw: Mapping[str, Callable[[ViewKey, Lang], Component]] = {
            **dict.fromkeys(SCENE_OF, self._scene),
            "leader": lambda key, lang: leader(source.leader(), district, lang),
            "boards": lambda key, lang: boards(source.boards(), district, lang),
            "queue": self._queue,
            "definitions": self._definitions,
            "scores": self._scores,
            "case": lambda key, lang: case_file(source.case(key.scope), district, lang),
            "screens": self._screens,
            MISSING: lambda _, lang: shell.not_found(district, lang),
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all views."""
        return tuple(self._draw)

    def render(self, key: ViewKey) -> Component:
        """Draw a view that exists."""
        return self._draw[key.name](key, "en" if key.lang == "en" else "zh")

    def exists(self, key: ViewKey) -> bool:
        """Return whether a key names a view, so that a stranger cannot make up new ones."""
        if key.lang not in LANGUAGES or key.name not in self._draw:
            return False
        if key.name == "queue":
            return self._selects(parse_selection(key.scope), key.scope)
        if key.name == "definitions":
            return self._defines(parse_selection(key.scope), key.scope)
        if key.name == "scores":
            return self._scored(key.scope)
        if key.name == "case":
            return self._has(key.scope)
        if key.name not in SCENE_OF:
            return not key.scope
        scene = SCENE_OF[key.name]
        return scene in self._scenes and (not key.scope or self._past.has(scene, key.scope))

    def clock(self, key: ViewKey) -> ProductClock:
        """Return the clock that a view runs by."""
        return self._past.clock(key.scope) or self._source.head().clock

    def pace(self, key: ViewKey) -> float:
        """Return the seconds after which a view is drawn again though nothing has changed."""
        return PLAYING_SECONDS if self._past.plays(key.scope) else IDLE_SECONDS

    def _scene(self, key: ViewKey, lang: Lang) -> Component:
        scene = SCENE_OF[key.name]
        shown = self._past.snapshot(scene, key.scope) if key.scope else self._scenes[scene]()
        return DRAWN[scene](shown, self._district, lang)

    def _screens(self, key: ViewKey, lang: Lang) -> Component:
        snapshot = ScreensSnapshot(tuple(self._rows()), system_now(), build_id())
        return screens(snapshot, self._district, lang)

    def _selects(self, selection: Selection, scope: str) -> bool:
        if selection_query(selection) != scope:
            return False
        try:
            self._listed(selection)
        except BadRequest:
            return False
        return True

    def _defines(self, asked: Selection, scope: str) -> bool:
        if selection_query(asked) != scope:
            return False
        try:
            self._source.definitions(asked.stream, asked.window, asked.figure)
        except BadRequest:
            return False
        return True

    def _definitions(self, key: ViewKey, lang: Lang) -> Component:
        asked = parse_selection(key.scope)
        told = self._source.definitions(asked.stream, asked.window, asked.figure)
        return definitions(told, self._district, lang)

    def _scored(self, scope: str) -> bool:
        asked = parse_scores(scope)
        if scores_query(*asked) != scope:
            return False
        try:
            self._source.scores(*asked)
        except BadRequest:
            return False
        return True

    def _scores(self, key: ViewKey, lang: Lang) -> Component:
        return scores(self._source.scores(*parse_scores(key.scope)), self._district, lang)

    def _has(self, case_id: str) -> bool:
        try:
            self._source.case(case_id)
        except UnknownCase:
            return False
        return True

    def _queue(self, key: ViewKey, lang: Lang) -> Component:
        return queue(self._listed(parse_selection(key.scope)), self._district, lang)

    def _listed(self, selection: Selection) -> QueueSnapshot:
        if selection.status in RUNNING:
            return self._source.queue(selection)
        read_at, known = self._ended.get(selection, (LONG_AGO, None))
        now = steady_now()
        if known is None or now - read_at >= ENDED_EVERY:
            known = self._source.queue(selection)
            self._ended = {k: v for k, v in self._ended.items() if now - v[0] < 6 * ENDED_EVERY}
            self._ended[selection] = (now, known)
        return known


def concerned(keys: list[ViewKey], touched: frozenset[str]) -> list[ViewKey]:
    """Return the views that a change of some cases concerns: all but those of other cases."""
    return [key for key in keys if _concerned(key, touched)]


def _concerned(key: ViewKey, touched: frozenset[str]) -> bool:
    if key.name == "case":
        return key.scope in touched
    return not (key.name in SCENE_OF and key.scope)  # the past does not change
