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


def print_whole(table: Table) -> None:
    """Print a table at the width it needs: on a narrow terminal no figure may lose a digit."""
    shown = Console()
    needed = shown.measure(table, options=shown.options.update(max_width=1000)).maximum
    shown.width = max(shown.width, needed)
    shown.print(table)
