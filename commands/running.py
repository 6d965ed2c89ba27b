"""Commands that run the product, or bring cases into it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from city.settings import ROOT
from commands.opening import loaded_reader, opened
from commands.terminal import (
    progress_bars,
    say,
)

if TYPE_CHECKING:
    pass

PACE = 12.0
"""Events a minute of the simulated city: one every five seconds can be watched."""
SCRIPT = ROOT / "app.py"
"""What child processes run."""


def serve() -> None:
    """Serve the pages and the API on CITY_HOST and CITY_PORT until stopped."""
    from city.store.recorder import Recorder
    from dashboard.devices.store import DeviceStore
    from dashboard.scenes import scenes_of
    from dashboard.serving import serve_pages
    from dashboard.web import Parts
    from ingest.bus.kafka import partition_of
    from ingest.lamps import feed_infos

    with opened() as site:
        screens = site.screens(partition_of, feed_infos(site.district.key))
        register = DeviceStore(site.settings.database_url, site.settings.state)
        recorder = Recorder(scenes_of(screens, site.district), site.minutes)
        site.mirror.start()
        recorder.start()
        try:
            parts = Parts(screens, register, site.floor, site.minutes)
            serve_pages(site.settings, site.district, parts)
        finally:
            recorder.close()
            site.mirror.close()


def ingest(
    translators: Annotated[int, typer.Option(min=0, max=64)] = 1,
    projectors: Annotated[int, typer.Option(min=0, max=64)] = 1,
    linkers: Annotated[int, typer.Option(min=0, max=2, help="0: no links are proposed")] = 1,
    auditors: Annotated[int, typer.Option(min=0, max=1, help="0: books are not compared")] = 1,
) -> None:
    """Run translators (feeds to case-events), projectors (to Redis), linker and auditor."""
    from ingest.crew import run_ingest

    with opened() as site:
        wanted = {
            "translator": translators,
            "projector": projectors,
            "linker": linkers if site.district.linking.on else 0,
            "auditor": auditors,
        }
        code = run_ingest(SCRIPT, site, wanted=wanted)
    raise typer.Exit(code)


def work(
    role: Annotated[str, typer.Argument(help="translator, projector, linker, auditor")],
) -> None:
    """Run one ingest worker in this process until stopped."""
    from ingest.roles import run_worker
    from ingest.worker import stop_on_signals

    stop = threading.Event()
    stop_on_signals(stop)
    with opened() as site:
        run_worker(site, role, stop)


def simulate(
    pace: Annotated[
        float, typer.Option(min=0, help="live events a minute; 0 stops after history")
    ] = PACE,
    seed: Annotated[int, typer.Option(help="same seed, same city")] = 1,
    ingest: Annotated[bool, typer.Option(help="run ingest workers too, if none is heard")] = True,
) -> None:
    """Lay down ten weeks of invented history through Kafka, then go on live; labelled 演示."""
    from ingest.crew import helping_ingest
    from ingest.progress import wait_applied
    from ingest.simulator import Simulator
    from ingest.worker import stop_on_signals

    stop = threading.Event()
    stop_on_signals(stop)
    with opened() as site, helping_ingest(SCRIPT, site, wanted=ingest, stop=stop):
        simulator = Simulator(site, seed=seed)
        with progress_bars() as bars:
            laid = simulator.lay_history(bars)
            wait_applied(site, progress=bars, stop=stop)
        say(f"history: {laid} messages laid down" if laid else "history was laid before; going on")
        desk = simulator.fact_desk(loaded_reader(site))
        simulator.tell_facts(desk)
        if pace > 0 and not stop.is_set():
            say(f"live: {pace:g} events a minute (--pace changes it)")
            site.mirror.load()
            rows = [row for row in site.mirror.table.rows if row is not None]
            simulator.go_on(rows, desk, pace=pace, stop=stop)
        simulator.close()


def replay(
    feed: Annotated[str, typer.Argument(help="a feed of the district, such as newyork")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    speed: Annotated[str, typer.Option(help="60 plays an hour in a minute; or max")] = "max",
    wait: Annotated[bool, typer.Option("--wait", help="return when all of it is applied")] = False,
) -> None:
    """Play a recording of real cases through Kafka in time order; the clock is the recording's."""
    from ingest.crew import helping_ingest
    from ingest.progress import wait_applied
    from ingest.replayer import replay_feed
    from ingest.worker import stop_on_signals

    stop = threading.Event()
    stop_on_signals(stop)
    with (
        opened() as site,
        helping_ingest(SCRIPT, site, wanted=wait, stop=stop),
        progress_bars() as bars,
    ):
        played = replay_feed(site, feed, file, speed=speed, progress=bars, stop=stop)
        applied = wait_applied(site, progress=bars, stop=stop) if wait else False
    how = "not waited for (--wait waits)"
    if wait:
        how = "all of it applied" if applied else "stopped before all of it was applied"
    say(f"{played.rows} rows, {played.sent} of {played.messages} messages sent, {how}")
    if wait and not applied:
        raise typer.Exit(1)


def rebuild() -> None:
    """Build the read model anew from case-events beside the old one, then turn pages to it."""
    from ingest.rebuilder import rebuild as build
    from ingest.worker import stop_on_signals

    stop = threading.Event()
    stop_on_signals(stop)
    with opened() as site, progress_bars() as bars:
        done = build(
            site, stop=stop, progress=lambda share: bars("rebuild", round(share * 100), 100)
        )
    say("rebuilt; pages have turned to it" if done else "stopped; the old read model stays")


def demo(
    pace: Annotated[
        float, typer.Option(min=0, help="live events a minute; 0: history only")
    ] = PACE,
    seed: Annotated[int, typer.Option(help="same seed, same city")] = 1,
) -> None:
    """Run the whole product on this machine with a simulated city; Ctrl-C stops all of it."""
    from ingest.crew import run_demo

    def announce(url: str) -> None:
        say(f"[bold]{url}[/]  (this machine only; Ctrl-C stops everything)")

    with opened() as site:
        arguments = ["--no-ingest", "--pace", str(pace), "--seed", str(seed)]
        code = run_demo(SCRIPT, site, arguments=arguments, announce=announce)
    raise typer.Exit(code)
