"""
How a web process bears many viewers: lag from event to screen, CPU and memory, stalled readers.

Starts the tests' stage in a process of its own and opens raw sockets from this one; with
`--browser` one real Chromium beside them measures from event to DOM. Prints its conditions.

    python benchmarks/viewers.py --viewers 500 --rate 5 --points 300 --seconds 20 --stalled 30
"""

import argparse
import asyncio
import os
import platform
import shutil
import statistics
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import orjson
import psutil
from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from city.clock import system_now  # noqa: E402

STAGE = ROOT / "tests/browser/stage.py"
SHOWS = "panel-count-0"
WATCH = """() => { const seen = window.seen = [];
const at = document.getElementById('panel-count-0');
new MutationObserver(() => seen.push(Date.now() - Number(at.textContent)))
    .observe(at, {subtree: true, childList: true, characterData: true}); }"""


class Tally:
    """What the viewers saw: lags in ms, messages and bytes on the wire."""

    def __init__(self) -> None:
        self.counting = False
        self.lags: list[int] = []
        self.kinds: dict[str, int] = {}
        self.wire = 0

    def count(self, frame: str | bytes) -> None:
        """Count one frame."""
        packed = isinstance(frame, bytes)
        self.wire += len(frame)
        text = zlib.decompress(frame) if packed else frame.encode()
        kind = text[6:7].decode()
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if kind == "d":
            message: Any = orjson.loads(text)
            shown = message["set"].get(SHOWS, {}).get("children")
            if shown:
                self.lags.append(system_now() - int(shown))


async def view(port: int, tally: Tally, *, stalled: bool) -> None:
    """Watch one view until cancelled; a stalled viewer neither reads nor answers."""
    address = f"ws://127.0.0.1:{port}/live/ws?view=panel&scope=&lang=zh&shape=&z=1"
    origin: Any = f"http://127.0.0.1:{port}"
    async with connect(address, origin=origin, compression=None, max_size=None) as connection:
        if stalled:
            await _stall(connection)
        async for frame in connection:
            await connection.send("a")
            if tally.counting:
                tally.count(frame)


async def _stall(connection: ClientConnection) -> None:
    connection.transport.pause_reading()
    await connection.wait_closed()


def percentile(values: list[int], share: float) -> float:
    """Return a percentile of values, 0 if there are none."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else 0


async def measure(given: argparse.Namespace, process: psutil.Process) -> None:
    """Open the viewers, let them settle, count for a while, and print."""
    tally = Tally()
    idle_mb = process.memory_info().rss / 1e6
    tasks = [
        asyncio.create_task(view(given.port, tally, stalled=n < given.stalled))
        for n in range(given.stalled + given.viewers)
    ]
    await asyncio.sleep(given.warm)
    tally.counting = True
    before, own = process.cpu_times(), psutil.Process().cpu_times()
    seen = await asyncio.to_thread(browse, given) if given.browser else []
    if not given.browser:
        await asyncio.sleep(given.seconds)
    after, own_after = process.cpu_times(), psutil.Process().cpu_times()
    tally.counting = False
    report(given, tally, seen)
    cpu = after.user + after.system - before.user - before.system
    tool = own_after.user + own_after.system - own.user - own.system
    memory = process.memory_info().rss / 1e6
    print(f"server CPU {cpu / given.seconds:.0%} of a core, load tool {tool / given.seconds:.0%}")
    print(f"server memory {memory:.0f} MB ({idle_mb:.0f} MB before the viewers)")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def browse(given: argparse.Namespace) -> list[int]:
    """Return the lags from event to DOM in a real Chromium, in ms."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--headless=new", "--no-sandbox", "--disable-gpu"],
        )
        page = chromium.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(f"http://127.0.0.1:{given.port}/")
        page.wait_for_selector(f"#{SHOWS}")
        page.wait_for_timeout(3_000)
        page.evaluate(WATCH)
        page.wait_for_timeout(given.seconds * 1_000)
        seen: list[int] = page.evaluate("window.seen")
        chromium.close()
    return seen


def report(given: argparse.Namespace, tally: Tally, seen: list[int]) -> None:
    """Print conditions and figures."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, ", end="")
    print(f"Python {platform.python_version()}")
    print(
        f"{given.viewers} viewers, {given.stalled} stalled, {given.rate:g} events/s, "
        f"{given.points} map points, {given.seconds} s"
    )
    for name, lags in (("event to socket", tally.lags), ("event to DOM", seen)):
        if lags:
            print(
                f"{name}: p50 {statistics.median(lags):.0f} ms, "
                f"p95 {percentile(lags, 0.95):.0f} ms, max {max(lags)} ms ({len(lags)} updates)"
            )
    print(f"messages {tally.kinds}, {tally.wire / given.seconds / 1e6:.2f} MB/s on the wire")


def main() -> None:
    """Run the stage, measure, end it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--viewers", type=int, default=500)
    parser.add_argument("--stalled", type=int, default=0)
    parser.add_argument("--rate", type=float, default=5.0)
    parser.add_argument("--points", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--warm", type=float, default=8.0, help="seconds before counting")
    parser.add_argument("--port", type=int, default=7290)
    parser.add_argument("--browser", action="store_true", help="also measure in Chromium")
    given = parser.parse_args()
    stage = [sys.executable, str(STAGE), "--port", str(given.port), "--auto", str(given.rate)]
    server = subprocess.Popen(
        [*stage, "--points", str(given.points)], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        asyncio.run(_when_up(given, psutil.Process(server.pid)))
    finally:
        server.terminate()
        server.wait(15)


async def _when_up(given: argparse.Namespace, process: psutil.Process) -> None:
    for _ in range(100):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", given.port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            break
    await measure(given, process)


if __name__ == "__main__":
    main()
