"""The calendars of a district: `district.toml` and `calendar.csv`, read and checked."""

from collections.abc import Collection, Mapping
from datetime import date

import msgspec

from city.calendars import Calendars, DayRule, Override, WorkCalendar, full_years, published_years
from city.clock import LocalDays
from city.hours import EVERYONE, HoursSpec, read_hours, read_rules
from city.sheets import Findings, Line, read_sheet

FILE = "calendar.csv"


class CalendarSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    The table `[calendar]`: days by rule, office hours, and years our own file holds wholly.

    `hours` are the seasons and departments with office hours of their own.
    """

    rule: DayRule = "chinese"
    office_hours: list[str] = []
    work_day_hours: float | None = None
    confirmed_years: list[int] = []
    hours: list[HoursSpec] = []


def read_calendars(
    found: Findings,
    file: str,
    spec: CalendarSpec,
    *,
    days: LocalDays,
    departments: Collection[str],
) -> Calendars:
    """Return the calendars of a district; `file` is the one that holds `spec`. Notes mistakes."""
    usual = read_hours(found, file, "calendar.office_hours", spec.office_hours)
    rules = read_rules(found, file, spec.hours, departments)
    overrides = read_overrides(found)
    _check_confirmed(found, file, spec, overrides)
    calendars = {
        department: WorkCalendar(
            days,
            hours=usual,
            seasons=seasons,
            rule=spec.rule,
            overrides=overrides,
            confirmed_years=spec.confirmed_years,
        )
        for department, seasons in rules.items()
    }
    return Calendars(calendars.pop(EVERYONE), calendars)


def read_overrides(found: Findings) -> dict[date, Override]:
    """Return the district's own days off and working days; notes what cannot be read."""
    overrides: dict[date, Override] = {}
    columns = ("date", "kind", "name", "name_en")
    for line in read_sheet(found, FILE, required=columns):
        day = _date_in(found, line)
        if line["kind"] not in ("off", "work"):
            found.note(FILE, line.row, f"kind {line['kind']!r} is neither off nor work")
        elif day is not None and day in overrides:
            found.note(FILE, line.row, f"date {day} is already listed")
        elif day is not None:
            overrides[day] = Override(line["kind"] == "work", line["name"], line["name_en"])
    return overrides


def _check_confirmed(
    found: Findings, file: str, spec: CalendarSpec, overrides: Mapping[date, Override]
) -> None:
    """A year confirmed before its days are entered would pass weekdays off as the notice."""
    listed = full_years(day for day, override in overrides.items() if not override.works)
    for year in spec.confirmed_years:
        if spec.rule == "chinese" and year not in listed | published_years():
            cause = f"{year} is confirmed, but {FILE} has no day off in its October"
            found.note(file, "calendar.confirmed_years", cause)


def _date_in(found: Findings, line: Line) -> date | None:
    try:
        return date.fromisoformat(line["date"])
    except ValueError:
        found.note(FILE, line.row, f"date {line['date']!r} is not YYYY-MM-DD")
        return None
