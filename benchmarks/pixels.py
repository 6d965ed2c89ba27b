"""
From an event in Kafka to the counter's pixel, in real Chromium, with 10,000 open cases.

Every new case raises the wall's number of received cases by one. A MutationObserver notes when the
page showed each number; the lag is from the message's hand-over to Kafka to that moment.
"""

import argparse
import threading
import time
from statistics import quantiles

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.browser import FLAGS, chromium
from benchmarks.cases import Cases, number_at, open_wall
from benchmarks.conditions import conditions
from benchmarks.place import fresh_site, running, wait_for
from city.clock import Instant, system_now

OPEN_CASES = 10_000
SETTLING_MS = 3_000
RECEIVED_SHARE = 4
"""One in so many events is a new case; the others urge one that is open."""
PAINTED = """() => document.querySelector('.wall .account b') &&
  performance.getEntriesByName('first-contentful-paint').map((each) => each.startTime)[0]"""
"""When a text was painted first, ms after the page was asked for; no other text comes before."""
WATCH = """() => {
  window.seen = [];
  let last = '';
  const note = () => {
    const counter = document.querySelector('#wall-received b');
    if (!counter || counter.textContent === last) return;
    last = counter.textContent;
    const number = Number(last.replace(/[^0-9]/g, ''));
    requestAnimationFrame(() => window.seen.push([number, Date.now()]));
  };
  new MutationObserver(note).observe(document.body,
    {subtree: true, childList: true, characterData: true});
}"""


def main() -> None:
    """Measure first paints, then each rate, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--open", type=int, default=OPEN_CASES)
    parser.add_argument("--port", type=int, default=8059)
    given = parser.parse_args()
    print(conditions("dash", "kafka-python", "playwright"))
    with fresh_site() as site:
        cases = Cases(site)
        cases.fill(given.open)
        with (
            running(site, ["work", "projector"], ["serve"], port=given.port),
            sync_playwright() as tool,
        ):
            cases.wait_until_applied()
            browser = tool.chromium.launch(executable_path=chromium(), args=FLAGS)
            print(first_paints(browser, given.port))
            page = browser.new_page(viewport={"width": 1920, "height": 1080})
            open_wall(page, given.port)
            wait_for(lambda: number_at(page, "received") == given.open, 60)
            page.evaluate(WATCH)
            for rate in given.rates:
                print(measure(cases, page, rate=rate, seconds=given.seconds), flush=True)
            browser.close()


def first_paints(browser: Browser, port: int) -> str:
    """Return how long the wall takes to be seen: with nothing cached, and a second time."""
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        page = context.new_page()
        open_wall(page, port)  # the web process's own first page is a matter of its start
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        page = context.new_page()
        cold, cold_live = _painted(page, port)
        page.wait_for_selector(
            ".hours__graph .js-line", state="attached"
        )  # the page that is left is no longer busy
        wait_for(lambda: page.evaluate("live.fulls > 0 && !live.isStale"), 60)
        page.wait_for_timeout(SETTLING_MS)
        warm, warm_live = _painted(page, port)
    return (
        f"wall seen with its figures: {cold:.0f} ms cold (bar 3,000), {warm:.0f} warm (1,000); "
        f"live: {cold_live:.0f} cold, {warm_live:.0f} warm"
    )


def _painted(page: Page, port: int) -> tuple[float, float]:
    """Return the ms until the wall's figures are painted, and until it is live."""
    began = time.monotonic()
    page.goto(f"http://127.0.0.1:{port}/?rotate=off", wait_until="commit")
    page.wait_for_selector(".wall .account b")
    wait_for(lambda: page.evaluate(PAINTED), 60)
    painted = float(page.evaluate(PAINTED))
    page.wait_for_selector("#wall-received b")
    wait_for(lambda: page.evaluate("window.live && live.fulls > 0 && !live.isStale"), 60)
    return painted, (time.monotonic() - began) * 1_000


def measure(cases: Cases, page: Page, *, rate: int, seconds: int) -> str:
    """Send so many events a second; one in four is a new case, whose lag is measured."""
    page.evaluate("window.seen = []")
    pause = threading.Event()  # never set; the page's own timer would be a process more
    sent_at: dict[int, Instant] = {}
    received, started = number_at(page, "received"), time.perf_counter()
    for number in range(rate * seconds):
        while (left := number / rate - (time.perf_counter() - started)) > 0:
            pause.wait(left)
        if number % RECEIVED_SHARE == 0:
            received += 1
            sent_at[received] = system_now()
            cases.receive(sent=False)
        else:
            cases.urge(number)
    cases.flush()
    wait_for(
        lambda: page.evaluate("window.seen.slice(-1).map(([number]) => number)[0]") == received, 60
    )
    lags = lags_of(page.evaluate("window.seen"), sent_at)
    cuts = quantiles(lags, n=100)
    return (
        f"{rate:>4} events/s: event to pixel p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, "
        f"p99 {cuts[98]:.0f} ms over {len(lags)} new cases (bar p95 250 ms)"
    )


def lags_of(seen: list[tuple[int, int]], sent_at: dict[int, Instant]) -> list[float]:
    """Return for each new case the time until a number that includes it was shown, ms."""
    lags, shown = [], iter(seen)
    number, at = next(shown)
    for received, sent in sorted(sent_at.items()):
        while number < received:
            number, at = next(shown)
        lags.append(float(at - sent))
    return lags


if __name__ == "__main__":
    main()
