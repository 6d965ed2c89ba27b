"""What the two pages of the console share: the bar on top."""

from dash import html
from dash.development.base_component import Component

from city.head import Head
from layouts.edition import Edition
from layouts.parts.health import health_strip, mode_badge
from layouts.parts.lamps import IN_A_BAR, lamps
from layouts.shell import brand, clock, language_link, nav

CONSOLE = "cases"


def top(view: str, head: Head, edition: Edition, *, here: str, on: str = CONSOLE) -> Component:
    """Return the bar; `here` is this page's address without its language, `on` where it belongs."""
    return html.Header(
        [
            brand(edition, f"{edition.district_name()} · {edition.say('cases_title')}"),
            nav(on, edition),
            language_link(view, edition, here),
            lamps(view, head, edition, places=IN_A_BAR),
            mode_badge(view, head, edition),
            clock(view, head, edition),
            health_strip(view, head, edition),
        ],
        className="bar-top",
    )
