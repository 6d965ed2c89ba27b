"""What a screen shows, in words: the name of its page, and of which part of the city it is."""

from urllib.parse import parse_qsl

from city.errors import BadRequest
from city.playback import parse_playback
from city.wall import SCENES
from layouts.cases.facets import narrowed
from layouts.edition import Edition
from layouts.links import parse_scores, parse_selection
from layouts.text import NONE
from layouts.wall.frame import view_of

JOINT = " · "
TITLES = {view_of(scene): f"scene_{scene}" for scene in SCENES} | {
    "leader": "leader",
    "boards": "boards",
    "queue": "cases",
    "case": "cases",
    "definitions": "definitions",
    "scores": "scores",
    "screens": "screens_title",
}
"""View -> the words that it is called by."""


def shown_words(view: str, edition: Edition) -> str:
    """Return the view that a channel's query names in words; one that is unknown as it stands."""
    told = dict(parse_qsl(view))
    name, scope = told.get("view", ""), told.get("scope", "")
    if name not in TITLES:
        return view or NONE
    language = edition.say("screen_english") if told.get("lang") == "en" else ""
    parts = (edition.say(TITLES[name]), _scope(name, scope, edition), language)
    return JOINT.join(filter(None, parts))


def _scope(name: str, scope: str, edition: Edition) -> str:
    playback = parse_playback(scope)
    if playback is not None:
        moment = edition.local(playback.at)
        return f"{edition.say('playback')} {moment:%Y-%m-%d %H:%M}"
    if name in ("queue", "definitions"):
        try:
            return JOINT.join(narrowed(parse_selection(scope), edition))
        except BadRequest:  # seen by a build that knew another figure
            return scope
    if name == "scores":
        key, window = parse_scores(scope)
        composites = edition.district.scores.composites
        label = next((each.label(edition.lang) for each in composites if each.key == key), "")
        return " ".join(filter(None, (label, edition.known(f"window_{window}", window))))
    return scope
