"""Addresses: from any figure to the cases behind it, and back from an address to a selection."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, TypeAlias
from urllib.parse import parse_qsl, quote, urlencode

import msgspec

from city.lists import Selection

Lang: TypeAlias = Literal["zh", "en"]
CASES = "/cases"
DEFINITIONS = "/definitions"
SCORES = "/scores"
LONGEST = 200
"""Most characters of a field that an address names: no key of ours is as long."""
HREFS_KEPT = 2_048
"""Addresses kept ready: all scenes in two languages have some hundreds."""
PARAMETERS: dict[str, str] = {
    field: field.rstrip("_") for field in Selection.__struct_fields__ if field != "page"
}
"""Field of a selection -> its name in an address."""


def page_href(path: str, lang: Lang, **parameters: str) -> str:
    """Return the address of a page; Chinese is the default and is not written."""
    given = {name: value for name, value in parameters.items() if value}
    if lang == "en":
        given["lang"] = lang
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}{urlencode(given)}" if given else path


@lru_cache(maxsize=HREFS_KEPT)
def selection_href(selection: Selection, lang: Lang) -> str:
    """Return the address of the list of the selected cases; defaults are not written."""
    return page_href(CASES, lang, **_given(selection))


@lru_cache(maxsize=HREFS_KEPT)
def definitions_href(selection: Selection, lang: Lang) -> str:
    """Return the address of the definitions: stream, window and figure of a selection."""
    return page_href(DEFINITIONS, lang, **_given(selection))


def scores_href(composite: str, window: str, lang: Lang) -> str:
    """Return the address of a composite over a window."""
    return page_href(SCORES, lang, composite=composite, window=window)


def scores_query(composite: str, window: str) -> str:
    """Return the one query that names a composite and a window; what is empty is left out."""
    given = {"composite": composite, "window": window}
    return urlencode({name: value for name, value in given.items() if value})


def parse_scores(query: str) -> tuple[str, str]:
    """Return the composite and the window that an address' query names, empty for the first."""
    given = _pairs(query)
    return given.get("composite", ""), given.get("window", "")


def selection_query(selection: Selection) -> str:
    """Return the one query that names a selection; equal selections give equal queries."""
    return urlencode(_given(selection))


def _given(selection: Selection) -> dict[str, str]:
    plain = Selection()
    given = {
        name: getattr(selection, field)
        for field, name in PARAMETERS.items()
        if getattr(selection, field) != getattr(plain, field)
    }
    if selection.page:
        given["page"] = str(selection.page + 1)
    return given


def case_href(case_id: str, lang: Lang) -> str:
    """Return the address of one case."""
    return page_href(f"{CASES}/{quote(case_id, safe='')}", lang)


def parse_selection(query: str) -> Selection:
    """
    Return the selection that an address' query names.

    What is not a field of a selection is ignored, a page that is no number is the first, and of a
    field that is too long to name anything its beginning is enough.
    """
    given = _pairs(query)
    named = PARAMETERS.items()
    fields = {field: given[name][:LONGEST] for field, name in named if given.get(name)}
    return Selection(**fields, page=_page(given.get("page", "")))


def lang_of(query: str) -> Lang:
    """Return the language that an address' query asks for."""
    return "en" if _pairs(query).get("lang") == "en" else "zh"


def turn_page(selection: Selection, page: int) -> Selection:
    """Return the same selection at another page, counted from 0."""
    return msgspec.structs.replace(selection, page=page)


def _pairs(query: str) -> Mapping[str, str]:
    return dict(parse_qsl(query.removeprefix("?")))


def _page(text: str) -> int:
    return max(int(text) - 1, 0) if text.isascii() and text.isdigit() and len(text) < 7 else 0
