"""Published figures in words: amount, unit, day and publisher, never more than is told."""

from datetime import date

from city.boards import IndicatorFigure
from city.indicators import Counter, Indicator
from layouts.edition import Edition
from layouts.text import NONE


def amount(value: float | None) -> str:
    """Return a value with its thousands apart and no more decimals than it has, at most two."""
    if value is None:
        return NONE
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def date_words(day: date | None) -> str:
    """Return a day in full, a dash if there is none."""
    return day.isoformat() if day else NONE


def unit_words(counted: Indicator | Counter, edition: Edition) -> str:
    """Return the unit of an indicator or of a campaign's counter."""
    return counted.unit_en or counted.unit if edition.lang == "en" else counted.unit


def publisher_words(figure: IndicatorFigure, edition: Edition) -> str:
    """Return who published a figure, in English where the district's table does."""
    indicator, publisher = figure.indicator, figure.publisher
    if edition.lang == "en" and publisher in ("", indicator.publisher):
        return indicator.publisher_en or publisher
    return publisher


def published_words(figure: IndicatorFigure, edition: Edition) -> str:
    """Return the day and the publisher of a figure, or that nobody has published one."""
    if figure.value is None:
        return edition.say("board_none")
    publisher = publisher_words(figure, edition)
    return edition.say("board_published", day=date_words(figure.as_of), publisher=publisher)
