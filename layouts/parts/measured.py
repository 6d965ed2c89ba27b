"""A figure of the registry in words: its value with its unit, its parts, and what it is."""

from dash import dcc, html
from dash.development.base_component import Component
from msgspec.structs import replace

from city.figures import Measured, Reading
from city.lists import Selection
from layouts.edition import Edition
from layouts.links import definitions_href
from layouts.parts.asked import fig
from layouts.parts.slots import classes, hidden
from layouts.text import NONE, number

HOUR_MS = 3_600_000


def value_text(answer: Measured, reading: Reading) -> str:
    """Return a value with its unit; a dash where there is nothing to divide by."""
    value, unit = reading.value, answer.figure.unit
    if value is None:
        return NONE
    if unit == "share":
        return f"{value * 100:.2f} %"
    return f"{value / HOUR_MS:.1f} h" if unit == "ms" else number(round(value))


def parts_text(reading: Reading) -> str:
    """Return numerator, those of it that count half, and denominator; empty for what has none."""
    if reading.denominator is None:
        return ""
    less = f" − 0.5 × {number(reading.halved)}" if reading.halved is not None else ""
    return f"{number(reading.numerator)}{less} / {number(reading.denominator)}"


def _window(answer: Measured, edition: Edition) -> str:
    """Return the days that a figure is of, if it is of any, and the rule by which they count."""
    first, last = edition.span(answer.window)
    rule = edition.say(f"basis_{answer.figure.basis}")
    return rule if answer.figure.basis == "now" else f"{first} – {last}　{rule}"


def figure_strip(
    view: str, answer: Measured | None, selection: Selection, edition: Edition
) -> Component:
    """
    Return what a list shows the cases of: definition, value, both counts, window, rule and age.

    It narrows as the list does, so that its counts are those of the lists they open.
    """
    gone = classes("measured", hidden(answer is None))
    if answer is None:
        return html.Div([], id=f"{view}-figure", className=gone)
    figure, total, lang = answer.figure, answer.total, edition.lang
    asked = Selection(stream=answer.stream, window=answer.window.text, figure=figure.key)
    under = figure.denominator
    return html.Div(
        [
            html.B(figure.label(lang)),
            dcc.Link(
                html.B(value_text(answer, total)),
                href=definitions_href(asked, lang),
                className=classes("measured__value", hidden(figure.unit == "cases")),
            ),
            html.Span(_part("numerator", total.numerator, answer, selection, edition)),
            html.Span(
                ["− 0.5 × ", _part("halved", total.halved, answer, selection, edition)],
                className=hidden(figure.halved is None),
            ),
            html.Span(
                ["÷ ", _part("denominator", total.denominator, answer, selection, edition)],
                className=hidden(under is None),
            ),
            html.Span(_window(answer, edition), className="measured__window"),
            html.Span(
                f"{edition.say('as_of')} {answer.as_of[11:19]}", className="measured__window"
            ),
            dcc.Link(
                edition.say("definitions"), href=definitions_href(asked, lang), className="asked"
            ),
        ],
        id=f"{view}-figure",
        className=gone,
    )


def _part(
    name: str, count: int | None, answer: Measured, selection: Selection, edition: Edition
) -> Component:
    """Return the count of a part with its name; it opens its cases, narrowed as the list is."""
    part = answer.figure.part(name)
    if part is None:
        return html.Span("")
    narrowed = selection
    if answer.figure.denominator is not None:
        narrowed = replace(
            selection, figure=answer.key, part=name, status="all", measure="", page=0
        )
    return fig(f"{part.label(edition.lang)} {number(count)}", narrowed, edition)
