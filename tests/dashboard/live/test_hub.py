"""One render, one broadcast."""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import orjson
import pytest
from dash import html
from dash.development.base_component import Component

from city.clock import ProductClock
from dashboard.live import hub as hub_module, view as view_module
from dashboard.live.hub import VIEW_LIMIT, Hub, TooManyViews, UnknownView
from dashboard.live.keys import ViewKey, parse_key
from dashboard.live.painter import AT_ONCE, Painter, Source
from dashboard.live.viewer import Viewer

WALL = ViewKey("wall")
CLOCK = ProductClock(virtual=1_000, real=2_000, rate=60.0)


class Shown:
    """What the layout shows, how often it was drawn, and whether it fails."""

    def __init__(self) -> None:
        self.value = 0
        self.renders: list[tuple[ViewKey, float, int]] = []
        self.failing = False

    def render(self, key: ViewKey) -> Component:
        self.renders.append((key, time.monotonic(), threading.get_ident()))
        if self.failing:
            raise RuntimeError("no data")
        return html.B(str(self.value), id="value")


def hub_of(shown: Shown) -> Hub:
    return Hub("1-a", render=shown.render, scopes=lambda k: k.name == "wall", clock=lambda _: CLOCK)


@contextlib.asynccontextmanager
async def running(hub: Hub) -> AsyncIterator[None]:
    task = asyncio.create_task(hub.run())
    await asyncio.sleep(0)  # its first step, which tells it the loop
    yield
    task.cancel()


async def watch(hub: Hub, key: ViewKey = WALL) -> Viewer:
    viewer = Viewer("", packs=False)
    await hub.admit(key, viewer)
    return viewer


async def heard(hub: Hub, viewer: Viewer, key: ViewKey = WALL) -> dict[str, Any]:
    """Return the next message, answered at once."""
    await viewer.ready()
    message = await hub.view(key).next_message(viewer)
    assert message is not None
    answer: dict[str, Any] = orjson.loads(message.text)
    return answer


def scene(act: Callable[[Hub, Shown], Awaitable[None]]) -> Shown:
    shown = Shown()

    async def play() -> None:
        hub = hub_of(shown)
        async with running(hub):
            await act(hub, shown)
            for view in hub.views.values():
                for viewer in list(view.viewers):
                    view.dismiss(viewer)

    asyncio.run(play())
    return shown


def test_a_viewer_first_gets_everything_and_then_what_changed() -> None:
    """Sequence numbers tell the page that it missed nothing."""

    async def act(hub: Hub, shown: Shown) -> None:
        viewer = await watch(hub)
        first = await heard(hub, viewer)
        shown.value = 7
        hub.touch()
        second = await heard(hub, viewer)

        assert (first["k"], first["seq"], first["build"]) == ("f", 1, "1-a")
        assert (second["k"], second["prev"], second["seq"]) == ("d", 1, 2)
        assert second["set"] == {"value": {"children": "7"}}
        assert second["clock"] == {"virtual": 1_000, "real": 2_000, "rate": 60.0}
        assert second["fresh"] is True

    scene(act)


def test_one_render_serves_every_viewer_with_the_same_message() -> None:
    """Five hundred screens cost as much as one, but for the sending."""

    async def act(hub: Hub, shown: Shown) -> None:
        viewers = [await watch(hub) for _ in range(20)]
        for viewer in viewers:
            await heard(hub, viewer)
        drawn = len(shown.renders)
        shown.value = 1
        hub.touch()
        for viewer in viewers:
            await viewer.ready()
        messages = {id(viewer.pending[0].message) for viewer in viewers}

        assert drawn == 1
        assert len(shown.renders) == 2
        assert len(messages) == 1

    scene(act)


def test_many_changes_are_drawn_at_a_pace() -> None:
    """Two hundred events a second are ten renders a second, not two hundred."""

    async def act(hub: Hub, shown: Shown) -> None:
        viewer = await watch(hub)
        await heard(hub, viewer)
        until = time.monotonic() + 0.65
        while time.monotonic() < until:
            shown.value += 1
            hub.touch()
            await asyncio.sleep(0.005)

    shown = scene(act)
    moments = [at for _, at, _ in shown.renders[1:]]
    assert len(moments) >= 3
    # on the whole: a thread that began late is no render too early
    assert (moments[-1] - moments[0]) / (len(moments) - 1) >= view_module.PACE_SECONDS * 0.9


def test_touch_may_be_called_from_any_thread() -> None:
    """The store's listener has a thread of its own."""

    async def act(hub: Hub, shown: Shown) -> None:
        viewer = await watch(hub)
        await heard(hub, viewer)
        shown.value = 1
        threading.Thread(target=hub.touch, args=([WALL],)).start()

        assert (await heard(hub, viewer))["set"] == {"value": {"children": "1"}}

    shown = scene(act)
    assert all(thread != threading.get_ident() for _, _, thread in shown.renders)


def test_a_render_that_fails_leaves_what_was_shown_and_says_so(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall goes on with old figures that say that they are old; the log is not flooded."""
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0.05)
    caplog.set_level(logging.WARNING)

    async def act(hub: Hub, shown: Shown) -> None:
        viewer = await watch(hub)
        first = await heard(hub, viewer)
        shown.failing = True
        for _ in range(2):
            hub.touch()
            await until(lambda: hub.view(WALL).painter.failing)
        viewer.take_tick()
        tick = await heard(hub, viewer)
        shown.failing, shown.value = False, 3
        hub.touch()
        after = await next_delta(hub, viewer)

        assert (tick["k"], tick["fresh"], tick["asof"]) == ("t", False, first["asof"])
        assert after["set"] == {"value": {"children": "3"}}
        assert after["asof"] > first["asof"]

    scene(act)
    told = [record.getMessage() for record in caplog.records]
    assert len([each for each in told if "does not render" in each]) == 1
    assert len([each for each in told if "renders again" in each]) == 1


async def next_delta(hub: Hub, viewer: Viewer) -> dict[str, Any]:
    while True:
        message = await heard(hub, viewer)
        if message["k"] == "d":
            return message


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)  # between two looks


def test_a_view_that_never_rendered_is_empty_and_fills_when_it_can() -> None:
    """A screen that is switched on before the data is there needs no hand later."""

    async def act(hub: Hub, shown: Shown) -> None:
        shown.failing = True
        paint = await asyncio.to_thread(hub.page, WALL)
        viewer = await watch(hub)
        shown.failing, shown.value = False, 5
        hub.touch()
        message = await heard(hub, viewer)

        assert getattr(paint, "children", None) is None
        assert message["k"] == "f"
        assert "5" in str(message["set"])

    scene(act)


def test_a_view_that_nobody_watched_is_drawn_before_it_is_served() -> None:
    """Or the first screen of the morning would show last night."""

    async def act(hub: Hub, shown: Shown) -> None:
        viewer = await watch(hub)
        await heard(hub, viewer)
        hub.view(WALL).dismiss(viewer)
        shown.value = 9
        again = await watch(hub)

        assert (await heard(hub, again))["set"]["live-wall"]["children"]["props"]["children"] == "9"

    scene(act)


def test_five_hundred_viewers_that_come_at_once_cost_one_render() -> None:
    """After a restart all screens come back in the same second."""

    async def act(hub: Hub, shown: Shown) -> None:
        viewers = await asyncio.gather(*(watch(hub) for _ in range(500)))
        assert len(hub.view(WALL).viewers) == len(viewers) == 500

    assert len(scene(act).renders) == 1


def test_a_view_is_forgotten_when_nobody_has_watched_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Views on demand must not add up over weeks."""
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(hub_module, "KEEP_SECONDS", 0.05)

    async def act(hub: Hub, shown: Shown) -> None:
        watched = ViewKey("wall", "kept")
        viewer = await watch(hub, watched)
        hub.page(WALL)
        await until(lambda: list(hub.views) == [watched])
        hub.view(watched).dismiss(viewer)
        await until(lambda: not hub.views)

    scene(act)


def test_views_are_limited_but_those_nobody_watches_make_room() -> None:
    """Each watched view costs a render per change, so a stranger cannot ask for any number."""

    async def act(hub: Hub, shown: Shown) -> None:
        for n in range(VIEW_LIMIT + 10):
            hub.view(ViewKey("wall", f"idle-{n}"))
        assert len(hub.views) == VIEW_LIMIT
        for n in range(VIEW_LIMIT):
            await watch(hub, ViewKey("wall", f"watched-{n}"))
        with pytest.raises(TooManyViews):
            await watch(hub, ViewKey("wall", "one-more"))
        assert hub.page(ViewKey("wall", "one-more")) is not None

    scene(act)


def test_a_view_that_is_not_in_the_list_is_unknown() -> None:
    """Scopes are finite: a view per request would be a way to fill the memory."""

    async def act(hub: Hub, shown: Shown) -> None:
        with pytest.raises(UnknownView):
            hub.view(ViewKey("secret"))

    scene(act)


def test_a_first_paint_says_which_view_it_is_of_what_shape_and_build() -> None:
    """The page's script asks for the rest with it."""

    async def act(hub: Hub, shown: Shown) -> None:
        paint = hub.page(ViewKey("wall", "a=b&c", "en")).to_plotly_json()["props"]
        state = hub.view(ViewKey("wall", "a=b&c", "en")).state

        assert state is not None
        assert paint["id"] == "live-wall"
        assert paint["data-live-view"] == "view=wall&scope=a%3Db%26c&lang=en"
        assert paint["data-live-shape"] == state.flat.shape
        assert paint["data-live-build"] == "1-a"
        assert paint["data-live-seq"] == "1"
        assert paint["data-live-lang"] == "en"

    scene(act)


def test_a_key_survives_the_address() -> None:
    """The page sends back what its first paint was given."""
    assert parse_key({"view": "wall", "scope": "a", "lang": "en"}) == ViewKey("wall", "a", "en")


def test_a_viewer_of_a_view_that_was_swept_meanwhile_is_let_into_the_new_one() -> None:
    """It would get no sign of life there, and nobody would let it go."""

    async def act(hub: Hub, shown: Shown) -> None:
        swept = hub.views.pop(hub.view(WALL).key)
        known = hub.view(WALL)
        viewer = Viewer("", packs=False)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hub, "view", lambda key: swept)
            assert await hub.admit(WALL, viewer) is known

        assert known.viewers == {viewer}
        assert swept.viewers == set()

    scene(act)


def test_views_are_told_that_they_live_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The signs of a thousand screens at once would hold up a change by a tenth of a second."""
    monkeypatch.setattr(hub_module, "TICK_SECONDS", 0.2)
    told: list[tuple[ViewKey, float]] = []
    tick = view_module.View.tick
    monkeypatch.setattr(
        view_module.View,
        "tick",
        lambda self: (told.append((self.key, time.monotonic())), tick(self)),
    )

    async def act(hub: Hub, shown: Shown) -> None:
        await watch(hub, ViewKey("wall", "a"))
        await watch(hub, ViewKey("wall", "b"))
        await until(lambda: len({key for key, _ in told[-2:]}) == 2)

    scene(act)
    (_, first), (_, second) = told[-2:]
    assert second - first >= 0.09


def test_at_most_two_views_are_drawn_at_a_time() -> None:
    """A third that waits its turn is drawn all the same."""
    third = threading.Barrier(AT_ONCE + 1)
    drawn: list[str] = []

    def render(key: ViewKey) -> Component:
        with contextlib.suppress(threading.BrokenBarrierError):
            third.wait(0.3)
            raise AssertionError("one view too many at a time")
        drawn.append(key.name)
        return html.B("", id="value")

    source = Source("1-a", render)
    threads = [
        threading.Thread(target=Painter(ViewKey(name), source).paint, args=(None,))
        for name in ("wall", "flow", "hotline", "leader")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert sorted(drawn) == ["flow", "hotline", "leader", "wall"]
