"""Countdowns: right at the first paint, run on by the page's script from `data-countdown`."""

from dash import html
from dash.development.base_component import Component

from city.calendar_tables import FILE
from city.clock import Instant
from city.snapshot import OpenCase
from layouts.edition import Edition
from layouts.parts.marks import tone_class
from layouts.parts.slots import attributes, classes
from layouts.text import NONE, age_text, remaining_text


def countdown(
    case: OpenCase, edition: Edition, *, as_of: Instant, precise: bool = False
) -> Component:
    """Return the time left until a case is due; words where no clock runs."""
    return counted(case, left(case, edition, as_of), precise=precise)


def left(case: OpenCase, edition: Edition, as_of: Instant) -> str:
    """Return in words how long a case still has."""
    if case.due_at is None:  # not started: it will have a limit
        return edition.say("no_limit" if case.light == "untimed" else "not_started")
    if case.stopped_at is not None:
        return edition.say("stopped")
    return remaining_text(edition.lang, case.due_at - as_of)


def counted(case: OpenCase, words: str, *, precise: bool = False) -> Component:
    """Return the words of `left` as a countdown that the page's script carries on."""
    if case.due_at is None:
        return html.Span(words, className="countdown tone--idle")
    name = classes("countdown", tone_class(case.light))
    if case.stopped_at is not None:
        return html.Span(words, className=name)
    facts = attributes(countdown=case.due_at)
    if precise:
        facts |= attributes(countdown_precise="yes")
    return html.Span(words, className=name, **facts)


def provisional(case: OpenCase, edition: Edition) -> list[Component]:
    """Return the word 暂定 for a deadline that may move; nothing for one that stands."""
    if not case.provisional or case.due_at is None:
        return []
    why = provisional_words(edition.local(case.due_at).year, edition)
    return [html.Small(edition.say("provisional_mark"), title=why, className="provisional")]


def due_words(case: OpenCase | None, edition: Edition, *, as_of: Instant) -> str:
    """Return in words when a case is due, and whether that may still move; a dash without."""
    if case is None:
        return NONE
    told = edition.moment(case.due_at, as_of)
    return edition.say("due_provisional", due=told) if case.provisional else told


def provisional_words(year: int, edition: Edition) -> str:
    """Return why deadlines in a year may move, and the file that its days off are missing in."""
    return edition.say("provisional", year=year, file=FILE)


def age(since: Instant | None, edition: Edition, *, now: Instant) -> Component:
    """Return how long ago something was heard, by the system's time."""
    if since is None:
        return html.Span(edition.say("never"), className="age")
    words = age_text(edition.lang, now - since)
    return html.Span(words, className="age", **attributes(since=since))
