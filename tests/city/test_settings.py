"""Settings from the environment: defaults, and a mistake named by its variable."""

import pytest

from city.errors import SettingError
from city.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CITY_NAMESPACE", "CITY_DISTRICT", "CITY_PORT", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


def test_the_namespace_is_the_district_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITY_DISTRICT", "newyork")
    assert load_settings().topic("case-events") == "newyork.case-events"

    monkeypatch.setenv("CITY_NAMESPACE", "trial")
    assert load_settings().topic("case-events") == "trial.case-events"


@pytest.mark.parametrize(
    ("name", "value"), [("CITY_PORT", "0"), ("CITY_PORT", "many"), ("CITY_LOG_LEVEL", "chatty")]
)
def test_a_mistake_names_its_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingError, match=name):
        load_settings()


def test_servers_of_others_keep_their_usual_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/0")

    assert load_settings().redis_url == "redis://elsewhere:6379/0"


def test_every_setting_has_a_meaning() -> None:
    assert all(field.description for field in Settings.model_fields.values())
