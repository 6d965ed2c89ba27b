"""The web process as a whole: what ends it."""

import asyncio
import signal

from dashboard.web import _end_with


def test_a_hub_that_fails_ends_the_process_so_that_it_is_started_again() -> None:
    """Without it every page would lose its signs of life until somebody came."""
    told: list[int] = []

    async def fails() -> None:
        raise RuntimeError("no more signs of life")

    async def run() -> None:
        running = asyncio.create_task(fails())
        running.add_done_callback(_end_with)
        await asyncio.wait([running])
        await asyncio.sleep(0)

    before = signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    try:
        asyncio.run(run())
    finally:
        signal.signal(signal.SIGTERM, before)

    assert told == [signal.SIGTERM]
