"""Command line and wiring: the only place that knows every part. Importing it does nothing."""

from __future__ import annotations

import json
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from city.errors import BadRequest, CityError, ConfigurationError
from city.settings import load_settings
from printing import console, print_account, print_figure, progress_bars, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from city.store.reader import Reader
    from city.store.site import Site

cli = typer.Typer(
    help="Baita Command: the live command centre of an urban district.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
SCRIPT = Path(__file__).resolve()
LANGUAGES = ("zh", "en")
PACE = 12.0
"""Events a minute of the simulated city: one every five seconds can be watched."""


@contextmanager
def opened() -> Iterator[Site]:
    """Give a command its district and its servers; embedded ones are started if need be."""
    from city.logs import start_logging
    from city.processes import end_with_parent
    from city.store.site import Site
    from ingest.servers import servers

    settings = load_settings()
    start_logging(settings.log_level, settings.log_format)
    end_with_parent()
    with servers(settings, say) as addresses:
        yield Site(settings, redis_url=addresses.redis_url, kafka_servers=addresses.kafka_servers)


def loaded_reader(site: Site) -> Reader:
    """Return a reader over the read model as it is now."""
    from ingest.bus.kafka import partition_of

    site.mirror.load()
    return site.reader(partition_of)


@cli.command()
def check(district: Annotated[str, typer.Argument(help="default: CITY_DISTRICT")] = "") -> None:
    """Validate a district's configuration; names file, row and cause of every error at once."""
    from city.clock import system_now
    from city.district import check_district, doubtful, load_district
    from city.notices import missing_notices
    from ingest.feeds import check_feeds
    from ingest.table_feeds import check_tables

    name = district or load_settings().district
    problems = check_district(name, extra_checks=[check_feeds, check_tables])
    if problems:
        raise ConfigurationError(problems)
    for warning in missing_notices(load_district(name), system_now()):
        say(f"warning: {warning}")
    for doubt in doubtful(name):
        say(f"warning: {doubt}")
    say(f"{name}: no errors")


@cli.command()
def policies(
    act: Annotated[str, typer.Argument(help="seal")],
    district: Annotated[str, typer.Argument(help="default: CITY_DISTRICT")] = "",
) -> None:
    """Seal what policies in force say now: from then on `check` refuses to have it edited."""
    from city.clock import system_now
    from city.district import DISTRICTS, load_district
    from city.policy_lock import FILE, lock_lines

    if act != "seal":
        raise BadRequest("act", f"{act!r} is not `seal`")
    name = district or load_settings().district
    limits = load_district(name).limits  # refuses a folder in which a sealed entry was edited
    lines = lock_lines(limits.policies, limits.entries(), system_now())
    (DISTRICTS / name / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    say(f"{name}/{FILE}: {len(lines)} entries sealed")


@cli.command()
def serve() -> None:
    """Serve the pages and the API on CITY_HOST and CITY_PORT until stopped."""
    from dashboard.serving import serve_pages
    from ingest.bus.kafka import partition_of
    from ingest.lamps import feed_infos

    with opened() as site:
        screens = site.screens(partition_of, feed_infos(site.district.key))
        site.mirror.start()
        try:
            serve_pages(site.settings, site.district, screens)
        finally:
            site.mirror.close()


@cli.command()
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


@cli.command(hidden=True)
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


@cli.command()
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


@cli.command()
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


@cli.command()
def figures(
    stream: Annotated[str, typer.Option(help="city or hotline; default: the first one")] = "",
    window: Annotated[
        str,
        typer.Option(help="today, month, quarter, year, last-30-days, last-90-days, FROM..TO"),
    ] = "last-30-days",
    by: Annotated[str, typer.Option(help="street, community, department, class, channel")] = (
        "department"
    ),
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    lang: Annotated[str, typer.Option(help="zh or en")] = "zh",
    figure: Annotated[
        str, typer.Option(help="a figure of the registry, such as closing_rate")
    ] = "",
) -> None:
    """Count cases of a window by a dimension; the sums always add up."""
    from city.figures import Ask

    with opened() as site:
        known = [each.key for each in site.district.streams]
        if stream and stream not in known:
            raise BadRequest("stream", f"{stream!r} is none of {', '.join(known)}")
        if lang not in LANGUAGES:
            raise BadRequest("lang", f"{lang!r} is none of {', '.join(LANGUAGES)}")
        reader, stream = loaded_reader(site), stream or known[0]
        if figure:
            ask = Ask(figure, stream, window, by, compare=True)
            answer = reader.measure([ask], lang)[ask].describe(lang)
        else:
            answer = reader.figures(stream, window, by, lang).describe()
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        (print_figure if figure else print_account)(answer)


@cli.command()
def definitions(
    markdown: Annotated[bool, typer.Option("--markdown", help="print docs/figures.md")] = False,
    lang: Annotated[str, typer.Option(help="zh or en")] = "zh",
) -> None:
    """Print the registry: every figure with its formula, window rule, source and caveat."""
    from city.registry.page import markdown_page, text_page

    if lang not in LANGUAGES:
        raise BadRequest("lang", f"{lang!r} is none of {', '.join(LANGUAGES)}")
    sys.stdout.write(markdown_page() if markdown else text_page(lang))


@cli.command()
def explain(case: Annotated[str, typer.Argument(help="a case id")], lang: str = "zh") -> None:
    """Say why a case is due when it is."""
    from city.history import Explainer

    with opened() as site:
        timeline = loaded_reader(site).timeline(case)
        explainer = Explainer(site.district.limits)
        for line in explainer.explain_case(timeline, lang):
            sys.stdout.write(line + "\n")
        for steps in explainer.explain_steps(timeline.case, lang).values():
            sys.stdout.write("\n" + "\n".join(steps) + "\n")


@cli.command()
def reconcile(
    day: Annotated[str, typer.Option(help="one local day, 2026-11-24")] = "",
    window: Annotated[str, typer.Option(help="see figures; days that are over")] = "last-30-days",
    stream: Annotated[str, typer.Option(help="default: the first one")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Compare the platform's totals with ours, case by case; exit 1 if a day differs."""
    from city.reconcile import lines_of
    from dashboard.api.boards import describe_reconciliation
    from ingest.bus.kafka import partition_of

    with opened() as site:
        screens = site.screens(partition_of, ())
        site.mirror.load()
        summary, days = screens.reconciliation(stream, f"{day}..{day}" if day else window)
    if as_json:
        answer = describe_reconciliation(summary, days)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(lines_of(summary, days)) + "\n")
    if summary.differ:
        raise typer.Exit(1)


@cli.command()
def audit(
    confirm: Annotated[
        bool, typer.Option("--confirm", help="a difference on the wall is known; take it off")
    ] = False,
) -> None:
    """Recount every cell and figure from the stored timelines; exit 1 if anything differs."""
    from city.store.audit import audit as recount

    with opened() as site:
        if confirm:
            _confirm_audit(site)
            return
        model = site.control.model()
        district = site.district
        found = recount(site.redis, site.settings.prefix, rules=district.limits, days=district.days)
        for difference in found:
            console.print(str(difference))
        say(f"{model.partitions if model else 0} shards recounted, {len(found)} differences")
    if found:
        raise typer.Exit(1)


def _confirm_audit(site: Site) -> None:
    report = site.control.confirm_audit()
    if report is None or report.agrees:
        say("no difference waits to be confirmed")
        return
    for difference in report.differences:
        say(difference)
    say("confirmed: the wall says 账实相符 again from the next comparison that finds nothing")


@cli.command()
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


@cli.command()
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


def main() -> int:
    """Run the command line; a known error is one sentence and exit code 2, never a traceback."""
    try:
        code = cli(standalone_mode=False)
    except CityError as error:
        return _refused(str(error))
    except typer.Exit as ended:
        return int(ended.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except typer.TyperException as error:  # a mistake on the command line
        # without any argument the help is printed, and the mistake has no words
        return _refused(error.format_message()) if error.format_message() else 2
    return code if isinstance(code, int) else 0


def _refused(why: str) -> int:
    console.print(f"error: {why}", style="bold red", markup=False, soft_wrap=True)
    return 2


if __name__ == "__main__":
    sys.exit(main())
