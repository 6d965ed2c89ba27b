"""The shell: what is around every page, and what every page tells the script that keeps it live."""

from collections.abc import Collection, Sequence

from dash import dcc, html, page_container
from dash.development.base_component import Component

from city.district import District
from city.head import Head
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.health import stale_mark
from layouts.parts.slots import aria, attributes, classes
from layouts.text import WORDS
from layouts.theme import Theme

VIEWS = {
    "wall": "/",
    "leader": "/leader",
    "cases": "/cases",
    "boards": "/boards",
    "scores": "/scores",
    "definitions": "/definitions",
}
"""Pages that can be gone to from everywhere."""


def shell() -> Component:
    """Return the app's own layout: the address, the way past the header, and the page."""
    words = " / ".join(text["noscript"] for text in WORDS.values())
    return html.Div(
        [
            dcc.Location(id="shell-location"),
            html.A(
                " / ".join(t["skip"] for t in WORDS.values()), href="#content", className="skip"
            ),
            html.Noscript(words),
            page_container,
            html.Div([], id="shell-screen"),  # what this screen alone is told
        ],
        id="shell",
    )


def page(
    view: str,
    children: Sequence[Component],
    *,
    edition: Edition,
    theme: Theme | None,
    family: str = "",
    facts: dict[str, str] | None = None,
) -> Component:
    """
    Return a page's root, whose attributes never change between two renders.

    A page without a `theme` takes that of the screen, which its script sets. `family` names the
    style that several views share, `facts` is what else the script needs to know.
    """
    told = attributes(view=view, lang=edition.lang, zone=edition.district.zone, **facts or {})
    if theme is not None:
        told |= attributes(theme=theme)
    name = family or view
    return html.Div(
        [*children, stale_mark(edition)],
        id=f"{view}-page",
        lang=html_lang(edition.lang),
        className=classes(f"page {name} {name}--{edition.lang}", family and f"{view}-scene"),
        **told,
    )


def html_lang(lang: Lang) -> str:
    """Return a language as HTML names it."""
    return "zh-CN" if lang == "zh" else "en"


def nav(view: str, edition: Edition, *, without: Collection[str] = ()) -> Component:
    """Return the way to the other pages, but for those `without` which a page does."""
    links = [
        dcc.Link(
            edition.say(name),
            href=edition.page(path),
            className="nav__link is-on" if name == view else "nav__link",
        )
        for name, path in VIEWS.items()
        if name not in without
    ]
    return html.Nav(links, className="nav")


def language_link(view: str, edition: Edition, path: str) -> Component:
    """Return the link to the same page in the other language."""
    other: Lang = "zh" if edition.lang == "en" else "en"
    href = Edition(edition.district, other).page(path)
    return dcc.Link(
        edition.say("other_language"), id=f"{view}-language", href=href, className="nav__language"
    )


def clock(view: str, head: Head, edition: Edition) -> Component:
    """Return the running clock; seconds are the script's alone, so that no update fights it."""
    return html.Time(
        [
            html.Span(
                f"{edition.local(head.as_of):%H:%M}",
                id=f"{view}-clock",
                **attributes(clock="minute"),
            ),
            html.I("", id=f"{view}-clock-seconds", **attributes(clock="second")),
        ],
        className="clock",
    )


def brand(edition: Edition, title: str) -> Component:
    """Return the mark and the hall's name."""
    return html.Div(
        [html.I(className="pagoda", **aria(hidden="true")), html.H1(title)], className="brand"
    )


def not_found(district: District, lang: Lang) -> Component:
    """Return the page for an address that names nothing, with the way back."""
    edition = Edition(district, lang)
    return html.Div(
        html.Main(
            [
                brand(edition, edition.title()),
                html.H2(edition.say("not_found")),
                html.P(edition.say("not_found_more")),
                dcc.Link(f"← {edition.say('back')}", href=edition.page("/cases")),
            ],
            id="content",
            className="not-found",
        ),
        lang=html_lang(lang),
        className="page",
        **attributes(theme="day", lang=lang),
    )
