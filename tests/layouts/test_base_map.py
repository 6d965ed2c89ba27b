"""What every map is drawn on: how streets are called there."""

from msgspec.structs import replace

from city.district import District, load_district
from layouts.edition import Edition
from layouts.links import Lang
from layouts.parts.base_map import base_layers
from tests.layouts.factories import baita


def street_names(district: District, lang: Lang) -> list[str]:
    *_, names = base_layers("test", Edition(district, lang))
    told = [each["properties"] for each in names.data["features"]]
    return [each["name"] for each in told if each["kind"] == "street"]


def test_a_street_is_called_without_the_words_that_all_of_them_share() -> None:
    """Words that all of them end with would not fit on their ground."""
    assert street_names(baita(), "en") == ["Wensheng", "Wusheng", "Nanmen", "Xiangping"]
    assert street_names(baita(), "zh")[0] == "文圣街道"
    assert "Kengzi" in street_names(load_district("pingshan"), "en")


def test_streets_that_share_no_word_keep_their_names() -> None:
    """One that is called otherwise is enough, and one alone shares its words with nobody."""
    first, *others = baita().streets.values()
    renamed = {each.key: each for each in (replace(first, name_en="Old Town"), *others)}

    names = street_names(replace(baita(), streets=renamed), "en")
    alone = street_names(replace(baita(), streets={first.key: first}), "en")

    assert names[:2] == ["Old Town", "Wusheng Sub-district"]
    assert alone[0] == "Wensheng Sub-district"
