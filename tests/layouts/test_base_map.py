"""What every map is drawn on: how streets are called there."""

from msgspec.structs import replace

from city.district import District
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.base_map import base_layers
from tests.layouts.factories import baita


def street_names(district: District, lang: Lang) -> list[str]:
    *_, names = base_layers("test", Edition(district, lang))
    told = [each["properties"] for each in names.data["features"]]
    return [each["name"] for each in told if each["kind"] == "street"]


def test_a_street_is_called_in_english_as_shortly_as_its_office_is() -> None:
    """Words that all of them end with would not fit on their ground."""
    assert street_names(baita(), "en") == ["Wensheng", "Wusheng", "Nanmen", "Xiangping"]
    assert street_names(baita(), "zh")[0] == "文圣街道"


def test_a_street_whose_office_has_no_short_name_keeps_its_own() -> None:
    """What a district does not tell is not made up."""
    offices = {key: replace(each, short_en="") for key, each in baita().departments.items()}

    assert street_names(replace(baita(), departments=offices), "en")[0] == "Wensheng Sub-district"
