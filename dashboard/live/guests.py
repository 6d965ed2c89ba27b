"""Who is told of screens that come and go, so that the channel need not know what devices are."""

from collections.abc import Mapping
from typing import Any, Protocol

from msgspec import Struct

from dashboard.live.keys import ViewKey
from dashboard.live.message import Message
from dashboard.live.viewer import Viewer

COOKIE = "city_device"
"""The cookie with the key by which a screen is known; no script of the page can read it."""


class Guest(Struct, eq=False):
    """One open page: its outbox, its view, the key in its cookie, and what it says of itself."""

    viewer: Viewer
    key: ViewKey
    cookie: str
    facts: Mapping[str, Any]

    def tell(self, told: bytes) -> None:
        """Put what this page alone is told into its outbox; in the event loop."""
        self.viewer.put_control(Message(told))


class GuestBook(Protocol):
    """Keeps the list of open pages; called in the event loop, so neither may wait."""

    def arrive(self, guest: Guest) -> None:
        """Note that a page is here."""

    def leave(self, guest: Guest) -> None:
        """Note that a page has gone."""
