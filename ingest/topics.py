"""The topics of a site: those that are ours, those of its feeds, and how long each is kept."""

from city.clock import DAY, Instant
from city.store.site import Site
from ingest.bus.kafka import TopicSpec, ensure_topics
from ingest.feeds import Feed, load_feeds
from ingest.letters import TOPIC as LETTERS

EVENTS = "case-events"
FEED_PARTITIONS = 3
FEED_KEPT_MS: Instant = 7 * DAY
LETTERS_KEPT_MS: Instant = 14 * DAY
"""Dead letters hold raw bytes, which may be personal; so they are kept short."""


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
