"""
From an event in Kafka to the counter's pixel, in real Chromium, with 10,000 open cases.

Every new case raises the wall's number of received cases by one. A MutationObserver notes when the
page showed each number; the lag is from the message's hand-over to Kafka to that moment.
"""

import argparse
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.conditions import conditions
from benchmarks.place import fresh_site, running, wait_for
from city import events as ev
from city.clock import HOUR, Instant, system_now, to_datetime
from city.store.site import Site
from ingest.bus.kafka import Producer, partition_of

OPEN_CASES = 10_000
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
WATCH = """() => {
  window.seen = [];
  const counter = document.getElementById('wall-received');
  const note = () => {
    const text = counter.querySelector('b').textContent.replace(/[^0-9]/g, '');
    requestAnimationFrame(() => window.seen.push([Number(text), Date.now()]));
  };
  new MutationObserver(note).observe(counter,
    {subtree: true, childList: true, characterData: true});
}"""


def main() -> None:
    """Measure at each rate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--port", type=int, default=8059)
    arguments = parser.parse_args()
    print(conditions("dash", "kafka-python", "playwright"))
    with fresh_site() as site:
        producer = Producer(site.kafka_servers, linger_ms=0)
        received = fill(site, producer)
        commands = (["work", "projector"], ["serve"])
        with running(site, *commands, port=arguments.port), sync_playwright() as tool:
            wait_for(lambda: _applied(site) >= received, 120)
            binary = next((path for path in BROWSERS if Path(path).exists()), None)
            browser = tool.chromium.launch(executable_path=binary, args=FLAGS)
            page = browser.new_page(viewport={"width": 1920, "height": 1080})
            page.goto(f"http://127.0.0.1:{arguments.port}/?rotate=off")
            page.wait_for_selector("#wall-received")
            wait_for(lambda: _shown(page) == received, 60)
            for rate in arguments.rates:
                line, received = measure(
                    site, producer, page, rate=rate, seconds=arguments.seconds, received=received
                )
                print(line)
            browser.close()


def fill(site: Site, producer: Producer) -> int:
    """Lay 10,000 open cases into the log; returns how many."""
    classes, departments = list(site.district.classes), list(site.district.departments)
    classes = [key for key in classes if not key.startswith("H")]
    now = system_now()
    for number in range(OPEN_CASES):
        at = now - (number % 600) * HOUR
        case = f"city:bench-{number}"
        _send(site, producer, _received(case, at, classes[number % len(classes)], number))
        sent = ev.Sent(department=departments[number % len(departments)])
        _send(
            site,
            producer,
            ev.CaseDispatched(
                id=f"{case}-2", case=case, time=to_datetime(at + HOUR), source="bench", data=sent
            ),
        )
    producer.flush()
    return OPEN_CASES


def measure(
    site: Site, producer: Producer, page: Page, *, rate: int, seconds: int, received: int
) -> tuple[str, int]:
    """Send so many events a second; one in four is a new case, whose lag is measured."""
    page.evaluate(WATCH)
    sent_at: dict[int, Instant] = {}
    started = time.perf_counter()
    for number in range(rate * seconds):
        while time.perf_counter() - started < number / rate:
            page.wait_for_timeout(max(0.0, (number / rate - time.perf_counter() + started) * 1000))
        now = system_now()
        if number % 4 == 0:
            received += 1
            sent_at[received] = now
            case = f"city:new-{rate}-{number}"
            _send(site, producer, _received(case, now, "E0406", number))
        else:
            case = f"city:bench-{number % OPEN_CASES}"
            note = ev.CaseUrged(
                id=f"urge-{rate}-{number}-{now}",
                case=case,
                time=to_datetime(now),
                source="bench",
                data=ev.Note(),
            )
            _send(site, producer, note)
    producer.flush()
    wait_for(lambda: _shown(page) == received, 30)
    lags = _lags(page.evaluate("window.seen"), sent_at)
    cuts = quantiles(lags, n=100)
    return (
        f"{rate:>4} events/s: event to pixel p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, "
        f"p99 {cuts[98]:.0f} ms over {len(lags)} new cases (bar p95 250 ms)"
    ), received


def _lags(seen: list[tuple[int, int]], sent_at: dict[int, Instant]) -> list[float]:
    """Return for each new case the time until a number that includes it was shown, ms."""
    lags, shown = [], iter(seen)
    number, at = next(shown)
    for received, sent in sorted(sent_at.items()):
        while number < received:
            number, at = next(shown)
        lags.append(float(at - sent))
    return lags


def _received(case: str, at: Instant, class_key: str, number: int) -> ev.CaseReceived:
    place = ev.Place(
        street=f"21100201{6 + number % 4}",
        lon=123.14 + number % 97 * 0.0006,
        lat=41.25 + number % 89 * 0.0006,
        position="exact",
    )
    data = ev.Received(stream="city", channel="collector", class_=class_key, place=place)
    return ev.CaseReceived(
        id=f"{case}-1", case=case, time=to_datetime(at), source="bench", data=data
    )


def _send(site: Site, producer: Producer, event: ev.CaseEvent) -> None:
    topic = site.settings.topic("case-events")
    partition = partition_of(event.case, site.settings.partitions)
    producer.send(topic, ev.encode_event(event), key=event.case, partition=partition)


def _applied(site: Site) -> int:
    site.mirror.load()
    return len(site.mirror.table)


def _shown(page: Page) -> int:
    text: Any = page.evaluate("document.querySelector('#wall-received b').textContent")
    digits = "".join(each for each in str(text) if each.isdigit())
    return int(digits or 0)


if __name__ == "__main__":
    main()
