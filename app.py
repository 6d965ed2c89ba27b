"""Command line and wiring: the only place that knows every part. Importing it does nothing."""

import sys

import typer

from city.errors import CityError
from commands import asking, districts, hall, running, scoring
from commands.terminal import console

COMMANDS = (
    running.demo,
    running.serve,
    running.ingest,
    running.simulate,
    running.replay,
    running.rebuild,
    asking.figures,
    asking.definitions,
    scoring.scores,
    asking.explain,
    asking.reconcile,
    asking.audit,
    hall.device,
    hall.screen,
    districts.check,
    districts.policies,
)


def _assembled() -> typer.Typer:
    """Return the command line: each function is a command of its name."""
    assembled = typer.Typer(
        help="Baita Command: the live command centre of an urban district.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for function in COMMANDS:
        assembled.command()(function)
    assembled.command(hidden=True)(running.work)
    return assembled


cli = _assembled()


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
