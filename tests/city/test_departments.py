"""Departments: kinds, names for the wall, and the mistakes an editor can make."""

from pathlib import Path

import pytest

from city.departments import read_departments
from city.district import District, load_district
from city.sheets import Findings

HEADER = "key,name,name_en,kind,short,short_en,street"
GOOD = "wensheng,文圣街道办事处,Wensheng Office,street,文圣街道,Wensheng,211002016"


@pytest.fixture(scope="module")
def baita() -> District:
    return load_district("baita")


def test_every_department_fits_the_wall_in_both_languages(baita: District) -> None:
    for department in baita.departments.values():
        assert 0 < len(department.short) <= 7, department.key
        assert department.name_en and department.short_en, department.key


def test_each_street_has_its_office(baita: District) -> None:
    offices = {each.street for each in baita.departments.values() if each.kind == "street"}

    assert offices == set(baita.streets)


def test_companies_and_city_branches_are_ranked_apart(baita: District) -> None:
    """They are outside the district's command."""
    assert not baita.departments["heating"].under_command
    assert not baita.departments["police"].under_command
    assert baita.departments["enforcement"].under_command


def test_a_narrow_column_shows_the_short_name(baita: District) -> None:
    assert baita.short_label("enforcement", "zh") == "综合执法大队"
    assert baita.short_label("enforcement", "en") == "Enforcement"
    assert baita.short_label("", "zh") == "未归类"
    assert baita.short_label("some unit", "zh") == "some unit"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (GOOD.replace(",street,", ",parish,"), "row 2: kind 'parish' is none of bureau, branch"),
        (
            GOOD.replace("文圣街道,W", "文圣街道办事处临时,W"),
            "row 2: short '文圣街道办事处",
        ),
        (GOOD.replace("211002016", "211002099"), "row 2: street '211002099' is not in streets"),
        (GOOD.replace("文圣街道办事处", ""), "row 2: name is empty"),
        (GOOD + "\n" + GOOD, "row 3: key 'wensheng' is already taken"),
        ("," + GOOD.split(",", 1)[1], "row 2: key is empty"),
        ("x" * 121 + "," + GOOD.split(",", 1)[1], "row 2: key is longer than 120"),
        ("a\x1fb," + GOOD.split(",", 1)[1], "row 2: key 'a\\x1fb' holds a control character"),
    ],
)
def test_a_mistake_is_told_with_its_row(tmp_path: Path, rows: str, fault: str) -> None:
    (tmp_path / "departments.csv").write_text(f"{HEADER}\n{rows}\n")
    found = Findings(tmp_path)

    read_departments(found, {"211002016": None})

    (problem,) = found.problems
    assert f"{problem.row}: {problem.cause}".startswith(fault)
