"""An edition: one district's pages in one language, with everything needed to name and link."""

from datetime import datetime
from functools import lru_cache

from msgspec import Struct

from city.clock import Instant, to_date
from city.district import District
from city.head import FeedLamp
from city.lists import Selection
from city.metrics import Window
from layouts import links, text
from layouts.links import Lang


class Edition(Struct, frozen=True):
    """Names keys, says words, tells times and makes addresses for one district and language."""

    district: District
    lang: Lang

    def say(self, key: str, **facts: object) -> str:
        """Return the words of a key with facts filled in."""
        return text.say(self.lang, key, **facts)

    def known(self, key: str, otherwise: str) -> str:
        """Return the words of a key that comes from data, `otherwise` if there are none."""
        return text.WORDS[self.lang].get(key, otherwise)

    def label(self, dimension: str, key: str) -> str:
        """Return the name of a key of a dimension."""
        return self.district.label(dimension, "" if key == "-" else key, self.lang)

    def short(self, dimension: str, key: str) -> str:
        """Return a name without the words that all names of its dimension share."""
        name = self.label(dimension, key)
        entries = self.district.entries(dimension).values()
        shared = _shared(tuple(each.label(self.lang) for each in entries))
        return " ".join(word for word in name.split() if word not in shared) or name

    def department(self, key: str) -> str:
        """Return a department's name for a narrow column."""
        return self.district.short_label("" if key == "-" else key, self.lang)

    def campaign(self, key: str) -> str:
        """Return a campaign's name; one that the district does not know is called by its key."""
        known = self.district.campaigns.get(key)
        return known.label(self.lang) if known else key

    def title(self) -> str:
        """Return the hall's name."""
        district = self.district
        return district.title_en if self.lang == "en" and district.title_en else district.title

    def district_name(self) -> str:
        """Return the district's short name."""
        district = self.district
        return district.name_en if self.lang == "en" and district.name_en else district.name

    def has_hotline(self) -> bool:
        """Return whether the district has a hotline at all."""
        return self.district.stream("hotline") is not None

    def feed(self, lamp: FeedLamp) -> str:
        """Return the name of a feed."""
        return lamp.name_en if self.lang == "en" and lamp.name_en else lamp.name

    # times

    def local(self, instant: Instant) -> datetime:
        """Return the district's local time of an instant."""
        return self.district.days.local(instant)

    def clock(self, instant: Instant) -> str:
        """Return the local time of an instant to the second."""
        return f"{self.local(instant):%H:%M:%S}"

    def moment(self, instant: Instant | None, as_of: Instant) -> str:
        """Return a moment as short as it can be said at `as_of`, a dash if there is none."""
        if instant is None:
            return text.NONE
        return text.moment_text(self.lang, self.local(instant), self.local(as_of))

    def window(self, window: Window) -> str:
        """Return the name of a window."""
        return self.say(f"window_{window.rule}")

    def span(self, window: Window) -> tuple[str, str]:
        """Return the first and the last day of a window."""
        first, last = (text.day_text(self.lang, to_date(d)) for d in (window.first, window.last))
        return first, last

    # addresses

    def page(self, path: str) -> str:
        """Return the address of a page in this language."""
        return links.page_href(path, self.lang)

    def cases(self, selection: Selection) -> str:
        """Return the address of the list of the selected cases."""
        return links.selection_href(selection, self.lang)

    def case(self, case_id: str) -> str:
        """Return the address of one case."""
        return links.case_href(case_id, self.lang)


@lru_cache(maxsize=64)
def _shared(names: tuple[str, ...]) -> frozenset[str]:
    """Return the words that are in each of several names."""
    words = [frozenset(name.split()) for name in names]
    return frozenset.intersection(*words) if len(words) > 1 else frozenset()
