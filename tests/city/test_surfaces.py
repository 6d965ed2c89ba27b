"""Privacy by surface: every field of every snapshot is decided, and what is decided is done."""

from collections.abc import Iterator
from inspect import isfunction
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from dash.development.base_component import Component
from msgspec import Struct

from city import events as ev, head, lists, snapshot
from city.ports import Minutes, ScreenSource
from city.surfaces import (
    CONFIDENTIAL,
    PLAIN,
    SURFACES,
    TABLE,
    Surface,
    carried,
    carry_of,
    for_surface,
)
from dashboard import views
from tests.factories import make_received
from tests.layouts.factories import make_open

PLACES = {"lon", "lat", "raw"}


def snapshots() -> list[type[Struct]]:
    """
    Return every record that a page or the API can be given.

    They are what answers questions of both, what the pages' own functions take to be drawn, and
    all that stands beside the snapshots of cases.
    """
    hints = [get_type_hints(each) for each in functions(ScreenSource, Minutes)]
    told = [each["return"] for each in hints]
    drawing = [get_type_hints(each) for each in functions(views)]
    taken = [next(iter(each.values())) for each in drawing if each["return"] is Component]
    beside = [each for module in (head, snapshot, lists) for each in vars(module).values()]
    return list(dict.fromkeys(records([*beside, *told, *taken])))


def functions(*owners: object) -> list[Any]:
    """Return the public functions of modules and protocols."""
    named = [pair for owner in owners for pair in vars(owner).items()]
    return [each for name, each in named if isfunction(each) and not name.startswith("_")]


def records(hints: list[Any]) -> Iterator[type[Struct]]:
    """Yield the records that hints can hold, without those inside them."""
    for part in (part for hint in hints for part in inside(hint)):
        if isinstance(part, type) and issubclass(part, Struct) and part is not Struct:
            yield part


def inside(kind: Any) -> Iterator[Any]:
    """Yield a type and all that it can hold."""
    yield kind
    if get_origin(kind) is not Literal:
        for part in get_args(kind):
            yield from inside(part)


def telling_fields(kinds: list[type[Struct]]) -> Iterator[tuple[str, str]]:
    """Yield (record, field) of all that can hold words or a place, records inside included."""
    seen: set[type[Struct]] = set()
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen.add(kind)
        for field, hint in get_type_hints(kind).items():
            waiting += records([hint])
            if field in PLACES or str in inside(hint):
                yield kind.__name__, field


@pytest.mark.parametrize(("record", "field"), sorted(set(telling_fields(snapshots()))))
def test_every_field_that_can_tell_something_is_decided(record: str, field: str) -> None:
    """Whoever adds a field says here who may see it: a table with a hole is no table."""
    assert (field in TABLE) != (field in PLAIN), f"{record}.{field}"


def test_the_walk_begins_at_what_every_page_is_drawn_from() -> None:
    """Scenes and desks that are not about single cases have snapshots of their own."""
    names = {kind.__name__ for kind in snapshots()}

    assert {"WallSnapshot", "CitizenSnapshot", "AssessmentSnapshot", "DistrictSnapshot"} <= names
    assert {"BoardsSnapshot", "ScoresSnapshot", "ScreensSnapshot", "Figures"} <= names
    assert len(names) > 20


def test_the_walk_finds_what_is_deep_inside() -> None:
    found = set(telling_fields(snapshots()))

    assert {("Received", "title"), ("Place", "address"), ("Note", "note")} <= found
    assert {("OpenCase", "title"), ("MapPoint", "lon"), ("Row", "name")} <= found
    assert {("Camera", "url"), ("Sighting", "digest"), ("Side", "missing_here")} <= found


def test_no_row_stands_in_the_table_for_nothing() -> None:
    fields = {field for _, field in telling_fields(snapshots())}

    assert {field for field in TABLE if "." not in field} <= fields
    assert fields >= PLAIN


def test_every_row_of_the_table_decides_for_every_surface() -> None:
    assert {len(row) for row in TABLE.values()} == {len(SURFACES)}
    assert TABLE.keys() >= CONFIDENTIAL


def test_a_field_nobody_decided_about_is_refused() -> None:
    with pytest.raises(KeyError):
        carry_of("diary", "wall")


@pytest.mark.parametrize("surface", ["wall", "leader", "public", "export", "log"])
@pytest.mark.parametrize("field", ["title", "description", "note", "result", "address"])
def test_free_text_is_for_operators_alone(field: str, surface: Surface) -> None:
    assert carried("垃圾满冒", field, surface) == ""
    assert carried("垃圾满冒，我叫王五", field, "operator") == "垃圾满冒，我叫王*"


@pytest.mark.parametrize("surface", set(SURFACES) - {"operator", "handler"})
@pytest.mark.parametrize("kind", ["name", "phone", "identity"])
def test_a_person_is_named_to_operators_alone_and_masked(kind: str, surface: Surface) -> None:
    assert carried("13812345678", f"person.{kind}", surface) == ""
    assert STARRED in carried("13812345678", f"person.{kind}", "operator")


STARRED = "*"


@pytest.mark.parametrize("field", ["url", "digest"])
def test_what_opens_a_stream_or_tells_a_screen_is_for_the_desk_alone(field: str) -> None:
    seen = {surface for surface in SURFACES if carried("rtsp://10.0.0.7/1", field, surface)}

    assert seen == {"operator", "handler"}


@pytest.mark.parametrize(
    ("surface", "lon"),
    [("wall", 123.174689), ("leader", 123.17), ("public", 123.17), ("log", None)],
)
def test_a_position_is_coarse_where_nobody_goes_there(surface: Surface, lon: float | None) -> None:
    assert carried(123.174689, "lon", surface) == lon


def test_a_confidential_case_tells_its_words_and_place_to_its_clerk_alone() -> None:
    event = make_received(
        title="举报邻居",
        description="三楼",
        confidential=True,
        place=ev.Place(street="s1", community="m1", address="3号楼", lon=123.17, lat=41.27),
    )

    for surface in set(SURFACES) - {"handler"}:
        data = for_surface(event, surface).data
        assert (data.title, data.description, data.place.address) == ("", "", "")
        assert (data.place.lon, data.place.community, data.place.street) == (None, "", "s1")
    seen = for_surface(event, "handler").data
    assert (seen.title, seen.place.address, seen.place.lon) == ("举报邻居", "3号楼", 123.17)


def test_records_inside_a_confidential_one_are_confidential_too() -> None:
    note = ev.CaseHandled(
        id="1", case="c", time=make_received().time, source="s", data=ev.Note("已劝离邻居")
    )

    assert for_surface(note, "operator").data.note == "已劝离邻居"
    assert for_surface(note, "operator", confidential=True).data.note == ""


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("confidential", [False, True])
def test_whether_a_deadline_may_still_move_is_told_on_every_surface(
    surface: Surface, confidential: bool
) -> None:
    """It says nothing of a person or a place, and whoever sees the deadline must know (暂定)."""
    case = make_open(0, provisional=True, confidential=confidential)

    seen = for_surface(case, surface)

    assert (seen.due_at, seen.provisional) == (case.due_at, True)


def test_what_changes_nothing_is_the_same_record() -> None:
    facet = lists.Facet("211002017", 3)

    assert for_surface(facet, "wall") is facet
