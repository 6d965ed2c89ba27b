"""The past as views show it: a scope names a playback, and its minute is drawn like the present."""

from msgspec.structs import replace

from city.clock import ProductClock, system_now
from city.head import Health
from city.playback import Playback, parse_playback
from city.ports import Minutes
from city.scenes import SceneSnapshot


class Past:
    """Finds what a scene shows in a playback now; any thread."""

    def __init__(self, minutes: Minutes) -> None:
        self._minutes = minutes

    def has(self, scene: str, scope: str) -> bool:
        """Return whether a scope names a playback that can be shown of a scene."""
        playback, now = parse_playback(scope), system_now()
        if playback is None or not playback.allowed(now):
            return False
        return self._minutes.at(scene, playback.moment(now)) is not None

    def snapshot(self, scene: str, scope: str) -> SceneSnapshot:
        """
        Return a scene of the past, marked as such.

        Health is that of the record: what is wrong with the present is not the past's to tell.

        Raises:
            LookupError: Nothing was kept.
        """
        playback = parse_playback(scope)
        kept = self._minutes.at(scene, playback.moment(system_now())) if playback else None
        if kept is None:
            raise LookupError(scope)
        health = Health(applied_at=kept.head.as_of, lag=0)
        head = replace(kept.head, mode="playback", recorded=kept.head.mode, health=health)
        return replace(kept, head=head)

    def clock(self, scope: str) -> ProductClock | None:
        """Return the clock of a playback, None for any other scope."""
        playback = parse_playback(scope)
        return playback.clock(system_now()) if playback else None

    def plays(self, scope: str) -> bool:
        """Return whether a scope is a playback that moves."""
        playback: Playback | None = parse_playback(scope)
        return playback is not None and playback.rate > 0
