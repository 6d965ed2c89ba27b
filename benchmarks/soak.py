"""
Watch the wall and its web process for an hour at ten updates a second: neither may grow.

Runs the product on a namespace of its own, keeps the number of open cases as it is (one comes in,
the oldest is closed), and opens the wall in one Chromium. Every half minute it notes the page's
heap after a collection, its DOM nodes and listeners, and the web process's memory; prints the
slopes after the first tenth, writes a graph, and beside it the samples.

    python -m benchmarks.soak --minutes 60 --rate 10 --out docs/images/soak.svg
"""

import argparse
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import linear_regression
from typing import Any

import msgspec
import psutil
from msgspec import Struct
from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.browser import FLAGS, chromium
from benchmarks.cases import Cases, number_at, open_wall
from benchmarks.conditions import conditions
from benchmarks.place import fresh_site, running
from city.processes import Child
from city.settings import ROOT

EVERY_SECONDS = 30.0
WARM_SHARE = 0.1
HEAP_MB_PER_HOUR = 1.0
SERVER_MB_PER_HOUR = 5.0
FLAT_SHARE = 0.02
"""Nodes and listeners may be so much more at the end than at the beginning."""
TURNED_OVER = 3
"""
How often every open case is closed and another one received before the clock starts: until then
the tables of figures win rows, class by class and department by department.
"""
RATE_SHARE = 0.9
"""So much of the wanted updates has to reach the page, or the run says nothing of them."""


class Sample(Struct, frozen=True):
    """
    One look: minutes since the start, MB of heap and of the web process, nodes and listeners.

    `updates` is how many messages of the channel the page has had by then, and `received` what the
    wall counts.
    """

    minutes: float
    heap_mb: float
    nodes: int
    listeners: int
    server_mb: float
    updates: int
    received: int


def main() -> int:
    """Run the soak; returns 1 if anything grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=10.0, help="events a second")
    parser.add_argument("--open", type=int, default=2_000, help="open cases")
    parser.add_argument("--port", type=int, default=7291)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/images/soak.svg")
    given = parser.parse_args()
    said = conditions("dash", "playwright")
    print(said)
    with fresh_site() as site:
        cases = Cases(site)
        cases.fill(given.open)
        cases.turn_over(TURNED_OVER * given.open)
        with running(site, ["work", "projector"], ["serve"], port=given.port) as children:
            cases.wait_until_applied()
            samples, errors = watch(given, cases, children["serve"])
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(graph(samples, said), encoding="utf-8")
    given.out.with_suffix(".json").write_bytes(msgspec.json.encode(samples))
    return report(given, samples, errors)


def watch(given: argparse.Namespace, cases: Cases, web: Child) -> tuple[list[Sample], list[str]]:
    """Return the samples, and what the page complained of."""
    samples: list[Sample] = []
    errors: list[str] = []
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        open_wall(page, given.port)
        page.on("pageerror", lambda error: errors.append(str(error)))
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        before: list[int] = page.evaluate("[live.opens, live.missed]")
        began = time.monotonic()
        with flowing(cases, given.rate):
            while (minutes := (time.monotonic() - began) / 60) <= given.minutes:
                samples.append(look(page, session, psutil.Process(web.pid), minutes))
                print(samples[-1], flush=True)
                page.wait_for_timeout(EVERY_SECONDS * 1_000)
        if page.evaluate("[live.opens, live.missed]") != before:
            errors.append("the page had to connect again, or missed something")
        browser.close()
    return samples, errors


@contextmanager
def flowing(cases: Cases, rate: float) -> Iterator[None]:
    """Let cases come in and be closed by turns meanwhile, so many of either a second."""
    ended = threading.Event()

    def flow() -> None:
        began, number = time.monotonic(), 0
        while not ended.wait(max(0.0, began + number / rate - time.monotonic())):
            number += 1
            if number % 2:
                cases.receive()
            else:
                cases.close_oldest()

    thread = threading.Thread(target=flow, name="cases", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        cases.flush()


def look(page: Page, session: CDPSession, server: psutil.Process, minutes: float) -> Sample:
    """Return what there is now, after a collection of what nobody needs."""
    session.send("HeapProfiler.collectGarbage")
    told: Any = session.send("Performance.getMetrics")
    found = {each["name"]: each["value"] for each in told["metrics"]}
    return Sample(
        round(minutes, 2),
        round(found["JSHeapUsedSize"] / 1e6, 2),
        int(found["Nodes"]),
        int(found["JSEventListeners"]),
        round(server.memory_info().rss / 1e6, 1),
        page.evaluate("live.messages"),
        number_at(page, "received"),
    )


def report(given: argparse.Namespace, samples: list[Sample], errors: list[str]) -> int:
    """Print the slopes after warm-up; returns 1 if any is over its bar."""
    kept = samples[round(len(samples) * WARM_SHARE) :]
    faults = list(errors)
    minutes = kept[-1].minutes - kept[0].minutes
    rate = (kept[-1].updates - kept[0].updates) / minutes / 60
    print(f"{samples[-1].minutes:.1f} minutes, {given.open} open cases, ", end="")
    print(f"{rate:.1f} updates a second of {given.rate:g} events")
    if rate < RATE_SHARE * given.rate:
        faults.append("too few updates")
    for name, bar in (("heap_mb", HEAP_MB_PER_HOUR), ("server_mb", SERVER_MB_PER_HOUR)):
        slope = (
            60
            * linear_regression(
                [each.minutes for each in kept], [getattr(each, name) for each in kept]
            ).slope
        )
        print(f"{name}: {getattr(kept[0], name)} to {getattr(kept[-1], name)}, ", end="")
        print(f"slope {slope:+.2f} MB/h (bar {bar})")
        if slope > bar:
            faults.append(name)
    for name in ("nodes", "listeners"):
        first, last = getattr(kept[0], name), getattr(kept[-1], name)
        print(f"{name}: {first} to {last}")
        if last - first > FLAT_SHARE * first:
            faults.append(name)
    print(f"faults: {', '.join(faults) or 'none'}")
    return 1 if faults else 0


def graph(samples: list[Sample], said: str) -> str:
    """Return the four curves as a picture, each to its own scale from nought."""
    lines = []
    for n, name in enumerate(("heap_mb", "server_mb", "nodes", "listeners")):
        values = [getattr(each, name) for each in samples]
        top = max(values) or 1
        span = samples[-1].minutes or 1
        points = " ".join(
            f"{60 + 700 * each.minutes / span:.1f},{110 + 120 * n - 80 * value / top:.1f}"
            for each, value in zip(samples, values, strict=True)
        )
        lines.append(f'<line x1="60" x2="760" y1="{110 + 120 * n}" y2="{110 + 120 * n}"/>')
        lines.append(f'<polyline points="{points}"/>')
        words = f"{name.replace('_', ' ')}: {values[0]} to {values[-1]}, at most {top}"
        lines.append(f'<text x="60" y="{22 + 120 * n}">{words}</text>')
    style = (
        "text{font:14px sans-serif;fill:#333}line{stroke:#999}"
        "polyline{fill:none;stroke:#1D5E8B;stroke-width:2}"
    )
    foot = f'<text x="60" y="495">{samples[-1].minutes:.0f} minutes; {said}</text>'
    body = "".join(lines)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 505">'
        f"<style>{style}</style>{body}{foot}</svg>\n"
    )


if __name__ == "__main__":
    sys.exit(main())
