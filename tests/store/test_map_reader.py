"""The map's section on a real Redis: what it holds beside cases."""

from typing import Any

import pytest

from city import facts
from city.errors import UnknownCamera
from city.ports import ScreenSource
from city.store.fact_writer import FactWriter
from tests.facts_world import MAY
from tests.store.test_screens import screens_of
from tests.store_world import SCHEMA, ReadModel

pytestmark = pytest.mark.redis


@pytest.fixture
def model(redis_client: Any) -> ReadModel:
    return ReadModel(redis_client)


def list_cameras(model: ReadModel, *cameras: facts.Camera) -> None:
    """Tell of a whole list of cameras."""
    writer = FactWriter(model.redis, model.keys.facts, schema=SCHEMA)
    writer.open()
    told = facts.CamerasListed(
        id="list", about="cameras:all", time=MAY, source="t", data=facts.CameraList("all", cameras)
    )
    writer.apply([told], 1)


def keys_on(screens: ScreenSource) -> list[tuple[str, bool]]:
    return [(camera.id, camera.online) for camera in screens.wall().map.cameras]


def test_cameras_with_a_place_are_on_the_map_and_what_is_offline_is_told(model: ReadModel) -> None:
    list_cameras(
        model,
        facts.Camera("a", online=True, lon=123.1, lat=41.2),
        facts.Camera("b", online=False, lon=123.2, lat=41.3),
        facts.Camera("nowhere", online=True),
    )
    screens = screens_of(model)

    assert keys_on(screens) == [("a", True), ("b", False)]


def test_a_camera_is_told_of_by_its_id(model: ReadModel) -> None:
    list_cameras(
        model,
        facts.Camera("a", "新华路口", online=True, lon=123.1, lat=41.2, owner="公安"),
        facts.Camera("nowhere", online=True),
    )
    screens = screens_of(model)

    assert (screens.camera("a").name, screens.camera("a").owner) == ("新华路口", "公安")
    for unknown in ("nowhere", "b"):  # what is not on the map cannot be chosen on it
        with pytest.raises(UnknownCamera):
            screens.camera(unknown)


def test_a_district_without_a_list_has_a_map_without_cameras(model: ReadModel) -> None:
    assert keys_on(screens_of(model)) == []
