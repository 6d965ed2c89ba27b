"""
How one web process bears many viewers of the demo: delivery, bytes, memory, stalled readers.

Runs the whole product with the simulated city on a namespace of its own, and opens raw sockets from
this process, spread over the hall's scenes as `/?rotate=off` and its neighbours ask for them.
Delivery is from the moment that a view is drawn to the moment that a viewer has the change.

    python -m benchmarks.viewers --viewers 1000 --seconds 60 --stalled 30
"""

import argparse
import asyncio
import statistics
import sys
import zlib
from functools import partial
from itertools import cycle, islice
from typing import Any

import httpx
import orjson
import psutil
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from benchmarks.conditions import conditions
from benchmarks.place import fresh_site, running, wait_for
from city.clock import system_now
from city.wall import SCENES
from layouts.wall.frame import view_of

DELIVERY_MS = 250
BYTES_A_MINUTE = 60_000
GROWN_MB = 20.0
AT_ONCE = 25
"""How many viewers connect at a time; a hall's screens are jittered, too."""
LOOK_SECONDS = 5.0


class Tally:
    """What the viewers saw: delivery in ms by kind, frames, bytes on the wire."""

    def __init__(self) -> None:
        self.counting = False
        self.lags: list[int] = []
        self.kinds: dict[str, int] = {}
        self.wire = 0
        self.connected = 0
        self.lost = 0
        self.ended = False
        self.packed: set[bytes] = set()
        self._heads: dict[str | bytes, dict[str, Any]] = {}

    def count(self, frame: str | bytes) -> None:
        """Count one frame; all viewers of a view get the same one, so it is read once."""
        now = system_now()
        head = self._heads.get(frame)
        if head is None:
            text = zlib.decompress(frame) if isinstance(frame, bytes) else frame.encode()
            head = orjson.loads(text)
            if len(self._heads) > 500:
                self._heads.clear()
            self._heads[frame] = {"k": head["k"], "asof": head.get("asof", 0)}
        if not self.counting:
            return
        kind = head["k"]
        self.wire += len(frame)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if kind == "d":
            self.lags.append(now - head["asof"])
            if isinstance(frame, bytes):
                self.packed.add(frame)


class Screen(asyncio.Protocol):
    """
    One viewer of one view; a stalled one neither reads nor answers.

    The library's own connection, with its tasks and queues, would cost the machine more than what
    is measured.
    """

    def __init__(self, port: int, name: str, tally: Tally, *, stalled: bool) -> None:
        address = f"ws://127.0.0.1:{port}/live/ws?view={name}&scope=&lang=zh&shape=&z=1&wall=1"
        origin: Any = f"http://127.0.0.1:{port}"
        self._speech = ClientProtocol(parse_uri(address), origin=origin, max_size=None)
        self._tally, self._stalled = tally, stalled
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the view."""
        self._transport = transport
        self._speech.send_request(self._speech.connect())
        self._say()

    def data_received(self, data: bytes) -> None:
        """Count what came, and answer it."""
        self._speech.receive_data(data)
        for event in self._speech.events_received():
            if not isinstance(event, Frame):
                self._opened()
            elif not self._stalled and event.opcode in (Opcode.TEXT, Opcode.BINARY):
                whole = bytes(event.data)
                self._tally.count(whole.decode() if event.opcode is Opcode.TEXT else whole)
                self._speech.send_text(b"a")
        self._say()

    def connection_lost(self, error: Exception | None) -> None:
        """Note that a viewer was let go, unless it is the end or it was stalled on purpose."""
        if not self._tally.ended and not self._stalled:
            self._tally.lost += 1

    def _opened(self) -> None:
        if self._speech.handshake_exc is not None:
            raise self._speech.handshake_exc
        if self._stalled:
            self._transport.pause_reading()
        else:
            self._tally.connected += 1

    def _say(self) -> None:
        for part in self._speech.data_to_send():
            self._transport.write(part)


def percentile(values: list[int], share: float) -> float:
    """Return a percentile of values, 0 if there are none."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else 0


async def measure(given: argparse.Namespace, process: psutil.Process) -> int:
    """Open the viewers, let them settle, count for a while, and print; returns 1 if a bar broke."""
    tally, names = Tally(), [view_of(each) for each in given.scenes]
    idle_mb = process.memory_info().rss / 1e6
    loop = asyncio.get_running_loop()
    for number, name in enumerate(islice(cycle(names), given.viewers + given.stalled)):
        stalled = number < given.stalled
        screen = partial(Screen, given.port, name, tally, stalled=stalled)
        await loop.create_connection(screen, "127.0.0.1", given.port)
        if number % AT_ONCE == 0:
            await asyncio.sleep(0.1)
    while tally.connected + tally.lost < given.viewers:
        await asyncio.sleep(0.2)
    await asyncio.sleep(given.warm)
    while not await asyncio.to_thread(_is_live, given.port):  # connecting slowed the history down
        await asyncio.sleep(1.0)
    tally.counting = True
    before, own = process.cpu_times(), psutil.Process().cpu_times()
    memory = []
    for _ in range(max(1, round(given.seconds / LOOK_SECONDS))):
        await asyncio.sleep(LOOK_SECONDS)
        memory.append(process.memory_info().rss / 1e6)
    tally.counting, tally.ended = False, True
    cpu, tool = _spent(before, process.cpu_times()), _spent(own, psutil.Process().cpu_times())
    seconds = len(memory) * LOOK_SECONDS
    print(f"web process {cpu / seconds:.0%} of a core, load tool {tool / seconds:.0%}")
    print(f"web process's memory: {idle_mb:.0f} MB before the viewers, ", end="")
    print(f"{memory[0]:.0f} to {memory[-1]:.0f} MB with them, at most {max(memory):.0f}")
    faults = report(given, tally, seconds, len(names))
    if memory[-1] - memory[0] > GROWN_MB:
        faults.append("memory")
    print(f"faults: {', '.join(faults) or 'none'}")
    return 1 if faults else 0


def _spent(before: Any, after: Any) -> float:
    return float(after.user + after.system - before.user - before.system)


def report(given: argparse.Namespace, tally: Tally, seconds: float, views: int) -> list[str]:
    """Print what was seen; returns which bars broke."""
    print(
        f"{tally.connected} viewers ({tally.lost} lost) of {views} distinct views, "
        f"{given.stalled} stalled ones beside, demo at {given.pace:g} events a minute, "
        f"{seconds:.0f} s"
    )
    p95 = percentile(tally.lags, 0.95)
    print(
        f"delivery, drawn to received: p50 {statistics.median(tally.lags or [0]):.0f} ms, "
        f"p95 {p95:.0f} ms, max {max(tally.lags or [0])} ms ({len(tally.lags)} deltas; bar p95 "
        f"{DELIVERY_MS} ms)"
    )
    each = tally.wire / given.viewers / seconds * 60
    print(f"{each / 1000:.1f} kB per viewer and minute (bar {BYTES_A_MINUTE / 1000:.0f})")
    print(f"messages {tally.kinds}; {len(tally.packed)} packed deltas were made for all of them")
    found = {
        "delivery": p95 > DELIVERY_MS,
        "bytes": each > BYTES_A_MINUTE,
        "viewers lost": tally.lost > 0,
        "nothing was delivered": not tally.lags,
    }
    return [name for name, broken in found.items() if broken]


def main() -> int:
    """Run the product, measure, end it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=1_000)
    parser.add_argument("--stalled", type=int, default=30)
    parser.add_argument("--scenes", nargs="+", default=list(SCENES), choices=list(SCENES))
    parser.add_argument("--pace", type=float, default=12.0, help="the demo's events a minute")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--warm", type=float, default=75.0, help="seconds before counting")
    parser.add_argument("--port", type=int, default=7290)
    given = parser.parse_args()
    print(conditions("fastapi", "uvicorn", "websockets"))
    simulate = ["simulate", "--no-ingest", "--pace", str(given.pace)]
    with (
        fresh_site() as site,
        running(site, ["ingest"], ["serve"], simulate, port=given.port) as children,
    ):
        wait_for(lambda: _is_live(given.port), 300)
        return asyncio.run(measure(given, psutil.Process(children["serve"].pid)))


def _is_live(port: int) -> bool:
    """Return whether the demo's history is laid, and all of it applied."""
    try:
        told = httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).json()
    except (httpx.HTTPError, ValueError):
        return False
    heard = any(feed["heard_at"] for feed in told["feeds"].values())
    return bool(told["ok"] and heard and not told["catching_up"] and told["lag"] == 0)


if __name__ == "__main__":
    sys.exit(main())
