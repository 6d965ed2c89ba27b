"""Working time and whole clocks agree with an oracle that looks at every second."""

import ast
from pathlib import Path
from random import Random

import pytest

from city.calendars import WorkCalendar
from tests.oracle.comparing import Outcome, calendar_of, compare, compare_world, overrides_of
from tests.oracle.worlds import World, make_world

CASES = 2_000
FOLDER = Path(__file__).parent


@pytest.mark.slow
def test_no_case_of_two_thousand_differs() -> None:
    """Random hours, seasons, departments, days off, zones, rests, pauses and extensions."""
    outcome = compare(CASES, seed=20_261_125)

    assert outcome.mismatches == []
    assert outcome.compared == CASES
    # a comparison in which nothing happens to clocks would prove little
    assert outcome.with_acts > CASES / 2
    assert outcome.extended > CASES / 10
    assert outcome.handed > CASES / 10


@pytest.mark.parametrize("module", ["walker.py", "worlds.py"])
def test_the_oracle_shares_no_code_with_the_product(module: str) -> None:
    tree = ast.parse((FOLDER / module).read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }

    assert imported
    assert [name for name in imported if name.split(".")[0] in ("city", "ingest")] == []


@pytest.mark.parametrize("fault", ["lunch", "seasons", "days off"])
def test_a_wrong_calendar_is_found_out(fault: str) -> None:
    """An oracle that has never refused anything proves nothing."""
    dice, outcome = Random(3), Outcome()
    while outcome.compared < 100:
        world = make_world(dice)
        compare_world(world, _wrong(world, fault), dice, outcome, 100)

    assert outcome.mismatches


def _wrong(world: World, fault: str) -> WorkCalendar:
    """Return the calendar of a world with one thing forgotten."""
    right = calendar_of(world)
    return WorkCalendar(
        right.days,
        hours=[(480, 1080)] if fault == "lunch" else right.hours,
        seasons=() if fault == "seasons" else right.seasons,
        rule=right.rule,
        overrides={} if fault == "days off" else overrides_of(world),
    )
