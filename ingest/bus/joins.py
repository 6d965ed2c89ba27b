"""What kafka-python 3.0.12 lacks when a consumer group is joined in more than one poll."""

from typing import Any

from kafka.structs import MemberState


class Joins:
    """
    Keeps the end of a join that came between two polls, for the next poll to take.

    The client throws it away and joins anew, which makes every other member join anew, too: while
    workers are busy a group may so be shared out for minutes. Drop this once it takes it itself.
    """

    def __init__(self, coordinator: Any) -> None:
        self._coordinator, self._join = coordinator, coordinator._do_join_and_sync_async
        self._ended: tuple[Any, Any] | None = None
        coordinator._do_join_and_sync_async = self._join_once

    async def _join_once(self) -> Any:
        """Return the assignment of a join that nobody has taken yet, else join."""
        ended, self._ended = self._ended, None
        if ended is not None and self._is_open() and ended[0] == self._coordinator._generation:
            return ended[1]
        assignment = await self._join()
        self._ended = self._coordinator._generation, assignment
        return assignment

    def _is_open(self) -> bool:
        """Return whether a join has begun and was not taken: who takes one is stable again."""
        return self._coordinator.state is MemberState.REBALANCING

    def insist(self) -> None:
        """
        Let a join that has begun be taken at its end, whatever it began for.

        The client forgets why it joined again when that was for new metadata (at each start) and
        the poll ended before the join did: then nothing is read any more. Kafka's own client notes
        by itself that it has to join (KAFKA-9815).
        """
        self._coordinator.request_rejoin()
