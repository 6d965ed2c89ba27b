"""What a case's file tells beside its state: level, rest, more time, orders."""

from msgspec import Struct

from city.case import Case, OpenOrder
from city.clock import Instant

SKIPPED = "z"


class Dossier(Struct, frozen=True):
    """
    Acts beside the way forward, as they stand; times are UTC instants.

    From `rest_from` to `rest_until` the clock rests, or rested. `orders` wait for an answer.
    `skipped`: its feed left steps out, and they were filled in.
    """

    level: str = ""
    campaign: str = ""
    extensions: int = 0
    rest_from: Instant | None = None
    rest_until: Instant | None = None
    orders: tuple[OpenOrder, ...] = ()
    skipped: bool = False


def dossier_of(case: Case) -> Dossier:
    """Return what a case's file tells of it."""
    clock = case.clock
    return Dossier(
        case.level,
        case.campaign,
        case.extensions,
        clock.rest_from if clock else None,
        clock.rest_until if clock else None,
        case.orders,
        SKIPPED in case.marks,
    )
