"""One screen's outbox."""

import asyncio

import pytest
from dash import html

from city.clock import LIFE
from dashboard.live import viewer as viewer_module
from dashboard.live.delta import Delta
from dashboard.live.flatten import flatten
from dashboard.live.message import PACK_FROM, Message
from dashboard.live.state import State, Step
from dashboard.live.viewer import CREDIT, PENDING_LIMIT, Viewer

TREE = html.Div(id="root")
TICK = Message(b"{}")


def step(prev: int, *, structural: bool = False) -> Step:
    state = State(prev + 1, TREE, flatten(TREE), LIFE, 0, 0.0)
    return Step(prev, state, Delta({"a": {"children": b"1"}}, {}, structural), Message(b"{}"))


def fresh() -> Viewer:
    viewer = Viewer("", packs=True)
    viewer.start("shape")
    return viewer


def test_a_screen_that_falls_behind_gets_one_full_message() -> None:
    """What waits for one screen is bounded, however long it is slow."""
    viewer = fresh()

    for seq in range(1_000):
        viewer.put(step(seq))
        assert len(viewer.pending) <= PENDING_LIMIT

    assert viewer.wants_full


@pytest.mark.parametrize("order", [(True, False), (False, True)])
def test_a_structural_change_is_not_merged(order: tuple[bool, bool]) -> None:
    """Replaced children hold values of other ids, so a merge could bring back an old value."""
    viewer = fresh()

    for seq, structural in enumerate(order):
        viewer.put(step(seq, structural=structural))

    assert viewer.wants_full
    assert viewer.pending == []


def test_a_sign_of_life_gives_way_to_a_change() -> None:
    """A tick of an older sequence number would look like a gap."""
    viewer = fresh()

    viewer.put_tick(TICK)
    viewer.put(step(0))
    viewer.put_tick(TICK)

    assert viewer.tick is None
    assert len(viewer.take()) == 1


def test_a_sign_of_life_is_left_out_where_something_was_sent_just_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A thousand screens that have just had a change need nothing else."""
    viewer = fresh()
    viewer.sent()

    viewer.put_tick(TICK)
    assert viewer.take_tick() is None

    monkeypatch.setattr(viewer_module, "QUIET_SECONDS", -1.0)
    viewer.put_tick(TICK)
    assert viewer.take_tick() is TICK


@pytest.mark.parametrize(
    ("sent", "answered", "silence", "ends"),
    [(1, 0, -1.0, True), (2, 1, -1.0, True), (1, 0, 60.0, False), (1, 1, -1.0, False)],
)
def test_only_a_screen_that_owes_its_answers_for_too_long_is_let_go(
    monkeypatch: pytest.MonkeyPatch, sent: int, answered: int, silence: float, ends: bool
) -> None:
    """After a pause of the machine screens that answered everything would all be thrown out."""
    monkeypatch.setattr(viewer_module, "SILENCE_SECONDS", silence)

    async def scene() -> bool:
        viewer = fresh()
        try:
            async with asyncio.timeout(None) as patience:
                viewer.bear(patience)
                for _ in range(sent):
                    viewer.sent()
                for _ in range(answered):
                    viewer.answered()
                viewer.end_silence()
                await asyncio.sleep(0)  # a timeout that is over is noticed in the next step
                await asyncio.sleep(0)
        except TimeoutError:
            return True
        return False

    assert asyncio.run(scene()) is ends


async def _is_ready(viewer: Viewer) -> bool:
    try:
        async with asyncio.timeout(0.05):
            await viewer.ready()
    except TimeoutError:
        return False
    return True


def test_credit_ends_with_unanswered_messages_and_comes_back_with_answers() -> None:
    """The kernel's buffers would hide a slow screen, and its lag would grow without end."""

    async def scene() -> None:
        viewer = fresh()
        viewer.put(step(0))
        for _ in range(CREDIT):
            assert await _is_ready(viewer)
            viewer.sent()
        assert not await _is_ready(viewer)
        viewer.answered()
        assert await _is_ready(viewer)

    asyncio.run(scene())


def test_answers_that_nobody_asked_for_give_no_credit() -> None:
    """A page could otherwise switch its own limit off."""

    async def scene() -> None:
        viewer = fresh()
        viewer.put(step(0))
        for _ in range(100):
            viewer.answered()
        for _ in range(CREDIT):
            viewer.sent()
        assert not await _is_ready(viewer)

    asyncio.run(scene())


def test_a_large_message_is_packed_once_and_shared() -> None:
    """Five hundred viewers get the same bytes."""
    large, small = Message(b"x" * (PACK_FROM + 1)), Message(b"x" * PACK_FROM)

    assert large.frame(packs=True) is large.frame(packs=True)
    assert isinstance(large.frame(packs=True), bytes)
    assert isinstance(large.frame(packs=False), str)
    assert isinstance(small.frame(packs=True), str)
