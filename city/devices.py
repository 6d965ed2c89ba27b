"""Screens and what they are told: device keys, codes, sightings and orders. Pure."""

import hashlib
import secrets
from urllib.parse import urlsplit

from msgspec import Struct

from city.clock import SECOND, Instant
from city.wall import DESK, SCENES

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What codes are written in: nothing that is mistaken for something else across a hall."""
CODE_LENGTH = 5
ID_LENGTH = 12
KEY_BYTES = 24
SEEN_EVERY: Instant = 5 * SECOND
"""How often a web process tells which screens watch it."""
AWAY_AFTER: Instant = 4 * SEEN_EVERY
"""A screen that has not been seen for so long counts as gone."""


class Device(Struct, frozen=True):
    """An enrolled screen; only the digest of its key is kept, and `id` is its beginning."""

    id: str
    name: str
    digest: str
    added_at: Instant
    revoked_at: Instant | None = None


class Sighting(Struct, frozen=True):
    """
    What a screen was when it last answered: the view that it watches, its build and its size.

    `seen_at` is the system's time of its last answer; `width` and `height` are css pixels.
    """

    id: str
    digest: str
    view: str
    build: str
    width: int
    height: int
    density: float
    seen_at: Instant

    @property
    def code(self) -> str:
        """The code that the screen shows until it is enrolled."""
        return code_of(self.digest)


class Order(Struct, frozen=True, omit_defaults=True):
    """
    What one screen is told to show until it is released.

    Empty fields ask for nothing: `path` is a page's address, `street` and `case` are keys.
    A screen that is held does not go on to the next scene.
    """

    path: str = ""
    street: str = ""
    case: str = ""
    held: bool = False
    told_at: Instant = 0


class ScreenRow(Struct, frozen=True):
    """One line of the list of screens; `device` is None while nobody has confirmed it."""

    id: str
    device: Device | None
    sighting: Sighting | None
    order: Order | None

    @property
    def code(self) -> str:
        """The code by which an unknown screen is confirmed."""
        return self.sighting.code if self.sighting else ""

    def away(self, now: Instant) -> bool:
        """Return whether the screen has not been heard for a while."""
        return self.sighting is None or now - self.sighting.seen_at > AWAY_AFTER


def new_key() -> str:
    """Return a new device key; it is told once and never stored."""
    return secrets.token_urlsafe(KEY_BYTES)


def digest_of(key: str) -> str:
    """Return what is kept of a key. Keys are random, so that a plain digest cannot be guessed."""
    return hashlib.sha256(key.encode()).hexdigest()


def id_of(digest: str) -> str:
    """Return the id of the screen that has a key of this digest."""
    return digest[:ID_LENGTH]


def code_of(digest: str) -> str:
    """Return the short code that a screen shows until it is enrolled; it does not tell the key."""
    number = int(digest[ID_LENGTH : ID_LENGTH + 16], 16)
    letters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def own_path(path: str) -> bool:
    """
    Return whether an address is one that a screen can be sent to: a page of ours that is there.

    The page of one case is none: a case goes on a screen by itself, cut down to what a wall shows.
    """
    parts = urlsplit(path)
    return not (parts.scheme or parts.netloc) and parts.path in (*SCENES.values(), *DESK.values())
