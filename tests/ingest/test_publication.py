"""A notice that is entered: ingest finds another schema, and open deadlines move with it."""

import threading
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from city.clock import to_instant
from city.district import load_district
from city.schema import model_schema
from city.store.audit import audit
from city.store.mirror import Mirror
from city.store.model import Control
from city.store.rows import OpenRow
from ingest.rebuilder import needs_rebuild
from tests.districts import baita_after, baita_before
from tests.factories import SHANGHAI, instant, life
from tests.ingest.log_world import World
from tests.store_world import PREFIX

pytestmark = pytest.mark.redis


def at(text: str) -> int:
    return to_instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")))


def open_row(redis: Any) -> OpenRow:
    mirror = Mirror(redis, PREFIX, SHANGHAI)
    mirror.load()
    row = mirror.table.get("city:1")
    assert row is not None
    return row


def test_the_publication_of_a_notice_moves_the_deadline_of_an_open_case(
    redis_client: Any, tmp_path: Path
) -> None:
    """Dispatched on New Year's Eve, when the year that begins was not known yet."""
    old, new = baita_before(tmp_path / "old"), baita_after(tmp_path / "new")
    before, after = (load_district(folder.name, folder.parent) for folder in (old, new))
    world = World(redis_client, rules=before.limits, schema=model_schema(old))
    reported = (at("2030-12-31 15:40") - instant(0)) / 60_000  # Tue; dispatched at 16:00
    world.tell(life(minute=reported, until=3, class_="E0201"))
    world.follow()
    shown = open_row(redis_client)

    control, schema = Control(redis_client, PREFIX), model_schema(new)
    assert needs_rebuild(control, schema)
    rebuilder = world.rebuilder(schema=schema, rules=after.limits)
    assert rebuilder.run(threading.Event(), grace_seconds=0)

    assert not needs_rebuild(control, schema)
    assert shown.due_at == at("2031-01-01 16:00")  # Wed, one working day later
    assert open_row(redis_client).due_at == at("2031-01-02 16:00")  # Thu: New Year's Day was off
    assert audit(redis_client, PREFIX, rules=after.limits, days=SHANGHAI) == []


def test_a_changed_policy_and_a_changed_calendar_make_another_schema(tmp_path: Path) -> None:
    """Each decides when cases are due, so a model made under the old one must not stay."""
    folder = baita_before(tmp_path)
    schemas = {model_schema(folder)}

    (folder / "policies").mkdir(exist_ok=True)
    (folder / "policies" / "strict.toml").write_text("since = 2031-01-01\n", encoding="utf-8")
    schemas.add(model_schema(folder))
    with (folder / "calendar.csv").open("a", encoding="utf-8") as file:
        file.write("2031-05-01,off,劳动节,Labour Day\n")
    schemas.add(model_schema(folder))

    assert len(schemas) == 3
