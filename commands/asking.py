"""Commands that ask the read model: figures, definitions, deadlines, and whether books agree."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from city.errors import BadRequest
from commands.opening import loaded_reader, opened
from commands.terminal import (
    console,
    figures_table,
    measured_table,
    print_whole,
    say,
)

if TYPE_CHECKING:
    from city.store.site import Site

LANGUAGES = ("zh", "en")


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
        _check_language(lang)
        reader, stream = loaded_reader(site), stream or known[0]
        if figure:
            ask = Ask(figure, stream, window, by, compare=True)
            answer = reader.measure([ask], lang)[ask].describe(lang)
        else:
            answer = reader.figures(stream, window, by, lang).describe()
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        print_whole(measured_table(answer) if figure else figures_table(answer))


def definitions(
    markdown: Annotated[bool, typer.Option("--markdown", help="print docs/figures.md")] = False,
    lang: Annotated[str, typer.Option(help="zh or en")] = "zh",
) -> None:
    """Print the registry: every figure with its formula, window rule, source and caveat."""
    from city.registry.page import markdown_page, text_page

    _check_language(lang)
    sys.stdout.write(markdown_page() if markdown else text_page(lang))


def explain(case: Annotated[str, typer.Argument(help="a case id")], lang: str = "zh") -> None:
    """Say why a case is due when it is."""
    from city.history import Explainer

    _check_language(lang)
    with opened() as site:
        timeline = loaded_reader(site).timeline(case)
        explainer = Explainer(site.district.limits)
        for line in explainer.explain_case(timeline, lang):
            sys.stdout.write(line + "\n")
        for steps in explainer.explain_steps(timeline.case, lang).values():
            sys.stdout.write("\n" + "\n".join(steps) + "\n")


def _check_language(lang: str) -> None:
    if lang not in LANGUAGES:
        raise BadRequest("lang", f"{lang!r} is none of {', '.join(LANGUAGES)}")


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
