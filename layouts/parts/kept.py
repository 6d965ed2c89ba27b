"""Parts that are drawn once and kept: what has not changed is neither made nor compared again."""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
SIDE_BY_SIDE = 4
"""Results kept of one part: the same one may be on several views, in two languages, in a replay."""

_made: dict[tuple[str, Callable[..., Any]], tuple[tuple[tuple[Any, ...], Any], ...]] = {}


def kept(name: str, draw: Callable[..., T], *given: Any) -> T:
    """
    Return `draw(*given)`, the very same object as before if all that it is given is equal.

    The live channel does not look into a component again that is the very same (`docs/live.md`),
    so nobody may change one. `draw` must go by what it is given and nothing else. This is no
    `lru_cache`: accounts have no hash, and to compare two costs less than to make one.

    Args:
        name: The part's place on the page; one of a list that does not grow.
        draw: A function of a module, so that it cannot know anything by a way of its own.
        given: What it is drawn from, compared by `==`.
    """
    key = name, draw
    known = _made.get(key, ())
    for was, part in known:
        if was == given:
            return part  # type: ignore[no-any-return]
    part = draw(*given)
    _made[key] = ((given, part), *known[: SIDE_BY_SIDE - 1])
    return part
