"""What a command starts from: a district with its servers, and who answers questions over it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from city.settings import load_settings
from commands.terminal import (
    say,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from city.store.reader import Reader
    from city.store.screens import Screens
    from city.store.site import Site
    from dashboard.devices.acts import Acts
    from dashboard.devices.store import DeviceStore


@contextmanager
def opened() -> Iterator[Site]:
    """Give a command its district and its servers; embedded ones are started if need be."""
    from city.logs import start_logging
    from city.processes import end_with_parent
    from city.store.site import Site
    from ingest.servers import servers

    settings = load_settings()
    start_logging(settings.log_level, settings.log_format)
    end_with_parent()
    with servers(settings, say) as addresses:
        yield Site(settings, redis_url=addresses.redis_url, kafka_servers=addresses.kafka_servers)


def loaded_reader(site: Site) -> Reader:
    """Return a reader over the read model as it is now."""
    from ingest.bus.kafka import partition_of

    site.mirror.load()
    return site.reader(partition_of)


def screens_of(site: Site) -> Screens:
    """Return who answers what pages ask, over the read model as it is now."""
    from ingest.bus.kafka import partition_of

    site.mirror.load()
    return site.screens(partition_of, ())


@contextmanager
def desk() -> Iterator[tuple[Site, DeviceStore, Acts]]:
    """Give a command the store of devices, and what can be done with screens."""
    from dashboard.devices.acts import Acts
    from dashboard.devices.store import DeviceStore

    with opened() as site:
        store = DeviceStore(site.settings.database_url, site.settings.state)
        yield (
            site,
            store,
            Acts(store, site.floor, site.district, lambda case: loaded_reader(site).timeline(case)),
        )
        store.close()
