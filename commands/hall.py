"""Commands about the screens of the hall."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from commands.opening import desk

if TYPE_CHECKING:
    pass


def device(
    words: Annotated[
        list[str], typer.Argument(help="list | add NAME | confirm CODE NAME | revoke NAME")
    ],
) -> None:
    """Enrol screens: each has a key of its own, told once; or confirm the code that one shows."""
    from city.clock import system_now
    from dashboard.devices.console import device_lines

    with desk() as (site, store, acts):
        url = f"http://{site.settings.host}:{site.settings.port}"
        for line in device_lines(store, acts, words, now=system_now(), url=url):
            sys.stdout.write(line + "\n")


def screen(
    words: Annotated[list[str], typer.Argument(help="list | show NAME | hold NAME | release NAME")],
    page: Annotated[str, typer.Option(help="with show: a page's address, such as /")] = "",
    street: Annotated[str, typer.Option(help="with show: the key of a street")] = "",
    case: Annotated[str, typer.Option(help="with show: a case's id or number")] = "",
) -> None:
    """List the screens that are watching, and tell one what to show until it is released."""
    from city.clock import system_now
    from dashboard.devices.console import screen_lines

    shown = {"path": page, "street": street, "case": case}
    with desk() as (_, _, acts):
        for line in screen_lines(acts, words, now=system_now(), shown=shown):
            sys.stdout.write(line + "\n")
