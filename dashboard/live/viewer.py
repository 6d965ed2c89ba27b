"""One screen's outbox: bounded whatever the screen does, merged while it is slow."""

import asyncio
import time

from dashboard.live.message import Message
from dashboard.live.state import Step

CREDIT = 3
"""Messages that may be under way without an answer; the kernel would hide a slow screen."""
PENDING_LIMIT = 8
"""Deltas that wait for a slow screen; at more it gets one full message instead."""
SILENCE_SECONDS = 20.0
"""How long a screen may owe its answers before it is let go."""
QUIET_SECONDS = 1.0
"""A screen that was sent something so lately needs no sign of life yet."""


class Viewer:
    """What one screen has yet to be sent. Only touched by the event loop."""

    def __init__(self, shape: str, *, packs: bool) -> None:
        self.shape = shape
        self.packs = packs
        self.gone = False
        self.wants_full = False
        self.pending: list[Step] = []
        self.tick: Message | None = None
        self.control: Message | None = None
        self.heard_at = time.monotonic()
        self._sent_at = 0.0
        self._patience: asyncio.Timeout | None = None
        self._unanswered, self._owed_since = 0, 0.0
        self._wake = asyncio.Event()

    def put(self, step: Step) -> None:
        """Add a change; one too many, or a structural one among others, asks for a full message."""
        self.tick = None
        if not self.wants_full:
            self.pending.append(step)
            structural = any(each.delta.structural for each in self.pending)
            if len(self.pending) > PENDING_LIMIT or (structural and len(self.pending) > 1):
                self.restart()
        self._wake.set()

    def restart(self) -> None:
        """Forget what waits: the next message is a full one."""
        self.pending, self.tick, self.wants_full = [], None, True
        self._wake.set()

    def put_tick(self, tick: Message) -> None:
        """Add a sign of life; it is left out if something better waits or was sent just now."""
        quiet = time.monotonic() - self._sent_at > QUIET_SECONDS
        if quiet and not self.pending and not self.wants_full:
            self.tick = tick
            self._wake.set()

    def bear(self, patience: asyncio.Timeout) -> None:
        """Take what ends the sending to the screen once it owes its answers for too long."""
        self._patience = patience

    def end_silence(self) -> None:
        """Let the screen go if it has owed an answer for too long; ask with each sign of life."""
        # two timers for each message would cost more than the message
        owes = self._unanswered and time.monotonic() - self._owed_since > SILENCE_SECONDS
        if self._patience is not None and owes:
            self._patience.reschedule(0.0)
            self._patience = None

    def put_control(self, control: Message) -> None:
        """Add what this screen alone is told; a newer word takes the place of one that waits."""
        self.control = control
        self._wake.set()

    def take_control(self) -> Message | None:
        """Return what this screen alone is told, and forget it."""
        control, self.control = self.control, None
        return control

    def take(self) -> list[Step]:
        """Return all changes that wait, and forget them."""
        taken, self.pending = self.pending, []
        return taken

    def take_tick(self) -> Message | None:
        """Return the sign of life that waits, and forget it."""
        tick, self.tick = self.tick, None
        return tick

    def start(self, shape: str) -> None:
        """Note that a full message of this shape is on its way; changes since then follow it."""
        self.shape, self.pending, self.tick, self.wants_full = shape, [], None, False

    def sent(self) -> None:
        """Count a message that was sent."""
        self._sent_at = time.monotonic()
        if not self._unanswered:
            self._owed_since = self._sent_at
        self._unanswered += 1

    def answered(self) -> None:
        """Count the answer to a message; more answers than messages give no credit."""
        self._unanswered = max(self._unanswered - 1, 0)
        self.heard_at = self._owed_since = time.monotonic()
        if self._sendable():
            self._wake.set()

    def silent_ms(self) -> int:
        """Return for how long the screen has not answered, in ms."""
        return round((time.monotonic() - self.heard_at) * 1_000)

    def leave(self) -> None:
        """Note that the screen has gone."""
        self.gone = True
        self._wake.set()

    async def ready(self) -> None:
        """Return when there is credit and something to send, or when the screen has gone."""
        while not self.gone and not self._sendable():
            self._wake.clear()
            await self._wake.wait()

    def _sendable(self) -> bool:
        if self._unanswered >= CREDIT:
            return False
        return bool(self.wants_full or self.pending or self.tick or self.control)
