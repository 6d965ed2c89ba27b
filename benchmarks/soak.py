"""
Watch one page and its server for an hour at ten updates a second: neither may grow.

Starts the tests' stage and one Chromium. Every half minute it notes the page's heap after a
collection, its DOM nodes and listeners, and the server's memory; prints the slopes after the first
tenth, and writes a graph.

    python -m benchmarks.soak --minutes 60 --rate 10 --out docs/images/soak.svg
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import linear_regression
from typing import Any

import psutil
from msgspec import Struct
from playwright.sync_api import CDPSession, sync_playwright

from benchmarks.conditions import conditions
from city.settings import ROOT

STAGE = ROOT / "tests/browser/stage.py"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu"]
EVERY_SECONDS = 30.0
WARM_SHARE = 0.1
HEAP_MB_PER_HOUR = 1.0
SERVER_MB_PER_HOUR = 5.0
FLAT_SHARE = 0.02
"""Nodes and listeners may differ by so much between the beginning and the end."""


class Sample(Struct, frozen=True):
    """One look: minutes since the start, MB of heap and of the server, nodes and listeners."""

    minutes: float
    heap_mb: float
    nodes: int
    listeners: int
    server_mb: float


def main() -> int:
    """Run the soak; returns 1 if anything grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--points", type=int, default=500)
    parser.add_argument("--port", type=int, default=7291)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/images/soak.svg")
    given = parser.parse_args()
    print(conditions("dash", "playwright"))
    command = [sys.executable, str(STAGE), "--port", str(given.port)]
    command += ["--points", str(given.points), "--auto", str(given.rate)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        samples, errors = watch(given, psutil.Process(server.pid))
    finally:
        server.terminate()
        server.wait(15)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(graph(samples), encoding="utf-8")
    return report(samples, errors)


def watch(given: argparse.Namespace, server: psutil.Process) -> tuple[list[Sample], list[str]]:
    """Return the samples, and what the page complained of."""
    samples: list[Sample] = []
    errors: list[str] = []
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.wait_for_timeout(4_000)  # the stage starts
        page.goto(f"http://127.0.0.1:{given.port}/")
        page.wait_for_selector("#panel-count-0")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        began = time.monotonic()
        while (minutes := (time.monotonic() - began) / 60) <= given.minutes:
            samples.append(look(session, server, minutes))
            print(samples[-1], flush=True)
            page.wait_for_timeout(EVERY_SECONDS * 1_000)
        if page.evaluate("live.opens") != 1:
            errors.append("the page had to connect again")
        browser.close()
    return samples, errors


def look(session: CDPSession, server: psutil.Process, minutes: float) -> Sample:
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
    )


def report(samples: list[Sample], errors: list[str]) -> int:
    """Print the slopes after warm-up; returns 1 if any is over its bar."""
    kept = samples[round(len(samples) * WARM_SHARE) :]
    faults = list(errors)
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
        if abs(last - first) > FLAT_SHARE * first:
            faults.append(name)
    print(f"faults: {', '.join(faults) or 'none'}")
    return 1 if faults else 0


def graph(samples: list[Sample]) -> str:
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
    foot = f'<text x="60" y="495">{samples[-1].minutes:.0f} minutes</text>'
    body = "".join(lines)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 505">'
        f"<style>{style}</style>{body}{foot}</svg>\n"
    )


if __name__ == "__main__":
    sys.exit(main())
