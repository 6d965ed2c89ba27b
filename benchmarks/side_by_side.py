"""
The live channel beside the usual way, in one run on one machine: latency, bytes, processor time.

The usual way is a Dash app of the same layouts over the same snapshot whose `dcc.Interval` asks for
the whole page once a second. Both are opened in one real Chromium, one after the other, while the
same cases come in; each new case moves the wall's number of received cases.

    python -m benchmarks.side_by_side --seconds 30 --rate 5 --open 2000
"""

import argparse
import os
import subprocess
import sys
import time
from statistics import median
from typing import Any

import psutil
from msgspec import Struct
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.browser import FLAGS, chromium
from benchmarks.cases import Cases, number_at
from benchmarks.conditions import conditions
from benchmarks.pixels import WATCH, lags_of
from benchmarks.place import environment, fresh_site, running, wait_for
from city.clock import Instant, system_now
from city.settings import ROOT
from city.store.site import Site

POLLING = "polling"
LIVE = "live channel"


class Result(Struct, frozen=True):
    """What one way cost: latencies in ms, kB a minute on the wire, shares of a core."""

    way: str
    lags: list[float]
    kilobytes: float
    server: float
    browser: float

    def line(self) -> str:
        """Return one line of the comparison."""
        ordered = sorted(self.lags)
        p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        return (
            f"{self.way:>14}: event to pixel p50 {median(ordered):.0f} ms, p95 {p95:.0f} ms "
            f"({len(ordered)} cases), {self.kilobytes:.0f} kB a minute, web process "
            f"{self.server:.0%} of a core, browser {self.browser:.0%}"
        )


def main() -> None:
    """Measure both ways and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=5.0, help="new cases a second")
    parser.add_argument("--open", type=int, default=2_000, help="open cases at the beginning")
    parser.add_argument("--port", type=int, default=8063)
    parser.add_argument("--poll", action="store_true", help="be the polling app; used by itself")
    given = parser.parse_args()
    if given.poll:
        from benchmarks.polling import serve

        serve(given.port)
        return
    print(conditions("dash", "playwright"))
    with fresh_site() as site, sync_playwright() as tool:
        cases = Cases(site)
        cases.fill(given.open)
        browser = tool.chromium.launch(executable_path=chromium(), args=FLAGS)
        with running(site, ["work", "projector"], port=given.port):
            cases.wait_until_applied()
            with running(site, ["serve"], port=given.port) as children:
                print(measure(LIVE, given, cases, browser, children["serve"].pid).line())
            polling = _polling(site, given.port)
            try:
                print(measure(POLLING, given, cases, browser, polling.pid).line())
            finally:
                polling.terminate()
                polling.wait(15)
        browser.close()


def _polling(site: Site, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "benchmarks.side_by_side", "--poll", "--port", str(port)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment(site, port)})


def measure(
    way: str, given: argparse.Namespace, cases: Cases, browser: Browser, pid: int
) -> Result:
    """Open the page, let cases come in for a while, and return what it took."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    wait_for(lambda: _opens(page, f"http://127.0.0.1:{given.port}/?rotate=off"), 120)
    expected = len(cases.open)
    wait_for(lambda: number_at(page, "received") == expected, 60)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    wire = _counted(session)
    page.evaluate(WATCH)
    web, own = psutil.Process(pid), _family(psutil.Process())
    before, before_browser = _spent([web]), _spent(own)
    sent: dict[int, Instant] = {}
    began = time.monotonic()
    while (left := given.seconds - (time.monotonic() - began)) > 0:
        expected += 1
        sent[expected] = system_now()
        cases.receive()
        page.wait_for_timeout(min(1 / given.rate, left) * 1_000)
    cases.flush()
    wait_for(lambda: number_at(page, "received") == expected, 30)
    took = time.monotonic() - began
    result = Result(
        way,
        lags_of(page.evaluate("window.seen"), sent),
        sum(wire) / 1_000 / took * 60,
        (_spent([web]) - before) / took,
        (_spent(own) - before_browser) / took,
    )
    page.close()
    return result


def _opens(page: Page, address: str) -> bool:
    from playwright.sync_api import Error

    try:
        page.goto(address)
        page.wait_for_selector("#wall-received b", timeout=10_000)
    except Error:
        return False
    return True


def _counted(session: CDPSession) -> list[float]:
    """Return a list that grows by the bytes of every answer and every frame that arrives."""
    wire: list[float] = []
    session.on("Network.loadingFinished", lambda told: wire.append(told["encodedDataLength"]))
    session.on("Network.webSocketFrameReceived", lambda told: wire.append(_length(told)))
    return wire


def _length(told: Any) -> float:
    payload = told["response"]["payloadData"]
    # a binary frame is told in base64
    return len(payload) * 0.75 if told["response"]["opcode"] == 2 else len(payload.encode())


def _family(parent: psutil.Process) -> list[psutil.Process]:
    """Return the browser's processes: the children of ours that are called so."""
    return [each for each in parent.children(recursive=True) if "chrom" in each.name()]


def _spent(processes: list[psutil.Process]) -> float:
    total = 0.0
    for each in processes:
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:  # one of the browser's own that has ended
            continue
        total += times.user + times.system
    return total


if __name__ == "__main__":
    main()
