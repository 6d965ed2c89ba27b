"""Starts workers on real servers: their topics, their connections, their rounds until stopped."""

import logging
import threading

from city.clock import DAY
from city.errors import BadRequest
from city.store.faults import REDIS_ERRORS
from city.store.site import Site
from ingest.bus.kafka import BUS_ERRORS, Producer, TopicSpec, ensure_topics
from ingest.feeds import Feed, load_feeds
from ingest.letters import TOPIC as LETTERS
from ingest.projecting import FeedSource, ProjectingWorker
from ingest.translator import Translator
from ingest.worker import RECOVERABLE, Step, run

logger = logging.getLogger(__name__)

EVENTS = "case-events"
FEED_PARTITIONS = 3
FEED_KEPT_MS = 7 * DAY
LETTERS_KEPT_MS = 14 * DAY
"""Dead letters hold raw bytes, which may be personal; so they are kept short."""

AWAY: tuple[type[Exception], ...] = (*RECOVERABLE, *BUS_ERRORS, *REDIS_ERRORS)
"""What a server being away looks like to a worker; it waits and goes on."""


def feeds_of(site: Site) -> list[Feed]:
    """Return the feeds of the site's district, compiled."""
    return load_feeds(site.district, site.settings.prefix)


def make_topics(site: Site) -> None:
    """Make our topics, and those feed topics that are in our namespace, where they are missing."""
    settings = site.settings
    wanted = {
        settings.topic(EVENTS): TopicSpec(settings.partitions),
        settings.topic(LETTERS): TopicSpec(1, LETTERS_KEPT_MS),
    }
    for feed in feeds_of(site):
        if feed.topic.startswith(f"{settings.prefix}."):
            wanted[feed.topic] = TopicSpec(FEED_PARTITIONS, FEED_KEPT_MS)
    ensure_topics(site.kafka_servers, wanted)


def run_worker(site: Site, role: str, stop: threading.Event) -> None:
    """Run one translator or projector until `stop` is set; raises `BadRequest` for another role."""
    makers = {"translator": _translator, "projector": ProjectingWorker}
    if role not in makers:
        raise BadRequest("role", f"{role!r} is none of {', '.join(makers)}")
    make_topics(site)
    run(makers[role](site), stop, recoverable=AWAY)


def _translator(site: Site) -> Step:
    feeds = feeds_of(site)
    return Translator(
        feeds,
        FeedSource(site, [feed.topic for feed in feeds]),
        Producer(site.kafka_servers),
        events=site.settings.topic(EVENTS),
        letters=site.settings.topic(LETTERS),
        status=site.control,
    )
