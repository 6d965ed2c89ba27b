"""What an auditor reads of the read model, and the report that pages show of its comparison."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from city.cells import Page
from city.clock import Instant
from city.store.guard import script
from city.store.keys import ShardKeys


class ShardBooks(Struct, frozen=True):
    """Cells of some pages of a shard and how many cases are open, exact at offset `next`."""

    next: int
    open: int
    cells: dict[Page, dict[str, int]]


class AuditReport(Struct, frozen=True):
    """
    The last comparison: when, how many cells, what differed. Times are the system's.

    A difference stays (`since` when, in words) until a person confirms it, even if a later
    comparison finds none: a book that was wrong once needs somebody to know why.
    """

    checked_at: Instant
    cells: int
    cases: int
    since: Instant | None = None
    differences: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether nothing differs, and nothing that differed waits for a person."""
        return self.since is None


def read_books(redis: Any, keys: ShardKeys, pages: Sequence[Page]) -> ShardBooks | None:
    """Return a shard's cells on some pages at one moment; None while it is not whole."""
    names = [keys.meta, keys.open, *(keys.cells(page) for page in pages)]
    (guard, dirty), held, cells = redis.register_script(script("cells"))(keys=names)
    if guard is None or dirty is not None:
        return None
    return ShardBooks(
        int(guard.decode().rsplit("|", 1)[1]),
        int(held),
        {
            page: {name.decode(): int(n) for name, n in zip(flat[::2], flat[1::2], strict=True)}
            for page, flat in zip(pages, cells, strict=True)
        },
    )


def pages_of(redis: Any, keys: ShardKeys) -> list[Page]:
    """Return the pages that a shard may have, in order."""
    return sorted(page.decode() for page in redis.smembers(keys.pages))
