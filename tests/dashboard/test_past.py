"""The past of every scene, as pages and the API tell it: what it said, or that it was not kept."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from dash.development.base_component import Component
from fastapi import FastAPI
from msgspec.structs import replace

from city.clock import DAY, HOUR, MINUTE, Instant, system_now
from city.playback import Playback
from city.scenes import SceneSnapshot, to_keep
from city.store.minutes import MinuteStore
from city.wall import SCENES
from dashboard.api.playback import playback_router
from dashboard.api.problems import answer_problems
from dashboard.live.keys import ViewKey
from dashboard.views import DRAWN, Views
from layouts.wall.frame import view_of
from tests.layouts import factories as make
from tests.layouts.walking import shown
from tests.parts import NoPast
from tests.store.test_minutes import FULL

pytestmark = pytest.mark.redis

NOW = system_now() // HOUR * HOUR - 3 * HOUR
NOBODY: Any = object()
"""Of whom nothing is asked: the past is drawn without the present."""


@pytest.fixture
def minutes(redis_client: Any, namespace: str) -> MinuteStore:
    return MinuteStore(redis_client, namespace)


def at(scene: str, moment: Instant) -> SceneSnapshot:
    snapshot = FULL[scene]()
    return replace(snapshot, head=replace(snapshot.head, as_of=moment))


def views_over(minutes: Any) -> Views:
    return Views(make.baita(), NOBODY, minutes=minutes, rows=list)


def key_of(scene: str, moment: Instant, lang: str = "zh") -> ViewKey:
    return ViewKey(view_of(scene), str(Playback(moment, 0, system_now())), lang)


def named(tree: Component, name: str) -> Component:
    """Return the part of a page that has a class among its own."""
    return next(part for part in parts(tree) if name in str(getattr(part, "className", "")).split())


def parts(tree: object) -> Iterator[Component]:
    if isinstance(tree, list | tuple):
        for each in tree:
            yield from parts(each)
    elif isinstance(tree, Component):
        yield tree
        yield from parts(getattr(tree, "children", None))


def said(tree: Component) -> list[str]:
    """Return every number of a page's account and panels, with the list that it opens."""
    places = (named(tree, "wall__account"), named(tree, "wall__grid"))
    return [f"{each.text} {each.href}" for place in places for each in shown(place)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_of_the_past_says_what_it_said_then(
    minutes: MinuteStore, scene: str, lang: Any
) -> None:
    """Each number of its account and its panels; marked, and with the minute that it is of."""
    snapshot = at(scene, NOW)
    minutes.keep(scene, snapshot)

    tree = views_over(minutes).render(key_of(scene, NOW + 3 * MINUTE, lang))

    then = DRAWN[scene](to_keep(snapshot), make.baita(), lang)
    assert len(said(then)) > 10
    assert said(tree) == said(then)
    assert named(tree, "badge--playback") is not None
    local = make.baita().days.local(NOW)
    assert f"{local:%m-%d %H:%M}" in str(named(tree, "playback__moment"))
    assert f"{local:%m-%d %H:%M}" not in str(named(then, "playback__moment"))


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_has_only_the_past_that_was_kept_of_it(minutes: MinuteStore, scene: str) -> None:
    """Another one's minutes are not its own, and a stranger cannot ask for the future."""
    minutes.keep(scene, at(scene, NOW))
    views = views_over(minutes)

    assert views.exists(key_of(scene, NOW))
    assert not views.exists(key_of(scene, NOW - MINUTE))
    assert not views.exists(key_of(scene, system_now() + DAY))
    assert not views_over(NoPast()).exists(key_of(scene, NOW))
    others = [key_of(each, NOW) for each in SCENES if each != scene]
    assert not any(views.exists(key) for key in others)


def answers(minutes: MinuteStore, *queries: str) -> list[tuple[int, Any]]:
    server = FastAPI()
    server.include_router(playback_router(minutes, make.baita()))
    answer_problems(server)
    transport = httpx.ASGITransport(server)

    async def ask() -> list[tuple[int, Any]]:
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            found = [await client.get(f"/api/v1/playback?{query}") for query in queries]
        return [(answer.status_code, answer.json()) for answer in found]

    return asyncio.run(ask())


def test_the_api_tells_the_minutes_of_the_scene_that_is_asked_for(minutes: MinuteStore) -> None:
    """The overview's without a scene, as before there were others."""
    minutes.keep("overview", at("overview", NOW))
    minutes.keep("flow", at("flow", NOW + HOUR))

    plain, flow, hotline, unknown = answers(
        minutes, f"at={NOW}", f"at={NOW}&scene=flow", "scene=hotline", "scene=lobby"
    )

    assert (plain[1]["at"], plain[1]["first"]) == (NOW, NOW)
    assert (flow[1]["at"], flow[1]["asked"], flow[1]["first"]) == (None, NOW, NOW + HOUR)
    assert (hotline[1]["at"], hotline[1]["first"], hotline[1]["last"]) == (None, None, None)
    assert unknown[0] == 400 and "lobby" in str(unknown[1])


@pytest.mark.parametrize(("mode", "words"), [("demo", "非实时 · 演示"), ("live", "非实时")])
def test_invented_figures_of_the_past_are_said_to_be_invented(
    minutes: MinuteStore, mode: Any, words: str
) -> None:
    snapshot = at("overview", NOW)
    minutes.keep("overview", replace(snapshot, head=replace(snapshot.head, mode=mode)))

    page = views_over(minutes).render(key_of("overview", NOW))

    assert named(page, "playback__mark").children[1].children == words
