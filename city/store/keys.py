"""Every key of the read model: name, type, fields, life time and writer."""

from functools import cached_property

from redis.crc import key_slot

from city.cells import Page

SLOTS = 16_384


class Keys:
    """The keys of one namespace and generation. Keys of a shard share one hash tag, so one slot."""

    def __init__(self, prefix: str, generation: int, partitions: int) -> None:
        self.prefix, self.generation, self.partitions = prefix, generation, partitions

    @cached_property
    def shards(self) -> tuple["ShardKeys", ...]:
        """The keys of every shard, by partition number."""
        return tuple(
            ShardKeys(f"{self.prefix}:{{{_tag(self.prefix, shard, self.partitions)}}}", self)
            for shard in range(self.partitions)
        )

    @cached_property
    def facts(self) -> "FactKeys":
        """The keys of what is told of the district beside its cases."""
        return FactKeys(f"{self.prefix}:{{{self.prefix}.facts}}", self)

    @property
    def changes(self) -> str:
        """Channel: one change notice per batch of any shard. Published by the projector."""
        return f"{self.prefix}:g{self.generation}:changes"


class ShardKeys:
    """The keys of one shard. No key of a shard has a TTL; all are written by the projector."""

    def __init__(self, root: str, keys: Keys) -> None:
        self.root = f"{root}:g{keys.generation}"
        self.channel = keys.changes

    @property
    def meta(self) -> str:
        """Hash: `guard` (epoch, schema and next offset in one), `dirty` while a write runs."""
        return f"{self.root}:meta"

    @property
    def cases(self) -> str:
        """Hash: case id -> record (document and timeline; compressed once the case has ended)."""
        return f"{self.root}:cases"

    @property
    def open(self) -> str:
        """Hash: case id -> open row (msgpack), one for each case in progress; read by mirrors."""
        return f"{self.root}:open"

    @property
    def recent(self) -> str:
        """List: the latest movements (msgpack), newest first, at most 40; read by mirrors."""
        return f"{self.root}:recent"

    @property
    def pages(self) -> str:
        """Set: pages that there are (`r20400`), so that a shard can be emptied without a scan."""
        return f"{self.root}:pages"

    def cells(self, page: Page) -> str:
        """Hash: cell name -> count, of one page: a basis and a local day."""
        return f"{self.root}:cells:{page}"

    def ids(self, page: Page) -> str:
        """Set: ids of the cases on one page; on those of receipt all, else the ended ones."""
        return f"{self.root}:ids:{page}"


class FactKeys:
    """The keys of the facts, all in one slot. None has a TTL; all are written by the projector."""

    def __init__(self, root: str, keys: Keys) -> None:
        self.root = f"{root}:g{keys.generation}"
        self.channel = keys.changes

    @property
    def meta(self) -> str:
        """Hash: `guard` (epoch, schema and next offset in one), `dirty` while a write runs."""
        return f"{self.root}:meta"

    @property
    def days(self) -> str:
        """Set: local day numbers of which a platform told its totals."""
        return f"{self.root}:days"

    def book(self, name: str) -> str:
        """Hash: line -> entry (msgpack) of a book: indicators, campaigns, cameras or lists."""
        return f"{self.root}:book:{name}"

    def day(self, day: int) -> str:
        """Hash: fact id -> entry (msgpack), the parts of a platform's totals of a local day."""
        return f"{self.root}:day:{day}"


def model_key(prefix: str) -> str:
    """Hash: `generation` shown to pages, `partitions`, `schema`. No TTL. Written at creation."""
    return f"{prefix}:model"


def clock_key(prefix: str) -> str:
    """String: the product's clock (msgpack). No TTL. Written by a replay; absent in life."""
    return f"{prefix}:clock"


def feeds_key(prefix: str) -> str:
    """Hash: feed -> its status (msgpack). No TTL. Written by translators."""
    return f"{prefix}:feeds"


def ingest_key(prefix: str) -> str:
    """Hash: worker -> its sign of life (msgpack). No TTL. Written by ingest workers."""
    return f"{prefix}:ingest"


def work_key(prefix: str) -> str:
    """Hash: task -> progress (msgpack), such as `rebuild`; `simulate` stays and marks a demo."""
    return f"{prefix}:work"


def audit_key(prefix: str) -> str:
    """String: the auditor's last report (msgpack). No TTL. Written by the auditor, confirmed."""
    return f"{prefix}:audit"


def rebuild_key(prefix: str) -> str:
    """String: token of the one rebuild that may run. TTL 60 s, renewed. Written by the rebuild."""
    return f"{prefix}:rebuild"


def screens_key(prefix: str) -> str:
    """Hash: screen -> its last sighting (msgpack). No TTL. Written by web processes."""
    return f"{prefix}:screens"


def orders_key(prefix: str) -> str:
    """Hash: screen -> what it is told to show (msgpack). No TTL. Written by who tells it."""
    return f"{prefix}:orders"


def orders_channel(prefix: str) -> str:
    """Channel: the id of a screen that was told something. Published by who tells it."""
    return f"{prefix}:orders:told"


def minutes_key(prefix: str, scene: str, hour: int) -> str:
    """Hash: minute -> a scene as it was (sealed). TTL 30 days. Written by each web process."""
    return f"{hours_key(prefix, scene)}:{hour}"


def hours_key(prefix: str, scene: str) -> str:
    """Sorted set: hours (from 1970) that have minutes. No TTL, trimmed. Written with them."""
    # the overview was kept before the other scenes were, and stands where it did
    return f"{prefix}:minutes" if scene == "overview" else f"{prefix}:minutes:{scene}"


def _tag(prefix: str, shard: int, partitions: int) -> str:
    """
    Return a hash tag whose slot lies in the shard's share of all slots.

    Plain numbers would crowd some masters of a cluster; this spreads shards as evenly as slots.
    """
    low, high = shard * SLOTS // partitions, (shard + 1) * SLOTS // partitions
    candidates = (f"{prefix}.{shard}.{n}" for n in range(SLOTS * 64))
    return next(tag for tag in candidates if low <= key_slot(tag.encode()) < high)
