"""The command that ranks units by a composite score."""

import json
import sys
from typing import Annotated, Any

import typer
from rich.table import Table

from city.errors import BadRequest
from commands.opening import loaded_reader, opened
from commands.terminal import print_whole

LANGUAGES = ("zh", "en")


def scores(
    composite: Annotated[str, typer.Option(help="a key of [scores]; default: the first")] = "",
    window: Annotated[str, typer.Option(help="see figures; default: that of the stream")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    lang: Annotated[str, typer.Option(help="zh or en")] = "zh",
) -> None:
    """Rank units by a composite score, with their on-time shares raw and fair."""
    if lang not in LANGUAGES:
        raise BadRequest("lang", f"{lang!r} is none of {', '.join(LANGUAGES)}")
    with opened() as site:
        answer = loaded_reader(site).assess(composite, window, lang).describe(lang)
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        print_whole(_table(answer))


def _table(answer: dict[str, Any]) -> Table:
    table = Table(title=f"{answer['name']} [{answer['source']}]".replace("[", r"\["))
    for column in ("rank", "unit", "score", "grade", "in time", "raw", "fair", "90 %"):
        table.add_column(column)
    for unit in answer["units"]:
        table.add_row(*_cells(unit))
    return table


def _cells(unit: dict[str, Any]) -> list[str]:
    fair = unit["fair"] or {}
    score = unit["score"]
    shown = "-" if score is None or unit["small"] else f"{score:.1f}"
    grade = "" if unit["small"] else unit["grade"]
    told = f"{fair['in_time']}/{fair['settled']}" if fair else "-"
    low, high = _share(fair.get("low")), _share(fair.get("high"))
    rank = f"{'apart ' if unit['apart'] else ''}{unit['rank']}" if unit["rank"] else "-"
    name = unit["name"]
    span = f"{low}..{high}" if fair else "-"
    if unit["small"]:
        return [rank, name, shown, grade, told, "-", "-", "-"]
    return [rank, name, shown, grade, told, _share(fair.get("raw")), _share(fair.get("fair")), span]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
