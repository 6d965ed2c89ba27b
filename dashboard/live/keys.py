"""Keys of views: what is shown, of which part of the city, in which language."""

from collections.abc import Mapping
from urllib.parse import urlencode

from msgspec import Struct

LIMIT = 200
"""Characters that one part of a key may have; longer ones come from nobody we serve."""


class ViewKey(Struct, frozen=True, order=True):
    """Names one view: every viewer of the same key is sent the same bytes."""

    name: str
    scope: str = ""
    lang: str = "zh"

    def __str__(self) -> str:
        """Return the key as the query of the channel's address: `view=wall&scope=&lang=zh`."""
        return urlencode({"view": self.name, "scope": self.scope, "lang": self.lang})

    @property
    def root(self) -> str:
        """The id of the component that holds the whole view."""
        return f"live-{self.name}"


def parse_key(query: Mapping[str, str]) -> ViewKey:
    """Return the key that a query names; whether there is such a view is not looked at."""
    return ViewKey(
        query.get("view", "")[:LIMIT], query.get("scope", "")[:LIMIT], query.get("lang", "")[:LIMIT]
    )
