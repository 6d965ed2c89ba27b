"""Tables on a terminal: the account that `app.py figures` prints."""

from typing import Any

from rich.console import Console
from rich.table import Table


def print_account(answer: dict[str, Any]) -> None:
    """Print an account as `Figures.describe` tells it, as wide as it must be."""
    _print_whole(_account(answer))


def _account(answer: dict[str, Any]) -> Table:
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


def _print_whole(table: Table) -> None:
    """Print a table at the width it needs: on a narrow terminal no figure may lose a digit."""
    shown = Console()
    needed = shown.measure(table, options=shown.options.update(max_width=1000)).maximum
    shown.width = max(shown.width, needed)
    shown.print(table)
