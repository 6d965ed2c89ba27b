"""How the panels of one render are told: in which edition, and whether there is anything."""

from msgspec import Struct

from layouts.edition import Edition


class Told(Struct, frozen=True):
    """What all panels of a scene share; `stale` if the feed of its figures has fallen silent."""

    edition: Edition
    waiting: bool
    stale: bool

    def note(self, key: str, **facts: object) -> str:
        """Return a panel's note, which says so while there is no data yet."""
        return self.edition.say("waiting" if self.waiting else key, **facts)
