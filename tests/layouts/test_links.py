"""Addresses say everything about a selection, and nothing else."""

import msgspec
import pytest

from city.lists import Selection
from layouts.links import (
    LONGEST,
    PARAMETERS,
    case_href,
    lang_of,
    page_href,
    parse_selection,
    selection_href,
    turn_page,
)


def query_of(href: str) -> str:
    return href.partition("?")[2]


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(stream="city", department="-", light="overdue", window="last-30-days"),
        Selection(status="closed", measure="five_star", window="2026-10-01..2026-10-31", page=7),
        Selection(class_="E0101", major="E01", channel="12345 & 市长", community="东门/1"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_selection_survives_its_address(selection: Selection, lang: str) -> None:
    """A figure's link must lead to exactly the cases behind it."""
    query = query_of(selection_href(selection, lang))  # type: ignore[arg-type]

    assert parse_selection(query) == selection
    assert lang_of(query) == lang


def test_every_field_but_the_page_has_a_parameter() -> None:
    """A field without a parameter would be lost on the way."""
    assert set(PARAMETERS) | {"page"} == set(Selection.__struct_fields__)
    changed = {field: "x" for field in PARAMETERS}
    full = Selection(**changed, page=2)
    assert parse_selection(query_of(selection_href(full, "zh"))) == full


def test_the_class_is_called_class_in_an_address() -> None:
    """The API calls it so as well."""
    assert selection_href(Selection(class_="E01"), "zh") == "/cases?class=E01"


@pytest.mark.parametrize("page", ["", "0", "-3", "x", "٣", "99999999999"])
def test_a_page_that_is_no_page_is_the_first(page: str) -> None:
    """Anybody may type an address."""
    assert parse_selection(f"page={page}").page == 0


def test_a_field_that_is_too_long_to_name_anything_is_cut() -> None:
    """Addresses are kept ready, and anybody may type one."""
    assert parse_selection(f"street={'长' * 5_000}").street == "长" * LONGEST


def test_what_is_not_a_field_is_ignored() -> None:
    """Other parameters, such as those of a chat's link tracking, change nothing."""
    assert parse_selection("?utm_source=wx&lang=en&status=") == Selection()


def test_pages_are_counted_from_one_in_addresses() -> None:
    """People read addresses."""
    assert selection_href(turn_page(Selection(), 1), "zh") == "/cases?page=2"
    assert msgspec.structs.asdict(parse_selection("page=2"))["page"] == 1


def test_a_case_id_with_a_slash_stays_one_part_of_the_path() -> None:
    """Ids come from other people's systems."""
    assert case_href("city:a/b?c", "en") == "/cases/city%3Aa%2Fb%3Fc?lang=en"


def test_the_language_is_added_to_an_address_that_asks_already() -> None:
    """The switch on a narrowed list keeps what it is narrowed to."""
    assert page_href("/cases?light=near", "en") == "/cases?light=near&lang=en"
