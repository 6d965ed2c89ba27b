"""A lock whose holders take turns, so that a busy thread cannot keep all others out."""

import threading
from types import TracebackType


class Turns:
    """
    A re-entrant lock that who waits gets before who has just had it.

    Python's own locks may be taken again at once by the thread that gave them back. While a backlog
    was being applied, one notice after the other, pages waited for it for as long as a minute.
    """

    def __init__(self) -> None:
        self._next, self._held = threading.Lock(), threading.Lock()
        self._owner = self._depth = 0
        self.turn = 0
        """The number of the turn: another one for each holder."""

    def is_mine(self) -> bool:
        """Return whether the thread that asks has its turn."""
        return self._owner == threading.get_ident()

    def wanted(self) -> bool:
        """Return whether a thread waits for its turn."""
        return self._next.locked()

    def __enter__(self) -> None:
        """Wait for one's turn; at once for the thread that has it already."""
        me = threading.get_ident()
        if self._owner != me:
            with self._next:  # who waits here for the holder is the next one, whoever comes
                self._held.acquire()
            self._owner = me
            self.turn += 1
        self._depth += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give it back."""
        self._depth -= 1
        if not self._depth:
            self._owner = 0
            self._held.release()
