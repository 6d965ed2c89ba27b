"""Departments: who disposes of cases, of which kind, and how they fit on the wall."""

from collections.abc import Mapping
from typing import Literal, get_args

from city.named import Named
from city.sheets import Findings, Line, gather, read_sheet

DepartmentKind = Literal["bureau", "branch_of_city", "street", "service_centre", "company", "unit"]
FILE = "departments.csv"
SHORT_LENGTH = 7
"""Characters of a Chinese short name that fit the wall's column."""
UNDER_COMMAND: frozenset[str] = frozenset({"bureau", "street", "service_centre", "unit"})
"""Kinds that the district commands; companies and city branches are ranked apart."""


class Department(Named, frozen=True):
    """A disposing department; `street` is the key of the street if it is a street office."""

    kind: DepartmentKind = "unit"
    short: str = ""
    short_en: str = ""
    street: str = ""

    def short_label(self, lang: str) -> str:
        """Return the name that fits a narrow column."""
        if lang == "en":
            return self.short_en or self.name_en or self.short or self.name
        return self.short or self.name

    @property
    def under_command(self) -> bool:
        """Whether the district commands it, so that it is ranked with the district's own."""
        return self.kind in UNDER_COMMAND


def read_departments(found: Findings, streets: Mapping[str, object]) -> dict[str, Department]:
    """Return the departments of a district's folder; notes every mistake in the file."""
    departments: dict[str, Department] = {}
    columns = ("key", "name", "name_en", "kind", "short", "short_en")
    for line in read_sheet(found, FILE, required=columns, optional=("street",)):
        _check(found, line, streets)
        department = Department(
            line["key"],
            line["name"],
            line["name_en"],
            line["kind"],  # type: ignore[arg-type]
            line["short"],
            line["short_en"],
            line["street"],
        )
        gather(found, FILE, departments, department.key, row=line.row, entry=department)
    return departments


def _check(found: Findings, line: Line, streets: Mapping[str, object]) -> None:
    if line["kind"] not in get_args(DepartmentKind):
        kinds = ", ".join(get_args(DepartmentKind))
        found.note(FILE, line.row, f"kind {line['kind']!r} is none of {kinds}")
    if not line["name"]:
        found.note(FILE, line.row, "name is empty")
    if len(line["short"]) > SHORT_LENGTH and not line["short"].isascii():
        found.note(FILE, line.row, f"short {line['short']!r} is longer than {SHORT_LENGTH}")
    if line["street"] and line["street"] not in streets:
        found.note_unknown(FILE, line.row, f"street {line['street']!r}", "streets.geojson")
