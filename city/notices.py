"""Years whose days off are not published yet: since when they matter, and what to do about it."""

from datetime import date

from city.calendar_tables import FILE
from city.calendars import WorkCalendar
from city.clock import DAY, Instant, to_date, to_day
from city.district import District
from city.errors import Problem
from city.profile import FILE as PROFILE
from city.sla import Limits

HORIZON: Instant = 60 * DAY
"""How long before a missing notice matters `check` begins to warn: time enough to enter it."""
FURTHEST_DAYS = 400
"""A calendar that hardly works is searched no further back than this."""


def doubtful_year(limits: Limits, now: Instant, last_due: Instant | None = None) -> int | None:
    """
    Return the first unpublished year that limits reach into at `now`, None if there is none.

    They do from the day on which the longest limit in working time, started now, would end in it,
    and as soon as `last_due`, the latest deadline in working time of an open case, lies in it.
    """
    calendars = limits.calendars
    reach = limits.longest_working(now)
    ends = [calendar.add(now, reach) for calendar in calendars.all() if reach]
    first, last = (_year(limits, moment) for moment in (now, max([now, last_due or now, *ends])))
    years = range(first, last + 1)
    return next((year for year in years if calendars.usual.provisional(year)), None)


def missing_notices(district: District, now: Instant) -> list[Problem]:
    """Return a warning for each unpublished year that matters, or will within `HORIZON`."""
    limits = district.limits
    reach = limits.longest_working(now)
    if not reach:
        return []
    this_year, last_year = (_year(limits, moment) for moment in (now, now + HORIZON))
    warnings = []
    for year in range(this_year, last_year + 2):
        since = min(matters_from(each, year, reach) for each in limits.calendars.all())
        soon = limits.days.start_of(to_day(since)) <= now + HORIZON
        if soon and limits.calendars.usual.provisional(year):
            file = f"{district.key}/{FILE}"
            warnings.append(Problem(file, f"year {year}", _advice(year, since)))
    return warnings


def matters_from(calendar: WorkCalendar, year: int, reach: int) -> date:
    """Return the first local date on which a limit of `reach` ms of working time enters `year`."""
    new_year = to_day(date(year, 1, 1))
    begins = calendar.days.start_of(new_year)
    for day in range(new_year - 1, new_year - FURTHEST_DAYS, -1):
        if calendar.between(calendar.days.start_of(day), begins) >= reach:
            return to_date(day)
    return to_date(new_year - FURTHEST_DAYS)


def _advice(year: int, since: date) -> str:
    return (
        f"its days off are not published; from {since} on, limits reach into it: they count Monday "
        f"to Friday and are marked 暂定 (provisional). Enter the notice here, and {year} in "
        f"confirmed_years of {PROFILE}"
    )


def _year(limits: Limits, moment: Instant) -> int:
    return to_date(limits.days.day_of(moment)).year
