"""Commands about a district's configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from city.errors import BadRequest, ConfigurationError
from city.settings import load_settings
from commands.terminal import (
    say,
)

if TYPE_CHECKING:
    pass


def check(district: Annotated[str, typer.Argument(help="default: CITY_DISTRICT")] = "") -> None:
    """Validate a district's configuration; names file, row and cause of every error at once."""
    from city.clock import system_now
    from city.district import DISTRICTS, check_district, doubtful, load_district
    from city.notices import missing_notices
    from city.policy_lock import unsealed
    from ingest.feeds import check_feeds
    from ingest.table_feeds import check_tables

    name = district or load_settings().district
    problems = check_district(name, extra_checks=[check_feeds, check_tables])
    if problems:
        raise ConfigurationError(problems)
    found, now = load_district(name), system_now()
    limits = found.limits
    warnings = missing_notices(found, now)
    warnings += unsealed(DISTRICTS / name, limits.policies, limits.entries(), now)
    for warning in warnings:
        say(f"warning: {warning}")
    for doubt in doubtful(name):
        say(f"warning: {doubt}")
    say(f"{name}: no errors")


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
