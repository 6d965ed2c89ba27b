"""The topics of a site: those that are ours, those of its feeds, and how long each is kept."""

from city.clock import DAY, Instant
from city.store.site import Site
from ingest.bus.kafka import TopicSpec, ensure_topics
from ingest.feeds import Feed, load_feeds
from ingest.letters import TOPIC as LETTERS
from ingest.table_feeds import TableFeed, load_tables

EVENTS = "case-events"
FACTS = "district-facts"
FEED_PARTITIONS = 3
FEED_KEPT_MS: Instant = 7 * DAY
LETTERS_KEPT_MS: Instant = 14 * DAY
"""Dead letters hold raw bytes, which may be personal; so they are kept short."""


def feeds_of(site: Site) -> list[Feed]:
    """Return the case feeds of the site's district, compiled."""
    return load_feeds(site.district, site.settings.prefix)


def tables_of(site: Site) -> list[TableFeed]:
    """Return the table feeds of the site's district, compiled."""
    return load_tables(site.district, site.settings.prefix)


def feed_topics(site: Site) -> dict[str, str]:
    """Return the topic of each feed of the site's district, by name: case and table feeds."""
    cases = {feed.name: feed.topic for feed in feeds_of(site)}
    return cases | {feed.name: feed.topic for feed in tables_of(site)}


def make_topics(site: Site) -> None:
    """Make our topics, and those feed topics that are in our namespace, where they are missing."""
    settings = site.settings
    wanted = {
        settings.topic(EVENTS): TopicSpec(settings.partitions),
        settings.topic(FACTS): TopicSpec(1),
        settings.topic(LETTERS): TopicSpec(1, LETTERS_KEPT_MS),
    }
    for topic in feed_topics(site).values():
        if topic.startswith(f"{settings.prefix}."):
            wanted[topic] = TopicSpec(FEED_PARTITIONS, FEED_KEPT_MS)
    ensure_topics(site.kafka_servers, wanted)
