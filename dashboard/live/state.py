"""What a view shows now, and the step that led there."""

from dash.development.base_component import Component
from msgspec import Struct

from city.clock import Instant, ProductClock
from dashboard.live.delta import Delta
from dashboard.live.flatten import Flat
from dashboard.live.message import Message


class State(Struct, frozen=True, eq=False):
    """
    A view as it was rendered last: its sequence number, its tree, and since when it holds.

    `asof` is the system's time when rendering began; `since` the same on the monotonic clock.
    """

    seq: int
    tree: Component
    flat: Flat
    clock: ProductClock
    asof: Instant
    since: float


class Step(Struct, frozen=True, eq=False):
    """One change of a view: from sequence number `prev` to that of `state`, and its message."""

    prev: int
    state: State
    delta: Delta
    message: Message
