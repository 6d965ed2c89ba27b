"""Periods of a year, and how much of one has gone: by months, as plans are made."""

from calendar import monthrange
from datetime import date
from typing import TypeAlias

Period: TypeAlias = tuple[date, date]
"""First and last day, both included."""

MONTHS = {"year": 12, "quarter": 3, "month": 1}


def period_of(kind: str, day: date) -> Period:
    """Return the year, quarter or month that holds a day; raises `KeyError` for another kind."""
    length = MONTHS[kind]
    first = (day.month - 1) // length * length + 1
    last = first + length - 1
    return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])


def share_gone(period: Period, day: date) -> float:
    """
    Return the share of a period that has gone at the end of a day, from 0 to 1.

    Months count alike, whatever their length: at the end of April a third of a year has gone.
    """
    first, last = period
    if day < first:
        return 0.0
    if day >= last:
        return 1.0
    return _months(first, day) / _months(first, last)


def _months(first: date, last: date) -> float:
    """Return the months from the beginning of one day to the end of another."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    begun = (first.day - 1) / monthrange(first.year, first.month)[1]
    return whole + last.day / monthrange(last.year, last.month)[1] - begun
