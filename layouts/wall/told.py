"""How the panels of one render are told: in which edition, and whether there is anything."""

from collections.abc import Sequence

from dash.development.base_component import Component
from msgspec import Struct
from msgspec.structs import replace

from city.bands import WEEKS, Band
from city.clock import Instant
from city.lists import Selection
from city.windows import hours_text
from layouts.edition import Edition
from layouts.parts.asked import fig, woven
from layouts.text import number


def hours_note(
    hours: tuple[tuple[Instant, int], ...],
    stream: str,
    told: "Told",
    *,
    bands: Sequence[Band] = (),
) -> list[Component | str]:
    """
    Return how many cases the hours of a curve received, and the hour that is not over.

    Where there is a band behind the curve, it says what that is.
    """
    if not hours:
        return told.woven("hours_note", total=number(0), last=number(0))
    banded = any(band.high is not None for band in bands)
    key = "hours_note_band" if banded else "hours_note"
    days, (first, _), (last, count) = told.edition.district.days, hours[0], hours[-1]
    received = Selection(stream=stream, window="last-30-days", status="received")
    every, now = (replace(received, hours=hours_text(since, last, days)) for since in (first, last))
    total = sum(number for _, number in hours)
    figures = {"total": told.fig(total, every), "last": told.fig(count, now)}
    return told.woven(key, **figures, weeks=number(WEEKS))


class Told(Struct, frozen=True):
    """What all panels of a scene share; `stale` if the feed of its figures has fallen silent."""

    edition: Edition
    waiting: bool
    stale: bool

    def note(self, key: str, **facts: object) -> str:
        """Return a panel's note, which says so while there is no data yet."""
        return self.edition.say("waiting" if self.waiting else key, **facts)

    def woven(self, key: str, **facts: str | Component) -> list[Component | str]:
        """Return a panel's note with figures in it that are links."""
        return [self.note(key)] if self.waiting else woven(self.edition, key, **facts)

    def fig(self, count: int, selection: Selection) -> Component:
        """Return a count that opens the cases it counts."""
        return fig(number(count), selection, self.edition)
