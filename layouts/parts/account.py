"""The account line: received = closed + in progress = within + near + overdue (+ not timed)."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from city.head import Books, Head
from city.lists import Selection
from city.metrics import Figures, Tally
from city.snapshot import STEPS, StepLights
from layouts.edition import Edition
from layouts.parts.asked import asked, fig
from layouts.parts.behind import Over, behind, over
from layouts.parts.kept import kept
from layouts.parts.marks import light_name, tone_class
from layouts.parts.slots import attributes, classes, hidden
from layouts.text import number, percent

LIGHTS = {
    "within": "within_limit",
    "near": "near_due",
    "overdue": "overdue",
    "untimed": "not_timed",
}
"""Light -> the count of a tally."""
LONG, LONGER = 18.5, 24.0
"""Characters at which the great numbers are set smaller, and smaller again."""
LIGHT_WIDTH, UNTIMED_WIDTH, STEPS_WIDTH = 0.55, 3.0, 0.5
"""What a small character takes of a great one, and a fourth light or five steps beside them."""


def is_waiting(head: Head, figures: Figures) -> bool:
    """Return whether nothing was ever applied, so that there is no number to show."""
    return head.health.applied_at is None and not figures.total.reported


def account(
    view: str,
    figures: Figures,
    edition: Edition,
    *,
    waiting: bool,
    steps: tuple[StepLights, ...] = (),
) -> Component:
    """
    Return the sum that opens a page, each term a link to its cases.

    What is in progress is told by light or, if `steps` are given, by the step in which it waits.
    """
    great = [
        _great(view, "received", figures, edition, waiting=waiting),
        _great(view, "closed", figures, edition, waiting=waiting),
        _great(view, "in_progress", figures, edition, waiting=waiting),
    ]
    of = over(figures)
    counts = [getattr(figures.total, count) for count in LIGHTS.values()]
    parts = [
        kept(f"{view}-{light}", _light, view, light, count, of, waiting, edition)
        for light, count in zip(LIGHTS, counts, strict=True)
    ]
    more = UNTIMED_WIDTH * bool(figures.total.not_timed)
    if steps:
        held = steps[:-1]  # nothing waits in the last one
        parts = [_held(view, step, figures, edition, waiting=waiting) for step in held]
        counts, more = [step.waiting.in_progress for step in held], STEPS_WIDTH
    size = _size(figures.total, counts, more)
    return html.Div([*great, *parts], id=f"{view}-account", className=classes("account", size))


def _size(tally: Tally, parts: list[int], more: float) -> str:
    """Return the class that sets a long account smaller, by how much there is to write."""
    great = (tally.received, tally.closed, tally.in_progress)
    length = float(sum(len(number(count)) for count in great)) + more
    length += LIGHT_WIDTH * sum(len(number(count)) for count in parts if count)
    return size_class(length)


def size_class(length: float) -> str:
    """Return the class that sets an account of so many great characters smaller."""
    return "account--longer" if length > LONGER else "account--long" if length > LONG else ""


STATUS = {"received": "received", "closed": "closed", "in_progress": "open"}
SIGNS = {"received": "", "closed": "=", "in_progress": "+", "within": "="}


def _great(view: str, key: str, figures: Figures, edition: Edition, *, waiting: bool) -> Component:
    tally = figures.total
    words = edition.say(key)
    share = f"{percent(getattr(tally, key), tally.received)} %"
    if key == "received":
        words, share = edition.say("window_received", window=edition.window(figures.window)), ""
    label = [words, html.Small("" if waiting else share)]
    selection = behind(figures, status=STATUS[key])
    count = None if waiting else getattr(tally, key)
    return _term(
        f"{view}-{key.replace('_', '-')}",
        f"term term--{key}",
        SIGNS[key],
        label,
        count,
        edition.cases(selection),
    )


def _light(
    view: str, light: str, count: int, figures: Over, waiting: bool, edition: Edition
) -> Component:
    tone = tone_class(light) if count and not waiting else ""
    gone = hidden(light == "untimed" and not count)
    name = classes("term term--light", f"term--{light}", tone, gone)
    selection = behind(figures, light=light)
    return _term(
        f"{view}-{light}",
        name,
        SIGNS.get(light, "+"),
        light_name(edition, light),
        None if waiting else count,
        edition.cases(selection),
    )


def _held(
    view: str, step: StepLights, figures: Figures, edition: Edition, *, waiting: bool
) -> Component:
    first = step.step == STEPS[0]
    return _term(
        f"{view}-at-{step.step}",
        "term term--light term--step",
        "=" if first else "+",
        [html.Span(edition.say(f"step_{step.step}"))],
        None if waiting else step.waiting.in_progress,
        edition.cases(behind(figures, step=step.step)),
    )


def _term(
    term_id: str, name: str, sign: str, label: list[Any], count: int | None, href: str
) -> Component:
    link = dcc.Link([html.Label(label), html.B(number(count))], href=href, className="term__link")
    return html.Div([html.Span(sign, className="term__sign"), link], id=term_id, className=name)


SEGMENTS = ("closed", *LIGHTS)


def scale_bar(view: str, figures: Figures, edition: Edition) -> Component:
    """Return the account as a bar to exact scale, each part a link to its cases."""
    return html.Div(
        [_segment(view, name, figures, edition) for name in SEGMENTS],
        className="bar",
        **attributes(part="bar"),
    )


def _segment(view: str, name: str, figures: Figures, edition: Edition) -> Component:
    count = getattr(figures.total, LIGHTS.get(name, name))
    selection: Selection = behind(figures, status="closed")
    if name in LIGHTS:
        selection = behind(figures, light=name)
    given = f"{view}-bar-{name}", name, edition.say(name), count, edition.cases(selection)
    return kept(f"{view}-bar-{name}", _stretch, *given)


def _stretch(key: str, name: str, words: str, count: int, href: str) -> Component:
    return dcc.Link(
        "",
        id=key,
        href=href,
        title=f"{words} {number(count)}",
        className=classes(f"bar__part bar__part--{name}", hidden(not count)),
        style={"flexGrow": count},
    )


def step_bar(
    view: str, steps: tuple[StepLights, ...], figures: Figures, edition: Edition
) -> Component:
    """Return the account as a bar to exact scale: closed, and what waits in each step."""
    held = [
        _stretch(
            f"{view}-bar-{step.step}",
            "step",
            edition.say(f"step_{step.step}"),
            step.waiting.in_progress,
            edition.cases(behind(figures, step=step.step)),
        )
        for step in steps[:-1]
    ]
    parts = [_segment(view, "closed", figures, edition), *held]
    return html.Div(parts, className="bar", **attributes(part="bar"))


def account_words(
    view: str,
    figures: Figures,
    head: Head,
    *,
    edition: Edition,
    waiting: bool,
    third: str = "account_near",
) -> list[Component]:
    """Return what stands beside the account: that there is no data yet, and what is counted."""
    gone = classes("waiting", hidden(not waiting))
    return [
        html.P(edition.say("waiting"), id=f"{view}-waiting", className=gone),
        definitions(view, figures, head, edition, third=third),
    ]


def definitions(
    view: str, figures: Figures, head: Head, edition: Edition, *, third: str = "account_near"
) -> Component:
    """Return what is counted, by which day, as of when; `third` is the key of one more line."""
    given = over(figures), figures.carried_over, edition.clock(head.as_of)
    return kept(f"{view}-definitions", _definitions, view, *given, edition, third)


def _definitions(
    view: str, figures: Over, carried_over: int, time: str, edition: Edition, third: str
) -> Component:
    first, last = edition.span(figures.window)
    share = round(edition.district.near_share * 100)
    carried = behind(figures, status="carried")
    counted = "hotline" if figures.stream == "hotline" else "account"
    words = edition.say(f"{counted}_window", first=first, last=last)
    return html.Div(
        [
            html.P(
                asked(f"{view}-asked", words, "received", figures, edition), id=f"{view}-window"
            ),
            html.P(edition.say(f"{counted}_cohort", time=time), id=f"{view}-as-of"),
            html.P(edition.say(third, share=share)),
            dcc.Link(
                edition.say("account_carried", count=number(carried_over)),
                id=f"{view}-carried",
                href=edition.cases(carried),
                className=classes("carried", hidden(not carried_over)),
            ),
        ],
        className="definitions",
    )


def books(view: str, figures: Figures, head: Head, edition: Edition, *, waiting: bool) -> Component:
    """Return whether the books agree, when they were compared, and the account in figures."""
    tally, audit = figures.total, head.books
    counts = {"received": tally.received, "closed": tally.closed, "open": tally.in_progress}
    received, closed, in_progress = (
        fig(number(None if waiting else count), behind(figures, status=status), edition)
        for status, count in counts.items()
    )
    wrong = audit is not None and not audit.agrees
    word = edition.say("books_differ" if wrong else "books_agree" if audit else "books")
    return html.Span(
        [
            html.B(word),
            html.Small(_compared(audit, edition)),
            html.Span([" ", received, " = ", closed, " + ", in_progress]),
        ],
        id=f"{view}-books",
        className=classes("books", "books--differ" if wrong else ""),
    )


def _compared(audit: Books | None, edition: Edition) -> str:
    """Return when the books were compared, or since when and in what they differ."""
    if audit is None:
        return ""
    if audit.agrees:
        return edition.say("books_compared", time=edition.clock(audit.checked_at))
    since = edition.clock(audit.since or audit.checked_at)
    return edition.say("books_since", time=since, what=(audit.differences or ("",))[0])
