"""What a person at the terminal sees: words, progress and tables."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn
from rich.table import Table

console = Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """Tell the person at the terminal what is going on."""
    console.print(text, soft_wrap=True)


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that shows how far a named task is: (name, done, total)."""
    words = {
        "replay": "replaying",
        "apply": "applying",
        "history": "laying down history",
        "rebuild": "rebuilding (percent)",
    }
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as shown:
        tasks: dict[str, Any] = {}

        def tell(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = shown.add_task(words.get(name, name), total=total)
            shown.update(tasks[name], completed=done, total=total)

        yield tell


def figures_table(answer: dict[str, Any]) -> Table:
    """Return an account as a table: a row for each key, and the total."""
    window = answer["window"]
    title = (
        f"{answer['district']} · {answer['stream']} · {window['from']} – {window['to']} "
        f"({window['rule']}) · {answer['as_of']} · carried over {answer['carried_over']}"
    )
    counts = list(answer["total"])
    table = Table("key", "name", *(count.replace("_", "\n") for count in counts), title=title)
    for row in answer["rows"]:
        table.add_row(row["key"] or "-", row["name"], *(str(row[count]) for count in counts))
    table.add_section()
    table.add_row("", "total", *(str(answer["total"][count]) for count in counts))
    for column in table.columns:
        column.justify = "left" if column.header in ("key", "name") else "right"
        column.no_wrap = column.header in ("key", "name")
    return table


def measured_table(answer: dict[str, Any]) -> Table:
    """Return one figure of the registry as a table: value and parts for each key."""
    window = answer["window"]
    title = (
        f"{answer['name']} = {answer['formula']} · {answer['stream']} · {answer['rule']} · "
        f"{window['from']} – {window['to']} · {answer['as_of']}"
    )
    table = Table("key", "name", "value", "numerator", "denominator", title=title)
    earlier = ((name, answer[name]) for name in ("previous", "last_year") if answer[name])
    rows = [(row["key"] or "-", row["name"], row) for row in answer["rows"]]
    for key, name, row in [
        *rows,
        ("", "total", answer["total"]),
        *(("", n, r) for n, r in earlier),
    ]:
        under = row["denominator"]
        shown = _value(row["value"], answer["unit"])
        less = "" if row["halved"] is None else f" - {row['halved']}/2"
        over = f"{row['numerator']}{less}"
        table.add_row(key, name, shown, over, "" if under is None else str(under))
    for column in table.columns[2:]:
        column.justify = "right"
    return table


def _value(value: float | None, unit: str) -> str:
    """Return a value with its unit; nothing to divide by is a dash."""
    if value is None:
        return "—"
    if unit == "share":
        return f"{value:.2%}"
    return f"{value / 3_600_000:.2f} h" if unit == "ms" else f"{value:g}"


def print_whole(table: Table) -> None:
    """Print a table at the width it needs: on a narrow terminal no figure may lose a digit."""
    shown = Console()
    needed = shown.measure(table, options=shown.options.update(max_width=1000)).maximum
    shown.width = max(shown.width, needed)
    shown.print(table)
