"""The class catalogue of Baita, and the mistakes an editor can make in one."""

from pathlib import Path

import pytest

from city.catalogue import read_catalogue
from city.district import District, load_district
from city.sheets import Findings

HEADER = (
    "key,major,name,name_en,code_version,condition,condition_name,condition_name_en,"
    "value,unit,departments,source"
)
GOOD = "E0110,E01,暴露垃圾,Waste,2026,1,条件,Condition,4,work_hour,sanitation,V:1"


@pytest.fixture(scope="module")
def baita() -> District:
    return load_district("baita")


def faults(folder: Path, *rows: str) -> list[str]:
    """Return the mistakes found in a catalogue of these rows."""
    (folder / "majors.csv").write_text("key,name,name_en,kind,stream\nE01,市容,City,event,city\n")
    (folder / "catalogue.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    found = Findings(folder)
    read_catalogue(found, {"sanitation": None})
    return [f"{problem.row}: {problem.cause}" for problem in found.problems]


@pytest.mark.parametrize(
    ("key", "limits"),
    [
        ("E0110", [(4, "work_hour")]),  # exposed waste
        ("E0112", [(2, "work_hour")]),  # dirty road
        ("E0101", [(2, "natural_day"), (15, "work_day")]),  # being built; built
        ("E0401", [(2, "urgent_hour")]),  # vendor
        ("E0502", [(1, "urgent_hour"), (5, "work_day")]),  # gas: make safe; repair
        ("E0698", [(2, "work_hour"), (1, "work_day"), (5, "work_day")]),  # three conditions
        ("C0101", [(2, "urgent_hour"), (5, "work_day")]),  # cover: missing; cracked
    ],
)
def test_limits_stand_as_in_the_domain_notes(
    baita: District, key: str, limits: list[tuple[float, str]]
) -> None:
    conditions = baita.classes[key].conditions

    assert [(each.value, each.unit) for each in conditions] == limits


def test_kinds_of_orders_can_be_taken_out_of_the_assessment(tmp_path: Path) -> None:
    """Which ones is the district's to say: Baita's own table names none."""
    head = "set,condition,name,name_en,value,unit,source,exempt\n"
    rows = ["orders,thanks,感谢,Thanks,,,A,yes", "orders,help,求助,Help,7,work_day,A,"]
    (tmp_path / "conditions.csv").write_text(head + "\n".join(rows) + "\n")
    assert faults(tmp_path, GOOD) == []

    thanks, other = read_catalogue(Findings(tmp_path), {"sanitation": None}).sets["orders"]
    (tmp_path / "conditions.csv").write_text(head + rows[0].replace("yes", "perhaps") + "\n")

    assert (thanks.exempt, other.exempt) == (True, False)
    assert faults(tmp_path, GOOD) == ["row 2: exempt 'perhaps' is neither yes nor empty"]
    assert not any(each.exempt for each in load_district("baita").limits.conditions())


def test_event_and_component_codes_do_not_meet(baita: District) -> None:
    """0101 is a manhole cover and an unauthorised building: keys begin with the kind."""
    assert baita.classes["C0101"].kind == "component"
    assert baita.classes["E0101"].kind == "event"
    assert baita.majors["E04"].name == "街面秩序"
    assert baita.classes["E0401"].code_version == "2026"


def test_every_class_has_names_a_major_handlers_and_a_limit(baita: District) -> None:
    for key, each in baita.classes.items():
        assert each.name and each.name_en and each.departments, key
        assert each.major in baita.majors, key
        assert each.conditions and each.conditions[0].value is not None, key
        assert {condition.source for condition in each.conditions} <= {"V:1", "A"}, key


def test_the_street_of_the_place_is_among_the_handlers(baita: District) -> None:
    assert baita.handlers("E0406", "211002016") == ("enforcement", "wensheng")
    assert baita.handlers("E0406", "") == ("enforcement",)
    assert baita.handlers("no such class", "211002016") == ()


def test_a_good_row_is_not_at_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (GOOD.replace("4,work_hour", "four,work_hour"), "row 2: value 'four' is not a positive"),
        (GOOD.replace("4,work_hour", "-4,work_hour"), "row 2: value '-4' is not a positive"),
        (
            GOOD.replace("work_hour", "fortnight"),
            "row 2: unit 'fortnight' is none of minute, urgent_hour",
        ),
        (GOOD.replace("4,work_hour", ",work_hour"), "row 2: value and unit must be given together"),
        (GOOD.replace("E01,", "E77,"), "row 2: major 'E77' is not in majors.csv"),
        (GOOD.replace("sanitation", "nobody"), "row 2: department 'nobody' is not in"),
        (GOOD.replace("暴露垃圾", ""), "row 2: name is empty"),
        (GOOD.replace("E0110", ""), "row 2: key is empty"),
        (GOOD.replace("E0110", "-"), "row 2: key '-' is reserved"),
        (GOOD.replace("2026,1,", "2026,set:nothing,"), "row 2: set 'nothing' is not in conditions"),
        (GOOD + ",more", "row 2: has 13 cells, expected 12"),
        (GOOD + "\n" + GOOD, "row 3: condition '1' of 'E0110' is already listed"),
        (
            GOOD + "\n" + GOOD.replace("2026,1,", "2026,2,").replace("Waste", "Dust"),
            "row 3: name_en 'Dust' differs from 'Waste' in row 2",
        ),
        (GOOD + "\n" + GOOD.replace("E0110", "E0111") + "\n" + GOOD, "row 4: key 'E0110' is alre"),
    ],
)
def test_a_mistake_is_told_with_its_row(tmp_path: Path, row: str, fault: str) -> None:
    (found,) = faults(tmp_path, row)

    assert found.startswith(fault)


def test_columns_are_checked_before_rows(tmp_path: Path) -> None:
    (tmp_path / "majors.csv").write_text("key,name,name_en,kind,stream\n")
    (tmp_path / "catalogue.csv").write_text("key,name,name_en,limmit,name\n")
    found = Findings(tmp_path)

    read_catalogue(found, {})

    assert [problem.cause for problem in found.problems] == [
        "column 'major' is missing",
        "column 'limmit' is not known",
        "column 'name' appears twice",
    ]
