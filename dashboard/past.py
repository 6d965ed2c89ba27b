"""The past as views show it: a scope names a playback, and its minute is drawn like the present."""

import msgspec

from city.clock import ProductClock, system_now
from city.playback import Playback, parse_playback
from city.ports import Minutes
from city.snapshot import Health, WallSnapshot


class Past:
    """Finds the wall that a playback shows now; any thread."""

    def __init__(self, minutes: Minutes) -> None:
        self._minutes = minutes

    def has(self, scope: str) -> bool:
        """Return whether a scope names a playback that can be shown."""
        playback, now = parse_playback(scope), system_now()
        if playback is None or not playback.allowed(now):
            return False
        return self._minutes.at(playback.moment(now)) is not None

    def wall(self, scope: str) -> WallSnapshot:
        """
        Return the wall of the past, marked as such.

        Health is that of the record: what is wrong with the present is not the past's to tell.

        Raises:
            LookupError: Nothing was kept.
        """
        playback = parse_playback(scope)
        wall = self._minutes.at(playback.moment(system_now())) if playback else None
        if wall is None:
            raise LookupError(scope)
        health = Health(applied_at=wall.head.as_of, lag=0)
        head = msgspec.structs.replace(wall.head, mode="playback", health=health)
        return msgspec.structs.replace(wall, head=head)

    def clock(self, scope: str) -> ProductClock | None:
        """Return the clock of a playback, None for any other scope."""
        playback = parse_playback(scope)
        return playback.clock(system_now()) if playback else None

    def plays(self, scope: str) -> bool:
        """Return whether a scope is a playback that moves."""
        playback: Playback | None = parse_playback(scope)
        return playback is not None and playback.rate > 0
