"""What pages know of the feeds: how they are called, and how long one may be quiet."""

from pathlib import Path

from city.clock import MINUTE
from city.district import DISTRICTS
from city.errors import ConfigurationError
from city.sheets import Findings
from city.store.heads import FeedInfo
from ingest.mapping import FeedSpec, read_specs
from ingest.tables import TableSpec, read_tables


def feed_infos(name: str, *, root: Path = DISTRICTS) -> list[FeedInfo]:
    """
    Return the feeds of a district as pages know them, table feeds last; those have no stream.

    Raises:
        ConfigurationError: A file cannot be read.
    """
    found = Findings(root / name)
    specs: list[FeedSpec | TableSpec] = [*read_specs(found), *read_tables(found)]
    if found.problems:
        raise ConfigurationError(found.problems)
    return [_info(spec) for spec in specs]


def _info(spec: FeedSpec | TableSpec) -> FeedInfo:
    return FeedInfo(
        spec.name,
        spec.label or spec.name,
        spec.label_en or spec.label or spec.name,
        round(spec.rhythm_minutes * MINUTE),
        spec.stream if isinstance(spec, FeedSpec) else "",
    )
