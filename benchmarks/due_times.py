"""How many deadlines one process works out in a second: a whole clock, yellow and red moment."""

import argparse
from collections.abc import Callable, Iterator
from random import Random
from time import perf_counter, process_time

from benchmarks.conditions import conditions
from city.calendars import WorkCalendar
from city.clock import DAY, HOUR, SECOND, Instant, system_now
from city.clocks import Span
from city.district import District, load_district
from city.sla import Limits

BAR = 50_000
STREAM, CLOCK = "city", "disposal"
Question = tuple[str, str, str, Instant]
"""Class, filing condition, department, and when its clock starts."""


def main() -> None:
    """Ask for many deadlines of Baita's own conditions, spread over two years."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    district = load_district("baita")
    asked = list(questions(district, Random(arguments.seed), arguments.count))
    print(conditions("msgspec", "chinesecalendar"))
    moments(district.limits, asked[:1_000])  # years are laid out once; that is not what is measured
    calendar = district.calendar
    print("clocks, each with two due times:", timed(lambda: moments(district.limits, asked)))
    print("bare calendar.add:", timed(lambda: additions(calendar, asked)))
    print(f"bar: {BAR:,} due times a second")


def questions(district: District, dice: Random, count: int) -> Iterator[Question]:
    """Yield so many questions about conditions that have a limit in working time."""
    now = system_now()
    conditions_ = [
        (key, each.key)
        for key, known in district.classes.items()
        for each in known.conditions
        if each.unit.startswith("work_") and known.major[:1] in "EC"
    ]
    departments = list(district.departments)
    for _ in range(count):
        key, condition = dice.choice(conditions_)
        start = now - dice.randrange(700 * DAY // SECOND) * SECOND
        yield key, condition, dice.choice(departments), start


def timed(work: Callable[[], int]) -> str:
    """Return how often work was done in a second of the clock, and of the processor's time."""
    began, used = perf_counter(), process_time()
    done = work()
    wall, busy = done / (perf_counter() - began), done / (process_time() - used)
    return f"{wall:,.0f} a second, {busy:,.0f} in a second of processor time"


def additions(calendar: WorkCalendar, asked: list[Question]) -> int:
    """Add an hour to a day of working time to each start; returns how often."""
    for *_, start in asked:
        calendar.add(start, HOUR + start % DAY)
    return len(asked)


def moments(limits: Limits, asked: list[Question]) -> int:
    """Start a clock for each question; returns how many have a deadline."""
    found = 0
    for class_, condition, department, start in asked:
        allowance = limits.allowance(STREAM, CLOCK, class_=class_, condition=condition, start=start)
        if allowance is None:
            continue
        timer = limits.timer(allowance.policy, allowance.unit, department)
        clock = Span(timer, limits.near_share(allowance.policy)).start(CLOCK, start, allowance)
        found += clock.due_at is not None
    return found


if __name__ == "__main__":
    main()
