"""The class catalogue: major classes, classes, and their filing conditions with limits."""

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

import msgspec

from city.named import Named
from city.policies import UNITS
from city.sheets import Findings, Line, gather, number_in, read_sheet

Kind = Literal["component", "event", "service", ""]
MAJORS, CATALOGUE, CONDITIONS = "majors.csv", "catalogue.csv", "conditions.csv"
STREET_OF_PLACE = "@street"
"""Stands among the handlers of a class for the street in which a case lies."""


class Condition(Named, frozen=True):
    """
    立案条件: one filing condition of a class, with its own limit.

    `value` counts `unit`s (`urgent_hour`, `work_hour`, `work_day`, `natural_day`); None means that
    there is no limit. `source` says where the limit comes from: `V:n` read in a source of the
    domain notes, `A` our assumption, to be replaced by the district. Cases of an `exempt` one are
    not assessed.
    """

    value: float | None = None
    unit: str = ""
    source: str = ""
    owner: str = ""
    exempt: bool = False

    @property
    def path(self) -> str:
        """How policies name it: the class or set it belongs to, and its key."""
        return f"{self.owner}/{self.key}"


class Major(Named, frozen=True):
    """大类: a major class of one kind, and the stream whose cases it classifies."""

    kind: Kind = ""
    stream: str = ""


class CaseClass(Named, frozen=True):
    """
    小类: what a case is about. The first condition is the one assumed if none is told.

    `departments` are the usual handlers, by key, the first one leading; `@street` stands for the
    street of the place. `code_version` says which code table the key is taken from.
    """

    major: str = ""
    kind: Kind = ""
    code_version: str = ""
    conditions: tuple[Condition, ...] = ()
    departments: tuple[str, ...] = ()


class Catalogue(msgspec.Struct, frozen=True):
    """All classes of a district, and the sets of conditions that several share."""

    majors: dict[str, Major]
    classes: dict[str, CaseClass]
    sets: dict[str, tuple[Condition, ...]]


def read_catalogue(found: Findings, departments: Mapping[str, object]) -> Catalogue:
    """Return the catalogue of a district's folder; notes every mistake in its three files."""
    majors = _read_majors(found)
    sets = _read_sets(found)
    classes = _read_classes(found, majors, departments, sets)
    return Catalogue(majors, classes, sets)


def _read_majors(found: Findings) -> dict[str, Major]:
    majors: dict[str, Major] = {}
    for line in read_sheet(found, MAJORS, required=("key", "name", "name_en", "kind", "stream")):
        kind = line["kind"]
        if kind not in get_args(Kind):
            found.note(MAJORS, line.row, f"kind {kind!r} is none of component, event, service")
            continue
        major = Major(line["key"], line["name"], line["name_en"], kind, line["stream"])  # type: ignore[arg-type]
        gather(found, MAJORS, majors, major.key, row=line.row, entry=major)
    return majors


def _read_sets(found: Findings) -> dict[str, tuple[Condition, ...]]:
    """Read `conditions.csv`, which a district may leave out."""
    if not (found.folder / CONDITIONS).exists():
        return {}
    sets: dict[str, tuple[Condition, ...]] = {}
    columns = ("set", "condition", "name", "name_en", "value", "unit", "source")
    for line in read_sheet(found, CONDITIONS, required=columns, optional=("exempt",)):
        if line["exempt"] not in ("", "yes"):
            found.note(CONDITIONS, line.row, f"exempt {line['exempt']!r} is neither yes nor empty")
        condition = Condition(
            line["condition"],
            line["name"],
            line["name_en"],
            *_limit(found, CONDITIONS, line),
            line["set"],
            line["exempt"] == "yes",
        )
        _append(found, CONDITIONS, sets, line, line["set"], condition)
    return sets


def _append(
    found: Findings,
    file: str,
    owners: dict[str, tuple[Condition, ...]],
    line: Line,
    owner: str,
    condition: Condition,
) -> None:
    taken = owners.get(owner, ())
    if not condition.key:
        found.note(file, line.row, "condition is empty")
    elif any(each.key == condition.key for each in taken):
        found.note(file, line.row, f"condition {condition.key!r} of {owner!r} is already listed")
    else:
        owners[owner] = (*taken, condition)


def _limit(found: Findings, file: str, line: Line) -> tuple[float | None, str, str]:
    value, unit = number_in(found, file, line, "value"), line["unit"]
    if unit and unit not in UNITS:
        found.note(file, line.row, f"unit {unit!r} is none of {', '.join(UNITS)}")
    elif bool(unit) != bool(line["value"]):
        found.note(file, line.row, "value and unit must be given together")
    elif value is not None and unit in UNITS:
        return value, unit, line["source"]
    return None, "", line["source"]


def _read_classes(
    found: Findings,
    majors: Mapping[str, Major],
    departments: Mapping[str, object],
    sets: Mapping[str, tuple[Condition, ...]],
) -> dict[str, CaseClass]:
    """Read the catalogue: neighbouring rows of one key are the conditions of one class."""
    classes: dict[str, CaseClass] = {}
    for lines in _by_class(_catalogue_lines(found)):
        head = lines[0]
        major = majors.get(head["major"])
        _check_references(found, head, major, departments)
        entry = CaseClass(
            head["key"],
            head["name"],
            head["name_en"],
            head["major"],
            major.kind if major else "",
            head["code_version"],
            _conditions(found, lines, sets),
            tuple(head["departments"].split()),
        )
        gather(found, CATALOGUE, classes, entry.key, row=head.row, entry=entry)
    return classes


def _catalogue_lines(found: Findings) -> list[Line]:
    return read_sheet(
        found,
        CATALOGUE,
        required=("key", "major", "name", "name_en"),
        optional=(
            "code_version",
            "condition",
            "condition_name",
            "condition_name_en",
            "value",
            "unit",
            "departments",
            "source",
        ),
    )


def _by_class(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield the rows of each class: a repeated key with another condition goes on the class."""
    rows: list[Line] = []
    for line in lines:
        if rows and (line["key"] != rows[0]["key"] or not line["condition"]):
            yield rows
            rows = []
        rows.append(line)
    if rows:
        yield rows


def _conditions(
    found: Findings, lines: list[Line], sets: Mapping[str, tuple[Condition, ...]]
) -> tuple[Condition, ...]:
    named = lines[0]["condition"]
    if named.startswith("set:"):
        if named[4:] not in sets:
            found.note_unknown(CATALOGUE, lines[0].row, f"set {named[4:]!r}", CONDITIONS)
        return sets.get(named[4:], ())
    own: dict[str, tuple[Condition, ...]] = {}
    for line in lines:
        _check_same_class(found, line, lines[0])
        names = (line["condition_name"], line["condition_name_en"])
        value, unit, source = _limit(found, CATALOGUE, line)
        condition = Condition(line["condition"], *names, value, unit, source, line["key"])
        if condition.key or condition.value is not None:
            _append(found, CATALOGUE, own, line, line["key"], condition)
    return own.get(lines[0]["key"], ())


def _check_same_class(found: Findings, line: Line, head: Line) -> None:
    for column in ("major", "name", "name_en", "code_version", "departments"):
        if line[column] != head[column]:
            cause = f"{column} {line[column]!r} differs from {head[column]!r} in {head.row}"
            found.note(CATALOGUE, line.row, cause)


def _check_references(
    found: Findings, line: Line, major: Major | None, departments: Mapping[str, object]
) -> None:
    if line["major"] and major is None:
        found.note_unknown(CATALOGUE, line.row, f"major {line['major']!r}", MAJORS)
    if not line["name"]:
        found.note(CATALOGUE, line.row, "name is empty")
    for key in line["departments"].split():
        if key != STREET_OF_PLACE and key not in departments:
            found.note_unknown(CATALOGUE, line.row, f"department {key!r}", "departments.csv")
