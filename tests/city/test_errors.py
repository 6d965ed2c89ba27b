"""Errors: one tree, a sentence each, and the facts kept."""

import inspect

import pytest

from city import errors
from city.errors import CityError, ConfigurationError, PortInUse, Problem, ServerUnavailable

ALL = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("kind", [kind for kind in ALL if issubclass(kind, Exception)])
def test_every_error_is_ours_and_has_a_sentence(kind: type[Exception]) -> None:
    assert issubclass(kind, CityError)
    assert (kind.__doc__ or "").strip().endswith(".")


def test_messages_name_the_setting_to_change() -> None:
    assert "CITY_PORT" in str(PortInUse(8050, "CITY_PORT"))
    assert "REDIS_URL" in str(ServerUnavailable("Redis", "127.0.0.1:1", "REDIS_URL"))


def test_every_mistake_of_a_configuration_is_told() -> None:
    problems = [Problem("a.csv", "row 2", "is wrong"), Problem("b.csv", "row 3", "is worse")]

    assert str(ConfigurationError(problems)).splitlines() == [str(each) for each in problems]
