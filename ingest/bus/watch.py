"""Notices partitions that a consumer was given and yet does not read."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct

from city.clock import SECOND, Instant, system_now

Place: TypeAlias = tuple[str, int]

PATIENCE: Instant = 30 * SECOND


class _Standing(Struct, frozen=True):
    position: int
    since: Instant


class ProgressWatch:
    """
    Knows since when each partition stands still although messages wait in it.

    Releases of kafka-python have stopped reading single partitions after a rebalance, in silence;
    the cure is a new consumer.
    """

    def __init__(
        self, *, patience: Instant = PATIENCE, now: Callable[[], Instant] = system_now
    ) -> None:
        self._patience, self._now = patience, now
        self._standing: dict[Place, _Standing] = {}
        self._looked_at: Instant = now()

    def stuck(self, positions: Mapping[Place, int], ends: Mapping[Place, int]) -> list[Place]:
        """
        Return the partitions that have stood still for too long; to be asked again and again.

        Args:
            positions: The next offset to read of each partition that is assigned now.
            ends: The offset after the last message of each.
        """
        now = self._now()
        if now - self._looked_at >= self._patience:
            # nobody polled meanwhile, so standing still says nothing
            self._standing.clear()
        self._looked_at = now
        self._standing = {
            place: self._stand(place, position, now)
            for place, position in positions.items()
            if ends.get(place, 0) > position
        }
        return sorted(
            place for place, still in self._standing.items() if now - still.since >= self._patience
        )

    def _stand(self, place: Place, position: int, now: Instant) -> _Standing:
        before = self._standing.get(place)
        return before if before and before.position == position else _Standing(position, now)
