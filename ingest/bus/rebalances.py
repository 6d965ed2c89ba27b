"""What a consumer group's changes mean for one member, kept until its own thread asks."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from kafka.consumer.subscription_state import ConsumerRebalanceListener

from ingest.bus.watch import Place


class Rebalances(ConsumerRebalanceListener):  # type: ignore[misc]
    """Collects rebalances on the client's thread for the worker's; `begun`: when one begins."""

    def __init__(self, begun: Callable[[], None]) -> None:
        self._begun = begun
        self._lock = threading.Lock()
        self._gone: list[Place] = []
        self._given: list[Place] = []

    def on_partitions_revoked(self, revoked: Iterable[Any]) -> None:
        """Note partitions given up in good order, so that the group can be joined again."""
        self._begun()
        self._take_away(revoked)

    def on_partitions_lost(self, lost: Iterable[Any]) -> None:
        """Note partitions that others may have already."""
        self._take_away(lost)

    def on_partitions_assigned(self, assigned: Iterable[Any]) -> None:
        """Note partitions that are ours now."""
        with self._lock:
            self._given += [(place.topic, place.partition) for place in assigned]

    def take(self) -> tuple[list[Place], list[Place]]:
        """Return and forget what was collected."""
        with self._lock:
            found = self._gone, self._given
            self._gone, self._given = [], []
            return found

    def _take_away(self, places: Iterable[Any]) -> None:
        gone = {(place.topic, place.partition) for place in places}
        with self._lock:
            self._gone += sorted(gone.difference(self._gone))
            self._given = [place for place in self._given if place not in gone]
