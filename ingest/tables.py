"""Table feeds: mapping files of what is no case, whose messages become facts of the district."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from city.sheets import Findings
from ingest.mapping import (
    FEEDS,
    EventSpec,
    FieldEntry,
    FieldSpec,
    PlaceSpec,
    RefusalSpec,
    Table,
    field_of,
    file_of,
)

FactName = Literal[
    "IndicatorReported",
    "PlatformTotalsReported",
    "CameraListed",
    "CamerasListed",
    "CampaignReported",
]


_CAMERA = ("key", "name", "online", "owner", "url", "street", "list")
FIELDS: dict[str, tuple[str, ...]] = {
    "IndicatorReported": (
        *("indicator", "value", "unit", "first", "last", "as_of", "publisher"),
        *("target", "before", "growth_percent"),
    ),
    "PlatformTotalsReported": (
        *("day", "stream", "received", "closed", "opened", "ended", "part", "parts"),
    ),
    "CameraListed": _CAMERA,
    "CamerasListed": _CAMERA,
    "CampaignReported": ("campaign", "as_of", "counters", "publisher"),
}
"""Fact -> the fields that a table feed may map."""
NEEDED: dict[str, tuple[str, ...]] = {
    "IndicatorReported": ("indicator", "value", "last"),
    "PlatformTotalsReported": ("day",),
    "CameraListed": ("key", "online"),
    "CamerasListed": ("key", "online"),
    "CampaignReported": ("campaign", "as_of", "counters"),
}
"""Fact -> the fields without which it says nothing."""


class TableSpec(Table, frozen=True):
    """
    Everything a table feed's file says. `fact` is what each of its messages tells.

    `rows` is where a message holds a whole list of cameras; one without it tells of one camera.
    `case` makes the id of a case of ours from a `{number}` of the platform's list.
    """

    name: str
    fact: FactName
    topic: str
    event: EventSpec
    label: str = ""
    label_en: str = ""
    rhythm_minutes: Annotated[float, msgspec.Meta(gt=0)] = 60.0
    refusal: RefusalSpec = RefusalSpec()
    format: Literal["json", "csv-row"] = "json"
    encodings: tuple[str, ...] = ("utf-8", "gb18030")
    zone: str = ""
    missing: tuple[str, ...] = ("", "-")
    fields: dict[str, FieldEntry] = {}
    place: PlaceSpec | None = None
    rows: str = ""
    case: str = ""

    def field(self, name: str) -> FieldSpec | None:
        """Return how a field is mapped, None if it is not."""
        return field_of(self.fields, name)


def is_table(file: dict[str, Any]) -> bool:
    """Return whether a mapping file is of a table feed: it names the fact it tells."""
    return "fact" in file


def read_tables(found: Findings) -> list[TableSpec]:
    """Return the table feeds of a district's folder; notes what cannot be read in them."""
    specs = []
    for name, file in table_files(found.folder):
        if not is_table(file):
            continue
        try:
            specs.append(msgspec.convert({**file, "name": name}, TableSpec))
        except msgspec.ValidationError as error:
            found.note(file_of(name), "file", str(error))
    return specs


def table_files(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the mapping files that are TOML; the reader of case feeds tells of the others."""
    for path in sorted((folder / FEEDS).glob("*.toml")):
        try:
            yield path.stem, tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError):
            continue
