"""A district with its read model, opened for one process."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from city.district import DISTRICTS, load_district
from city.schema import model_schema
from city.settings import Settings
from city.store.connection import connect
from city.store.documents import Partitioner
from city.store.floor import Floor
from city.store.heads import FeedInfo
from city.store.minutes import MinuteStore
from city.store.mirror import Mirror
from city.store.model import Control
from city.store.reader import Reader
from city.store.screens import Screens


class Site:
    """What nearly every command starts from; parts are made when they are first asked for."""

    def __init__(self, settings: Settings, *, redis_url: str, kafka_servers: str) -> None:
        self.settings = settings
        self.redis_url, self.kafka_servers = redis_url, kafka_servers
        self.redis: Any = connect(redis_url)
        self.district = load_district(settings.district)

    @cached_property
    def schema(self) -> str:
        """The schema of the read model that this process writes."""
        return model_schema(DISTRICTS / self.settings.district)

    @cached_property
    def control(self) -> Control:
        """What lies beside the shards."""
        return Control(self.redis, self.settings.prefix)

    @cached_property
    def mirror(self) -> Mirror:
        """A mirror that follows nothing until it is started or loaded."""
        return Mirror(self.redis, self.settings.prefix, self.district.days)

    @cached_property
    def floor(self) -> Floor:
        """Which screens are watching, and what they are told."""
        return Floor(self.redis, self.settings.prefix)

    @cached_property
    def minutes(self) -> MinuteStore:
        """The wall's scenes of past minutes."""
        return MinuteStore(self.redis, self.settings.prefix)

    def reader(self, partition_of: Partitioner) -> Reader:
        """Return who answers questions, over this process's mirror."""
        return Reader(
            self.redis,
            self.settings.prefix,
            mirror=self.mirror,
            district=self.district,
            partition_of=partition_of,
        )

    def screens(self, partition_of: Partitioner, feeds: Sequence[FeedInfo]) -> Screens:
        """Return who assembles pages, over this process's mirror."""
        return Screens(
            self.reader(partition_of),
            streams=self.district.streams,
            feeds=tuple(feeds),
            limits=self.district.limits,
            break_in=self.district.wall.break_in,
        )
