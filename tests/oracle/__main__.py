"""`make oracle`: many more random cases than a test run has time for."""

import argparse
import sys
from time import perf_counter

from benchmarks.conditions import conditions
from tests.oracle.comparing import compare

SHOWN = 5


def main() -> int:
    """Compare, say what came out; 1 if anything differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    began = perf_counter()
    outcome = compare(arguments.cases, arguments.seed)
    seconds = perf_counter() - began
    for mismatch in outcome.mismatches[:SHOWN]:
        print(mismatch)
    print(conditions("numpy", "chinesecalendar", "tzdata"))
    print(
        f"{outcome.compared:,} cases of seed {arguments.seed} in {seconds:.0f} s: "
        f"{len(outcome.mismatches)} mismatches; {outcome.with_acts:,} with rests, pauses or "
        f"extensions, {outcome.extended:,} with extensions, {outcome.handed:,} passed to another "
        f"department; {outcome.beyond:,} left out, as they "
        f"end after the days that are walked through"
    )
    return 1 if outcome.mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
